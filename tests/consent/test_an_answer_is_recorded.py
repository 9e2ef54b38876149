"""One writer, one chain: what may be recorded, what is refused, and that it verifies."""

from typing import Any

import pytest
from django.db import connection, transaction

from consent.ledger import Kind, verify
from consent.models import Ask, ChainHead, ConsentEvent
from consent.receipts import number, receipts_of, uids_of
from consent.record import NotRecorded, record, standings
from consent.scopes import Decision, Method, Scope, State
from consent.signals import consent_changed
from consent.verify import faults
from recordings.models import Recording
from tests.consent.people import START, Room, answer, days, make_ask, make_room

GRANTED, REFUSED, WITHDRAWN = Decision.GRANTED, Decision.REFUSED, Decision.WITHDRAWN


def attest(room: Room, decision: Decision, evidence: str = "Said so in the room at 12:03") -> None:
    record(
        room.noor,
        {Scope.PUBLISH: decision},
        method=Method.ATTESTED,
        actor="ada",
        now=START,
        evidence=evidence,
    )


def test_an_answer_is_a_line_for_each_scope_in_one_receipt(room: Room) -> None:
    given = answer(room.noor, publish="granted", name="refused")
    lines = ConsentEvent.objects.all()
    assert [(line.seq, line.scope, line.decision) for line in lines] == [
        (1, "publish", "granted"),
        (2, "name", "refused"),
    ]
    assert {line.receipt for line in lines} == {given.uid}
    assert receipts_of(room.noor) == (given,)


def test_the_lines_of_all_recordings_are_one_chain_that_verifies(room: Room) -> None:
    other = make_room("water")
    for number_, speaker in enumerate((room.noor, other.sami, room.noor, other.noor)):
        said = "granted" if number_ else "refused"
        answer(speaker, now=START + days(number_), publish=said)
    assert verify(event.line for event in ConsentEvent.objects.all()) == ()
    assert ChainHead.objects.get().seq == 4
    assert faults() == ()


def test_a_cut_off_ledger_is_found_by_its_head(room: Room) -> None:
    answer(room.noor, publish="granted")
    ChainHead.objects.update(seq=2)
    assert [fault.kind for fault in faults()] == [Kind.TRUNCATED, Kind.HEAD]


def test_what_was_shown_is_kept_with_its_hash(room: Room) -> None:
    answer(room.noor, publish="granted")
    line = ConsentEvent.objects.get()
    assert "May Hana Osei publish your voice?" in line.shown
    assert "11 s, in 2 places, as @noor_ali" in line.shown
    assert len(line.shown_sha256) == 64
    assert line.wording == make_ask(room.noor).wording


def test_the_latest_word_counts(room: Room) -> None:
    for said in ("granted", "withdrawn", "granted"):
        answer(room.noor, publish=said, name="granted")
    assert standings(room.noor)[Scope.PUBLISH] == State.GRANTED
    assert standings(room.noor)[Scope.CLIPS] == State.UNANSWERED
    assert standings(room.sami)[Scope.PUBLISH] == State.UNANSWERED


def test_an_answer_sent_twice_is_recorded_once(room: Room) -> None:
    first = answer(room.noor, publish="granted")
    again = answer(room.noor, now=START + days(1), publish="granted")
    assert again == first
    assert ConsentEvent.objects.count() == 1


def test_the_same_yes_after_a_no_is_a_new_line(room: Room) -> None:
    for said in ("granted", "refused", "granted"):
        answer(room.noor, publish=said)
    assert ConsentEvent.objects.count() == 3


def test_the_ask_counts_as_answered(room: Room) -> None:
    ask = make_ask(room.noor)
    answer(room.noor, now=START + days(2), ask=ask, publish="refused")
    assert Ask.objects.get(pk=ask.pk).answered_at == START + days(2)


def test_the_news_is_sent_inside_the_transaction_and_its_failure_undoes_the_answer(
    room: Room,
) -> None:
    heard: list[tuple[Recording, bool]] = []

    def told(recording: Recording, **_: Any) -> None:
        heard.append((recording, connection.in_atomic_block))
        raise RuntimeError("the news was not taken")

    consent_changed.connect(told)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            answer(room.noor, publish="granted")
    finally:
        consent_changed.disconnect(told)
    assert heard == [(room.recording, True)]
    assert not ConsentEvent.objects.exists()


class TestOnlyTheSpeakerSpeaksForThemselves:
    def test_nothing_is_recorded_without_an_ask(self, room: Room) -> None:
        with pytest.raises(NotRecorded, match="was not asked"):
            record(
                room.noor,
                {Scope.PUBLISH: GRANTED},
                method=Method.LINK,
                actor="Noor",
                now=START,
                shown="x",
            )

    def test_nobody_answers_somebody_elses_ask(self, room: Room) -> None:
        with pytest.raises(NotRecorded, match="was not asked"):
            answer(room.noor, ask=make_ask(room.sami), publish="granted")

    def test_a_yes_needs_the_words_it_was_given_to(self, room: Room) -> None:
        with pytest.raises(NotRecorded, match="shown"):
            record(
                room.noor,
                {Scope.PUBLISH: GRANTED},
                method=Method.LINK,
                actor="Noor",
                now=START,
                ask=make_ask(room.noor),
            )

    def test_a_yes_to_what_was_not_asked_is_no_yes(self, room: Room) -> None:
        with pytest.raises(NotRecorded, match="commercial"):
            answer(room.noor, ask=make_ask(room.noor, "name"), commercial="granted")

    def test_what_was_not_asked_can_be_taken_back(self, room: Room) -> None:
        answer(room.noor, ask=make_ask(room.noor, "name"), commercial="withdrawn")
        assert standings(room.noor)[Scope.COMMERCIAL] == State.WITHDRAWN

    def test_nothing_at_all_is_no_answer(self, room: Room) -> None:
        with pytest.raises(NotRecorded, match="Nothing was answered"):
            answer(room.noor)


class TestSomebodyElsesWord:
    def test_needs_evidence(self, room: Room) -> None:
        with pytest.raises(NotRecorded, match="evidence"):
            attest(room, GRANTED, evidence="  ")

    def test_is_taken_where_the_speaker_has_said_nothing(self, room: Room) -> None:
        attest(room, GRANTED)
        line = ConsentEvent.objects.get()
        assert (line.method, line.actor) == ("attested", "ada")
        assert standings(room.noor)[Scope.PUBLISH] == State.GRANTED

    @pytest.mark.parametrize("said", ["refused", "withdrawn"])
    def test_is_never_a_yes_against_the_speakers_own_no(self, room: Room, said: str) -> None:
        answer(room.noor, publish=said)
        with pytest.raises(NotRecorded, match="only they can change it"):
            attest(room, GRANTED)
        assert standings(room.noor)[Scope.PUBLISH] == State(said)

    def test_is_never_a_yes_over_a_no_hidden_by_another_attested_no(self, room: Room) -> None:
        answer(room.noor, publish="refused")
        attest(room, WITHDRAWN)
        with pytest.raises(NotRecorded, match="only they can change it"):
            attest(room, GRANTED)

    def test_may_be_a_no_at_any_time(self, room: Room) -> None:
        answer(room.noor, publish="granted")
        attest(room, WITHDRAWN)
        assert standings(room.noor)[Scope.PUBLISH] == State.WITHDRAWN

    def test_is_never_a_yes_over_a_no_that_was_attested_too(self, room: Room) -> None:
        attest(room, REFUSED)
        with pytest.raises(NotRecorded, match="only they can change it"):
            attest(room, GRANTED)
        answer(room.noor, publish="granted")
        assert standings(room.noor)[Scope.PUBLISH] == State.GRANTED


def test_a_receipts_number_leads_back_to_it(room: Room) -> None:
    given = answer(room.noor, publish="granted")
    found = uids_of(f" {given.number.lower()} ".replace("-", " "))
    assert found is not None
    assert found[0] <= given.uid <= found[1]
    assert number(found[0]) == given.number


@pytest.mark.parametrize("text", ["", "noor", "K7QF-2M9X-99", "K7QF-2M9U-04", "K7QF-2M9X-0"])
def test_what_is_no_receipt_number_is_not_taken_for_one(text: str) -> None:
    assert uids_of(text) is None
