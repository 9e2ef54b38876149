"""How loud samples are: K-weighted energy and sample peak in blocks of 8 ms, and the gated
loudness of any choice of blocks, after ITU-R BS.1770-4. Works on numpy blocks, opens no file."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recordings.audio.grid import BLOCK, BLOCK_MS, RATE, Block, Curve
from recordings.audio.weighting import Weighting
from recordings.spans import Span

SILENT_LUFS = -70.0
_GATE_BLOCKS = 50
_STEP_BLOCKS = 12.5
_STEPS = 4

_OFFSET = -0.691
_RELATIVE_GATE = 10.0


class Meter:
    """Takes the signal second by second; `energies` and `peaks` grow by 125 blocks each.

    Filters remember, so that what follows a loud place carries some of it for 0.2 s.
    """

    def __init__(self, channels: int) -> None:
        self._filters = [Weighting() for _ in range(channels)]
        self._energies: list[Curve] = []
        self._peaks: list[Curve] = []

    def add(self, second: Block) -> None:
        """One second of frames; fewer only at the end, which is then filled with silence."""
        blocks = -(-len(second) // BLOCK)
        energy, peak = np.zeros(blocks, np.float32), np.zeros(blocks, np.float32)
        for weighting, channel in zip(self._filters, _whole(second).T, strict=True):
            signal = np.ascontiguousarray(channel)
            energy += _mean_squares(weighting.apply(signal))[:blocks]
            np.maximum(peak, loudest(signal)[:blocks], out=peak)
        self._energies.append(energy)
        self._peaks.append(peak)

    @property
    def energies(self) -> Curve:
        """Mean square after weighting, summed over the channels."""
        return np.concatenate(self._energies) if self._energies else _NOTHING

    @property
    def peaks(self) -> Curve:
        """The largest sample, either sign, of any channel."""
        return np.concatenate(self._peaks) if self._peaks else _NOTHING


_NOTHING: Curve = np.zeros(0, dtype=np.float32)


def _whole(second: Block) -> Block:
    if len(second) == RATE:
        return second
    rest = np.zeros((RATE - len(second), second.shape[1]), dtype=np.float32)
    return np.concatenate((second, rest))


def _mean_squares(weighted: Curve) -> Curve:
    rows = weighted.reshape(-1, BLOCK)
    return np.asarray(np.einsum("ij,ij->i", rows, rows) / BLOCK, dtype=np.float32)


def loudest(signal: Curve) -> Curve:
    """The largest sample of each whole block of one channel, either sign."""
    rows = signal.reshape(-1, BLOCK)
    found = np.abs(np.maximum(rows.max(axis=1), -rows.min(axis=1)))  # of silence it is −0
    return np.asarray(found, dtype=np.float32)


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
    steps = np.interp(edges, np.arange(len(sums)), sums)
    windows = np.maximum(0, steps[_STEPS:] - steps[:-_STEPS])
    return np.asarray(windows / _GATE_BLOCKS, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The K-weighted energy of a recording: `energies` holds little-endian 32-bit floats, one for
    each block of 8 ms."""

    energies: bytes

    @classmethod
    def of(cls, curve: Curve) -> "Levels":
        return cls(energies=curve.astype("<f4").tobytes())

    def lufs(self, spans: Iterable[Span] | None = None) -> float:
        """Gated loudness, of these spans only if they are given."""
        curve = np.frombuffer(self.energies, dtype="<f4")
        return gated(curve if spans is None else within(curve, spans))


def within(curve: Curve, spans: Iterable[Span]) -> Curve:
    """The blocks of some spans, one after the other."""
    parts = [curve[span.start_ms // BLOCK_MS : -(-span.end_ms // BLOCK_MS)] for span in spans]
    return np.concatenate(parts) if parts else _NOTHING
