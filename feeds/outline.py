"""Chapters proposed from who speaks when: at long pauses and where somebody else begins. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from feeds.chapters import Mark
from recordings.spans import Span
from recordings.words import clock

APART_MS = 120_000
"""So far apart two chapters lie at least."""

PAUSE_MS = 2_500
"""A pause after which something new begins, whoever speaks."""

LONG_MS = 15_000
"""Somebody else begins a chapter by speaking so long; shorter words are an interjection."""

MOST = 50


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """Somebody's part; `name` is empty where it may not be shown."""

    span: Span
    voice: int
    name: str = ""


def outline(turns: Iterable[Turn], duration_ms: int) -> tuple[Mark, ...]:
    """Chapters on the recording's clock, the first at its first word; none where nobody is known.
    Each is called by who begins it, or by its time."""
    spoken = sorted(turns)
    apart_ms = max(APART_MS, -(-duration_ms // MOST))
    found: list[Turn] = []
    heard_until_ms = 0
    for before, turn in zip([None, *spoken], spoken, strict=False):
        pause_ms = turn.span.start_ms - heard_until_ms
        heard_until_ms = max(heard_until_ms, turn.span.end_ms)
        if not found:
            found.append(turn)
        elif turn.span.start_ms - found[-1].span.start_ms >= apart_ms and before:
            changes = turn.voice != before.voice and turn.span.duration_ms >= LONG_MS
            if pause_ms >= PAUSE_MS or changes:
                found.append(turn)
    return tuple(Mark(start_ms=turn.span.start_ms, title=_title(turn)) for turn in found)


def _title(turn: Turn) -> str:
    return turn.name or f"From {clock(turn.span.start_ms)}"
