"""What samples are multiplied with: gains that glide, ramps, holes of exact silence; and the bleep.

Positions are samples on the clock of the block's stream. Ramps lie outside of the treated spans:
inside, every sample is zero.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from recordings.audio.grid import BLOCK, BLOCK_MS, RATE, Block, Curve, Range, samples
from recordings.spans import Span

RAMP = samples(5)
BLEEP_HERTZ = 1_000
GLIDE_MS = 40


def ranges(spans: Sequence[Span]) -> list[Range]:
    return [(samples(span.start_ms), samples(span.end_ms)) for span in spans]


def _ramp(count: int) -> npt.NDArray[np.float32]:
    """From just above 0 to just below 1, along a raised cosine."""
    steps = (np.arange(count) + 0.5) / count
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * steps), dtype=np.float32)


class Holes:
    """Ranges in which a stream is silent to the sample; sorted and disjoint."""

    def __init__(self, holes: Sequence[Range]) -> None:
        self._holes = holes
        self._ends = [end for _, end in holes]
        self._rise = _ramp(RAMP)

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
    """A tone over ranges; its own ramps lie inside of them. It goes by the stream's clock, so that
    no part of it hangs on where it begins."""

    def __init__(self, spans: Sequence[Range], amplitude: float) -> None:
        self._spans = spans
        self._amplitude = amplitude

    def add(self, block: Block, at: int) -> Block:
        for start, end in self._spans:
            first, last = max(start, at), min(end, at + len(block))
            if first < last:
                block = block.copy()
                block[first - at : last - at] += self._tone(first, last, start, end)[:, None]
        return block

    def _tone(self, first: int, last: int, start: int, end: int) -> npt.NDArray[np.float32]:
        place = np.arange(first, last)
        edge = np.minimum(place - start, end - 1 - place) / RAMP
        wave = np.sin(2 * np.pi * BLEEP_HERTZ / RATE * place)
        return np.asarray(self._amplitude * np.clip(edge, 0, 1) * wave, dtype=np.float32)


Point = tuple[int, float]
"""A moment in milliseconds, and a gain in dB."""


class Glide:
    """A gain in dB that is given at some moments and moves evenly in between; others may come on
    top, each given at moments of its own."""

    def __init__(self, points: Sequence[Point], *above: "Glide") -> None:
        self._at = np.array([at for at, _ in points], dtype=np.float64)
        self._db = np.array([db for _, db in points], dtype=np.float64)
        self._above = above

    def raised(self, db: float) -> "Glide":
        return Glide([(at, gain + db) for at, gain in self._points], *self._above)

    def under(self, other: "Glide") -> "Glide":
        """With another one on top. (What changes that somewhere changes no figure elsewhere.)"""
        return Glide(self._points, *self._above, other)

    @property
    def _points(self) -> list[Point]:
        return list(zip(self._at, self._db, strict=True))

    def at(self, at_ms: int) -> float:
        """The gain in dB at a moment."""
        return float(self.gains(np.array([at_ms]))[0])

    @property
    def flat(self) -> bool:
        return not np.any(self._db) and all(other.flat for other in self._above)

    def curve(self, first: int, count: int, each_ms: int = BLOCK_MS) -> Curve:
        """Amplitudes at the bounds of `count` blocks from block `first` on: one more than that."""
        at = np.arange(first, first + count + 1) * each_ms
        return np.asarray(10 ** (self.gains(at) / 20), dtype=np.float32)

    def gains(self, at_ms: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """In dB, at some moments."""
        gains = np.interp(at_ms, self._at, self._db)
        for other in self._above:
            gains = gains + other.gains(at_ms)
        return gains


def glide(spoken: Sequence[tuple[Span, float]], between: Iterable[Point] = ()) -> Glide:
    """The gain for each span of speech, and at single moments `between` them. Where voices overlap
    the lowest gain holds; from one span to the next the gain moves evenly, in no less than 40 ms
    each side."""
    points: list[Point] = []
    for span, gain in _disjoint(spoken):
        inset = min(GLIDE_MS, span.duration_ms // 2)
        points += [(span.start_ms + inset, gain), (span.end_ms - inset, gain)]
    return Glide(sorted([*points, *between]) or [(0, 0.0)])


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


def sides(pan: float) -> npt.NDArray[np.float32]:
    """What left and right are multiplied with at a place from −1 to 1: levels alone, of the same
    power everywhere, and 1 in the middle."""
    turn = np.pi / 4 * (1 + pan)
    return (2**0.5 * np.array([np.cos(turn), np.sin(turn)])).astype(np.float32)


_STEPS = (np.arange(BLOCK) / BLOCK).astype(np.float32)


def amplify(block: Block, gains: Curve) -> Block:
    """Samples under gains at the bounds of their blocks of 8 ms, moving straight in between."""
    each = gains[:-1, None] + (gains[1:] - gains[:-1])[:, None] * _STEPS
    return np.asarray(block * each.reshape(-1)[: len(block), None], dtype=np.float32)
