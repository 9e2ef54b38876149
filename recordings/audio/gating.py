"""The gated loudness of any choice of blocks of 8 ms, after ITU-R BS.1770-4."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from recordings.audio.grid import BLOCK_MS, Curve
from recordings.spans import Span

SILENT_LUFS = -70.0
_GATE_BLOCKS = 50
_STEP_BLOCKS = 12.5
_STEPS = 4

_OFFSET = -0.691
_RELATIVE_GATE = 10.0
_NOTHING: Curve = np.zeros(0, dtype=np.float32)


def gated(energies: Curve) -> float:
    """Integrated loudness in LUFS: windows of 0.4 s, gates at −70 LUFS and 10 LU below the mean."""
    windows = _windows(energies)
    loud = windows[windows > 10 ** ((SILENT_LUFS - _OFFSET) / 10)]
    if not loud.size:
        return SILENT_LUFS
    kept = loud[loud > loud.mean() * 10 ** (-_RELATIVE_GATE / 10)]
    return lufs(float(kept.mean()))


def lufs(energy: float) -> float:
    return max(SILENT_LUFS, _OFFSET + 10 * math.log10(energy)) if energy > 0 else SILENT_LUFS


def _windows(energies: Curve) -> npt.NDArray[np.float64]:
    """Means over 0.4 s, one each 0.1 s; what is shorter than that counts as one window."""
    if len(energies) < _GATE_BLOCKS:
        return np.array([energies.mean()] if len(energies) else [], dtype=np.float64)
    sums = np.concatenate(([0.0], np.cumsum(energies, dtype=np.float64)))
    edges = np.arange(int(len(energies) / _STEP_BLOCKS) + 1) * _STEP_BLOCKS
    steps = (sums[np.floor(edges).astype(int)] + sums[np.ceil(edges).astype(int)]) / 2
    windows = np.maximum(0, steps[_STEPS:] - steps[:-_STEPS])
    return np.asarray(windows / _GATE_BLOCKS, dtype=np.float64)


def within(curve: Curve, spans: Iterable[Span]) -> Curve:
    """The blocks of some spans, one after the other."""
    parts = [curve[span.start_ms // BLOCK_MS : -(-span.end_ms // BLOCK_MS)] for span in spans]
    return np.concatenate(parts) if parts else _NOTHING
