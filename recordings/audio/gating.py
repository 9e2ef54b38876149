"""The gated loudness of any choice of blocks of 8 ms, after ITU-R BS.1770-4."""

import math
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from recordings.audio.grid import BLOCK_MS, Curve, stretches
from recordings.spans import Span

SILENT_LUFS = -70.0
_TENTH_BLOCKS = 12.5
_TWO_TENTHS = 25
_MIDDLE = 12
"""Of 25 blocks the one that is half in one tenth of a second, half in the next."""

_TENTHS = 4
_GATE_BLOCKS = 50

_OFFSET = -0.691
_RELATIVE_GATE = 10.0

Energies = npt.NDArray[np.float64]


class Gating:
    """Takes the blocks in parts of any length, keeps a figure for each 0.1 s of them."""

    def __init__(self) -> None:
        self._tenths: list[Energies] = []
        self._rest: Curve = np.zeros(0, dtype=np.float32)

    def add(self, energies: Curve) -> None:
        joined = np.concatenate((self._rest, energies)) if len(self._rest) else energies
        whole = len(joined) // _TWO_TENTHS * _TWO_TENTHS
        for first, last in stretches(whole):
            self._tenths.append(_tenths(joined[first:last]))
        self._rest = joined[whole:].copy()

    @property
    def lufs(self) -> float:
        """Integrated loudness: windows of 0.4 s, one each 0.1 s, gates at −70 LUFS and 10 LU below
        the mean."""
        windows = self._windows()
        loud = windows[windows > 10 ** ((SILENT_LUFS - _OFFSET) / 10)]
        if not loud.size:
            return SILENT_LUFS
        kept = loud[loud > loud.mean() * 10 ** (-_RELATIVE_GATE / 10)]
        return lufs(float(kept.mean()))

    def _windows(self) -> Energies:
        """What is shorter than 0.4 s counts as one window."""
        tenths = np.concatenate([*self._tenths, self._last()])
        if len(tenths) >= _TENTHS:
            return np.convolve(tenths, np.ones(_TENTHS), mode="valid") / _GATE_BLOCKS
        blocks = sum(len(part) for part in self._tenths) * _TENTH_BLOCKS + len(self._rest)
        total = sum(float(part.sum()) for part in self._tenths) + float(self._rest.sum())
        return np.array([total / blocks] if blocks else [], dtype=np.float64)

    def _last(self) -> Energies:
        """The tenth that the rest still fills."""
        if len(self._rest) < _TENTH_BLOCKS:
            return np.zeros(0)
        filled = np.zeros(_TWO_TENTHS, dtype=np.float32)
        filled[: len(self._rest)] = self._rest
        return _tenths(filled)[:1]


def _tenths(energies: Curve) -> Energies:
    """Sums over each 0.1 s of some times 25 blocks."""
    rows = energies.reshape(-1, _TWO_TENTHS)
    halves = rows[:, _MIDDLE].astype(np.float64) / 2
    before = rows[:, :_MIDDLE].sum(axis=1, dtype=np.float64) + halves
    behind = rows[:, _MIDDLE + 1 :].sum(axis=1, dtype=np.float64) + halves
    return np.stack((before, behind), axis=1).reshape(-1)


def gated(energies: Curve) -> float:
    """Integrated loudness in LUFS, −70 where there is nothing to hear."""
    return gated_all([energies])


def gated_all(parts: Iterable[Curve]) -> float:
    """Of some parts, one after the other."""
    gating = Gating()
    for part in parts:
        gating.add(part)
    return gating.lufs


def lufs(energy: float) -> float:
    return max(SILENT_LUFS, _OFFSET + 10 * math.log10(energy)) if energy > 0 else SILENT_LUFS


def within(curve: Curve, spans: Iterable[Span]) -> Iterator[Curve]:
    """The blocks of each span."""
    for span in spans:
        yield curve[span.start_ms // BLOCK_MS : -(-span.end_ms // BLOCK_MS)]
