"""How loud samples are: K-weighted energy and sample peak in blocks of 8 ms, after ITU-R BS.1770-4.
Works on numpy blocks, opens no file."""

import numpy as np

from recordings.audio.grid import BLOCK, RATE, Block, Curve
from recordings.audio.levels import Levels
from recordings.audio.weighting import Weighting


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
    def levels(self) -> Levels:
        return Levels(energies=self.energies, peaks=self.peaks)

    @property
    def energies(self) -> Curve:
        """Mean square after weighting, summed over the channels."""
        return _joined(self._energies)

    @property
    def peaks(self) -> Curve:
        """The largest sample, either sign, of any channel."""
        return _joined(self._peaks)


def _joined(parts: list[Curve]) -> Curve:
    """The parts go as they become one."""
    if len(parts) != 1:
        parts[:] = [np.concatenate([_NOTHING, *parts])]
    return parts[0]


_NOTHING: Curve = np.zeros(0, dtype=np.float32)


def metered(sound: Block) -> Levels:
    """All of a sound that is at hand."""
    meter = Meter(sound.shape[1])
    for at in range(0, len(sound), RATE):
        meter.add(sound[at : at + RATE])
    return meter.levels


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
