"""The working copy of a recording and what one decode tells of it: waveform, levels, length.

The original stays as it came; the copy can be thrown away and made again.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from recordings.audio import ffmpeg, flac
from recordings.audio.envelope import Holes, ranges
from recordings.audio.ffmpeg import Process, Progress
from recordings.audio.grid import RATE
from recordings.audio.levels import Levels
from recordings.audio.meter import Meter
from recordings.audio.pcm import DECODE, UNREADABLE, Decoder, decoded, milliseconds, stream_channels
from recordings.audio.peaks import Peaks, picture
from recordings.spans import Span, union

_PLACES = 8
_LISTEN_S = 4
_AT_ONCE = 2
_STEREO_RATE = 8_000
_SIDE_RATIO = 10 ** (-35 / 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A FLAC at 48 kHz, 16 bit, one or two channels, and what was seen on the way."""

    path: Path
    duration_ms: int
    sample_rate: int
    channels: int
    peaks: Peaks
    levels: Levels


def prepare(
    track: Path, out: Path, *, duration_ms: int = 0, progress: Progress | None = None
) -> Prepared:
    """Decode a track once into `out` (overwritten). `duration_ms`, if known, serves `progress` and
    says where to listen for stereo. `progress` may raise to cancel; `out` is then removed."""
    channels = 2 if is_stereo(track, duration_ms) else 1
    return _prepared(track, out, channels, (), duration_ms, progress)


def silenced(
    working: Path, out: Path, spans: Iterable[Span], *, progress: Progress | None = None
) -> Prepared:
    """A working copy once more, silent to the sample in these spans of its own clock, and the same
    to the sample elsewhere but for the ramps beside them."""
    holes = union(spans)
    return _prepared(working, out, min(2, stream_channels(working)), holes, 0, progress)


def _prepared(
    track: Path,
    out: Path,
    channels: int,
    holes: Sequence[Span],
    duration_ms: int,
    progress: Progress | None,
) -> Prepared:
    silent = Holes(ranges(holes))
    try:
        meter, count = _copied(track, out, channels, silent, duration_ms, progress)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return Prepared(
        path=out,
        duration_ms=milliseconds(count, RATE),
        sample_rate=RATE,
        channels=channels,
        peaks=picture(meter.peaks),
        levels=meter.levels,
    )


def _copied(
    track: Path,
    out: Path,
    channels: int,
    silent: Holes,
    duration_ms: int,
    progress: Progress | None,
) -> tuple[Meter, int]:
    """It is written in one thread while another measures: neither of them holds up Python."""
    meter, count = Meter(channels), 0
    with (
        decoded(track, channels=channels) as decoder,
        flac.Writer(out, channels) as copy,
        ThreadPoolExecutor(1, thread_name_prefix="copy") as beside,
    ):
        for heard in decoder.blocks(RATE):
            second = silent.apply(heard, count)
            written = beside.submit(copy.write, second)
            meter.add(second)
            written.result()
            count += len(second)
            if progress is not None:
                progress(milliseconds(count, RATE), duration_ms)
    flac.carry(out, meter.levels)
    return meter, count


def is_stereo(track: Path, duration_ms: int) -> bool:
    """Whether the two channels differ anywhere we listen: eight places spread over the track.

    Lossy stereo coding leaves small differences in a mono room, below −35 dB, and makes up
    separate noise for each channel above 4 kHz: only what is below that is compared.
    """
    if stream_channels(track) < 2:
        return False
    step = max(_LISTEN_S * 1000, duration_ms // _PLACES)
    places = range(0, max(1, duration_ms), step)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="stereo") as listening:
        return any(listening.map(partial(_differs, track), places))


def _differs(track: Path, start_ms: int) -> bool:
    graph = ffmpeg.source(track, ss=start_ms / 1000, t=_LISTEN_S)["a:0"]
    graph = graph.filter("aformat", channel_layouts="stereo", sample_rates=_STEREO_RATE)
    with Process(
        ffmpeg.argv(ffmpeg.pcm_sink(graph, codec="f32le")), DECODE, stdout=True
    ) as process:
        frames = Decoder(process, 2, 2, UNREADABLE).read(_STEREO_RATE * _LISTEN_S)
    middle, side = frames.sum(axis=1), frames[:, 0] - frames[:, 1]
    return float(np.dot(side, side)) > _SIDE_RATIO * float(np.dot(middle, middle)) + 1e-9
