"""Gains for stretches in which nobody is known to speak: by how loud it is there, some seconds at a
time. Pure arithmetic on what was measured."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from recordings.audio.envelope import Point
from recordings.audio.gating import lufs
from recordings.audio.grid import BLOCK_MS, Curve, stretches
from recordings.spans import Span, pad

_STEP = 60
"""Blocks: a gain each 0.5 s."""

_NEAR = 3
"""Steps to either side by which it goes: 2.9 s."""

_SMOOTH = np.hanning(9)[1:-1] / np.hanning(9).sum()
_LEAST_BLOCKS = 50
_SOFTER_LU = 20.0
"""What is so far below the common level is a pause, or a room's noise: it is not raised."""

_BESIDE_MS = 1_000
"""Next to words that are known to be somebody's, their gain holds."""

Sums = npt.NDArray[np.float64]


def evened(
    energies: Curve, known: Iterable[Span], common_lufs: float, strength: float, most_db: float
) -> list[Point]:
    """Points of a gain that brings what is heard outside of `known` spans towards the common level,
    by `strength` (0 to 1) of the way and no more than `most_db`; none where nothing is loud."""
    found = _loudness(energies, common_lufs)
    unknown = ~_covered(known, len(found))
    heard = np.isfinite(found)
    if not (heard & unknown).any():
        return []
    steps = np.arange(len(found))
    wanted = np.clip(strength * (common_lufs - found[heard]), -most_db, most_db)
    gains = _smoothed(np.interp(steps, steps[heard], wanted))
    return [
        (int(step) * _STEP * BLOCK_MS, round(float(gains[step]), 2))
        for step in steps[heard & unknown]
    ]


def _loudness(energies: Curve, common_lufs: float) -> npt.NDArray[np.float64]:
    """In LUFS around each step, of the blocks that are no pause; not a number where all are."""
    least = 10 ** ((common_lufs - _SOFTER_LU) / 10)
    energy, count = (
        _around(each)[: len(energies) // _STEP + 1] for each in _by_steps(energies, least)
    )
    return np.array(
        [
            lufs(float(some / many)) if many >= _LEAST_BLOCKS else np.nan
            for some, many in zip(energy, count, strict=True)
        ]
    )


def _by_steps(energies: Curve, least: float) -> tuple[Sums, Sums]:
    """Of the blocks above the least: their energy, and how many they are."""
    energy, count = [np.zeros(0)], [np.zeros(0)]
    for first, last in stretches(len(energies)):
        part = energies[first:last]
        loud, steps = part > least, np.arange(0, len(part), _STEP)
        energy.append(np.add.reduceat(np.where(loud, part, 0), steps, dtype=np.float64))
        count.append(np.add.reduceat(loud, steps, dtype=np.float64))
    return np.concatenate(energy), np.concatenate(count)


def _around(steps: Sums) -> Sums:
    """The sum of what is near each bound between two steps."""
    return np.convolve(np.pad(steps, _NEAR), np.ones(2 * _NEAR), mode="valid")


def _covered(known: Iterable[Span], steps: int) -> npt.NDArray[np.bool_]:
    covered = np.zeros(steps, dtype=np.bool_)
    each_ms = _STEP * BLOCK_MS
    for span in pad(known, _BESIDE_MS, steps * each_ms):
        covered[span.start_ms // each_ms : -(-span.end_ms // each_ms)] = True
    return covered


def _smoothed(gains: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    reach = len(_SMOOTH) // 2
    padded = np.concatenate((np.full(reach, gains[0]), gains, np.full(reach, gains[-1])))
    return np.convolve(padded, _SMOOTH, mode="valid")
