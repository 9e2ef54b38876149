"""The gate, row by row. Sami agrees to all; what Noor says and Hana does is the row.

Noor is heard in 10–20 s and 50–51 s of a minute, Sami in 0–10 s and 20–30 s.
"""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from consent.facts import ANY, Edit, RecordingFacts, Use, VoiceFacts
from consent.policy import Clearance, Code, clear, unreadable
from consent.scopes import Level, Scope, State, Voice
from recordings.audio.plan import Treatment
from recordings.spans import Span

SAMI, NOOR = 1, 2
YES, NO, BACK, NONE = State.GRANTED, State.REFUSED, State.WITHDRAWN, State.UNANSWERED
ALL_YES = dict.fromkeys(Scope, YES)
NOORS = (Span(10_000, 20_000), Span(50_000, 51_000))
SILENCE, BLEEP, CUT = Treatment.SILENCE, Treatment.BLEEP, Treatment.CUT
ALTER = Treatment.ALTER


def says(**answers: State) -> dict[Scope, State]:
    """Noor's standings: what is not given is not answered."""
    return {scope: answers.get(scope.value, NONE) for scope in Scope}


def facts(
    noor: dict[Scope, State] = ALL_YES,
    *,
    left_out: Treatment | None = None,
    heard: tuple[Span, ...] = NOORS,
    nobodys: tuple[Span, ...] = (),
    nobodys_left_out: Treatment | None = None,
    spans_left_out: tuple[Edit, ...] = (),
) -> RecordingFacts:
    sami = VoiceFacts(
        speaker_id=SAMI,
        number=1,
        name="Sami",
        spans=(Span(0, 10_000), Span(20_000, 30_000)),
        standings=ALL_YES,
    )
    noors = VoiceFacts(
        speaker_id=NOOR, number=2, name="Noor", spans=heard, standings=noor, excluded=left_out
    )
    return RecordingFacts(
        recording_id=7,
        duration_ms=60_000,
        voices=(sami, noors),
        unclaimed=nobodys,
        unclaimed_excluded=nobodys_left_out,
        excluded=spans_left_out,
    )


def noors(
    *,
    use: Use = ANY,
    cut: tuple[Edit, ...] = (),
    legacy: bool = False,
    **changed: Any,
) -> RecordingFacts:
    """Everyone agreed; what is given of Noor is otherwise."""
    sami, noor = facts().voices
    voices = (sami, replace(noor, **changed))
    return replace(facts(spans_left_out=cut), voices=voices, use=use, legacy=legacy)


def left_out(*ends: tuple[int, int], speaker_id: int | None = None) -> tuple[Edit, ...]:
    return tuple(Edit(span=Span(*e), treatment=CUT, speaker_id=speaker_id) for e in ends)


@dataclass(frozen=True)
class Row:
    situation: str
    facts: RecordingFacts
    blocked_by: tuple[Code, ...] = ()
    without_ads: str = ""
    """Who keeps advertising out, and why."""


GATE = [
    Row("everyone agreed", facts()),
    Row("Noor has not answered", facts(says()), (Code.UNANSWERED,)),
    Row("Noor said no", facts(says(publish=NO)), (Code.REFUSED,)),
    Row("Noor took her yes back", facts(says(publish=BACK)), (Code.WITHDRAWN,)),
    Row(
        "Noor said yes to all but her voice", facts(ALL_YES | {Scope.PUBLISH: NO}), (Code.REFUSED,)
    ),
    Row("Noor said yes to her voice alone", facts(says(publish=YES))),
    Row("Noor said no and is left out", facts(says(publish=NO), left_out=SILENCE)),
    Row("Noor has not answered and is left out", facts(says(), left_out=BLEEP)),
    Row("Noor took it back and is cut", facts(says(publish=BACK), left_out=CUT)),
    Row("Noor is listed and never heard", facts(says(), heard=())),
    Row("all of Noor's parts are left out", facts(says(), spans_left_out=left_out((9, 60_000)))),
    Row(
        "one of Noor's parts is left out",
        facts(says(), spans_left_out=left_out((10_000, 20_000))),
        (Code.UNANSWERED,),
    ),
    Row(
        "a millisecond of Noor is left",
        facts(says(), spans_left_out=left_out((10_000, 20_000), (50_001, 60_000))),
        (Code.UNANSWERED,),
    ),
    Row(
        "Sami is left out of all of Noor's parts",
        facts(says(), spans_left_out=left_out((0, 60_000), speaker_id=SAMI)),
        (Code.UNANSWERED,),
    ),
    Row("a second of speech is nobody's", facts(nobodys=(Span(40_000, 41_000),))),
    Row(
        "more than a second of speech is nobody's",
        facts(nobodys=(Span(40_000, 41_001),)),
        (Code.UNCLAIMED,),
    ),
    Row(
        "two short parts are nobody's and together too long",
        facts(nobodys=(Span(40_000, 40_600), Span(42_000, 42_600))),
        (Code.UNCLAIMED,),
    ),
    Row(
        "nobody's speech is left out",
        facts(nobodys=(Span(40_000, 45_000),), nobodys_left_out=SILENCE),
    ),
    Row(
        "nobody's speech lies in a span left out",
        facts(nobodys=(Span(40_000, 45_000),), spans_left_out=left_out((40_000, 45_000))),
    ),
    Row(
        "Noor and nobody both wait",
        facts(says(), nobodys=(Span(40_000, 45_000),)),
        (Code.UNANSWERED, Code.UNCLAIMED),
    ),
    Row(
        "nothing is known at all",
        RecordingFacts(recording_id=7, duration_ms=60_000),
        (Code.NOT_KNOWN,),
    ),
    Row(
        "speakers are listed, and nobody said where they speak",
        replace(facts(), voices=tuple(replace(v, spans=()) for v in facts().voices)),
        (Code.NOT_KNOWN,),
    ),
    Row(
        "nobody's speech is all there is, and is left out",
        RecordingFacts(
            recording_id=7,
            duration_ms=60_000,
            unclaimed=(Span(0, 60_000),),
            unclaimed_excluded=SILENCE,
        ),
        (Code.NOT_KNOWN,),
    ),
    Row(
        "Noor is waited for, and being altered is not being left out",
        facts(says(), left_out=ALTER),
        (Code.UNANSWERED,),
    ),
    Row(
        "nobody's speech is altered, and still nobody's",
        facts(nobodys=(Span(40_000, 45_000),), nobodys_left_out=ALTER),
        (Code.UNCLAIMED,),
    ),
    Row(
        "Noor is waited for, and all her spans are altered",
        facts(
            says(),
            spans_left_out=tuple(Edit(span=s, treatment=ALTER, speaker_id=NOOR) for s in NOORS),
        ),
        (Code.UNANSWERED,),
    ),
    Row(
        "everyone is left out",
        replace(facts(), voices=tuple(replace(v, excluded=CUT) for v in facts().voices)),
        (Code.NOTHING_HEARD,),
    ),
    Row("Noor's yes has ended", facts(says(publish=State.EXPIRED)), (Code.EXPIRED,)),
    Row("no consent of Noor's is needed", facts(says(publish=State.WAIVED))),
    Row("Noor says this is not her", noors(disputed=True), (Code.DISPUTED,)),
    Row("Noor says this is not her, and is left out", noors(disputed=True, excluded=CUT)),
    Row("Noor is a minor and said yes herself", noors(minor=True), (Code.MINOR,)),
    Row("Noor is a minor and a guardian said yes", noors(minor=True, guardian=True)),
    Row(
        "the show wants a code from the mail, and Noor's link was opened by somebody",
        noors(level=Level.LINK, use=Use(least=Level.MAIL)),
        (Code.IDENTITY,),
    ),
    Row("Noor gave the code", noors(level=Level.MAIL, use=Use(least=Level.MAIL))),
    Row("a second of Noor came in after her answer", noors(grown_ms=1_000)),
    Row("more of Noor came in after her answer", noors(grown_ms=1_001), (Code.GROWN,)),
    Row("Noor asked for a part to be cut", noors(wishes=(Span(12_000, 13_000),)), (Code.WISH,)),
    Row(
        "the part that Noor asked for is cut",
        noors(
            wishes=(Span(12_000, 13_000),),
            cut=left_out((11_000, 13_500), speaker_id=NOOR),
        ),
    ),
    Row(
        "the show carries advertising, and Noor does not allow it",
        noors(standings=ALL_YES | {Scope.COMMERCIAL: NO}, use=Use(commercial=True)),
        without_ads="Noor said no to it",
    ),
    Row(
        "the show carries advertising, and Noor was not asked about it",
        noors(standings=ALL_YES | {Scope.COMMERCIAL: NONE}, use=Use(commercial=True)),
        without_ads="Noor has not allowed it",
    ),
    Row(
        "the show carries advertising, and Noor took that yes back",
        noors(standings=ALL_YES | {Scope.COMMERCIAL: BACK}, use=Use(commercial=True)),
        without_ads="Noor took that yes back",
    ),
    Row(
        "the show carries advertising, a guardian allowed a minor's voice and was not asked more",
        noors(standings=says(publish=YES), minor=True, guardian=True, use=Use(commercial=True)),
        without_ads="Noor has not allowed it",
    ),
    Row(
        "the show carries advertising, and Noor, who refused it, is left out",
        noors(standings=ALL_YES | {Scope.COMMERCIAL: NO}, excluded=CUT, use=Use(commercial=True)),
    ),
    Row(
        "the show carries none, and Noor does not allow it",
        noors(standings=ALL_YES | {Scope.COMMERCIAL: NO}),
    ),
    Row("the show carries advertising, and all allow it", noors(use=Use(commercial=True))),
    Row("Noor's voice is to be altered", noors(voice=Voice.ALTERED)),
    Row("Noor's voice is to be removed", noors(voice=Voice.REMOVED)),
    Row("nobody confirmed who speaks", replace(facts(), roster=False), (Code.ROSTER,)),
    Row("it was out before, and Noor was never asked", replace(facts(says()), legacy=True)),
    Row(
        "it was out before, and Noor says no",
        replace(facts(says(publish=NO)), legacy=True),
        (Code.REFUSED,),
    ),
    Row(
        "it was out before, and somebody says they are not Noor",
        noors(standings=says(), disputed=True, legacy=True),
        (Code.DISPUTED,),
    ),
]


@pytest.mark.parametrize("row", GATE, ids=lambda row: row.situation)
def test_the_gate(row: Row) -> None:
    clearance = clear(row.facts)
    assert tuple(reason.code for reason in clearance.reasons) == row.blocked_by
    assert clearance.allowed is (not row.blocked_by)
    assert ", ".join(reason.sentence for reason in clearance.without_ads) == row.without_ads


USES = [
    # what Noor says                                   named  quoted clipped commercial
    (ALL_YES, (True, True, True, True)),
    (says(publish=YES), (False, False, False, False)),
    (says(publish=YES, name=YES), (True, False, False, False)),
    (says(publish=YES, transcript=YES), (False, True, False, False)),
    (says(publish=YES, clips=YES), (False, False, True, False)),
    (says(publish=YES, commercial=YES), (False, False, False, True)),
    (says(publish=YES, name=NO, transcript=BACK), (False, False, False, False)),
    (ALL_YES | {Scope.PUBLISH: NO}, (False, False, False, False)),
    (ALL_YES | {Scope.PUBLISH: BACK}, (False, False, False, False)),
    (ALL_YES | {Scope.PUBLISH: NONE}, (False, False, False, False)),
]


def uses(clearance: Clearance) -> tuple[bool, bool, bool, bool]:
    return (
        NOOR not in clearance.masked,
        NOOR not in clearance.unwritten,
        NOOR in clearance.clippable,
        clearance.commercial,
    )


@pytest.mark.parametrize(("noor", "allowed"), USES)
def test_each_use_stands_alone_and_none_without_a_yes_to_the_voice(
    noor: dict[Scope, State], allowed: tuple[bool, ...]
) -> None:
    assert uses(clear(facts(noor))) == allowed


@pytest.mark.parametrize("treatment", [SILENCE, BLEEP, CUT])
def test_who_is_left_out_is_not_named_quoted_or_clipped_whatever_they_said(
    treatment: Treatment,
) -> None:
    clearance = clear(facts(left_out=treatment))
    assert clearance.heard == {SAMI}
    assert uses(clearance) == (False, False, False, True)
    assert [(e.span, e.treatment, e.speaker_id) for e in clearance.edits] == [
        (span, treatment, NOOR) for span in NOORS
    ]


def test_who_was_never_heard_is_not_named_without_a_yes() -> None:
    assert clear(facts(says(), heard=())).masked == {NOOR}


def test_nobodys_speech_and_single_spans_are_edits_of_no_one_voice() -> None:
    clearance = clear(
        facts(
            nobodys=(Span(41_000, 42_000), Span(40_000, 41_000)),
            nobodys_left_out=SILENCE,
            spans_left_out=left_out((5, 6), (1, 2)),
        )
    )
    assert [(e.span, e.speaker_id) for e in clearance.edits] == [
        (Span(40_000, 42_000), None),
        (Span(1, 2), None),
        (Span(5, 6), None),
    ]


def test_reasons_say_who_and_what_to_do() -> None:
    [asked, nobodys] = clear(facts(says(), nobodys=(Span(0, 38_000),))).reasons
    assert (asked.speaker_id, asked.duration_ms) == (NOOR, 11_000)
    assert asked.sentence == "Noor has not said yes. Ask Noor, or leave Noor out."
    assert nobodys.sentence.startswith("38 s of speech is nobody’s yet. Say who speaks")


def test_the_limit_for_nobodys_speech_can_be_set() -> None:
    some = facts(nobodys=(Span(40_000, 45_000),))
    assert clear(some, unclaimed_limit_ms=5_000).allowed
    assert not clear(some, unclaimed_limit_ms=4_999).allowed


def test_facts_that_cannot_be_read_allow_nothing() -> None:
    clearance = unreadable(7)
    assert not clearance.allowed
    assert clearance.reasons[0].code == Code.UNREADABLE
    assert clearance.fingerprint


HEARD_OTHERWISE = {
    "an answer about the voice": facts(ALL_YES | {Scope.PUBLISH: BACK}),
    "being left out": facts(left_out=CUT),
    "how one is left out": facts(left_out=BLEEP),
    "a span left out": facts(spans_left_out=left_out((1, 2))),
    "the recording": replace(facts(), recording_id=8),
}
SHOWN_OTHERWISE = {
    "a name": replace(
        facts(), voices=(facts().voices[0], replace(facts().voices[1], name="Noor Ali"))
    ),
    "an answer about the name": facts(ALL_YES | {Scope.NAME: NO}),
    "an answer about the transcript": facts(ALL_YES | {Scope.TRANSCRIPT: NO}),
    "an answer about clips": facts(ALL_YES | {Scope.CLIPS: BACK}),
}


def test_the_fingerprint_changes_with_all_that_is_heard() -> None:
    prints = {what: clear(changed).fingerprint for what, changed in HEARD_OTHERWISE.items()}
    prints["nothing"] = clear(facts()).fingerprint
    assert len(set(prints.values())) == len(prints)


def test_what_is_only_shown_otherwise_makes_no_finished_file_stale() -> None:
    prints = {clear(changed).fingerprint for changed in SHOWN_OTHERWISE.values()}
    assert prints == {clear(facts()).fingerprint}


def test_the_fingerprint_does_not_change_with_the_order_of_the_rows() -> None:
    some = facts(spans_left_out=left_out((1, 2), (5, 6)))
    turned = replace(some, voices=some.voices[::-1], excluded=some.excluded[::-1])
    assert clear(turned).fingerprint == clear(some).fingerprint


def test_a_yes_to_what_stays_unheard_changes_nothing() -> None:
    silent = facts(says(), left_out=CUT)
    assert clear(silent).fingerprint == clear(facts(left_out=CUT)).fingerprint


def test_a_voice_to_be_altered_is_heard_altered_and_one_to_be_removed_is_not_heard() -> None:
    altered, removed = clear(noors(voice=Voice.ALTERED)), clear(noors(voice=Voice.REMOVED))
    assert altered.heard == {SAMI, NOOR}
    assert [(e.span, e.treatment, e.speaker_id) for e in altered.edits] == [
        (span, Treatment.ALTER, NOOR) for span in NOORS
    ]
    assert removed.heard == {SAMI}
    assert {edit.treatment for edit in removed.edits} == {SILENCE}
    assert len({altered.fingerprint, removed.fingerprint, clear(facts()).fingerprint}) == 3


def test_whose_voice_is_removed_by_their_own_wish_may_still_be_quoted() -> None:
    assert NOOR not in clear(noors(voice=Voice.REMOVED)).unwritten


def test_who_leaves_noor_out_decides_how_whatever_she_agreed_to() -> None:
    clearance = clear(noors(voice=Voice.ALTERED, excluded=CUT))
    assert {edit.treatment for edit in clearance.edits} == {CUT}


def test_an_edit_that_noor_wants_to_hear_first_is_made_and_waits_for_her_word() -> None:
    waiting = clear(noors(hear_first=True))
    assert waiting.allowed
    assert not waiting.may_go_out
    assert waiting.unheard == {NOOR}
    assert waiting.ears == {NOOR: frozenset()}


def test_a_new_name_is_not_shown_until_it_is_agreed_to() -> None:
    renamed = clear(noors(renamed=True))
    assert renamed.allowed
    assert NOOR in renamed.masked


def test_in_a_dispute_nothing_is_shown_of_who_may_be_somebody_else() -> None:
    assert uses(clear(noors(disputed=True))) == (False, False, False, False)


def test_what_was_out_before_is_shown_as_it_was_until_somebody_answers() -> None:
    before = replace(facts(says()), legacy=True)
    assert uses(clear(before))[:2] == (True, True)
    assert uses(clear(replace(facts(says(publish=NO)), legacy=True)))[:2] == (False, False)


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope != Scope.PUBLISH])
def test_every_further_use_has_its_own_list_of_who_allows_it(scope: Scope) -> None:
    said = dict.fromkeys(Scope, NONE) | {Scope.PUBLISH: YES, scope: YES}
    allowing = clear(facts(said)).allowing
    assert {s for s, who in allowing.items() if NOOR in who} == {Scope.PUBLISH, scope}
