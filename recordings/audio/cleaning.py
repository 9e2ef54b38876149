"""A working copy once more, with hum and noise taken down: as long as it was, to the sample.

The working copy stays as it is, so that another choice needs nothing but another render.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from recordings.audio import ffmpeg, flac
from recordings.audio.backdrop import listen
from recordings.audio.denoising import Quieting
from recordings.audio.envelope import Holes, ranges
from recordings.audio.ffmpeg import ENCODE, Graph, Process, Progress
from recordings.audio.grid import RATE, Block
from recordings.audio.meter import Meter
from recordings.audio.pcm import Decoder, decoded, milliseconds, stream_channels
from recordings.spans import Span, union

VERSION = 1
"""Goes up when the same cleaning would sound different."""

_RUMBLE_HZ = 65
_NOTCH_HZ = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """What is taken down: the hum of the mains with all rumble below a voice, and noise."""

    hum: bool = False
    noise: bool = False

    def __bool__(self) -> bool:
        return self.hum or self.noise

    @property
    def name(self) -> str:
        """The same for the same cleaning; empty for none."""
        asked = [word for word, wanted in asdict(self).items() if wanted]
        return f"{'+'.join(asked)}.{VERSION}" if asked else ""


def cleaned(
    working: Path,
    out: Path,
    cleaning: Cleaning,
    *,
    pauses: Iterable[Span],
    silent: Iterable[Span] = (),
    progress: Progress | None = None,
) -> Path:
    """Write the cleaned copy as FLAC to `out`. It learns what to take down from the `pauses` and
    holds nothing at all of what is `silent`; both on the copy's own clock. `progress` may raise to
    cancel; `out` is then removed. Raises `AudioError`."""
    backdrop = listen(working, pauses)
    channels = min(2, stream_channels(working))
    holes = Holes(ranges(union(silent)))
    graph = ffmpeg.pcm_source(RATE, channels)
    if cleaning.hum:
        graph = _without_hum(graph, backdrop.hum)
    copy = ffmpeg.sink(graph, out, format="flac", sample_fmt="s16")
    try:
        with (
            decoded(working, channels=channels) as decoder,
            Process(ffmpeg.argv(copy), ENCODE, stdin=True) as encoder,
        ):
            sound = _told(_holed(decoder, holes), progress)
            if cleaning.noise and backdrop.noise:
                sound = Quieting(backdrop.noise, channels).applied(sound)
            for block in sound:
                encoder.write(np.ascontiguousarray(block).data)
            encoder.finish("The cleaned copy could not be written")
        _carry_levels(out, channels)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return out


def _carry_levels(copy: Path, channels: int) -> None:
    """A copy that says how loud it is need not be listened to again for every render."""
    meter = Meter(channels)
    with flac.Reader(copy, channels) as reader:
        while len(second := reader.read(RATE)):
            meter.add(second)
    flac.carry(copy, meter.levels)


def _without_hum(graph: Graph, hum: Iterable[int]) -> Graph:
    """Rumble goes from every track, a note of the mains only where it was heard."""
    graph = graph.filter("highpass", f=_RUMBLE_HZ, poles=2)
    for hertz in hum:
        graph = graph.filter("bandreject", f=hertz, width_type="h", width=_NOTCH_HZ)
    return graph


def _holed(decoder: Decoder, holes: Holes) -> Iterator[Block]:
    """Before anything is filtered: a filter remembers, and would sound on in a hole."""
    count = 0
    for block in decoder.blocks(RATE):
        yield holes.apply(block, count)
        count += len(block)


def _told(blocks: Iterable[Block], progress: Progress | None) -> Iterator[Block]:
    count = 0
    for block in blocks:
        yield block
        count += len(block)
        if progress is not None:
            progress(milliseconds(count, RATE), 0)
