"""Who speaks when in a sample room: turns with pauses, some of them over each other.

A turn is what an import has to find again, so turns of one person lie clearly apart, and every
sentence is long enough to be noticed by somebody who listens once a second.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SILENCE_AT_START_MS = 1_200
SILENCE_AT_END_MS = 1_500
APART_MS = 3_000

Length = Callable[[int, int], int]
"""The length in ms of (speaker, sentence)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One sentence said; numbers are places in the cast and in the list of sentences."""

    speaker: int
    sentence: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Sentences of one person with only short pauses between them."""

    speaker: int
    utterances: tuple[Utterance, ...]

    @property
    def start_ms(self) -> int:
        return self.utterances[0].start_ms

    @property
    def end_ms(self) -> int:
        return self.utterances[-1].end_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long somebody is on stage."""

    speaker: int
    joined_ms: int
    left_ms: int


class _Table:
    """Fills the time from left to right; `free_ms` is when the last turn ended."""

    def __init__(
        self, duration_ms: int, speakers: int, sentences: int, opening: int, length: Length,
        seed: int,
    ) -> None:  # fmt: skip
        self.dice = random.Random(f"timetable {seed}")  # noqa: S311
        self.end_ms = duration_ms - SILENCE_AT_END_MS
        self.speakers, self.sentences, self.opening = speakers, sentences, opening
        self.length = length
        self.free_ms = SILENCE_AT_START_MS
        self.last_end = [-APART_MS] * speakers
        self.said = [self.dice.randrange(sentences) for _ in range(speakers)]

    def fill(self) -> Iterator[Turn]:
        for speaker in range(self.speakers):
            turn = self._turn(speaker, self._start(speaker), self._first_length(speaker))
            if turn is None:
                raise ValueError(
                    f"{self.speakers} speakers do not fit into so short a room. Make it longer, "
                    "or take fewer speakers."
                )
            yield turn
        while turn := self._next():
            yield turn

    def _next(self) -> Turn | None:
        at = self.free_ms + self._pause()
        ready = [s for s in range(self.speakers) if self.last_end[s] + APART_MS <= at]
        speaker = self.dice.choice(ready) if ready else self._most_rested()
        start = max(at, self.last_end[speaker] + APART_MS)
        return self._turn(speaker, start, int(self.dice.uniform(1_500, 15_000)))

    def _pause(self) -> int:
        """Usually a breath, sometimes a silence, sometimes an interruption."""
        chance = self.dice.random()
        if chance < 0.2:
            return -self.dice.randrange(500, 1_800)
        return (
            self.dice.randrange(2_000, 4_500) if chance > 0.9 else self.dice.randrange(250, 1_200)
        )

    def _most_rested(self) -> int:
        return min(range(self.speakers), key=self.last_end.__getitem__)

    def _start(self, speaker: int) -> int:
        return max(
            SILENCE_AT_START_MS, self.free_ms + self.dice.randrange(300, 900) * bool(speaker)
        )

    def _first_length(self, speaker: int) -> int:
        """So that everybody gets a word in."""
        left = self.end_ms - self.free_ms
        return min(12_000, left // (2 * (self.speakers - speaker)))

    def _turn(self, speaker: int, start_ms: int, wanted_ms: int) -> Turn | None:
        """Sentences until `wanted_ms` is reached, at least one; None where none fits any more."""
        said: list[Utterance] = []
        at = start_ms
        opening = self.opening if not any(end > 0 for end in self.last_end) else 0
        while at - start_ms < wanted_ms or len(said) < opening:
            sentence = len(said) if len(said) < opening else self._sentence(speaker)
            end = at + self.length(speaker, sentence)
            if end > self.end_ms or (said and len(said) >= opening and end - start_ms > 20_000):
                break
            said.append(Utterance(speaker=speaker, sentence=sentence, start_ms=at, end_ms=end))
            at = end + self.dice.randrange(150, 700)
        if not said:
            return None
        self.last_end[speaker] = said[-1].end_ms
        self.free_ms = max(self.free_ms, said[-1].end_ms)
        return Turn(speaker=speaker, utterances=tuple(said))

    def _sentence(self, speaker: int) -> int:
        """The speaker's next one; the opening's stand before all others and are said once."""
        self.said[speaker] = (self.said[speaker] + 1) % self.sentences
        return self.opening + self.said[speaker]


def turns(
    duration_ms: int, speakers: int, sentences: int, opening: int, length: Length, seed: int
) -> tuple[Turn, ...]:
    """The turns of a room, in order. Raises `ValueError` where not everybody gets a word in.

    Sentences are numbered: first the `opening` ones, said once by the host, then the others.
    """
    table = _Table(duration_ms, speakers, sentences, opening, length, seed)
    return tuple(sorted(table.fill(), key=lambda turn: (turn.start_ms, turn.speaker)))


def stays(said: tuple[Turn, ...], duration_ms: int, seed: int) -> tuple[Stay, ...]:
    """The time on stage of everybody but the host, by when they come."""
    dice = random.Random(f"stays {seed}")  # noqa: S311
    found: list[Stay] = []
    for speaker in sorted({turn.speaker for turn in said} - {0}):
        own = [turn for turn in said if turn.speaker == speaker]
        joined = max(0, own[0].start_ms - dice.randrange(2_500, 4_500))
        leaves = own[-1].end_ms + dice.randrange(2_000, 8_000)
        stayed = leaves if leaves < duration_ms and dice.random() < 0.4 else duration_ms
        found.append(Stay(speaker=speaker, joined_ms=joined, left_ms=stayed))
    return tuple(sorted(found, key=lambda stay: (stay.joined_ms, stay.speaker)))
