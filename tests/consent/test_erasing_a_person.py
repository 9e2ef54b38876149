"""Erasing a person: who it takes out of what, what stays, and what it does not touch."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from consent import asks, do_not_ask, restoring, tombstones
from consent.erasure import NotErased, erase
from consent.models import Ask, AskLink, ConsentEvent, DoNotAsk, Exclusion, Sending
from consent.person import find_person
from consent.scopes import Decision, Scope, State
from consent.standings import fold
from consent.terms import unpacked
from consent.verify import faults
from feeds import episodes
from feeds.models import Episode, Feed
from feeds.shows import create_show
from recordings.models import Cue, Run, Speaker, VoiceErasure
from tests.consent.people import Room, answer, hear, make_ask, make_room

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
WHY = "asked by mail"


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "x")


def _erased(speaker: Speaker, by: User, *, keep_no: bool = True) -> Speaker:
    erase(find_person(str(speaker.uid)), by=by, reason=WHY, now=NOW, keep_no=keep_no)
    return Speaker.objects.get(pk=speaker.pk)


def test_the_row_that_stays_is_nobody(room: Room, ada: User) -> None:
    Speaker.objects.filter(pk=room.noor.pk).update(
        external_ids={"x": "100200300"}, email="noor@example.org", level_lufs=-20
    )
    left = _erased(room.noor, ada)
    assert (left.name, left.handle, left.email, left.external_ids) == ("", "", "", {})
    assert (left.display_name, left.key, left.level_lufs) == ("Guest 3", "erased-3", None)
    assert left.segments.count() == 2, "when somebody spoke has to stay silent, so it stays known"


def test_everything_is_taken_back_first_and_the_voice_left_out(room: Room, ada: User) -> None:
    answer(room.noor, publish="granted", name="granted", now=NOW)
    left = _erased(room.noor, ada)
    stands = fold(ConsentEvent.objects.filter(speaker=left).order_by("seq"))[left.pk]
    assert stands.state(Scope.PUBLISH) == stands.state(Scope.NAME) == State.WITHDRAWN
    assert Exclusion.objects.get(speaker=left).treatment == "silence"


def test_a_line_says_which_lines_lost_their_text_and_the_chain_verifies(
    room: Room, ada: User
) -> None:
    answer(room.noor, publish="granted", now=NOW)
    answer(room.sami, publish="granted", now=NOW)
    left = _erased(room.noor, ada)
    lines = list(ConsentEvent.objects.filter(speaker=left).order_by("seq"))
    *before, said = lines
    assert all((one.salt, one.shown, one.evidence, one.actor) == ("",) * 4 for one in before)
    assert (said.decision, said.actor, said.evidence) == (Decision.ERASED, "ada", WHY)
    assert unpacked(said.terms).subject == str(left.uid)
    assert all(line.salt for line in ConsentEvent.objects.filter(speaker=room.sami))
    assert faults() == ()


def test_the_text_of_another_that_names_them_goes_and_a_line_covers_it(
    room: Room, ada: User
) -> None:
    ask = make_ask(room.sami, now=NOW)
    Ask.objects.filter(pk=ask.pk).update(room_text="“Water with Noor Ali”")
    ask.refresh_from_db()
    answer(room.sami, publish="granted", now=NOW, ask=ask)
    _erased(room.noor, ada)
    given = ConsentEvent.objects.get(speaker=room.sami)
    covering = ConsentEvent.objects.get(decision="erased", speaker=None)
    assert (given.decision, given.shown, given.salt) == (Decision.GRANTED, "", "")
    assert unpacked(covering.terms).subject == str(room.sami.uid)
    assert faults() == ()
    ask.refresh_from_db()
    assert ask.room_text == "“Water with Guest 3”"


def test_links_lead_nowhere_and_nothing_is_sent_any_more(room: Room, ada: User) -> None:
    ask = make_ask(room.noor, address="noor@example.org", now=NOW)
    asks.send(ask, NOW)
    _erased(room.noor, ada)
    ask.refresh_from_db()
    assert not AskLink.objects.filter(ask=ask).exists()
    assert not Sending.objects.exists()
    assert (ask.address, ask.contact, ask.asker, ask.next_reminder_at) == ("", "", "", None)
    assert not ask.is_open(NOW)


def test_marks_that_they_are_not_to_be_asked_stay(room: Room, ada: User) -> None:
    make_ask(room.noor, address="noor@example.org", now=NOW)
    _erased(room.noor, ada)
    assert {row.why for row in DoNotAsk.objects.all()} == {DoNotAsk.Why.ERASED}
    again = make_room("again").noor
    assert "erased" in do_not_ask.why_not(again, "noor@example.org")


def test_without_them_nothing_stays(room: Room, ada: User) -> None:
    answer(room.noor, publish="refused", now=NOW, ask=make_ask(room.noor, address="n@example.org"))
    assert DoNotAsk.objects.exists()
    _erased(room.noor, ada, keep_no=False)
    assert not DoNotAsk.objects.exists()


def test_what_others_say_of_them_stays_without_their_name(room: Room, ada: User) -> None:
    for speaker, text in ((room.noor, "I am here."), (room.sami, "Thank you, Noor.")):
        where = {"recording": room.recording, "start_ms": 0, "end_ms": 1}
        Cue.objects.create(**where, speaker=speaker, text=text)
    _erased(room.noor, ada)
    assert [cue.text for cue in Cue.objects.all()] == ["Thank you, Guest 3."]


def test_texts_of_their_rooms_lose_every_part_of_the_name_and_others_the_whole(
    room: Room, ada: User
) -> None:
    host = room.recording.host
    show = create_show(host, slug="table", title="Open Table", description="With Noor Ali. Noor!")
    here = episodes.draft_for(room.recording, show)
    Episode.objects.filter(pk=here.pk).update(title="Noor speaks", notes="@noor_ali at last")
    Feed.objects.filter(show=show).update(body=b"Noor", body_gzip=b"x", built_version=1)
    _erased(room.noor, ada)
    here.refresh_from_db()
    show.refresh_from_db()
    assert (here.title, here.notes) == ("Guest 3 speaks", "Guest 3 at last")
    assert show.description == "With a guest. Noor!"
    assert bytes(Feed.objects.get(show=show).body) == b""


def test_another_host_keeps_texts_about_a_namesake(room: Room, ada: User) -> None:
    other = make_room("harbour-talk")
    Speaker.objects.filter(pk=other.noor.pk).update(handle="another_noor")
    show = create_show(
        other.recording.host, slug="harbour", title="Harbour", description="Noor Ali, not @noor_ali"
    )
    _erased(room.noor, ada)
    show.refresh_from_db()
    other.noor.refresh_from_db()
    assert show.description == "Noor Ali, not a guest"
    assert other.noor.name == "Noor Ali"


def test_a_job_takes_the_voice_out_and_the_sweep_finds_it_again(room: Room, ada: User) -> None:
    from recordings import voice_erasure

    _erased(room.noor, ada)
    Run.objects.all().delete()
    voice_erasure.sweep()
    run = Run.objects.get()
    assert run.subject_id == VoiceErasure.objects.get(speaker=room.noor).pk


def test_erased_again_there_is_nothing_left_to_do(room: Room, ada: User) -> None:
    answer(room.noor, publish="granted", now=NOW)
    _erased(room.noor, ada)
    before = ConsentEvent.objects.filter(speaker=room.noor).exclude(decision="erased").count()
    again = erase(find_person(str(room.noor.uid)), by=ada, reason=WHY, now=NOW)
    assert again.withdrawn == 0
    after = ConsentEvent.objects.filter(speaker=room.noor).exclude(decision="erased").count()
    assert after == before
    assert faults() == ()


def test_a_database_that_was_restored_erases_them_again_and_nobody_else(
    room: Room, ada: User
) -> None:
    """The tombstone of another's covered line would say that they were erased."""
    tombstones.keep(
        [
            ConsentEvent(
                recording=room.recording, speaker=room.noor, decision="erased", scope="", at=NOW
            )
        ]
    )
    assert len(restoring.apply_all(NOW).erasures) == 1
    room.noor.refresh_from_db()
    assert room.noor.display_name == "Guest 3"
    assert restoring.apply_all(NOW).erasures == ()
    line = ConsentEvent.objects.get(decision="erased")
    assert (line.actor, line.speaker) == ("Roomcast", room.noor)


def test_a_line_that_covers_anothers_leaves_no_tombstone_of_them(
    room: Room, ada: User, django_capture_on_commit_callbacks: Any
) -> None:
    ask = make_ask(room.sami, now=NOW)
    Ask.objects.filter(pk=ask.pk).update(room_text="“Water with Noor Ali”")
    ask.refresh_from_db()
    answer(room.sami, publish="granted", now=NOW, ask=ask)
    with django_capture_on_commit_callbacks(execute=True):
        _erased(room.noor, ada)
    tombstones.keep_missing()
    about = {one.speaker for one in tombstones.all_of_them()} - {""}  # who wants no mail: a mark
    assert about == {str(room.noor.uid)}


def test_a_rehearsal_changes_nothing(room: Room, ada: User) -> None:
    answer(room.noor, publish="granted", now=NOW)
    lines = ConsentEvent.objects.count()
    told = erase([room.noor], by=ada, reason=WHY, now=NOW, rehearse=True)
    assert (told.withdrawn, told.lines) == (1, 2)
    room.noor.refresh_from_db()
    assert room.noor.name == "Noor Ali"
    assert ConsentEvent.objects.count() == lines
    assert not Run.objects.exists()


def test_a_reason_is_asked_for_and_names_nobody(room: Room, ada: User) -> None:
    with pytest.raises(NotErased):
        erase([room.noor], by=ada, reason=" ", now=NOW)
    erase([room.noor], by=ada, reason="Noor Ali wrote to us", now=NOW)
    line = ConsentEvent.objects.get(decision="erased")
    assert line.evidence == "a guest wrote to us"


def test_the_command_says_what_it_did(room: Room, ada: User) -> None:
    hear(room.recording, room.noor, 55_000, 56_000)
    out = io.StringIO()
    call_command("erase_person", "x:@noor_ali", by="ada", reason=WHY, json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["speakers"] == [str(room.noor.uid)]
    assert (told["rows"]["Speaker"], told["sound_waiting"]) == (1, 0)
    call_command("erase_person", str(room.sami.uid), by="ada", reason=WHY, stdout=out)
    assert "Erased: 1 appearances" in out.getvalue()


@pytest.mark.parametrize("wrong", [{"by": "nobody"}, {"who": "Noor Ali"}])
def test_the_command_says_what_is_wrong(room: Room, ada: User, wrong: dict[str, str]) -> None:
    said = {"who": "x:@noor_ali", "by": "ada"} | wrong
    with pytest.raises(CommandError):
        call_command("erase_person", said["who"], by=said["by"], reason=WHY, stdout=io.StringIO())
    room.noor.refresh_from_db()
    assert room.noor.name == "Noor Ali"
