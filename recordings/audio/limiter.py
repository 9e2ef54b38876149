"""The gain over a whole episode: as loud as asked, no sample above a ceiling.

A value worked out from blocks of 8 ms before a sample is touched: it looks ahead as far as back,
so it never jumps, and any part of it can be applied by itself.
"""

import numpy as np
import numpy.typing as npt

from recordings.audio.errors import AudioError
from recordings.audio.gating import SILENT_LUFS, gated
from recordings.audio.grid import Curve

_REACH = 8
"""Blocks over which the gain moves to and from a peak: 64 ms each way."""

_NEAR = 2 * _REACH + 2
_MOST_GAIN_DB = 48.0
_TRIES = 40
_CLOSE_LU = 0.01
_LEAST_WORTH = 0.1
_STEP_DB = 10
"""The gain is a whole number of tenths of a decibel: an edit that changes the loudness of the whole
by less leaves the gain, and with it every segment it did not touch, as it was."""


def gains(energies: Curve, peaks: Curve, target_lufs: float, ceiling_db: float) -> Curve:
    """Amplitudes at the bounds of the blocks (one more than blocks) that bring K-weighted
    `energies` to `target_lufs` with sample peaks below `ceiling_db`. Raises `AudioError` when
    there is nothing to hear."""
    ceilings = np.full(len(peaks), 10 ** (ceiling_db / 20), dtype=np.float32)
    return limited(peaks, gain_db(energies, peaks, target_lufs, ceilings), ceilings)


def gain_db(energies: Curve, peaks: Curve, target_lufs: float, ceilings: Curve) -> float:
    """The gain before limiting with which it comes out at `target_lufs`, to a tenth of a decibel.
    `ceilings` are amplitudes, one for each block."""
    natural = gated(energies)
    if natural <= SILENT_LUFS:
        raise AudioError("There is nothing to hear in this episode: everything in it is silent.")
    near = _loudest_near(peaks / ceilings)
    gain = step = target_lufs - natural
    heard = natural
    for _ in range(_TRIES):
        curve = _limited(near, 10 ** (min(gain, _MOST_GAIN_DB) / 20))
        before, heard = heard, gated(_after(energies, curve))
        missing = target_lufs - heard
        if abs(missing) < _CLOSE_LU or gain > _MOST_GAIN_DB:
            break
        step = missing / _worth(heard - before, step)
        gain += step
    return round(min(gain, _MOST_GAIN_DB) * _STEP_DB) / _STEP_DB


def _worth(louder: float, step: float) -> float:
    """What a decibel before the limiter was worth behind it; where it is worth next to nothing no
    step becomes huge."""
    return min(1.0, max(_LEAST_WORTH, louder / step)) if step else 1.0


def loudness(energies: Curve, peaks: Curve, gain_db: float, ceilings: Curve) -> float:
    """In LUFS, under a gain and its ceilings."""
    return gated(_after(energies, limited(peaks, gain_db, ceilings)))


def limited(peaks: Curve, gain_db: float, ceilings: Curve) -> Curve:
    """Amplitudes at the bounds of the blocks: the gain, less where a peak would be too high."""
    return _limited(_loudest_near(peaks / ceilings), 10 ** (gain_db / 20))


def _after(energies: Curve, curve: Curve) -> Curve:
    middle = (curve[:-1] + curve[1:]) / 2
    return np.asarray(energies * middle * middle, dtype=np.float32)


def _loudest_near(peaks: Curve) -> Curve:
    """For each bound the highest peak within reach and one block more on either side."""
    found, reach = np.concatenate((_still(_REACH + 1), peaks, _still(_REACH + 1))), 1
    while reach < _NEAR:
        step = min(reach, _NEAR - reach)
        found, reach = np.maximum(found[:-step], found[step:]), reach + step
    return found


def _limited(near: Curve, gain: float) -> Curve:
    """A weighted mean of gains each of which is low enough, so it is low enough itself."""
    with np.errstate(divide="ignore"):
        each = np.minimum(gain, 1 / near).astype(np.float64)
    ends = np.concatenate((np.full(_REACH, each[0]), each, np.full(_REACH, each[-1])))
    return np.asarray(np.convolve(ends, _WEIGHTS, mode="valid"), dtype=np.float32)


def _still(count: int) -> Curve:
    return np.zeros(count, dtype=np.float32)


def _weights() -> npt.NDArray[np.float64]:
    shape = np.hanning(2 * _REACH + 3)[1:-1]
    return np.asarray(shape / shape.sum(), dtype=np.float64)


_WEIGHTS = _weights()
