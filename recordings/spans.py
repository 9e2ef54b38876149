"""Half-open intervals of whole milliseconds on a recording's clock, and maps between clocks.

A span `[start_ms, end_ms)` holds its start and not its end, so spans that touch do not overlap.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`start_ms` up to, not including, `end_ms`; never empty, never before zero."""

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms < self.end_ms:
            raise ValueError(f"not a span: {self.start_ms}..{self.end_ms}")

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms

    def overlaps(self, other: "Span") -> bool:
        return self.start_ms < other.end_ms and other.start_ms < self.end_ms


def total_ms(spans: Iterable[Span]) -> int:
    """Milliseconds covered at least once."""
    return sum(span.duration_ms for span in union(spans))


def union(spans: Iterable[Span], gap_ms: int = 0) -> tuple[Span, ...]:
    """Sorted, disjoint spans; those at most `gap_ms` apart become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start_ms <= merged[-1].end_ms + gap_ms:
            merged[-1] = Span(merged[-1].start_ms, max(merged[-1].end_ms, span.end_ms))
        else:
            merged.append(span)
    return tuple(merged)


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """What of `spans` is in none of `holes`; both are gone through once."""
    left: list[Span] = []
    cuts = union(holes)
    first = 0
    for span in union(spans):
        at = span.start_ms
        while first < len(cuts) and cuts[first].end_ms <= at:
            first += 1
        for cut in islice(cuts, first, None):
            if cut.start_ms >= span.end_ms:
                break
            if cut.start_ms > at:
                left.append(Span(at, cut.start_ms))
            at = cut.end_ms
        if at < span.end_ms:
            left.append(Span(at, span.end_ms))
    return tuple(left)


def intersect(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """What is in both; both are gone through once."""
    both: list[Span] = []
    ones, twos = union(spans), union(others)
    one = two = 0
    while one < len(ones) and two < len(twos):
        a, b = ones[one], twos[two]
        if a.overlaps(b):
            both.append(Span(max(a.start_ms, b.start_ms), min(a.end_ms, b.end_ms)))
        one, two = (one + 1, two) if a.end_ms < b.end_ms else (one, two + 1)
    return tuple(both)


def pad(spans: Iterable[Span], margin_ms: int, end_ms: int) -> tuple[Span, ...]:
    """Each span widened on both sides, kept within `[0, end_ms)`."""
    return union(
        Span(max(0, span.start_ms - margin_ms), min(end_ms, span.end_ms + margin_ms))
        for span in spans
        if span.start_ms < end_ms
    )


def shifted(spans: Iterable[Span], by_ms: int) -> tuple[Span, ...]:
    """The same spans on a clock that begins `-by_ms` later; what lies before it is gone."""
    return tuple(
        Span(max(0, span.start_ms + by_ms), span.end_ms + by_ms)
        for span in spans
        if span.end_ms + by_ms > 0
    )


class Timeline:
    """Where a moment of the recording is heard once `removed` is cut and `lead_ms` put first."""

    __slots__ = ("_kept", "_starts", "duration_ms")

    def __init__(self, length_ms: int, removed: Iterable[Span] = (), lead_ms: int = 0) -> None:
        kept = subtract((Span(0, length_ms),), removed) if length_ms > 0 else ()
        self._kept: list[tuple[Span, int]] = []
        at = lead_ms
        for span in kept:
            self._kept.append((span, at))
            at += span.duration_ms
        self._starts = [span.start_ms for span, _ in self._kept]
        self.duration_ms = at

    def position(self, at_ms: int) -> int | None:
        """The new position of a moment, or None where it was cut."""
        index = bisect_right(self._starts, at_ms) - 1
        if index < 0:
            return None
        span, offset = self._kept[index]
        return offset + at_ms - span.start_ms if at_ms < span.end_ms else None

    def origin(self, at_ms: int) -> int | None:
        """The old position of a moment on the new clock, or None where nothing old is there."""
        index = bisect_right(self._kept, at_ms, key=lambda kept: kept[1]) - 1
        if index < 0:
            return None
        span, offset = self._kept[index]
        old = span.start_ms + at_ms - offset
        return old if old < span.end_ms else None

    @property
    def bounds(self) -> tuple[int, int]:
        """Where what is old begins and ends on the new clock."""
        return (self._kept[0][1] if self._kept else self.duration_ms), self.duration_ms

    def next_position(self, at_ms: int) -> int:
        """As `position`, but a moment that was cut goes to the join behind it."""
        for span, offset in self._kept:
            if at_ms < span.end_ms:
                return offset + max(0, at_ms - span.start_ms)
        return self.duration_ms

    def spans(self, span: Span) -> tuple[Span, ...]:
        """What is left of a span, on the new clock."""
        return union(
            Span(
                offset + max(span.start_ms, kept.start_ms) - kept.start_ms,
                offset + min(span.end_ms, kept.end_ms) - kept.start_ms,
            )
            for kept, offset in self._kept
            if kept.overlaps(span)
        )
