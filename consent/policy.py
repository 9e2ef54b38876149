"""Facts about a recording in, the Clearance out: who may be heard, named, quoted. Pure.

Silence is never yes. What is not known to be allowed is not allowed. Nothing here asks who is
asking: a host, an admin and a job all get the same answer.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from consent.ears import ByHost, digest_of, is_released
from consent.facts import Edit, RecordingFacts, VoiceFacts
from consent.ledger import canonical
from consent.refusals import REFUSALS
from consent.scopes import YES, Level, Scope, State
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.spans import Span, subtract, total_ms, union
from recordings.words import duration

__all__ = [
    "GROWN_LIMIT_MS",
    "UNCLAIMED_LIMIT_MS",
    "Clearance",
    "Code",
    "Edit",
    "Reason",
    "RecordingFacts",
    "VoiceFacts",
    "clear",
    "left_unclaimed_ms",
    "unreadable",
]

UNCLAIMED_LIMIT_MS = 1_000
"""Speech that is nobody's and longer than this, over the whole recording, blocks it, where the
site says nothing else (`ROOMCAST_UNCLAIMED_MS`)."""

GROWN_LIMIT_MS = 1_000
"""So much of a voice may come in after its answer (borders that moved) without asking again."""


class Code(StrEnum):
    """Why a recording may not go out."""

    NOT_KNOWN = "not_known"
    ROSTER = "roster"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DISPUTED = "disputed"
    MINOR = "minor"
    IDENTITY = "identity"
    GROWN = "grown"
    WISH = "wish"
    COMMERCIAL = "commercial"
    """Keeps advertising out of the episode; it blocks nothing else."""
    CLIPS = "clips"
    """Keeps clips free of a voice; it blocks nothing else."""
    UNCLAIMED = "unclaimed"
    NOTHING_HEARD = "nothing_heard"
    UNREADABLE = "unreadable"


_BLOCKED_BY = {
    State.UNANSWERED: Code.UNANSWERED,
    State.REFUSED: Code.REFUSED,
    State.WITHDRAWN: Code.WITHDRAWN,
    State.EXPIRED: Code.EXPIRED,
}
_SENTENCES = {
    Code.NOT_KNOWN: "Nobody is known to speak here. Say who speaks, and where.",
    Code.ROSTER: "The file does not say who speaks. Check that everybody is listed, and say so.",
    Code.UNANSWERED: "{name} has not said yes. Ask {name}, or leave {name} out.",
    Code.REFUSED: "{name} said no. Leave {name} out.",
    Code.WITHDRAWN: "{name} took the yes back. Leave {name} out.",
    Code.EXPIRED: "The yes of {name} has ended. Ask {name} again, or leave {name} out.",
    Code.DISPUTED: "Somebody says that {name} is not them. "
    "An admin has to settle it; until then, leave {name} out.",
    Code.MINOR: "{name} is a minor. Ask a parent or guardian by mail, who confirms by a code, "
    "or leave {name} out.",
    Code.IDENTITY: "This show needs to know more surely that it was {name} who said yes. "
    "Ask {name} to answer again {how}, or leave {name} out.",
    Code.GROWN: "{time} of {name} came in after the answer. Ask {name} again, or leave it out.",
    Code.WISH: "{name} asked to have {time} cut. Cut it, or leave {name} out.",
    Code.UNCLAIMED: "{time} of speech is nobody’s yet. "
    "Say who speaks, leave it out, or mark it as not a person.",
    Code.NOTHING_HEARD: "With everyone left out there is nothing to hear. Take somebody back in.",
    Code.UNREADABLE: "What this recording’s answers say cannot be read. Tell the site’s admin.",
}
_FURTHER = {Scope.COMMERCIAL: Code.COMMERCIAL, Scope.CLIPS: Code.CLIPS}
_HOW = {
    Level.VOUCHED: "",
    Level.LINK: "by a personal link",
    Level.MAIL: "with a code from their mail",
    Level.ACCOUNT: "signed in with the account they spoke with",
    Level.SIGNED: "with a signature",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that blocks, and in its sentence what to do about it; or, in `without_ads`, one
    person who keeps advertising out, and in half a sentence why; or, in `without_clips`, one who
    is in no clip."""

    code: Code
    sentence: str
    speaker_id: int | None = None
    duration_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The verdict for a Recording. Speakers are named by their ids.

    `masked` may not be named, `unwritten` not quoted, `clippable` may be shared in clips and
    `without_clips` says why others may not, `heard` are in the finished sound. `commercial` says
    that all who are heard allow advertising, `without_ads` who keeps it out of an episode of a
    show that carries it, `allowing` who allows each further use. `in_advance` are heard because
    they said yes in advance and did not object. `waived` are heard without a yes, since the desk
    recorded that none is needed. `legacy` was out before it came here, on the host's word.
    `fingerprint` covers what is heard: the verdict and every edit. What is shown (names, words)
    is decided live from the Clearance of the moment and makes no finished file stale.

    `ears` are who wants to hear an edit before it goes out, and the digests of those they released.
    `about` says which: `by_host` is what its host takes out, `edit` its digest, and `unheard` have
    yet to hear it: it may be made, and goes out with their word. As long as no edit is named, all
    of them have.
    """

    recording_id: int
    allowed: bool
    reasons: tuple[Reason, ...]
    edits: tuple[Edit, ...] = ()
    masked: frozenset[int] = frozenset()
    unwritten: frozenset[int] = frozenset()
    clippable: frozenset[int] = frozenset()
    without_clips: tuple[Reason, ...] = ()
    commercial: bool = False
    without_ads: tuple[Reason, ...] = ()
    allowing: Mapping[Scope, frozenset[int]] = field(default_factory=dict)
    heard: frozenset[int] = frozenset()
    ears: Mapping[int, frozenset[str]] = field(default_factory=dict)
    by_host: ByHost | None = None
    unheard: frozenset[int] = frozenset()
    in_advance: frozenset[int] = frozenset()
    waived: frozenset[int] = frozenset()
    legacy: bool = False
    fingerprint: str = ""

    def about(self, by_host: ByHost) -> "Clearance":
        """The same verdict about one edit: who has yet to hear it."""
        waiting = (
            pk
            for pk, released in self.ears.items()
            if not is_released(released, self.fingerprint, by_host)
        )
        return replace(self, by_host=by_host, unheard=frozenset(waiting))

    @property
    def edit(self) -> str:
        """The digest of the edit that it is about; empty where none is named."""
        return digest_of(self.fingerprint, self.by_host.parts) if self.by_host else ""

    @property
    def has_old_words(self) -> bool:
        """Whether somebody released an edit by its fingerprint alone, as the first releases did."""
        return any(self.fingerprint in released for released in self.ears.values())

    @property
    def may_go_out(self) -> bool:
        """Whether what was made under it may be served: allowed, and heard by who asked to."""
        return self.allowed and not self.unheard

    @property
    def all_agreed(self) -> bool:
        """Whether it may be said to listeners that everyone they hear has agreed."""
        return self.allowed and not self.legacy and not self.waived

    @property
    def ground(self) -> str:
        """On what ground it is allowed, for its host."""
        if self.legacy:
            return "It was published before consent was recorded here"
        if self.waived:
            return "Everyone heard has agreed, or need not be asked"
        return "Everyone heard has agreed"


def clear(facts: RecordingFacts, unclaimed_limit_ms: int = UNCLAIMED_LIMIT_MS) -> Clearance:
    """What may become of a recording. Every rule of consent is asked here and nowhere else."""
    audible = {voice.speaker_id: _audible_ms(voice, facts.excluded) for voice in facts.voices}
    heard = tuple(voice for voice in facts.voices if audible[voice.speaker_id] > 0)
    reasons = (
        *_about_voices(facts, heard, audible),
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

    Only what silences it for certain counts: its own exclusion or terms, and spans left out for
    everybody.
    That another voice is left out at the same time does not, for on tracks it does not.
    """
    if voice.silent:
        return 0
    return total_ms(subtract(voice.spans, _holes(voice, excluded)))


def _left_ms(facts: RecordingFacts, voice: VoiceFacts, spans: Iterable[Span]) -> int:
    """Milliseconds of some spans that no edit takes out of this voice."""
    return total_ms(subtract(spans, _holes(voice, facts.excluded)))


def _holes(voice: VoiceFacts, excluded: Iterable[Edit]) -> list[Span]:
    return [edit.span for edit in excluded if _silences(edit, voice.speaker_id)]


def _silences(edit: Edit, speaker_id: int | None) -> bool:
    """Whether an edit leaves out a speaker, or what all say. An altered voice is heard."""
    return edit.treatment in LEAVES_OUT and edit.speaker_id in (None, speaker_id)


def _about_voices(
    facts: RecordingFacts, heard: Iterable[VoiceFacts], audible: Mapping[int, int]
) -> Iterable[Reason]:
    for voice in heard:
        code, duration_ms = _about(facts, voice, audible[voice.speaker_id])
        if code is not None:
            yield _reason(code, voice, duration_ms, facts.use.least)


def _about(
    facts: RecordingFacts, voice: VoiceFacts, audible_ms: int
) -> tuple[Code | None, int]:  # fmt: skip
    """What blocks one voice that is heard: the gravest alone, with the time it is about.

    What was out before it came here goes on without answers, never against one.
    """
    if voice.disputed:
        return Code.DISPUTED, audible_ms
    if facts.legacy and voice.publish == State.UNANSWERED:
        return None, 0
    if voice.publish not in YES:
        return _BLOCKED_BY[voice.publish], audible_ms
    return _about_a_yes(facts, voice)


def _about_a_yes(facts: RecordingFacts, voice: VoiceFacts) -> tuple[Code | None, int]:
    """A yes that does not reach as far as it is used."""
    waived = voice.publish == State.WAIVED
    wished_ms = _left_ms(facts, voice, voice.wishes)
    if voice.minor and not voice.guardian:
        return Code.MINOR, 0
    if not waived and voice.level < facts.use.least:
        return Code.IDENTITY, 0
    if voice.grown_ms > GROWN_LIMIT_MS:
        return Code.GROWN, voice.grown_ms
    if wished_ms:
        return Code.WISH, wished_ms
    return None, 0


def _without_ads(facts: RecordingFacts, heard: Iterable[VoiceFacts]) -> Iterable[Reason]:
    """Who is heard and does not allow advertising: the episode goes out free of it."""
    return _without(heard, Scope.COMMERCIAL) if facts.use.commercial else ()


def _without(heard: Iterable[VoiceFacts], scope: Scope) -> Iterable[Reason]:
    """Who is heard and does not allow a further use, and why."""
    for voice in heard:
        if not voice.allows(scope):
            said = REFUSALS[scope][voice.standings.get(scope, State.UNANSWERED)]
            yield Reason(
                code=_FURTHER[scope],
                sentence=said.format(name=voice.name),
                speaker_id=voice.speaker_id,
            )


def _about_the_rest(facts: RecordingFacts, heard: bool, limit_ms: int) -> Iterable[Reason]:
    """What was out before it came here may hold voices that nobody has listed: its page has a way
    for them to ask that it goes."""
    unclaimed_ms = left_unclaimed_ms(facts.unclaimed, facts.unclaimed_excluded, facts.excluded)
    known = any(voice.spans for voice in facts.voices)
    if facts.legacy:
        if known and not heard and not unclaimed_ms:
            yield _reason(Code.NOTHING_HEARD)
    elif unclaimed_ms > limit_ms:
        yield _reason(Code.UNCLAIMED, duration_ms=unclaimed_ms)
    elif not known:
        yield _reason(Code.NOT_KNOWN)
    elif not facts.roster:
        yield _reason(Code.ROSTER)
    elif not heard:
        yield _reason(Code.NOTHING_HEARD)


def left_unclaimed_ms(
    unclaimed: Iterable[Span], whole: Treatment | None, edits: Iterable[Edit]
) -> int:
    """Milliseconds of speech of nobody's that would be heard: `whole` is how all of it is treated,
    `edits` are the single spans that are."""
    if whole in LEAVES_OUT:
        return 0
    return total_ms(subtract(unclaimed, [edit.span for edit in edits if _silences(edit, None)]))


def _reason(
    code: Code,
    voice: VoiceFacts | None = None,
    duration_ms: int = 0,
    least: Level = Level.VOUCHED,
) -> Reason:
    name = voice.name if voice else ""
    told = {"name": name, "time": duration(duration_ms), "how": _HOW[least]}
    return Reason(
        code=code,
        sentence=_SENTENCES[code].format(**told),
        speaker_id=voice.speaker_id if voice else None,
        duration_ms=duration_ms,
    )


def _sealed(
    facts: RecordingFacts, heard: tuple[VoiceFacts, ...], reasons: tuple[Reason, ...]
) -> Clearance:
    kept = [voice for voice in facts.voices if voice.excluded is None]
    everyone = _ids(facts.voices)
    allowing = {scope: _ids(v for v in heard if v.allows(scope)) for scope in Scope}
    unsealed = Clearance(
        recording_id=facts.recording_id,
        allowed=not reasons,
        reasons=reasons,
        edits=tuple(_edits(facts)),
        masked=everyone - _ids(voice for voice in kept if _named(facts, voice)),
        unwritten=everyone - _ids(voice for voice in kept if _written(facts, voice)),
        clippable=allowing[Scope.CLIPS],
        without_clips=tuple(_without(heard, Scope.CLIPS)),
        commercial=bool(heard) and allowing[Scope.COMMERCIAL] == _ids(heard),
        without_ads=tuple(_without_ads(facts, heard)),
        allowing=allowing,
        heard=_ids(heard),
        in_advance=_ids(v for v in heard if v.in_advance and v.publish == State.GRANTED),
        waived=_ids(v for v in heard if v.publish == State.WAIVED),
        legacy=facts.legacy,
    )
    fingerprint = _digest(_what_is_heard(facts, unsealed))
    ears = {voice.speaker_id: voice.approved for voice in heard if voice.hear_first}
    return replace(unsealed, fingerprint=fingerprint, ears=ears, unheard=frozenset(ears))


def _named(facts: RecordingFacts, voice: VoiceFacts) -> bool:
    return voice.allows(Scope.NAME) or _goes_on(facts, voice)


def _written(facts: RecordingFacts, voice: VoiceFacts) -> bool:
    return voice.allows(Scope.TRANSCRIPT) or _goes_on(facts, voice)


def _goes_on(facts: RecordingFacts, voice: VoiceFacts) -> bool:
    """What was out before it came here is shown as it was, until somebody in it answers."""
    return facts.legacy and voice.publish == State.UNANSWERED and not voice.disputed


def _ids(voices: Iterable[VoiceFacts]) -> frozenset[int]:
    return frozenset(voice.speaker_id for voice in voices)


def _edits(facts: RecordingFacts) -> Iterable[Edit]:
    """What must not be heard as it was, in a settled order."""
    for voice in sorted(facts.voices, key=lambda voice: voice.speaker_id):
        if voice.treatment is not None:
            for span in union(voice.spans):
                yield Edit(span=span, treatment=voice.treatment, speaker_id=voice.speaker_id)
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
