"""Rows in, verdict out: the policy's rules on what is in the database, in few queries."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consent import exclusions
from consent.clearance import (
    NotCleared,
    clearance_for,
    clearances_for,
    cleared,
    verdicts_for,
)
from consent.exclusions import NotExcluded
from consent.facts import Use
from consent.models import ConsentEvent, Exclusion
from consent.policy import Code
from consent.record import NotRecorded, note, record
from consent.scopes import Decision, Level, Method, Scope
from consent.signals import consent_changed
from consent.terms import Terms
from recordings.audio.plan import Treatment
from recordings.models import Recording, Segment, Speaker
from recordings.spans import Span
from tests.consent.people import START, Room, all_agree, answer, days, hear, make_ask, make_room


def codes(room: Room) -> list[Code]:
    return [reason.code for reason in clearance_for(room.recording).reasons]


def test_nothing_is_cleared_before_everyone_agreed(room: Room) -> None:
    assert codes(room) == [Code.UNANSWERED] * 3
    all_agree(room, but=room.noor)
    assert codes(room) == [Code.UNANSWERED]
    all_agree(room)
    assert clearance_for(room.recording).allowed


def test_a_withdrawn_speaker_blocks_at_once(room: Room) -> None:
    all_agree(room)
    answer(room.noor, publish="withdrawn")
    [reason] = clearance_for(room.recording).reasons
    assert (reason.code, reason.speaker_id) == (Code.WITHDRAWN, room.noor.pk)
    with pytest.raises(NotCleared, match="Noor Ali took the yes back") as blocked:
        cleared(room.recording)
    assert blocked.value.clearance.reasons == (reason,)
    assert blocked.value.permanent


def test_nobodys_speech_blocks_until_it_is_somebodys_or_nobody_is_a_person(room: Room) -> None:
    all_agree(room)
    segment = hear(room.recording, None, 55_000, 58_000)
    assert codes(room) == [Code.UNCLAIMED]
    Segment.objects.filter(pk=segment.pk).update(not_a_person=True)
    assert codes(room) == []


def test_a_speaker_marked_not_a_person_still_has_to_agree(room: Room) -> None:
    all_agree(room, but=room.noor)
    Segment.objects.filter(speaker=room.noor).update(not_a_person=True)
    assert codes(room) == [Code.UNANSWERED]


def test_a_part_that_becomes_anothers_needs_the_others_answer(room: Room) -> None:
    Segment.objects.filter(speaker=room.sami).update(speaker=room.noor)
    all_agree(room, but=room.sami)
    assert codes(room) == []
    before = clearance_for(room.recording).fingerprint
    Segment.objects.filter(speaker=room.noor, start_ms=20_000).update(speaker=room.sami)
    assert codes(room) == [Code.UNANSWERED]
    assert clearance_for(room.recording).fingerprint != before


def test_one_recordings_answers_say_nothing_about_another(room: Room) -> None:
    other = make_room("water")
    all_agree(room)
    both = clearances_for([room.recording, other.recording])
    assert both[room.recording.pk].allowed
    assert not both[other.recording.pk].allowed


@pytest.mark.parametrize("count", [1, 5])
def test_the_number_of_queries_does_not_depend_on_the_number_of_recordings(
    room: Room, count: int
) -> None:
    recordings = [make_room(f"room-{n}").recording for n in range(count)]
    all_agree(room)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        clearances_for([room.recording, *recordings])
    assert len(queries) == 6


def test_what_cannot_be_read_is_not_allowed(room: Room) -> None:
    all_agree(room)
    event = ConsentEvent.objects.first()
    assert event
    event.pk, event.seq, event.hash, event.scope = None, 99, "f" * 64, "voice_of_god"
    event.save(force_insert=True)
    [reason] = clearance_for(room.recording).reasons
    assert reason.code == Code.UNREADABLE


def test_no_recordings_no_verdicts(db: None) -> None:
    assert clearances_for([]) == {}


class TestLeavingOut:
    def test_who_said_no_can_be_left_out(self, room: Room) -> None:
        all_agree(room, but=room.noor)
        answer(room.noor, publish="refused")
        exclusions.leave_out(room.recording, room.noor, Treatment.BLEEP, by=None)
        clearance = clearance_for(room.recording)
        assert clearance.allowed
        assert [(e.span, e.treatment, e.speaker_id) for e in clearance.edits] == [
            (Span(10_000, 20_000), Treatment.BLEEP, room.noor.pk),
            (Span(50_000, 51_000), Treatment.BLEEP, room.noor.pk),
        ]
        assert room.noor.pk in clearance.masked & clearance.unwritten
        assert room.noor.pk not in clearance.heard

    def test_another_treatment_takes_the_place_of_the_first(self, room: Room) -> None:
        for treatment in (Treatment.BLEEP, Treatment.CUT):
            exclusions.leave_out(room.recording, room.noor, treatment, by=None)
            exclusions.leave_out(room.recording, None, treatment, by=None)
        assert {e.treatment for e in Exclusion.objects.all()} == {Treatment.CUT}
        assert Exclusion.objects.count() == 2

    def test_who_is_taken_back_in_is_asked_for_again(self, room: Room) -> None:
        all_agree(room, but=room.noor)
        exclusions.leave_out(room.recording, room.noor, Treatment.CUT, by=None)
        assert exclusions.take_back_in(room.recording, room.noor)
        assert not exclusions.take_back_in(room.recording, room.noor)
        assert codes(room) == [Code.UNANSWERED]

    def test_nobodys_speech_can_be_left_out(self, room: Room) -> None:
        all_agree(room)
        hear(room.recording, None, 55_000, 58_000)
        exclusions.leave_out(room.recording, None, Treatment.SILENCE, by=None)
        assert codes(room) == []
        assert exclusions.take_back_in(room.recording, None)
        assert codes(room) == [Code.UNCLAIMED]

    def test_spans_can_be_left_out_and_taken_back_in(self, room: Room) -> None:
        all_agree(room, but=room.noor)
        spans = [Span(10_000, 20_000), Span(50_000, 51_000)]
        made = [
            exclusions.leave_out_span(room.recording, span, Treatment.SILENCE, by=None)
            for span in spans
        ]
        assert codes(room) == []
        assert exclusions.take_span_back_in(room.recording, made[0].pk)
        assert codes(room) == [Code.UNANSWERED]

    def test_each_change_is_news(self, room: Room) -> None:
        heard: list[Recording] = []

        def told(recording: Recording, **_: object) -> None:
            heard.append(recording)

        consent_changed.connect(told)
        try:
            exclusions.leave_out(room.recording, room.noor, Treatment.CUT, by=None)
            exclusions.take_back_in(room.recording, room.noor)
            exclusions.leave_out_span(room.recording, Span(1, 2), Treatment.CUT, by=None)
        finally:
            consent_changed.disconnect(told)
        assert heard == [room.recording] * 3

    def test_what_makes_no_sense_is_refused(self, room: Room) -> None:
        other = make_room("water")
        with pytest.raises(NotExcluded, match="does not speak"):
            exclusions.leave_out(room.recording, other.noor, Treatment.CUT, by=None)
        with pytest.raises(NotExcluded, match="not leaving out"):
            exclusions.leave_out(room.recording, room.noor, Treatment.KEEP, by=None)
        with pytest.raises(NotExcluded, match="still heard"):
            exclusions.leave_out(room.recording, room.noor, Treatment.ALTER, by=None)
        with pytest.raises(NotExcluded, match="still heard"):
            exclusions.leave_out_span(room.recording, Span(1, 2), Treatment.ALTER, by=None)
        with pytest.raises(NotExcluded, match="ends after"):
            exclusions.leave_out_span(room.recording, Span(0, 60_001), Treatment.CUT, by=None)


def test_the_database_takes_no_altered_voice_for_one_that_is_left_out(room: Room) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.create(recording=room.recording, treatment=Treatment.ALTER)


def test_an_attested_yes_clears_like_any_other(room: Room) -> None:
    for speaker in Speaker.objects.filter(recording=room.recording):
        record(
            speaker,
            {Scope.PUBLISH: Decision.GRANTED},
            method=Method.ATTESTED,
            actor="ada",
            now=START,
            evidence="Signed releases in the office",
        )
    clearance = clearance_for(room.recording)
    assert clearance.allowed
    assert clearance.masked == {room.hana.pk, room.sami.pk, room.noor.pk}


class TestAnAnswerHoldsForWhatItWasAbout:
    def test_more_of_a_voice_asks_again_and_less_does_not(self, room: Room) -> None:
        all_agree(room)
        Segment.objects.filter(speaker=room.noor, start_ms=50_000).update(end_ms=50_400)
        assert codes(room) == []
        hear(room.recording, room.noor, 55_000, 58_000)
        [reason] = clearance_for(room.recording).reasons
        assert (reason.code, reason.duration_ms) == (Code.GROWN, 3_000)
        answer(room.noor, publish="granted", name="granted")
        assert codes(room) == []

    def test_another_feed_asks_again(self, room: Room) -> None:
        for speaker in (room.hana, room.sami, room.noor):
            asked = make_ask(speaker)
            asked.purpose = "open-table"
            asked.save()
            answer(speaker, ask=asked, publish="granted")
        assert clearance_for(room.recording, Use(purpose="open-table")).allowed
        other = clearance_for(room.recording, Use(purpose="closed-table"))
        assert {reason.code for reason in other.reasons} == {Code.UNANSWERED}

    def test_another_name_is_not_the_one_that_was_agreed_to(self, room: Room) -> None:
        all_agree(room)
        assert room.noor.pk not in clearance_for(room.recording).masked
        Speaker.objects.filter(pk=room.noor.pk).update(name="Noor Ali, M.P.")
        assert room.noor.pk in clearance_for(room.recording).masked
        assert codes(room) == []

    def test_a_show_can_want_to_know_more_surely_who_answered(self, room: Room) -> None:
        all_agree(room)
        assert clearance_for(room.recording, Use(least=Level.LINK)).allowed
        unsure = clearance_for(room.recording, Use(least=Level.MAIL))
        assert {reason.code for reason in unsure.reasons} == {Code.IDENTITY}

    def test_a_yes_that_has_ended_is_none(self, room: Room) -> None:
        all_agree(room, but=room.noor)
        asked = make_ask(room.noor)
        record(
            room.noor,
            {Scope.PUBLISH: Decision.GRANTED},
            method=Method.LINK,
            actor="Noor Ali",
            now=START,
            ask=asked,
            shown="what she saw",
            terms=Terms(until=START + days(1)),
        )
        use = Use()
        pair = [(room.recording, use)]
        key = (room.recording.pk, use)
        assert verdicts_for(pair, now=START)[key].allowed
        [reason] = verdicts_for(pair, now=START + days(1))[key].reasons
        assert reason.code == Code.EXPIRED


class TestWhoMayNotBeWhoTheySeem:
    def test_this_is_not_me_blocks_until_an_admin_has_settled_it(self, room: Room) -> None:
        all_agree(room)
        note(room.noor, Decision.DISPUTED, method=Method.LINK, actor="?", now=START)
        assert codes(room) == [Code.DISPUTED]
        with pytest.raises(NotRecorded, match="is not them"):
            answer(room.noor, publish="granted", name="granted")
        note(room.noor, Decision.SETTLED, method=Method.ATTESTED, actor="ada", now=START)
        assert codes(room) == [Code.UNANSWERED]
        answer(room.noor, publish="granted")
        assert codes(room) == []

    def test_for_a_minor_a_guardian_decides(self, room: Room) -> None:
        all_agree(room)
        note(room.noor, Decision.MINOR, method=Method.ATTESTED, actor="hana", now=START)
        assert codes(room) == [Code.MINOR]
        with pytest.raises(NotRecorded, match="guardian"):
            answer(room.noor, publish="granted")
        record(
            room.noor,
            {Scope.PUBLISH: Decision.GRANTED},
            method=Method.GUARDIAN,
            actor="Noor's mother",
            now=START,
            ask=make_ask(room.noor),
            shown="what she saw",
            terms=Terms(level=Level.MAIL),
        )
        assert codes(room) == []

    def test_only_an_admin_says_that_no_consent_is_needed_and_never_over_a_no(
        self, room: Room
    ) -> None:
        all_agree(room, but=room.noor)
        waived = {Scope.PUBLISH: Decision.WAIVED}
        with pytest.raises(NotRecorded, match="Only an admin"):
            record(
                room.noor,
                waived,
                method=Method.LINK,
                actor="Noor",
                now=START,
                ask=make_ask(room.noor),
                shown="x",
            )

        def waive() -> None:
            how = Method.ATTESTED
            record(room.noor, waived, method=how, actor="ada", now=START, evidence="a song")

        waive()
        assert codes(room) == []
        answer(room.noor, publish="refused")
        with pytest.raises(NotRecorded, match="said no"):
            waive()
