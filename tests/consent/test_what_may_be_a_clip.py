"""The gate of clips, row by row. Sami agrees to all; what Noor says and Hana does is the row.

Noor is heard in 10–20 s and 50–51 s of two minutes, Sami in 0–10 s and from 20 s to the end.
"""

from dataclasses import dataclass

import pytest

from consent.clips import ClipClearance, ClipFacts, Why, clear_clip
from consent.facts import RecordingFacts, VoiceFacts
from consent.policy import Clearance, Edit, clear, unreadable
from consent.scopes import Scope, State
from recordings.audio.plan import Treatment
from recordings.spans import Span

SAMI, NOOR = 1, 2
YES, NO, BACK, NONE = State.GRANTED, State.REFUSED, State.WITHDRAWN, State.UNANSWERED
ALL_YES = dict.fromkeys(Scope, YES)
NO_CLIPS = ALL_YES | {Scope.CLIPS: NO}
LENGTH_MS = 120_000
SAMIS = (Span(0, 10_000), Span(20_000, LENGTH_MS))
NOORS = (Span(10_000, 20_000), Span(50_000, 51_000))
BEFORE, BOTH, HERS, AFTER = (0, 10), (5, 15), (10, 20), (20, 50)
"""Seconds in which Sami is alone, both are heard, Noor is alone, and Sami is alone again."""


def cut(start_s: float, end_s: float, speaker_id: int | None = NOOR, how: str = "silence") -> Edit:
    span = Span(round(start_s * 1000), round(end_s * 1000))
    return Edit(span=span, treatment=Treatment(how), speaker_id=speaker_id)


def out(
    noor: dict[Scope, State] = ALL_YES,
    *edits: Edit,
    noor_is: Treatment | None = None,
    hear_first: bool = False,
    legacy: bool = False,
) -> Clearance:
    """The episode's Clearance."""
    sami = VoiceFacts(speaker_id=SAMI, number=1, name="Sami", spans=SAMIS, standings=ALL_YES)
    noors = VoiceFacts(
        speaker_id=NOOR,
        number=2,
        name="Noor",
        spans=NOORS,
        standings=noor,
        excluded=noor_is,
        hear_first=hear_first,
    )
    return clear(
        RecordingFacts(
            recording_id=7,
            duration_ms=LENGTH_MS,
            voices=(sami, noors),
            excluded=edits,
            legacy=legacy,
        )
    )


def clip(
    clearance: Clearance,
    seconds: tuple[float, float] = BOTH,
    *,
    nobodys: tuple[Span, ...] = (),
    lasts_ms: int | None = None,
) -> ClipClearance:
    span = Span(round(seconds[0] * 1000), round(seconds[1] * 1000))
    facts = ClipFacts(
        span=span,
        duration_ms=LENGTH_MS,
        lasts_ms=span.duration_ms if lasts_ms is None else lasts_ms,
        voices={SAMI: SAMIS, NOOR: NOORS},
        unclaimed=nobodys,
    )
    return clear_clip(clearance, facts)


@dataclass(frozen=True)
class Row:
    situation: str
    clip: ClipClearance
    forbidden_by: tuple[Why, ...] = ()


ROWS = [
    Row("both agreed to clips", clip(out())),
    Row("Noor said no to clips", clip(out(NO_CLIPS)), (Why.VOICE,)),
    Row("Noor was not asked about clips", clip(out({Scope.PUBLISH: YES})), (Why.VOICE,)),
    Row("Noor took clips back", clip(out(ALL_YES | {Scope.CLIPS: BACK})), (Why.VOICE,)),
    Row("Noor's yes has ended", clip(out(ALL_YES | {Scope.CLIPS: State.EXPIRED})), (Why.VOICE,)),
    Row(
        "no consent of Noor's is needed for the episode, but for a clip",
        clip(out({Scope.PUBLISH: State.WAIVED})),
        (Why.VOICE,),
    ),
    Row("Noor said no to clips and speaks after it", clip(out(NO_CLIPS), BEFORE)),
    Row("Noor said no to clips and speaks before it", clip(out(NO_CLIPS), AFTER)),
    Row("a millisecond of Noor is in it", clip(out(NO_CLIPS), (5, 10.001)), (Why.VOICE,)),
    Row("Noor is silent in the episode", clip(out(NO_CLIPS, noor_is=Treatment.SILENCE))),
    Row("just what Noor says here is cut", clip(out(NO_CLIPS, cut(10, 20)))),
    Row("what anybody says there is cut", clip(out(NO_CLIPS, cut(10, 20, None, "cut")))),
    Row("a second of hers is left", clip(out(NO_CLIPS, cut(11, 20))), (Why.VOICE,)),
    Row("Sami is cut where Noor speaks", clip(out(NO_CLIPS, cut(10, 20, SAMI))), (Why.VOICE,)),
    Row("Noor is altered and agreed", clip(out(noor_is=Treatment.ALTER))),
    Row(
        "Noor is altered and said no to clips",
        clip(out(NO_CLIPS, noor_is=Treatment.ALTER)),
        (Why.VOICE,),
    ),
    Row(
        "Noor said no to her voice",
        clip(out(ALL_YES | {Scope.PUBLISH: NO})),
        (Why.EPISODE, Why.VOICE),
    ),
    Row(
        "Noor took her voice back, and is not in it",
        clip(out(ALL_YES | {Scope.PUBLISH: BACK}), BEFORE),
        (Why.EPISODE,),
    ),
    Row("Noor wants to hear the edit first", clip(out(hear_first=True), BEFORE), (Why.EARS,)),
    Row("it was out before it came here", clip(out(legacy=True)), (Why.LEGACY,)),
    Row("a second is nobody's", clip(out(), nobodys=(Span(9_000, 10_000),))),
    Row("more is nobody's", clip(out(), nobodys=(Span(9_000, 10_001),)), (Why.UNCLAIMED,)),
    Row("much is nobody's, outside of it", clip(out(), nobodys=(Span(15_000, 60_000),))),
    Row(
        "what is nobody's is cut",
        clip(out(ALL_YES, cut(5, 15, None)), HERS, nobodys=(Span(9_000, 14_000),)),
    ),
    Row("it lasts sixty seconds", clip(out(), (0, 60))),
    Row("it lasts a millisecond more", clip(out(), (0, 60.001)), (Why.TOO_LONG,)),
    Row("it lasts sixty without what is cut", clip(out(), (0, 70), lasts_ms=60_000)),
    Row("it lasts under a second", clip(out(), (0, 0.999)), (Why.TOO_SHORT,)),
    Row("it ends after the recording", clip(out(), (100, 121)), (Why.OUTSIDE,)),
    Row("everybody in it is cut", clip(out(ALL_YES, cut(0, 30, None)), BOTH), (Why.NOTHING_HEARD,)),
    Row(
        "the answers cannot be read",
        clip(unreadable(7), BEFORE),
        (Why.EPISODE, Why.NOTHING_HEARD),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.situation)
def test_the_gate_of_clips(row: Row) -> None:
    assert tuple(reason.why for reason in row.clip.reasons) == row.forbidden_by
    assert row.clip.allowed is (not row.forbidden_by)


def test_a_reason_names_who_has_not_agreed_and_says_what_to_do() -> None:
    [reason] = clip(out(NO_CLIPS)).reasons
    assert reason.sentence == "Noor said no to clips. Choose a part without Noor."
    assert reason.speaker_id == NOOR
    [reason] = clip(out({Scope.PUBLISH: YES})).reasons
    assert reason.sentence.startswith("Noor has not agreed to clips. Ask Noor")


def test_who_is_heard_in_it_is_who_speaks_in_it_and_is_not_left_out() -> None:
    assert clip(out()).heard == {SAMI, NOOR}
    assert clip(out(), AFTER).heard == {SAMI}
    assert clip(out(noor_is=Treatment.SILENCE)).heard == {SAMI}


def test_the_fingerprint_is_another_where_anything_else_would_be_heard() -> None:
    found = [
        clip(out()),
        clip(out(), (5, 15.001)),
        clip(out(NO_CLIPS)),
        clip(out(ALL_YES, cut(10, 12))),
        clip(out(ALL_YES, cut(10, 12, how="bleep"))),
        clip(out(noor_is=Treatment.ALTER)),
        clip(out(noor_is=Treatment.SILENCE)),
    ]
    assert len({one.fingerprint for one in found}) == len(found)


def test_the_fingerprint_stays_where_only_something_outside_of_it_changes() -> None:
    assert clip(out()).fingerprint == clip(out(ALL_YES, cut(50, 51))).fingerprint


@pytest.mark.parametrize("state", [state for state in State if state != YES])
def test_nothing_but_a_yes_to_clips_lets_a_voice_into_one(state: State) -> None:
    assert not clip(out(ALL_YES | {Scope.CLIPS: state}), HERS).allowed
    assert clip(out(ALL_YES | {Scope.CLIPS: state}), BEFORE).allowed
