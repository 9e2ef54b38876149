"""A part that somebody called music or noise: who said so is kept, seen, proven and taken back."""

import json
import zipfile
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consent.cases import with_unclaimed_speech
from consent.clearance import clearance_for
from consent.exclusions import leave_out_span
from consent.policy import Code
from consent.record import note_recording
from consent.scopes import Decision, Method
from feeds import evidence
from recordings import voices
from recordings.audio.plan import Treatment
from recordings.models import NotAPerson, Recording, Segment, Speaker
from recordings.spans import Span
from tests.feeds import story
from tests.signed_in import ada_the_admin, an_officer, max_the_stranger, member_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Recording:
    made = story.recording(story.host())
    story.everyone_agrees(made)
    return made


@pytest.fixture
def part(room: Recording) -> Segment:
    return nobodys(room, 55_000, 58_000)


@pytest.fixture
def hana(room: Recording) -> Client:
    return member_of(room.host)


def nobodys(room: Recording, start_ms: int, end_ms: int) -> Segment:
    return Segment.objects.create(
        recording=room, start_ms=start_ms, end_ms=end_ms, method="vad_unassigned"
    )


def calls_it_noise(hana: Client, room: Recording, part: Segment) -> None:
    where = reverse("feeds:unclaimed", args=[room.uid])
    hana.post(where, {"parts": [part.pk], "whose": "not-a-person"})


def takes_it_back(client: Client, room: Recording, part: Segment) -> int:
    where = reverse("feeds:unclaimed_person", args=[room.uid, part.pk])
    return client.post(where).status_code


def blocked(room: Recording) -> bool:
    return Code.UNCLAIMED in {reason.code for reason in clearance_for(room).reasons}


def test_who_said_it_and_when_stands_on_the_hosts_page(
    hana: Client, room: Recording, part: Segment
) -> None:
    calls_it_noise(hana, room, part)
    one = NotAPerson.objects.get()
    assert one.by == room.host.members.get().user
    assert (one.span, one.undone_at) == (Span(55_000, 58_000), None)
    told = words(hana.get(reverse("feeds:unclaimed", args=[room.uid])))
    assert "At 0:55" in told
    assert "Hana, " in told
    page = words(hana.get(reverse("feeds:recording", args=[room.uid])))
    assert "1 part was called music or noise" in page


def test_one_wrong_word_is_taken_back_by_one_press(
    hana: Client, room: Recording, part: Segment
) -> None:
    calls_it_noise(hana, room, part)
    assert not blocked(room)
    assert takes_it_back(hana, room, part) == 302
    assert blocked(room)
    one = NotAPerson.objects.get()
    assert one.undone_by == room.host.members.get().user
    assert "taken back by Hana" in words(hana.get(reverse("feeds:unclaimed", args=[room.uid])))


def test_it_can_be_said_again_and_both_words_are_kept(
    hana: Client, room: Recording, part: Segment
) -> None:
    for _ in range(2):
        calls_it_noise(hana, room, part)
        calls_it_noise(hana, room, part)
        takes_it_back(hana, room, part)
    assert NotAPerson.objects.exclude(undone_at=None).count() == 2
    assert NotAPerson.objects.count() == 2


def test_whoever_turns_out_to_speak_there_ends_the_word(room: Recording, part: Segment) -> None:
    noor: Speaker = room.speakers.get(key="noor")
    voices.not_a_person(room, [part.pk])
    voices.assign(room, [part.pk], noor)
    assert NotAPerson.objects.get().undone_at is not None
    part.refresh_from_db()
    assert (part.speaker, part.not_a_person) == (noor, False)


def test_nobody_else_takes_it_back(hana: Client, room: Recording, part: Segment) -> None:
    calls_it_noise(hana, room, part)
    for client in (member_of(story.host("jonas")), max_the_stranger(), ada_the_admin()):
        assert takes_it_back(client, room, part) == 404
    assert not blocked(room)
    other = nobodys(room, 1_000, 1_500)
    assert takes_it_back(hana, room, other) == 404


def test_the_desk_sees_who_said_it(hana: Client, room: Recording, part: Segment) -> None:
    calls_it_noise(hana, room, part)
    told = words(an_officer().get(reverse("feeds:desk_recording", args=[room.uid])))
    assert "Called music or noise" in told
    assert "At 0:55 , 3 s Hana, " in told


def test_it_is_in_the_evidence(hana: Client, room: Recording, part: Segment) -> None:
    calls_it_noise(hana, room, part)
    episode = story.draft(room, story.show(room.host))
    ada = User.objects.create_superuser("ada", "ada@example.org", "x")
    bundle = evidence.export(episode, by=ada, now=timezone.now())
    with zipfile.ZipFile(BytesIO(bundle)) as packed:
        name = next(name for name in packed.namelist() if name.endswith("episode.json"))
        told = json.loads(packed.read(name))
    [one] = told["not_a_person"]
    assert one["part_ms"] == [55_000, 58_000]
    assert one["said_by"] == room.host.members.get().user_id


# --- How much of nobody's speech passes ----------------------------------------------------------
@pytest.mark.parametrize(("limit", "blocks"), [(2_999, True), (3_000, False)])
def test_the_limit_is_the_sites_and_holds_at_the_gate_and_the_desk(
    room: Recording, part: Segment, settings: Settings, limit: int, blocks: bool
) -> None:
    settings.UNCLAIMED_MS = limit
    assert blocked(room) is blocks
    assert with_unclaimed_speech().exists() is blocks


@pytest.mark.parametrize("limit", [-1, 10_001])
def test_a_limit_that_would_let_a_stranger_speak_is_refused(settings: Settings, limit: int) -> None:
    settings.UNCLAIMED_MS = limit
    assert [found.id for found in run_checks(tags=["security"])] == ["config.E004"]


def test_the_desks_queue_knows_of_every_cut(room: Recording, part: Segment) -> None:
    leave_out_span(room, Span(54_000, 57_200), Treatment.SILENCE, by=None)
    assert not blocked(room)
    assert not with_unclaimed_speech().exists()
    longer = nobodys(room, 10_000, 12_000)
    assert blocked(room)
    assert list(with_unclaimed_speech()) == [room]
    voices.not_a_person(room, [longer.pk])
    assert not with_unclaimed_speech().exists()


def test_what_a_cut_of_one_voice_silences_is_still_heard_of_nobody(
    room: Recording, part: Segment
) -> None:
    noor = room.speakers.get(key="noor")
    leave_out_span(room, Span(54_000, 59_000), Treatment.SILENCE, by=None, speaker=noor)
    assert blocked(room)
    assert list(with_unclaimed_speech()) == [room]


def test_parts_that_overlap_are_counted_once_and_what_was_out_before_is_not(
    room: Recording, settings: Settings
) -> None:
    settings.UNCLAIMED_MS = 3_500
    nobodys(room, 55_000, 58_000)
    nobodys(room, 55_000, 58_000)
    assert not blocked(room)
    assert not with_unclaimed_speech().exists()
    settings.UNCLAIMED_MS = 1_000
    assert with_unclaimed_speech().exists()
    note_recording(
        room,
        Decision.LEGACY,
        method=Method.ATTESTED,
        actor="ada",
        evidence="Since 2021",
        now=timezone.now(),
    )
    assert not blocked(room)
    assert not with_unclaimed_speech().exists()
