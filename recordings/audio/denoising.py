"""Noise turned down where it is all there is: at each pitch and moment by itself, by no more than
8 dB, so that what is left of it sounds as before, only further away."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from recordings.audio.backdrop import WINDOW, hann
from recordings.audio.grid import Block

LESS_DB = 8.0
_OPEN_DB = (3.0, 9.0)
"""Up to so much above the noise it is noise, beyond so much it is left alone."""

_HOP = WINDOW // 2
_AHEAD = 2
_BESIDE = 2
_HOPS = 48
"""How many are worked on at a time: about a second."""

_EDGE = (_AHEAD + 1) * _HOP
_FLOOR = 10 ** (-LESS_DB / 20)
_ROOT = np.sqrt(hann(WINDOW))

Floats = npt.NDArray[np.float32]


class Quieting:
    """Takes a sound second by second and gives it back as long as it was, to the sample.

    What becomes of a moment depends on 64 ms before and after it, and on nothing else.
    """

    def __init__(self, noise: Iterable[float], channels: int) -> None:
        power = np.maximum(np.asarray(list(noise), dtype=np.float32), 1e-12)
        self._noise = _smooth(power[np.newaxis, :], 0, _BESIDE)[0]
        self._channels = channels

    def applied(self, blocks: Iterable[Block]) -> Iterator[Block]:
        held = np.zeros((_EDGE, self._channels), np.float32)
        total = given = 0
        for block in blocks:
            held, total = np.concatenate((held, block)), total + len(block)
            while len(held) >= _HOPS * _HOP + 2 * _EDGE:
                yield self._treated(held)
                held, given = held[_HOPS * _HOP :], given + _HOPS * _HOP
        while given < total:
            rest = np.zeros((_HOPS * _HOP + 2 * _EDGE, self._channels), np.float32)
            part = held[: len(rest)]
            rest[: len(part)] = part
            yield self._treated(rest)[: total - given]
            held, given = held[_HOPS * _HOP :], given + _HOPS * _HOP

    def _treated(self, held: Block) -> Block:
        """What lies between the two edges."""
        length = _HOPS * _HOP + 2 * _EDGE
        treated = [self._channel(signal) for signal in held[:length].T]
        return np.stack(treated, axis=1)

    def _channel(self, signal: Floats) -> Floats:
        windows = np.lib.stride_tricks.sliding_window_view(signal, WINDOW)[::_HOP]
        spectra = np.fft.rfft(windows * _ROOT, axis=1)
        gains = self._gains(np.square(np.abs(spectra)).astype(np.float32))
        inner = slice(_AHEAD, len(spectra) - _AHEAD)
        frames = np.fft.irfft(spectra[inner] * gains[inner], WINDOW, axis=1) * _ROOT
        sound = frames[:-1, _HOP:] + frames[1:, :_HOP]
        return np.asarray(sound.reshape(-1), dtype=np.float32)

    def _gains(self, power: Floats) -> Floats:
        above = _smooth(power, _AHEAD, _BESIDE) / self._noise
        lower, upper = _OPEN_DB
        openness = (10 * np.log10(np.maximum(above, 1e-9)) - lower) / (upper - lower)
        eased = np.clip(openness, 0, 1)
        eased = eased * eased * (3 - 2 * eased)
        return np.asarray(_FLOOR + (1 - _FLOOR) * eased, dtype=np.float32)


def _smooth(power: Floats, over_time: int, over_pitch: int) -> Floats:
    """The mean of what is near, as many rows and bins to each side."""
    for axis, near in ((0, over_time), (1, over_pitch)):
        if near:
            edges = [(near, near) if axis == at else (0, 0) for at in (0, 1)]
            wide = np.pad(power, edges, mode="edge")
            windows = np.lib.stride_tricks.sliding_window_view(wide, 2 * near + 1, axis=axis)
            power = windows.mean(axis=-1, dtype=np.float32)
    return power
