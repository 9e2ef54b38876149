"""The gain over a whole episode: as loud as asked, no sample above a ceiling.

A value worked out from blocks of 10 ms before a sample is touched: it looks ahead as far as back,
so it never jumps, and any part of it can be applied by itself.
"""

import numpy as np
import numpy.typing as npt

from recordings.audio.errors import AudioError
from recordings.audio.meter import SILENT_LUFS, Curve, gated

_REACH = 6
"""Blocks over which the gain moves to and from a peak: 60 ms each way."""

_MOST_GAIN_DB = 48.0
_TRIES = 40
_CLOSE_LU = 0.01


def gains(energies: Curve, peaks: Curve, target_lufs: float, ceiling_db: float) -> Curve:
    """Amplitudes at the bounds of the blocks (one more than blocks) that bring K-weighted
    `energies` to `target_lufs` with sample peaks below `ceiling_db`. Raises `AudioError` when
    there is nothing to hear."""
    natural = gated(energies)
    if natural <= SILENT_LUFS:
        raise AudioError("There is nothing to hear in this episode: everything in it is silent.")
    near, ceiling = _loudest_near(peaks), 10 ** (ceiling_db / 20)
    gain_db = target_lufs - natural
    for _ in range(_TRIES):
        curve = _limited(near, 10 ** (min(gain_db, _MOST_GAIN_DB) / 20), ceiling)
        missing = target_lufs - gated(_after(energies, curve))
        if abs(missing) < _CLOSE_LU or gain_db > _MOST_GAIN_DB:
            break
        gain_db += missing
    return curve


def _after(energies: Curve, curve: Curve) -> Curve:
    middle = (curve[:-1] + curve[1:]) / 2
    return np.asarray(energies * middle * middle, dtype=np.float32)


def _loudest_near(peaks: Curve) -> Curve:
    """For each bound the loudest sample within reach and one block more on either side."""
    padded = np.concatenate((_still(_REACH + 1), peaks, _still(_REACH + 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 2)
    return np.asarray(windows.max(axis=1), dtype=np.float32)


def _limited(near: Curve, gain: float, ceiling: float) -> Curve:
    """A weighted mean of gains each of which is low enough, so it is low enough itself."""
    with np.errstate(divide="ignore"):
        each = np.minimum(gain, ceiling / near).astype(np.float64)
    ends = np.concatenate((np.full(_REACH, each[0]), each, np.full(_REACH, each[-1])))
    return np.asarray(np.convolve(ends, _WEIGHTS, mode="valid"), dtype=np.float32)


def _still(count: int) -> Curve:
    return np.zeros(count, dtype=np.float32)


def _weights() -> npt.NDArray[np.float64]:
    shape = np.hanning(2 * _REACH + 3)[1:-1]
    return np.asarray(shape / shape.sum(), dtype=np.float64)


_WEIGHTS = _weights()
