"""A recording whose file does not say who speaks waits until somebody says that all are listed."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from pytest_django import Settings

from consent import complete
from consent.clearance import clearance_for
from consent.complete import NotComplete
from consent.models import RosterCheck
from consent.policy import Code
from recordings import voices
from recordings.importers.room import SegmentMethod
from recordings.models import Segment
from recordings.spans import Span
from tests.consent.people import START, Room, all_agree


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def plain(room: Room) -> Room:
    """A room of which only the sound came; the host has said who speaks when."""
    room.recording.source = "plain"
    room.recording.save()
    Segment.objects.update(method=SegmentMethod.MANUAL)
    all_agree(room)
    return room


def codes(room: Room) -> list[Code]:
    return [reason.code for reason in clearance_for(room.recording).reasons]


def test_a_source_that_knows_its_speakers_needs_nobodys_word(room: Room) -> None:
    all_agree(room)
    assert codes(room) == []
    noors = Segment.objects.filter(speaker=room.noor)
    noors.update(method=SegmentMethod.MANUAL)
    assert codes(room) == []


def test_who_was_marked_by_hand_waits_for_the_hosts_word(plain: Room, ada: User) -> None:
    assert codes(plain) == [Code.ROSTER]
    complete.confirm(plain.recording, by=ada, now=START)
    assert codes(plain) == []


def test_all_parts_by_hand_need_it_whatever_the_source(room: Room, ada: User) -> None:
    Segment.objects.update(method=SegmentMethod.MANUAL)
    all_agree(room)
    assert codes(room) == [Code.ROSTER]


def test_another_speaker_asks_again_and_another_part_does_not(plain: Room, ada: User) -> None:
    complete.confirm(plain.recording, by=ada, now=START)
    voices.mark(plain.recording, plain.hana, Span(55_000, 55_400))
    assert codes(plain) == []
    voices.add_speaker(plain.recording, name="Ines")
    assert codes(plain) == [Code.ROSTER]
    complete.confirm(plain.recording, by=ada, now=START)
    assert codes(plain) == []
    assert RosterCheck.objects.count() == 2


def test_where_the_site_wants_it_the_desk_checks_too(
    plain: Room, ada: User, settings: Settings
) -> None:
    settings.ROSTER_BY_DESK = True
    complete.confirm(plain.recording, by=ada, now=START)
    assert codes(plain) == [Code.ROSTER]
    assert complete.waits_for_desk(plain.recording)
    complete.confirm(plain.recording, by=ada, now=START, by_desk=True)
    assert codes(plain) == []
    assert not complete.waits_for_desk(plain.recording)


def test_nobody_listed_is_not_everybody(plain: Room, ada: User) -> None:
    Segment.objects.all().delete()
    with pytest.raises(NotComplete, match="Nobody is listed"):
        complete.confirm(plain.recording, by=ada, now=START)


def test_the_same_word_from_the_command_line(plain: Room, ada: User) -> None:
    out = StringIO()
    about = str(plain.recording.uid)
    call_command("confirm_roster", about, "--by", "ada", "--json", stdout=out)
    document = json.loads(out.getvalue())
    assert document["allowed"] is True
    assert document["speakers"] == ["Hana Osei", "Sami Haddad", "Noor Ali"]
