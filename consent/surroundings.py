"""Where a speaker is heard at their own link, and who around them: their own words, and ten seconds
on both sides in which only who has agreed can be heard. Pure.

What is in doubt is silent: speech that is nobody's, what was called no person, a list of speakers
that nobody stands for. Their own words they must hear, for these are what they are asked about; in
a mix they are silent only under a voice that will not go out, with which they would not either.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consent.facts import RecordingFacts, VoiceFacts
from consent.policy import Code, clear
from consent.scopes import NO, Scope, State, Voice
from recordings.spans import Span, intersect, pad, subtract, union

AROUND_MS = 10_000
BREATH_MS = 2_000
"""So much of a mix is heard between two parts where, as far as is known, nobody speaks."""

IN_DOUBT_MS = 2_000
"""So far around a part that is left out for itself a mix is silent too: the widest that any
source's clock may be off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a recording: whose (None: nobody's, or not a person's), where, by how much its
    source's clock may be off, and whether somebody marked it by hand."""

    speaker_id: int | None
    span: Span
    margin_ms: int = 0
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A track: whose alone (None: a mix), and where it has sound."""

    id: int
    speaker_id: int | None
    extent: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`facts` are None where they cannot be read: then nobody has agreed. `by_hand` says that all
    that is known of who speaks when was said by hand."""

    duration_ms: int
    facts: RecordingFacts | None
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    by_hand: bool = False


def agreed(facts: RecordingFacts | None) -> frozenset[int]:
    """Who can be heard by others before anything is out: who said yes themselves, as surely as is
    wanted, to their voice as it is, and waits for nothing."""
    if facts is None:
        return frozenset()
    verdict = clear(facts)
    blocked = {reason.speaker_id for reason in verdict.reasons if reason.code != Code.WISH}
    waiting = blocked | verdict.unheard
    return frozenset(
        voice.speaker_id
        for voice in facts.voices
        if voice.publish == State.GRANTED
        and voice.voice == Voice.AS_IS
        and voice.speaker_id in verdict.allowing[Scope.PUBLISH] - waiting
    )


def unheard(facts: RecordingFacts) -> frozenset[int]:
    """Whose voice will not go out as things stand: a no, a yes that ended, left out, altered,
    disputed, a minor without a guardian."""
    return frozenset(voice.speaker_id for voice in facts.voices if _is_unheard(voice))


def _is_unheard(voice: VoiceFacts) -> bool:
    return (
        voice.publish in {*NO, State.EXPIRED}
        or voice.treatment is not None
        or voice.disputed
        or (voice.minor and not voice.guardian)
    )


def heard(room: Surroundings, speaker_id: int) -> Mapping[int, tuple[Span, ...]]:
    """Where each track is heard at this speaker's link, by the track's id; those that are silent
    are not in it. With a track of their own others are heard on theirs, never on the mix."""
    scene = _Scene(room, speaker_id)
    spans = {line.id: scene.heard_on(line) for line in room.lines}
    within = {line.id: intersect(spans[line.id], [line.extent]) for line in room.lines}
    return {pk: found for pk, found in within.items() if found}


class _Scene:
    """One speaker in their surroundings."""

    def __init__(self, room: Surroundings, speaker_id: int) -> None:
        self._room, self._me = room, speaker_id
        facts = room.facts
        self._known = {voice.speaker_id: voice for voice in facts.voices} if facts else {}
        me = self._known.get(speaker_id)
        doubted = me is None or me.disputed
        self._agreed = frozenset() if doubted else agreed(facts) - {speaker_id}
        self._unheard = unheard(facts) if facts else None
        self._own = self._spans_of(speaker_id)
        self._window = pad(self._own, AROUND_MS, room.duration_ms)
        self._owners = {line.speaker_id for line in room.lines} - {None}

    def heard_on(self, line: Line) -> tuple[Span, ...]:
        if line.speaker_id == self._me:
            return self._own_words(line)
        if self._me in self._owners:
            return self._beside(line) if line.speaker_id in self._agreed else ()
        return union([*self._own_words(line), *self._between()]) if line.speaker_id is None else ()

    def _own_words(self, line: Line) -> tuple[Span, ...]:
        silent = (span for part in self._on(line) for span in self._silent(part))
        return subtract(self._own, [*silent, *self._left_out(line)])

    def _silent(self, part: Part) -> tuple[Span, ...]:
        """What of another's part will not go out, as wide as it is left out of a mix."""
        all_of_it = self._will_not_go_out(part.speaker_id)
        spans = (part.span,) if all_of_it else intersect([part.span], self._cuts_of(part))
        return pad(spans, part.margin_ms, self._room.duration_ms)

    def _cuts_of(self, part: Part) -> list[Span]:
        """What somebody asked to have cut of their words, or what is left out of them."""
        voice, facts = self._known.get(part.speaker_id or 0), self._room.facts
        if voice is None or facts is None:
            return []
        left_out = (edit.span for edit in facts.excluded if edit.speaker_id == voice.speaker_id)
        return [*voice.wishes, *left_out]

    def _between(self) -> tuple[Span, ...]:
        """What of a mix is heard around their own words."""
        if not self._is_known_who_speaks():
            return ()
        others = [part for part in self._room.parts if part.speaker_id != self._me]
        said = union(part.span for part in others if part.speaker_id in self._agreed)
        spoken = union([*self._own, *intersect(said, self._window)], BREATH_MS)
        return subtract(spoken, [*self._own, *self._hushed(others), *self._holes()])

    def _beside(self, line: Line) -> tuple[Span, ...]:
        """What of another's own track is heard around their words."""
        said = intersect(self._spans_of(line.speaker_id), self._window)
        return subtract(said, [*self._hushed(self._on(line)), *self._holes()])

    def _is_known_who_speaks(self) -> bool:
        """Parts that were marked by hand say where somebody speaks, not where nobody else does:
        there everybody who is listed must have agreed."""
        facts = self._room.facts
        if facts is None or not facts.roster:
            return False
        return not self._room.by_hand or self._known.keys() <= {self._me, *self._agreed}

    def _on(self, line: Line) -> Iterator[Part]:
        """Others' parts that may be on a track: all on a mix; on somebody's own what was marked by
        hand, for it was heard there, and whoever has no track."""
        for part in self._room.parts:
            theirs = part.speaker_id is not None and part.speaker_id in (self._me, line.speaker_id)
            elsewhere = part.speaker_id in self._owners and not part.by_hand
            if not theirs and (line.speaker_id is None or not elsewhere):
                yield part

    def _hushed(self, parts: Iterable[Part]) -> Iterator[Span]:
        for part in parts:
            if part.speaker_id not in self._agreed:
                yield from pad((part.span,), part.margin_ms, self._room.duration_ms)

    def _holes(self) -> Iterator[Span]:
        """What is left out for itself, or is wished to be."""
        facts = self._room.facts
        spans = [edit.span for edit in facts.excluded] if facts else []
        spans += [span for pk in self._agreed for span in self._known[pk].wishes]
        return iter(pad(spans, IN_DOUBT_MS, self._room.duration_ms))

    def _left_out(self, line: Line) -> Iterator[Span]:
        """What of one other voice is left out, where that voice may be on the track."""
        for edit in self._room.facts.excluded if self._room.facts else ():
            if line.speaker_id is None and edit.speaker_id not in (None, self._me):
                yield edit.span

    def _will_not_go_out(self, speaker_id: int | None) -> bool:
        """Where nothing can be read, of nobody is known that they will. Speech that is nobody's is
        in doubt, and no word of anybody's stands against it."""
        if self._unheard is None:
            return True
        return speaker_id in self._unheard

    def _spans_of(self, speaker_id: int | None) -> tuple[Span, ...]:
        return union(part.span for part in self._room.parts if part.speaker_id == speaker_id)
