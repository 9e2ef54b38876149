"""How loud a file is, block by block: measured once, when its working copy is made."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from recordings.audio.gating import gated, gated_all, within
from recordings.audio.grid import BLOCK, BLOCK_MS, Curve, samples
from recordings.spans import Span

_SOFTEST = np.float32(1_024)
"""Energies are kept as half floats; times this, what is softer than −70 LUFS is no fraction yet."""

_FULL_SCALE = np.float32(32_768)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """K-weighted energy, summed over the channels, and largest sample, in blocks of 8 ms."""

    energies: Curve
    peaks: Curve

    def lufs(self, spans: Iterable[Span] | None = None) -> float:
        """Gated loudness, of these spans only if they are given."""
        return gated(self.energies) if spans is None else gated_all(within(self.energies, spans))

    def doubled(self) -> "Levels":
        """Of one channel that is heard from two."""
        return Levels(energies=2 * self.energies, peaks=self.peaks)

    def shifted(self, offset_ms: int, duration_ms: int) -> "Levels":
        """On the clock of a recording in which the file begins at `offset_ms`. Where its blocks
        lie across the recording's, peaks are the higher of two: never too low."""
        blocks = -(-duration_ms // BLOCK_MS)
        late, rest = divmod(samples(offset_ms), BLOCK)
        energies, peaks = (_from(curve, -late, blocks) for curve in (self.energies, self.peaks))
        if rest:
            part = np.float32(rest / BLOCK)
            energies += part * (_from(self.energies, -late - 1, blocks) - energies)
            np.maximum(peaks, _from(self.peaks, -late - 1, blocks), out=peaks)
        return Levels(energies=energies, peaks=peaks)

    def packed(self) -> tuple[bytes, bytes]:
        """Two bytes a block each: energies to 0.1 %, peaks to a sample of 16 bits, rounded up."""
        energies = (self.energies * _SOFTEST).astype("<f2")
        peaks = np.ceil(np.minimum(self.peaks, 1) * _FULL_SCALE).astype("<u2")
        return energies.tobytes(), peaks.tobytes()

    @classmethod
    def unpacked(cls, energies: bytes, peaks: bytes) -> "Levels":
        return cls(
            energies=np.frombuffer(energies, "<f2").astype(np.float32) / _SOFTEST,
            peaks=np.frombuffer(peaks, "<u2").astype(np.float32) / _FULL_SCALE,
        )


def _from(curve: Curve, first: int, count: int) -> Curve:
    """`count` blocks from `first` on, which may lie before the beginning; silent where none is."""
    found = np.zeros(count, dtype=np.float32)
    begin, end = max(0, -first), min(count, len(curve) - first)
    if begin < end:
        found[begin:end] = curve[first + begin : first + end]
    return found
