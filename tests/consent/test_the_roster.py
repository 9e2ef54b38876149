"""What Hana sees of her speakers: one state each, from what they said and what she decided."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent import exclusions
from consent.roster import RosterRow, Standing, roster_for
from consent.scopes import Method, Scope, State
from recordings.audio.plan import Treatment
from recordings.models import Segment
from recordings.spans import Span
from tests.consent.people import START, Room, answer, days, make_ask


def noors(room: Room, after_days: float = 0) -> RosterRow:
    [row] = [
        r for r in roster_for(room.recording, "", START + days(after_days)) if r.speaker.number == 3
    ]
    return row


def test_everyone_is_there_by_first_word_with_what_they_spoke(room: Room) -> None:
    rows = roster_for(room.recording, "", START)
    assert [row.speaker.name for row in rows] == ["Hana Osei", "Sami Haddad", "Noor Ali"]
    assert (rows[2].spoke_ms, rows[2].parts) == (11_000, 2)
    assert rows[2].spans == (Span(10_000, 20_000), Span(50_000, 51_000))
    assert {row.state for row in rows} == {Standing.NOT_ASKED}


def test_who_was_asked_waits_until_the_ask_expires(room: Room) -> None:
    make_ask(room.noor, now=START)
    row = noors(room)
    assert row.state == Standing.WAITING
    assert row.ask
    assert (row.ask.asked_at, row.ask.expires_at) == (START, START + days(60))
    late = noors(room, after_days=61)
    assert late.state == Standing.NOT_ASKED
    assert late.ask
    assert not late.ask.is_open


@pytest.mark.parametrize(
    ("said", "state", "blocks"),
    [
        ("granted", Standing.AGREED, False),
        ("refused", Standing.SAID_NO, True),
        ("withdrawn", Standing.WITHDRAWN, True),
    ],
)
def test_what_was_said_last_is_the_state(
    room: Room, said: str, state: Standing, blocks: bool
) -> None:
    answer(room.noor, now=START + days(1), publish=said, name="refused")
    row = noors(room)
    assert (row.state, row.blocks) == (state, blocks)
    assert row.scopes[Scope.NAME] == State.REFUSED
    assert row.scopes[Scope.CLIPS] == State.UNANSWERED
    assert row.last_word
    assert row.last_word.at == START + days(1)
    assert (row.last_word.by, row.last_word.method) == ("Noor Ali", Method.LINK)


def test_who_is_left_out_is_left_out_whatever_they_said(room: Room) -> None:
    answer(room.noor, publish="refused")
    exclusions.leave_out(room.recording, room.noor, Treatment.BLEEP, by=None)
    row = noors(room)
    assert (row.state, row.excluded, row.blocks) == (Standing.LEFT_OUT, Treatment.BLEEP, False)


def test_who_is_never_heard_is_silent(room: Room) -> None:
    Segment.objects.filter(speaker=room.noor).delete()
    assert noors(room).state == Standing.SILENT


def test_eight_queries_whatever_was_said(room: Room) -> None:
    for speaker in (room.hana, room.sami, room.noor):
        answer(speaker, publish="granted")
    with CaptureQueriesContext(connection) as queries:
        roster_for(room.recording, "", START)
    assert len(queries) == 8
