"""Chapter marks on an episode's clock, and the JSON document that apps read. Pure.

Format: JSON Chapters 1.2 (podcast namespace), `application/json+chapters`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from feeds.text import one_line
from recordings.spans import Timeline

CONTENT_TYPE = "application/json+chapters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A titled point; whose clock it is on depends on who holds it."""

    start_ms: int
    title: str


def on_episode_clock(marks: Iterable[Mark], timeline: Timeline) -> tuple[Mark, ...]:
    """Marks of the recording where they are heard, ascending.

    A chapter that was cut as a whole goes; one whose beginning was cut begins at the join.
    The first one takes in the intro, when nothing of the recording comes before it.
    """
    placed: dict[int, str] = {}
    for mark in sorted(marks, key=lambda mark: mark.start_ms):
        at = timeline.next_position(mark.start_ms)
        if at < timeline.duration_ms and one_line(mark.title):
            placed[at] = one_line(mark.title)
    first_word = timeline.next_position(0)
    return tuple(
        Mark(start_ms=0 if at == first_word else at, title=title) for at, title in placed.items()
    )


def to_json(marks: Iterable[Mark]) -> bytes:
    """The document; the same marks give the same bytes. Times are seconds."""
    chapters = [
        {"startTime": mark.start_ms / 1000, "title": mark.title}
        for mark in sorted(marks, key=lambda mark: mark.start_ms)
    ]
    document = {"version": "1.2.0", "chapters": chapters}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
