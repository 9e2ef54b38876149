"""Chosen spans of several files of one recording as one small file that a browser plays: each file
sounds in its own spans alone, and where none does no more than a pause is left."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recordings.audio.encoding import encode
from recordings.audio.envelope import Glide
from recordings.audio.errors import AudioError
from recordings.audio.excerpt import BITRATE_KBPS, PAUSE_MS, loud_enough
from recordings.audio.grid import RATE, Block, samples
from recordings.audio.meter import Meter
from recordings.audio.plan import EditPlan, Track, Treatment, body_ms, leave_out
from recordings.audio.programme import Flow, Programme, Settled
from recordings.audio.stretch import stretch
from recordings.audio.tags import Tags
from recordings.spans import Span, intersect, subtract, union

MOST_STRETCHES = 40
"""So many stretches are read of each file; where there would be more, the silence between the
nearest is read along."""

CLOSE_MS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file whose first sample lies at `offset_ms` of the recording's clock, and where on that
    clock it is heard."""

    path: Path
    offset_ms: int
    heard: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    plan: EditPlan
    inputs: dict[int, Path]


def woven(sources: Sequence[Source], out: Path) -> int:
    """An MP3 of all that is heard of the sources, in its order; how many milliseconds it lasts.

    What is read of the sources lies beside `out`. No tags. Raises `AudioError`.
    """
    heard = union(span for source in sources for span in source.heard)
    if not heard:
        raise AudioError("There is nothing of this voice to hear: no part is marked as theirs.")
    folder = out.parent
    stretches = [
        _stretch(near, sources, folder / f"{out.stem}-{number}")
        for number, near in enumerate(_near(heard))
    ]
    part = out.with_name(f"{out.name}.part")
    try:
        length_ms = _encoded(stretches, part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return length_ms


def begins(heard: Iterable[Span]) -> tuple[int, ...]:
    """Where each of these disjoint spans begins in the file that is woven of them."""
    found: list[int] = []
    at, end_ms = 0, None
    for span in heard:
        at += min(span.start_ms - end_ms, PAUSE_MS) if end_ms is not None else 0
        found.append(at)
        at, end_ms = at + span.duration_ms, span.end_ms
    return tuple(found)


def _near(heard: tuple[Span, ...]) -> tuple[Span, ...]:
    gap_ms = CLOSE_MS
    while len(near := union(heard, gap_ms)) > MOST_STRETCHES:
        gap_ms *= 2
    return near


def _stretch(near: Span, sources: Sequence[Source], out: Path) -> _Stretch:
    """The sources that are heard in a span, cut out by seeking, and a plan on the span's clock."""
    within = [(source, intersect(source.heard, [near])) for source in sources]
    here = [(source, _from(near, heard)) for source, heard in within if heard]
    whole = (Span(0, near.duration_ms),)
    silent = subtract(whole, [span for _, heard in here for span in heard])
    edits = [
        edit
        for number, (_, heard) in enumerate(here)
        for edit in leave_out(subtract(whole, heard), Treatment.SILENCE, number)
    ]
    plan = EditPlan(
        duration_ms=near.duration_ms,
        tracks=tuple(
            Track(input=number, offset_ms=max(0, source.offset_ms - near.start_ms))
            for number, (source, _) in enumerate(here)
        ),
        edits=(*edits, *leave_out(_but_a_pause(silent), Treatment.CUT)),
        bitrate_kbps=BITRATE_KBPS,
        grid_ms=1,
    )
    read = {
        number: _read(source, near, out.with_name(f"{out.name}-{number}.flac"))
        for number, (source, _) in enumerate(here)
    }
    return _Stretch(plan=plan, inputs=read)


def _from(near: Span, spans: Iterable[Span]) -> tuple[Span, ...]:
    start_ms = near.start_ms
    return tuple(Span(span.start_ms - start_ms, span.end_ms - start_ms) for span in spans)


def _but_a_pause(silent: Iterable[Span]) -> list[Span]:
    half = PAUSE_MS // 2
    long = (span for span in silent if span.duration_ms > PAUSE_MS)
    return [Span(span.start_ms + half, span.end_ms - half) for span in long]


def _read(source: Source, near: Span, out: Path) -> Path:
    start_ms = max(0, near.start_ms - source.offset_ms)
    return stretch(source.path, Span(start_ms, near.end_ms - source.offset_ms), out)


def _encoded(stretches: Sequence[_Stretch], out: Path) -> int:
    plan = stretches[0].plan
    meter = Meter(plan.channels)
    for second in _seconds(stretches):
        meter.add(second)
    pauses = PAUSE_MS * (len(stretches) - 1)
    length_ms = sum(body_ms(one.plan) for one in stretches) + pauses
    with closing(_seconds(stretches)) as seconds:
        encode(plan, seconds, loud_enough(plan, meter), Tags(title=""), length_ms, out)
    return length_ms


def _seconds(stretches: Sequence[_Stretch]) -> Generator[Block, None, None]:
    plan = stretches[0].plan
    with closing(_pieces(stretches)) as pieces:
        flow = Flow(pieces, plan.channels)
        while len(second := flow.take(RATE)):
            yield second


def _pieces(stretches: Sequence[_Stretch]) -> Generator[Block, None, None]:
    for number, one in enumerate(stretches):
        if number:
            yield np.zeros((samples(PAUSE_MS), one.plan.channels), dtype=np.float32)
        flat = Settled(
            tracks={track.input: Glide([(0, 0.0)]) for track in one.plan.tracks},
            music_db={},
            common_lufs=one.plan.target_lufs,
        )
        with closing(Programme(one.plan, one.inputs, flat).sound()) as blocks:
            yield from blocks
