"""The Clearance of a clip: a span of a recording, and every voice that is heard in it. Pure.

A clip goes round without what was said before and after it, so it needs a yes of its own from
everybody inside. What is not known to be allowed is not allowed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from consent.ledger import canonical
from consent.policy import UNCLAIMED_LIMIT_MS, Clearance
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.spans import Span, intersect, subtract, total_ms
from recordings.words import duration

LEAST_MS = 1_000
MOST_MS = 60_000
"""What every speaker is told when they are asked: up to 60 seconds."""


class Why(StrEnum):
    """Why a span may not be a clip."""

    EPISODE = "episode"
    EARS = "ears"
    LEGACY = "legacy"
    OUTSIDE = "outside"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    VOICE = "voice"
    UNCLAIMED = "unclaimed"
    NOTHING_HEARD = "nothing_heard"


_SENTENCES = {
    Why.EARS: "Somebody asked to hear the episode first. Its clips wait for their word, too.",
    Why.LEGACY: "This was published before consent was recorded here, so nobody has agreed to "
    "clips of it. Ask everybody who is heard.",
    Why.OUTSIDE: "The recording ends before this part does. Choose an earlier part.",
    Why.TOO_LONG: "A clip lasts up to 60 seconds, as everybody was told; this is {time}. "
    "Choose a shorter part.",
    Why.TOO_SHORT: "A clip lasts at least a second. Choose a longer part.",
    Why.UNCLAIMED: "{time} of speech in this part is nobody’s yet. "
    "Say who speaks, or choose another part.",
    Why.NOTHING_HEARD: "Nobody is heard in this part. Choose another one.",
}
_NOT_KNOWN = "Somebody heard in this part has not agreed to clips. Choose another part."


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipReason:
    """One thing that forbids a clip, and in its sentence what to do; by whom, where it is one."""

    why: Why
    sentence: str
    speaker_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFacts:
    """`span` is on the recording's clock, of which there are `duration_ms`. `lasts_ms` is how long
    the clip is without what is cut. `voices` is where each speaker is heard, by id, as wide as the
    source's clock may be off; `unclaimed` is speech of nobody known."""

    span: Span
    duration_ms: int
    lasts_ms: int
    voices: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    unclaimed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipClearance:
    """The verdict for a clip. `heard` are the speakers inside, by id; `fingerprint` covers all
    that decides what may be heard in it."""

    allowed: bool
    reasons: tuple[ClipReason, ...]
    heard: frozenset[int] = frozenset()
    fingerprint: str = ""


def clear_clip(
    clearance: Clearance, facts: ClipFacts, unclaimed_limit_ms: int = UNCLAIMED_LIMIT_MS
) -> ClipClearance:
    """Whether a span may be a clip under the Clearance of its episode.

    Whoever is left out there need not agree; whoever is altered stays so, and must. A span that
    another voice is silent in counts as heard, for on tracks it is.
    """
    inside = _inside(clearance, facts)
    nobodys_ms = total_ms(_left(clearance, facts, None, facts.unclaimed))
    reasons = (
        *_of_the_episode(clearance),
        *_of_the_span(facts),
        *_of_the_voices(clearance, inside),
        *_of_the_rest(bool(inside), nobodys_ms, unclaimed_limit_ms),
    )
    return ClipClearance(
        allowed=not reasons,
        reasons=reasons,
        heard=frozenset(inside),
        fingerprint=_fingerprint(clearance, facts, inside, not reasons),
    )


def _inside(clearance: Clearance, facts: ClipFacts) -> dict[int, tuple[Span, ...]]:
    """Who is heard in the span and where, of those who are heard in the episode at all."""
    found = {
        pk: _left(clearance, facts, pk, facts.voices.get(pk, ())) for pk in sorted(clearance.heard)
    }
    return {pk: spans for pk, spans in found.items() if spans}


def _left(
    clearance: Clearance, facts: ClipFacts, speaker_id: int | None, spans: Iterable[Span]
) -> tuple[Span, ...]:
    """What of somebody's parts is heard in the span."""
    silent = [
        edit.span
        for edit in clearance.edits
        if edit.treatment in LEAVES_OUT and edit.speaker_id in (None, speaker_id)
    ]
    return intersect(subtract(spans, silent), [facts.span])


def _of_the_episode(clearance: Clearance) -> Iterable[ClipReason]:
    for reason in clearance.reasons:
        yield ClipReason(why=Why.EPISODE, sentence=reason.sentence, speaker_id=reason.speaker_id)
    if clearance.allowed and not clearance.may_go_out:
        yield _reason(Why.EARS)
    if clearance.legacy:
        yield _reason(Why.LEGACY)


def _of_the_span(facts: ClipFacts) -> Iterable[ClipReason]:
    if facts.span.end_ms > facts.duration_ms:
        yield _reason(Why.OUTSIDE)
    elif facts.lasts_ms > MOST_MS:
        yield _reason(Why.TOO_LONG, facts.lasts_ms)
    elif facts.lasts_ms < LEAST_MS:
        yield _reason(Why.TOO_SHORT)


def _of_the_voices(clearance: Clearance, inside: Iterable[int]) -> Iterable[ClipReason]:
    said = {reason.speaker_id: reason.sentence for reason in clearance.without_clips}
    for pk in inside:
        if pk not in clearance.clippable:
            yield ClipReason(why=Why.VOICE, sentence=said.get(pk, _NOT_KNOWN), speaker_id=pk)


def _of_the_rest(heard: bool, nobodys_ms: int, limit_ms: int) -> Iterable[ClipReason]:
    if nobodys_ms > limit_ms:
        yield _reason(Why.UNCLAIMED, nobodys_ms)
    elif not heard:
        yield _reason(Why.NOTHING_HEARD)


def _reason(why: Why, time_ms: int = 0) -> ClipReason:
    return ClipReason(why=why, sentence=_SENTENCES[why].format(time=duration(time_ms)))


def _fingerprint(
    clearance: Clearance,
    facts: ClipFacts,
    inside: Mapping[int, tuple[Span, ...]],
    allowed: bool,
) -> str:
    ends = {str(pk): [[s.start_ms, s.end_ms] for s in spans] for pk, spans in inside.items()}
    told = {
        "recording": clearance.recording_id,
        "span": [facts.span.start_ms, facts.span.end_ms],
        "allowed": allowed,
        "heard": ends,
        "edits": [
            [e.span.start_ms, e.span.end_ms, e.treatment, e.speaker_id]
            for e in clearance.edits
            if e.span.overlaps(facts.span) and e.treatment is not Treatment.KEEP
        ],
    }
    return hashlib.sha256(canonical(told)).hexdigest()
