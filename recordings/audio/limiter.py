"""The gain over a whole episode: as loud as asked, no sample above a ceiling.

A value worked out from blocks of 8 ms before a sample is touched: it looks ahead as far as back,
so it never jumps, and any part of it can be applied by itself.
"""

import numpy as np
import numpy.typing as npt

from recordings.audio.errors import AudioError
from recordings.audio.gating import SILENT_LUFS, Gating, gated
from recordings.audio.grid import Curve, stretches

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
    ceilings = everywhere(ceiling_db, len(peaks))
    return limited(peaks, gain_db(energies, peaks, target_lufs, ceilings), ceilings)


def everywhere(ceiling_db: float, blocks: int) -> Curve:
    """The same ceiling for so many blocks, as amplitudes; it cannot be written to."""
    return np.broadcast_to(np.float32(10 ** (ceiling_db / 20)), blocks)


def gain_db(energies: Curve, peaks: Curve, target_lufs: float, ceilings: Curve) -> float:
    """The gain before limiting with which it comes out at `target_lufs`, to a tenth of a decibel.
    `ceilings` are amplitudes, one for each block."""
    natural = gated(energies)
    if natural <= SILENT_LUFS:
        raise AudioError("There is nothing to hear in this episode: everything in it is silent.")
    near = _loudest_near(peaks, ceilings)
    gain = step = target_lufs - natural
    heard = natural
    for _ in range(_TRIES):
        before, heard = heard, _heard(energies, near, min(gain, _MOST_GAIN_DB))
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
    return _heard(energies, _loudest_near(peaks, ceilings), gain_db)


def limited(peaks: Curve, gain_db: float, ceilings: Curve) -> Curve:
    """Amplitudes at the bounds of the blocks: the gain, less where a peak would be too high."""
    near = _loudest_near(peaks, ceilings)
    curve = np.empty(len(near), dtype=np.float32)
    for first, last in stretches(len(near)):
        curve[first:last] = _limited(near, gain_db, first, last)
    return curve


def _heard(energies: Curve, near: Curve, gain_db: float) -> float:
    gating = Gating()
    for first, last in stretches(len(energies)):
        curve = _limited(near, gain_db, first, last + 1)
        middle = (curve[:-1] + curve[1:]) / 2
        gating.add(np.asarray(energies[first:last] * middle * middle, dtype=np.float32))
    return gating.lufs


def _loudest_near(peaks: Curve, ceilings: Curve) -> Curve:
    """For each bound the highest peak, as a share of its ceiling, within reach and one block more
    on either side."""
    near = np.empty(len(peaks) + 1, dtype=np.float32)
    for first, last in stretches(len(near)):
        near[first:last] = _highest(peaks, ceilings, first, last)
    return near


def _highest(peaks: Curve, ceilings: Curve, first: int, last: int) -> Curve:
    begin, end = first - _REACH - 1, last + _REACH
    found = np.zeros(end - begin, dtype=np.float32)
    there = slice(max(0, begin), min(len(peaks), end))
    found[there.start - begin : there.stop - begin] = peaks[there] / ceilings[there]
    reach = 1
    while reach < _NEAR:
        step = min(reach, _NEAR - reach)
        found, reach = np.maximum(found[:-step], found[step:]), reach + step
    return found


def _limited(near: Curve, gain_db: float, first: int, last: int) -> Curve:
    """At the bounds from `first` to `last`: a weighted mean of gains each of which is low enough,
    so it is low enough itself."""
    begin, end = max(0, first - _REACH), min(len(near), last + _REACH)
    with np.errstate(divide="ignore"):
        each = np.minimum(10 ** (gain_db / 20), 1 / near[begin:end]).astype(np.float64)
    ends = np.pad(each, (begin - first + _REACH, last + _REACH - end), mode="edge")
    return np.asarray(np.convolve(ends, _WEIGHTS, mode="valid"), dtype=np.float32)


def _weights() -> npt.NDArray[np.float64]:
    shape = np.hanning(2 * _REACH + 3)[1:-1]
    return np.asarray(shape / shape.sum(), dtype=np.float64)


_WEIGHTS = _weights()
