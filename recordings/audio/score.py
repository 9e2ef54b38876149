"""Where everything of an episode lies, in samples: what is kept of the recording, and the music
around it. Positions only, no sound."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from recordings.audio.envelope import ranges
from recordings.audio.grid import Range, samples
from recordings.audio.plan import EditPlan, intro_fade_ms, lead_ms, outro_fade_ms, removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A stretch of the recording, and the sample of the episode at which it begins."""

    at: int
    start: int
    end: int

    @property
    def ends_at(self) -> int:
        return self.at + self.end - self.start

    def within(self, first: int, last: int) -> "Take | None":
        """The part of it that is heard in these samples of the episode."""
        begin, end = max(self.at, first), min(self.ends_at, last)
        if begin >= end:
            return None
        return Take(at=begin, start=self.start + begin - self.at, end=self.start + end - self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`gone` are ranges of the recording, all others ranges and samples of the episode. Music
    fades over the last samples of the intro and the first of the outro."""

    gone: tuple[Range, ...]
    takes: tuple[Take, ...]
    intro: Range
    body: Range
    outro: Range
    intro_fade: int
    outro_fade: int

    @property
    def total(self) -> int:
        return max(self.intro[1], self.body[1], self.outro[1])

    def heard(self, first: int, last: int) -> Iterator[Take]:
        """What is heard of the recording in these samples of the episode, in order."""
        for take in self.takes:
            part = take.within(first, last)
            if part is not None:
                yield part


def score(plan: EditPlan) -> Score:
    gone = tuple(ranges(removed(plan)))
    kept = _between(gone, samples(plan.duration_ms))
    lead = samples(lead_ms(plan))
    starts = accumulate((end - start for start, end in kept), initial=lead)
    takes = tuple(
        Take(at=at, start=start, end=end) for at, (start, end) in zip(starts, kept, strict=False)
    )
    end = takes[-1].ends_at if takes else lead
    intro_fade, outro_fade = samples(intro_fade_ms(plan)), samples(outro_fade_ms(plan))
    tail = samples(plan.outro.duration_ms) - outro_fade if plan.outro else 0
    return Score(
        gone=gone,
        takes=takes,
        intro=(0, lead + intro_fade),
        body=(lead, end),
        outro=(end - outro_fade, end + tail),
        intro_fade=intro_fade,
        outro_fade=outro_fade,
    )


def _between(gone: tuple[Range, ...], total: int) -> list[Range]:
    bounds = [0, *(edge for pair in gone for edge in pair), total]
    return [(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True) if a < b]
