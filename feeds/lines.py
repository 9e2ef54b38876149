"""What was said in an episode and may be read: lines on the recording's clock, with their speakers.

Rows and a Clearance in, values out.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from consent.policy import Clearance
from feeds.faces import Cast
from feeds.lanes import Turns, silenced
from recordings.models import Cue
from recordings.spans import Span, intersect, total_ms, union
from recordings.transcripts import WITHHELD, Line

TOLERANCE_MS = 300
"""A line that loses more of itself than this is not shown: its words can not be told apart."""


def lines_of(
    cues: Iterable[Cue],
    cast: Cast,
    clearance: Clearance,
    turns: Turns,
    gone: Callable[[int], Iterable[Span]] = lambda _: (),
) -> Iterator[tuple[Line, int | None]]:
    """Lines with their speakers' ids; the words of who may not be quoted are withheld. Words that
    nobody is known to have said are not shown: nobody has allowed them to be written down. `gone`
    says where else a speaker, by id, is not heard."""
    faces = cast.by_id
    holes = cache(lambda pk: union((*silenced(clearance, pk), *gone(pk))))
    for cue in cues:
        face = faces.get(cue.speaker_id or 0)
        if face is None or not _is_heard(cue, holes(face.speaker_id)):
            continue
        quoted = face.quoted and not _is_anothers(cue, clearance, turns)
        line = Line(
            start_ms=cue.start_ms,
            end_ms=cue.end_ms,
            speaker=face.name,
            text=cast.clean(cue.text) if quoted else WITHHELD,
        )
        yield line, cue.speaker_id


def _is_heard(cue: Cue, holes: Iterable[Span]) -> bool:
    """Whether the words are heard, and not under silence or a bleep."""
    if cue.end_ms <= cue.start_ms:
        return False
    return total_ms(intersect([Span(cue.start_ms, cue.end_ms)], holes)) <= TOLERANCE_MS


def _is_anothers(cue: Cue, clearance: Clearance, turns: Turns) -> bool:
    """Whether most of the words lie in a part of somebody who may not be written down: a cue may
    be credited wrongly, and a part that the host has put right says whose words they are."""
    span = Span(cue.start_ms, cue.end_ms)
    others = [turns.get(pk, ()) for pk in clearance.unwritten if pk != cue.speaker_id]
    own = total_ms(intersect([span], turns.get(cue.speaker_id or 0, ())))
    return any(total_ms(intersect([span], theirs)) > max(own, TOLERANCE_MS) for theirs in others)
