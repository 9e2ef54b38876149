"""What a finished file measures, by ffmpeg's ebur128 on the file itself; and how loud each person
is in a recording, by our own meter."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log10
from pathlib import Path

from recordings.audio import ffmpeg
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Limits, Process
from recordings.audio.gating import SILENT_LUFS, gated_all, within
from recordings.audio.grid import RATE
from recordings.audio.meter import Meter
from recordings.audio.pcm import decoded, milliseconds
from recordings.spans import Span

_MEASURE = Limits(wall_s=3 * 3600, cpu_s=2 * 3600, output_bytes=512 * 1024 * 1024)
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """`lufs` is integrated (−70 for silence), `range_lu` the loudness range (EBU Tech 3342)."""

    lufs: float
    true_peak_dbtp: float
    range_lu: float
    duration_ms: int


def measure(path: Path, tick: Callable[[int], None] | None = None) -> Loudness:
    """Decode the whole file once: loudness, true peak, and the samples counted.

    `tick` gets the milliseconds heard so far and may raise to cancel.
    """
    counted, log = _metered(path, tick)
    peak = _last(log, r"lavfi\.r128\.true_peak=(\S+)")
    return Loudness(
        lufs=max(SILENT_LUFS, _last(log, r"lavfi\.r128\.I=(\S+)")),
        true_peak_dbtp=round(20 * log10(peak), 2) if peak > 0 else -200.0,
        range_lu=_last(log, r"LRA:\s+(\S+) LU"),
        duration_ms=milliseconds(counted, RATE),
    )


def _metered(path: Path, tick: Callable[[int], None] | None) -> tuple[int, str]:
    """The sample count at 48 kHz and the meter's log.

    ffmpeg 5.1 rejects `framelog=quiet`. Its summary rounds to 0.1, so that the figures are taken
    from the metadata of the last 0.1 s, which has three digits (the peak as an amplitude).
    The second `aresample` keeps what counts from making the meter's side mono as well.
    """
    sides = ffmpeg.source(path)["a:0"].filter("aresample", RATE).asplit()
    meter = sides[0].filter("ebur128", framelog="verbose", peak="true", metadata=1)
    for key in ("lavfi.r128.I", "lavfi.r128.true_peak"):
        meter = meter.filter("ametadata", "print", key=key)
    mono = sides[1].filter("aresample", RATE).filter("aformat", channel_layouts="mono")
    count = ffmpeg.pcm_sink(mono, codec="u8")
    command = ffmpeg.argv(ffmpeg.together(ffmpeg.nowhere(meter), count), level="info")
    with Process(command, _MEASURE, stdout=True) as process:
        counted = 0
        while data := process.read(_CHUNK):
            counted += len(data)
            if tick is not None:
                tick(milliseconds(counted, RATE))
        return counted, process.finish("The loudness could not be measured")


def _last(log: str, pattern: str) -> float:
    found = re.findall(pattern, log)
    if not found:
        raise AudioError("The loudness could not be measured: ffmpeg gave no figures.", log=log)
    return float(found[-1])


def span_levels(path: Path, spans: Mapping[str, Iterable[Span]]) -> dict[str, float]:
    """The gated loudness in LUFS of each key's spans (−70 where there is nothing to hear)."""
    meter = Meter(1)
    with decoded(path, channels=1) as decoder:
        for second in decoder.blocks(RATE):
            meter.add(second)
    energies = meter.energies
    return {key: gated_all(within(energies, some)) for key, some in spans.items()}
