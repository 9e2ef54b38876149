"""What samples are multiplied with: gains that glide, ramps, holes of exact silence; and the bleep.

Positions are samples on the clock of the block's stream. Ramps lie outside of the treated spans:
inside, every sample is zero.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from recordings.audio.meter import BLOCKS_A_SECOND, Curve
from recordings.audio.pcm import Block, frames
from recordings.spans import Span

RAMP_MS = 5
BLEEP_HERTZ = 1_000
GLIDE_MS = 40

Range = tuple[int, int]


def ranges(spans: Sequence[Span], rate: int) -> list[Range]:
    return [(frames(span.start_ms, rate), frames(span.end_ms, rate)) for span in spans]


def _ramp(count: int) -> npt.NDArray[np.float32]:
    """From just above 0 to just below 1, along a raised cosine."""
    steps = (np.arange(count) + 0.5) / count
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * steps), dtype=np.float32)


class Holes:
    """Ranges in which a stream is silent to the sample; sorted and disjoint."""

    def __init__(self, holes: Sequence[Range], rate: int) -> None:
        self._holes = holes
        self._ends = [end for _, end in holes]
        self._rise = _ramp(frames(RAMP_MS, rate))

    def apply(self, block: Block, at: int) -> Block:
        """The block, which begins at sample `at`, with its part of the holes and their ramps."""
        near = self.near(at, len(block))
        if not near:
            return block
        ramp, block = len(self._rise), block.copy()
        for start, end in near:
            _multiply(block, start - ramp - at, self._rise[::-1])
            _multiply(block, end - at, self._rise)
            block[max(0, start - at) : max(0, end - at)] = 0
        return block

    def near(self, at: int, count: int) -> list[Range]:
        """The holes that reach, with their ramps, into `count` samples from `at` on."""
        start, end = at - len(self._rise), at + count + len(self._rise)
        first = bisect_left(self._ends, start)
        near = []
        for hole in self._holes[first:]:
            if hole[0] >= end:
                break
            near.append(hole)
        return near


def _multiply(block: Block, at: int, gains: npt.NDArray[np.float32]) -> None:
    """In place, where `gains` placed at `at` overlaps the block."""
    first, last = max(0, at), min(len(block), at + len(gains))
    if first < last:
        block[first:last] *= gains[first - at : last - at, None]


class Bleep:
    """A tone over ranges; its own ramps lie inside of them."""

    def __init__(self, spans: Sequence[Range], rate: int, amplitude: float) -> None:
        self._spans = spans
        self._rate = rate
        self._amplitude = amplitude
        self._ramp = frames(RAMP_MS, rate)

    def add(self, block: Block, at: int) -> Block:
        for start, end in self._spans:
            first, last = max(start, at), min(end, at + len(block))
            if first < last:
                block = block.copy()
                block[first - at : last - at] += self._tone(first, last, start, end)[:, None]
        return block

    def _tone(self, first: int, last: int, start: int, end: int) -> npt.NDArray[np.float32]:
        place = np.arange(first, last)
        edge = np.minimum(place - start, end - 1 - place) / self._ramp
        wave = np.sin(2 * np.pi * BLEEP_HERTZ / self._rate * (place - start))
        return np.asarray(self._amplitude * np.clip(edge, 0, 1) * wave, dtype=np.float32)


class Glide:
    """A gain in dB that is given at some moments and moves evenly in between."""

    def __init__(self, points: Sequence[tuple[int, float]]) -> None:
        self._at = np.array([at for at, _ in points], dtype=np.float64)
        self._db = np.array([db for _, db in points], dtype=np.float64)

    @property
    def flat(self) -> bool:
        return not np.any(self._db)

    def second(self, number: int) -> Curve:
        """101 amplitudes for the second that begins at `number` seconds, both ends included."""
        at = number * 1000 + np.arange(BLOCKS_A_SECOND + 1) * (1000 / BLOCKS_A_SECOND)
        db = np.interp(at, self._at, self._db)
        return np.asarray(10 ** (db / 20), dtype=np.float32)


def glide(spoken: Sequence[tuple[Span, float]]) -> Glide:
    """The gain for each span of speech. Where voices overlap the lowest gain holds; between
    spans the gain moves evenly from one to the next, in no less than 40 ms each side."""
    points: list[tuple[int, float]] = []
    for span, gain in _disjoint(spoken):
        inset = min(GLIDE_MS, span.duration_ms // 2)
        points += [(span.start_ms + inset, gain), (span.end_ms - inset, gain)]
    return Glide(points or [(0, 0.0)])


def _disjoint(spoken: Sequence[tuple[Span, float]]) -> list[tuple[Span, float]]:
    bounds = sorted({edge for span, _ in spoken for edge in (span.start_ms, span.end_ms)})
    opening, found = sorted(spoken, key=lambda one: one[0]), []
    active: list[tuple[Span, float]] = []
    for start, end in pairwise(bounds):
        while opening and opening[0][0].start_ms <= start:
            active.append(opening.pop(0))
        active = [one for one in active if one[0].end_ms > start]
        if active:
            found.append((Span(start, end), min(gain for _, gain in active)))
    return found


def amplify(block: Block, gains: Curve, rate: int) -> Block:
    """A second (or the rest of one) under gains at each 10 ms, moving straight in between."""
    hop = rate // BLOCKS_A_SECOND
    steps = (np.arange(hop) / hop).astype(np.float32)
    each = gains[:-1, None] + (gains[1:] - gains[:-1])[:, None] * steps
    return np.asarray(block * each.reshape(-1)[: len(block), None], dtype=np.float32)
