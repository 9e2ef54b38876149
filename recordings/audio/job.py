"""One render under way: what it is of, its segments, and the shelf on which what is made of them
lies."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from recordings.audio.ffmpeg import Progress
from recordings.audio.grid import RATE, Range
from recordings.audio.plan import EditPlan
from recordings.audio.programme import Programme
from recordings.audio.recipes import Recipes
from recordings.audio.segments import LENGTH, Run, Shelf, runs
from recordings.audio.workers import Count, each

_TELL_EVERY_S = 0.2
LONGEST_RUN = 300 * RATE
SHORTEST_RUN = LENGTH
_RUNS_EACH = 3


class Teller:
    """Passes progress on, at most five times a second; the last word always."""

    def __init__(self, progress: Progress, total_ms: int) -> None:
        self._progress, self._total_ms = progress, total_ms
        self._next = 0.0
        self._share = 0.0

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        self._share = max(self._share, min(1.0, share))
        if now >= self._next or self._share >= 1:
            self._next = now + _TELL_EVERY_S
            self._progress(round(self._share * self._total_ms), self._total_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`work` is a folder for what is needed on the way; `workers` how many runs go at a time."""

    programme: Programme
    recipes: Recipes
    segments: tuple[Range, ...]
    shelf: Shelf
    work: Path
    tell: Teller
    workers: int

    @property
    def plan(self) -> EditPlan:
        return self.programme.plan

    @property
    def total(self) -> int:
        return self.programme.score.total

    def span(self, run: Run) -> Range:
        """The samples of the episode that are in a run's segments."""
        return self.segments[run.first][0], self.segments[run.last - 1][1]

    def made(
        self,
        names: Sequence[str],
        make: Callable[[Run, Count], None],
        start: float,
        end: float,
    ) -> None:
        """Make what is not on the shelf, in runs; told as the share from `start` to `end`."""
        missing = [number for number, name in enumerate(names) if not self.shelf.has(name)]
        work = sum(self.segments[number][1] - self.segments[number][0] for number in missing)
        most = min(LONGEST_RUN, max(SHORTEST_RUN, work // (_RUNS_EACH * self.workers)))
        each(
            runs(missing, self.segments, most),
            make,
            lambda done: self.tell(start + (end - start) * min(1, done / max(1, work))),
            self.workers,
        )

    def keep(self, run: Run, names: Sequence[str], parts: Sequence[bytes]) -> None:
        """Put what was made of a run's segments on the shelf."""
        for number, data in zip(range(run.first, run.last), parts, strict=True):
            self.shelf.put(names[number], data)
