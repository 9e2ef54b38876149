"""A voice as somebody else's: its pitch, its melody and the fine grain of its sound are thrown
away, and what makes the words is said anew by one low voice, the same for all.

A channel vocoder. Each pulse of the new voice is shaped by the energies of some 25 bands in the
24 ms before it. Nothing finer is passed on, so that no filter brings it back.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recordings.audio.envelope import Holes
from recordings.audio.grid import RATE, Block, Range, samples

WINDOW_MS = 24
PITCH_HERTZ = 78.0
PITCH_SWAYS = ((6.0, 3.7), (4.0, 1.3))
"""How far the pitch sways (Hz), and how long each sway takes (s)."""

FORMANTS = 0.84
FORMANT_SWAYS = ((0.04, 2.9), (0.02, 0.7))
"""Formants come out at this share of their frequency, more or less; never the same for long."""

_BAND_HERTZ = 200.0
_EVEN_TO_HERTZ = 1_250.0
_GROWTH = 1.16
_LOWEST_HERTZ = 60.0
_HUSKY_FROM_HERTZ = 2_500.0
_SPREAD_S = 0.009
_GRAINS = 127

Floats = npt.NDArray[np.float64]
Signal = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


class Altered:
    """Ranges of a stream in which another voice says the same; sorted and disjoint.

    `deaf` are holes in what it listens to: what is left out beside a range must not come through.
    Blocks are given in order, without a gap. The voice is 24 ms late.
    """

    def __init__(self, spans: Sequence[Range], deaf: Holes, channels: int) -> None:
        self._spans, self._deaf = Holes(spans), deaf
        self._mouth = Mouth()
        self._past: Block = np.zeros((2 * self._mouth.size, channels), dtype=np.float32)

    def apply(self, block: Block, at: int) -> Block:
        """The block, which begins at sample `at`; untouched outside of the ranges and ramps."""
        heard = np.concatenate([self._past, self._deaf.apply(block, at)])
        self._past = heard[len(block) :]
        if not self._spans.near(at, len(block)):
            return block
        said = self._mouth.say(heard, at)
        return self._spans.apply(block, at) + (said - self._spans.apply(said, at))


class Mouth:
    """The voice that speaks instead. `size` is how many samples it listens to for a pulse, and
    for how many the pulse sounds."""

    def __init__(self) -> None:
        self.size = samples(WINDOW_MS)
        self._window = np.hanning(self.size + 1)[:-1].astype(np.float32)
        hertz: Floats = np.fft.rfftfreq(self.size, 1 / RATE).astype(np.float64)
        self._hertz, self._bands = hertz, _bands(hertz)
        self._grains = _grains(hertz)
        self._strength = RATE / PITCH_HERTZ / float(np.sum(self._window**2))

    def say(self, heard: Block, at: int) -> Block:
        """What it says from sample `at` on; `heard` begins two sizes before that."""
        said, start = np.zeros_like(heard), at - 2 * self.size
        places, numbers = self._pulses(at - self.size, start + len(heard))
        for voice, mouth in zip(heard.T, said.T, strict=True):
            pulses = self._shaped(self._listened(voice, places - start), places, numbers)
            for place, pulse in zip(places - start, pulses, strict=True):
                sounding = mouth[place : place + self.size]
                sounding += pulse[: len(sounding)]
        return said[2 * self.size :]

    def _pulses(self, start: int, end: int) -> tuple[Places, Places]:
        """Where pulses begin, and each one's number, on the clock of the stream."""
        hop = RATE // 100
        grid = np.arange(start // hop - 1, end // hop + 2) * hop
        turns = _turns(grid / RATE)
        numbers = np.arange(np.ceil(turns[0]), turns[-1])
        places = np.ceil(np.interp(numbers, turns, grid)).astype(np.int64)
        within = (start <= places) & (places < end)
        return places[within], numbers[within].astype(np.int64)

    def _listened(self, voice: Signal, places: Places) -> Signal:
        views = np.lib.stride_tricks.sliding_window_view(voice, self.size)
        return np.asarray(views[places - self.size] * self._window, dtype=np.float32)

    def _shaped(self, windows: Signal, places: Places, numbers: Places) -> Signal:
        """A pulse for each frame: its bands moved, its energy kept."""
        power = np.square(np.abs(np.fft.rfft(windows, axis=1)))
        bands = np.sqrt(power @ self._bands)
        share = _swayed(FORMANTS, FORMANT_SWAYS, places / RATE)
        amplitudes = _between(bands, _band(self._hertz / share[:, None]))
        amplitudes[:, self._hertz < _LOWEST_HERTZ] = 0
        pulses = np.fft.irfft(amplitudes * self._grains[numbers % _GRAINS], self.size, axis=1)
        pulses *= np.sqrt(self._window)
        return self._as_loud(pulses, windows)

    def _as_loud(self, pulses: Floats, windows: Signal) -> Signal:
        have = np.sum(np.square(pulses), axis=1)
        want = np.sum(np.square(windows, dtype=np.float64), axis=1) * self._strength
        gains = np.sqrt(np.divide(want, have, out=np.zeros_like(have), where=have > 1e-20))
        return np.asarray(pulses * gains[:, None], dtype=np.float32)


def _turns(at: Floats) -> Floats:
    """How often the voice has pulsed by then."""
    turns = PITCH_HERTZ * at
    for hertz, seconds in PITCH_SWAYS:
        turns -= hertz * seconds / (2 * np.pi) * np.cos(2 * np.pi * at / seconds)
    return turns


def _swayed(middle: float, sways: Sequence[tuple[float, float]], at: Floats) -> Floats:
    value = np.full_like(at, middle)
    for far, seconds in sways:
        value += far * np.sin(2 * np.pi * at / seconds)
    return value


def _band(hertz: Floats) -> Floats:
    """The band of a frequency, with what lies between two as a fraction: even steps of 200 Hz,
    wide enough to blur the harmonics of a voice, then growing as the ear's do."""
    above = np.maximum(hertz, _EVEN_TO_HERTZ) / _EVEN_TO_HERTZ
    even = np.minimum(hertz, _EVEN_TO_HERTZ) / _BAND_HERTZ
    return np.asarray(even + np.log(above) / np.log(_GROWTH))


def _bands(hertz: Floats) -> Floats:
    """Bins by bands: the weights of the mean energy of each band, which overlaps its neighbours."""
    place = _band(hertz)
    weights = np.maximum(0, 1 - np.abs(place[:, None] - np.arange(np.floor(place[-1]) + 1)))
    return np.asarray(weights / weights.sum(axis=0))


def _between(bands: Floats, place: Floats) -> Floats:
    """The amplitude at each place, straight from one band to the next; nothing above the last."""
    last = bands.shape[1] - 1
    below = np.minimum(np.floor(place).astype(np.int64), last)
    part = np.minimum(place - below, 1)
    low = np.take_along_axis(bands, below, axis=1)
    high = np.take_along_axis(bands, np.minimum(below + 1, last), axis=1)
    return np.asarray(np.where(place <= last + 1, low + (high - low) * part, 0))


def _grains(hertz: Floats) -> npt.NDArray[np.complex128]:
    """Phases of pulses: spread over some milliseconds, so that they do not peak, and husky above
    2.5 kHz, where a voice hisses more than it hums."""
    late = np.clip(2 * np.sqrt(hertz / _HUSKY_FROM_HERTZ) - 1, -1, 1) * _SPREAD_S
    middle = np.pi * np.arange(len(hertz))
    chirp = -2 * np.pi * np.cumsum(late) * hertz[1] - middle
    hiss = np.random.default_rng(_GRAINS).uniform(0, 2 * np.pi, (_GRAINS, len(hertz)))
    return np.asarray(np.exp(1j * (chirp + np.where(hertz > _HUSKY_FROM_HERTZ, hiss, 0))))
