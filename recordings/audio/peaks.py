"""The waveform as a picture needs it: the loudest sample of each short stretch, in one byte."""

from dataclasses import dataclass

import numpy as np

from recordings.audio.grid import BLOCK_MS, Curve

EACH_MS = 48
MOST = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Peaks:
    """`values[i]` is 0 (silence) to 255 (full scale) for the `each_ms` from `i * each_ms`."""

    values: bytes
    each_ms: int = EACH_MS


def picture(loudest: Curve, most: int = MOST) -> Peaks:
    """From peaks of 8 ms blocks: 20 a second, fewer when that would be more than `most`."""
    each_ms = EACH_MS
    while len(loudest) * BLOCK_MS > most * each_ms:
        each_ms *= 2
    group = each_ms // BLOCK_MS
    starts = np.arange(0, len(loudest), group)
    tops = np.maximum.reduceat(loudest, starts) if len(starts) else loudest
    return Peaks(
        values=(np.clip(tops, 0, 1) * 255).round().astype(np.uint8).tobytes(), each_ms=each_ms
    )


def downsampled(values: bytes, most: int) -> bytes:
    """The same waveform in at most `most` values, each the loudest of its stretch."""
    if len(values) <= most:
        return values
    rows = np.frombuffer(values, dtype=np.uint8)
    starts = np.linspace(0, len(rows), most, endpoint=False).astype(np.int64)
    return np.maximum.reduceat(rows, starts).tobytes()


def spacing(values: bytes, duration_ms: int) -> int:
    """The `each_ms` of a stored waveform, of which only its values and its length are known."""
    each_ms = EACH_MS
    while len(values) and (len(values) + 1) * each_ms < duration_ms:
        each_ms *= 2
    return each_ms
