"""A transcript as one reads it: what one voice says at a stretch, and places found in it."""

from collections.abc import Iterable
from dataclasses import replace

from feeds.pages.listening import Said

GAP_MS = 4_000
LONGEST_MS = 45_000
"""A stretch that is longer becomes two, so that its time still leads to the words."""


def stretches(lines: Iterable[Said]) -> tuple[Said, ...]:
    """Lines of one voice that follow each other, joined; withheld words stay by themselves."""
    joined: list[Said] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, line):
            text = f"{last.text} {line.text}".strip()
            joined[-1] = replace(last, end_ms=line.end_ms, text=text)
        else:
            joined.append(line)
    return tuple(joined)


def _goes_on(last: Said, line: Said) -> bool:
    return (
        (last.name, last.colour, bool(last.text)) == (line.name, line.colour, bool(line.text))
        and line.start_ms - last.end_ms <= GAP_MS
        and line.end_ms - last.start_ms <= LONGEST_MS
    )


def pieces(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in order, cut where `words` stand in it; True marks a place that was found."""
    if not text:
        return []
    sought, lower = words.lower(), text.lower()
    if not sought or len(lower) != len(text):
        return [(text, False)]
    cut: list[tuple[str, bool]] = []
    at = 0
    while (found := lower.find(sought, at)) >= 0:
        cut += [(text[at:found], False), (text[found : found + len(sought)], True)]
        at = found + len(sought)
    return [(piece, is_found) for piece, is_found in (*cut, (text[at:], False)) if piece]
