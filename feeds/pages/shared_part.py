"""The part of an episode that a listener was sent, or wants to send: a link, never a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from feeds.forms.fields import read_clock
from recordings.words import clock

_CHARS = 32
_SECONDS = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(?:,(\d{1,6}(?:\.\d{1,3})?))?", re.ASCII)
WRONG = "These are no two moments of the episode. Write them as 1:01 and 1:15."


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPart:
    """On the episode's clock; without `end_ms` it goes on from there."""

    start_ms: int
    end_ms: int | None = None

    @property
    def query(self) -> str:
        """As in `?t=61,75`, which is what a media fragment says, too."""
        ends = [self.start_ms] if self.end_ms is None else [self.start_ms, self.end_ms]
        return ",".join(f"{ms / 1000:.3f}".rstrip("0").rstrip(".") for ms in ends)

    @property
    def words(self) -> str:
        """`1:01 to 1:15`."""
        start = clock(self.start_ms)
        return start if self.end_ms is None else f"{start} to {clock(self.end_ms)}"


def is_chosen(asked: Mapping[str, str]) -> bool:
    """Whether somebody has just chosen a part, by its two ends."""
    return "from" in asked and "to" in asked


def shared_part(asked: Mapping[str, str], duration_ms: int) -> SharedPart | None:
    """What an address asks for, by `t` or by `from` and `to`; None where that is nothing."""
    if is_chosen(asked):
        start, end = (read_clock(asked[name][:_CHARS]) for name in ("from", "to"))
        return None if end is None else _within(start, end, duration_ms)
    found = _SECONDS.fullmatch(asked.get("t", "")[:_CHARS])
    if not found:
        return None
    start, end = (round(float(s) * 1000) if s else None for s in found.groups())
    return _within(start, end, duration_ms)


def _within(start: int | None, end: int | None, duration_ms: int) -> SharedPart | None:
    if start is None or start >= duration_ms or (end is not None and end <= start):
        return None
    return SharedPart(start_ms=start, end_ms=None if end is None else min(end, duration_ms))
