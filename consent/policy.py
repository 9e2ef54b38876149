"""Facts about a recording in, the Clearance out: who may be heard, named, quoted. Pure.

Silence is never yes. What is not known to be allowed is not allowed. Nothing here asks who is
asking: a host, an admin and a job all get the same answer.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from consent.ledger import canonical
from consent.scopes import Scope, State
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.spans import Span, subtract, total_ms, union
from recordings.words import duration

UNCLAIMED_LIMIT_MS = 1_000
"""Speech that is nobody's and longer than this, over the whole recording, blocks it."""


class Code(StrEnum):
    """Why a recording may not go out."""

    NOT_KNOWN = "not_known"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNCLAIMED = "unclaimed"
    NOTHING_HEARD = "nothing_heard"
    UNREADABLE = "unreadable"


_BLOCKED_BY = {
    State.UNANSWERED: Code.UNANSWERED,
    State.REFUSED: Code.REFUSED,
    State.WITHDRAWN: Code.WITHDRAWN,
}
_SENTENCES = {
    Code.NOT_KNOWN: "Nobody is known to speak here. Say who speaks, and where.",
    Code.UNANSWERED: "{name} has not said yes. Ask {name}, or leave {name} out.",
    Code.REFUSED: "{name} said no. Leave {name} out.",
    Code.WITHDRAWN: "{name} took the yes back. Leave {name} out.",
    Code.UNCLAIMED: "{time} of speech is nobody’s yet. "
    "Say who speaks, leave it out, or mark it as not a person.",
    Code.NOTHING_HEARD: "With everyone left out there is nothing to hear. Take somebody back in.",
    Code.UNREADABLE: "What this recording’s answers say cannot be read. Tell the site’s admin.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFacts:
    """One Speaker: their parts, what they have said, and what the host does with them."""

    speaker_id: int
    number: int
    name: str
    spans: tuple[Span, ...] = ()
    standings: Mapping[Scope, State]
    excluded: Treatment | None = None

    def allows(self, scope: Scope) -> bool:
        """Without a yes to being published, no other yes counts."""
        return all(self.standings.get(s) == State.GRANTED for s in (Scope.PUBLISH, scope))

    @property
    def publish(self) -> State:
        return self.standings.get(Scope.PUBLISH, State.UNANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A span that must not be heard as it was: left out, or altered. `speaker_id` names the one
    voice it is about; without one, all that is heard in the span is meant. A recording with a
    track a person loses a speaker's span on that track alone; which that is, production knows."""

    span: Span
    treatment: Treatment
    speaker_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFacts:
    """`unclaimed` is speech of nobody known, without what was marked as not a person."""

    recording_id: int
    duration_ms: int
    voices: tuple[VoiceFacts, ...] = ()
    unclaimed: tuple[Span, ...] = ()
    unclaimed_excluded: Treatment | None = None
    excluded: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that blocks, and in its sentence what to do about it."""

    code: Code
    sentence: str
    speaker_id: int | None = None
    duration_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The verdict for a Recording. Speakers are named by their ids.

    `masked` may not be named, `unwritten` not quoted, `clippable` may be shared in clips, `heard`
    are in the finished sound. `commercial` says that all who are heard allow advertising.
    `fingerprint` covers what is heard: the verdict and every edit. What is shown (names, words)
    is decided live from the Clearance of the moment and makes no finished file stale.
    """

    recording_id: int
    allowed: bool
    reasons: tuple[Reason, ...]
    edits: tuple[Edit, ...] = ()
    masked: frozenset[int] = frozenset()
    unwritten: frozenset[int] = frozenset()
    clippable: frozenset[int] = frozenset()
    commercial: bool = False
    heard: frozenset[int] = frozenset()
    fingerprint: str = ""


def clear(facts: RecordingFacts, unclaimed_limit_ms: int = UNCLAIMED_LIMIT_MS) -> Clearance:
    """What may become of a recording. Every rule of consent is asked here and nowhere else."""
    audible = {voice.speaker_id: _audible_ms(voice, facts.excluded) for voice in facts.voices}
    heard = tuple(voice for voice in facts.voices if audible[voice.speaker_id] > 0)
    reasons = (
        *_about_voices(heard, audible),
        *_about_the_rest(facts, bool(heard), unclaimed_limit_ms),
    )
    return _sealed(facts, heard, reasons)


def unreadable(recording_id: int) -> Clearance:
    """The verdict where the facts themselves make no sense: nothing goes out, nobody is named."""
    reason = _reason(Code.UNREADABLE)
    mark = _digest({"recording": recording_id, "unreadable": True})
    return Clearance(recording_id=recording_id, allowed=False, reasons=(reason,), fingerprint=mark)


def _audible_ms(voice: VoiceFacts, excluded: Iterable[Edit]) -> int:
    """Milliseconds of a voice that would be heard.

    Only what silences it for certain counts: its own exclusion and spans left out for everybody.
    That another voice is left out at the same time does not, for on tracks it does not.
    """
    if voice.excluded in LEAVES_OUT:
        return 0
    holes = [edit.span for edit in excluded if _silences(edit, voice.speaker_id)]
    return total_ms(subtract(voice.spans, holes))


def _silences(edit: Edit, speaker_id: int | None) -> bool:
    """Whether an edit leaves out a speaker, or what all say. An altered voice is heard."""
    return edit.treatment in LEAVES_OUT and edit.speaker_id in (None, speaker_id)


def _about_voices(heard: Iterable[VoiceFacts], audible: Mapping[int, int]) -> Iterable[Reason]:
    for voice in heard:
        if voice.publish != State.GRANTED:
            yield _reason(_BLOCKED_BY[voice.publish], voice, audible[voice.speaker_id])


def _about_the_rest(facts: RecordingFacts, heard: bool, limit_ms: int) -> Iterable[Reason]:
    unclaimed_ms = _unclaimed_ms(facts)
    if unclaimed_ms > limit_ms:
        yield _reason(Code.UNCLAIMED, duration_ms=unclaimed_ms)
    elif not any(voice.spans for voice in facts.voices):
        yield _reason(Code.NOT_KNOWN)
    elif not heard:
        yield _reason(Code.NOTHING_HEARD)


def _unclaimed_ms(facts: RecordingFacts) -> int:
    if facts.unclaimed_excluded in LEAVES_OUT:
        return 0
    holes = [edit.span for edit in facts.excluded if _silences(edit, None)]
    return total_ms(subtract(facts.unclaimed, holes))


def _reason(code: Code, voice: VoiceFacts | None = None, duration_ms: int = 0) -> Reason:
    name = voice.name if voice else ""
    return Reason(
        code=code,
        sentence=_SENTENCES[code].format(name=name, time=duration(duration_ms)),
        speaker_id=voice.speaker_id if voice else None,
        duration_ms=duration_ms,
    )


def _sealed(
    facts: RecordingFacts, heard: tuple[VoiceFacts, ...], reasons: tuple[Reason, ...]
) -> Clearance:
    kept = [voice for voice in facts.voices if voice.excluded is None]
    everyone = _ids(facts.voices)
    unsealed = Clearance(
        recording_id=facts.recording_id,
        allowed=not reasons,
        reasons=reasons,
        edits=tuple(_edits(facts)),
        masked=everyone - _ids(voice for voice in kept if voice.allows(Scope.NAME)),
        unwritten=everyone - _ids(voice for voice in kept if voice.allows(Scope.TRANSCRIPT)),
        clippable=_ids(voice for voice in heard if voice.allows(Scope.CLIPS)),
        commercial=bool(heard) and all(voice.allows(Scope.COMMERCIAL) for voice in heard),
        heard=_ids(heard),
    )
    return replace(unsealed, fingerprint=_digest(_what_is_heard(facts, unsealed)))


def _ids(voices: Iterable[VoiceFacts]) -> frozenset[int]:
    return frozenset(voice.speaker_id for voice in voices)


def _edits(facts: RecordingFacts) -> Iterable[Edit]:
    """What must not be heard as it was, in a settled order."""
    for voice in sorted(facts.voices, key=lambda voice: voice.speaker_id):
        if voice.excluded is not None:
            for span in union(voice.spans):
                yield Edit(span=span, treatment=voice.excluded, speaker_id=voice.speaker_id)
    if facts.unclaimed_excluded is not None:
        for span in union(facts.unclaimed):
            yield Edit(span=span, treatment=facts.unclaimed_excluded)
    yield from sorted(facts.excluded, key=lambda edit: (edit.span, edit.speaker_id or 0))


def _what_is_heard(facts: RecordingFacts, clearance: Clearance) -> dict[str, Any]:
    """All of the facts and the verdict that decides about the bytes of a finished file."""
    return {
        "recording": facts.recording_id,
        "duration_ms": facts.duration_ms,
        "allowed": clearance.allowed,
        "edits": [
            [edit.span.start_ms, edit.span.end_ms, edit.treatment, edit.speaker_id]
            for edit in clearance.edits
        ],
        "heard": sorted(clearance.heard),
    }


def _digest(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
