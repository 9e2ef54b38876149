"""What one person said, by itself, as a small file that a browser plays: for them to hear before
they answer. Nobody else's spans are in it."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recordings.audio import limiter
from recordings.audio.encoding import CEILING_DB, encode, turned_down_db
from recordings.audio.envelope import Glide
from recordings.audio.errors import AudioError
from recordings.audio.gating import SILENT_LUFS, gated
from recordings.audio.grid import Curve
from recordings.audio.meter import Meter
from recordings.audio.plan import (
    Edit,
    EditPlan,
    Track,
    Treatment,
    body_ms,
    leave_out,
    timeline,
)
from recordings.audio.programme import Programme, Settled
from recordings.audio.tags import Tags
from recordings.spans import Span, subtract, union

MOST_MS = 15 * 60_000
PAUSE_MS = 500
BITRATE_KBPS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """`parts` pairs each span of the recording with where it is heard in the file."""

    path: Path
    bytes: int
    duration_ms: int
    parts: tuple[tuple[Span, Span], ...]


def excerpt(
    source: Path, spans: Iterable[Span], out: Path, *, offset_ms: int = 0, most_ms: int = MOST_MS
) -> Excerpt:
    """An MP3 of these spans one after the other, half a second of silence at most between them.

    `offset_ms` is where the source's first sample lies on the spans' clock. What is longer than
    `most_ms` ends there. No tags. Raises `AudioError`.
    """
    kept = _first(spans, most_ms)
    if not kept:
        raise AudioError("There is nothing of this voice to hear: no part is marked as theirs.")
    plan = EditPlan(
        duration_ms=kept[-1].end_ms,
        tracks=(Track(input=0, offset_ms=offset_ms),),
        edits=_only(kept),
        bitrate_kbps=BITRATE_KBPS,
        grid_ms=1,
    )
    part = out.with_name(f"{out.name}.part")
    try:
        _encoded(plan, source, part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    clock = timeline(plan)
    return Excerpt(
        path=out,
        bytes=out.stat().st_size,
        duration_ms=body_ms(plan),
        parts=tuple((span, heard) for span in kept for heard in clock.spans(span)),
    )


def _first(spans: Iterable[Span], most_ms: int) -> tuple[Span, ...]:
    kept, left = [], most_ms
    for span in union(spans):
        if left <= 0:
            break
        kept.append(Span(span.start_ms, min(span.end_ms, span.start_ms + left)))
        left -= span.duration_ms
    return tuple(kept)


def _only(kept: tuple[Span, ...]) -> tuple[Edit, ...]:
    """Silence everywhere else, and of each silence no more than a pause."""
    elsewhere = subtract([Span(0, kept[-1].end_ms)], kept)
    half = PAUSE_MS // 2
    long = [
        Span(span.start_ms + half if span.start_ms else 0, span.end_ms - half)
        for span in elsewhere
        if span.duration_ms > PAUSE_MS
    ]
    return (*leave_out(elsewhere, Treatment.SILENCE), *leave_out(long, Treatment.CUT))


def _encoded(plan: EditPlan, source: Path, out: Path) -> None:
    flat = Settled(tracks={0: Glide([(0, 0.0)])}, music_db={}, common_lufs=plan.target_lufs)
    programme = Programme(plan, {0: source}, flat)
    meter = Meter(plan.channels)
    with closing(programme.sound()) as seconds:
        for second in seconds:
            meter.add(second)
    with closing(programme.sound()) as seconds:
        encode(plan, seconds, loud_enough(plan, meter), Tags(title=""), body_ms(plan), out)


def loud_enough(plan: EditPlan, meter: Meter) -> Curve:
    """The gain under which it can be heard; what is silent stays so."""
    if gated(meter.energies) <= SILENT_LUFS:
        return np.ones(len(meter.energies) + 1, dtype=np.float32)
    target = plan.target_lufs + turned_down_db(plan)
    return limiter.gains(meter.energies, meter.peaks, target, CEILING_DB)
