"""The gain that brings an episode to its loudness, corrected by what was heard of the last try."""

from math import floor, log10

import numpy as np

from recordings.audio import limiter
from recordings.audio.encoding import CEILING_DB, turned_down_db
from recordings.audio.grid import Curve
from recordings.audio.levels import Levels
from recordings.audio.plan import EditPlan
from recordings.audio.playback import Heard

CLOSE_LU = 0.15
LEFT_LU = 0.08
"""So far off the target the gain is left as it is, and what comes out taken as right."""

TOLERANCE_LU = 0.4
_SAFE = 10 ** (-0.1 / 20)
_SURE_DB = 0.03
_LOWER = 10 ** (-0.3 / 20)
_NEAR_BLOCKS = 2


class Aim:
    """`best` is the curve of the try that came nearest without a peak too high, if that is near
    enough to be taken where none is right.

    The first gain is that of the `untouched` recording wherever it will do: so a small edit leaves
    the gain, and with it every segment it does not touch, as it was.
    """

    def __init__(self, plan: EditPlan, found: Levels, untouched: Levels) -> None:
        self._plan, self._found = plan, found
        self._target = plan.target_lufs + turned_down_db(plan)
        self._ceilings = _ceilings(found)
        self._step = 0.0
        self._nearest = TOLERANCE_LU
        self.best: Curve | None = None
        self._gain = self._first_gain(untouched)
        self._limit()

    def _first_gain(self, untouched: Levels) -> float:
        gain = limiter.gain_db(
            untouched.energies, untouched.peaks, self._target, _ceilings(untouched)
        )
        found = self._found
        heard = limiter.loudness(found.energies, found.peaks, gain, self._ceilings)
        return gain if abs(heard - self._target) <= LEFT_LU else self._own_gain()

    def _own_gain(self) -> float:
        found = self._found
        return limiter.gain_db(found.energies, found.peaks, self._target, self._ceilings)

    def _limit(self) -> None:
        self._curve = limiter.limited(self._found.peaks, self._gain, self._ceilings)

    def curve(self) -> Curve:
        """The gain to try, amplitudes at the bounds of the blocks."""
        return self._curve

    def hit(self, sound: Heard) -> bool:
        """Whether it came out right; if not, the next curve is another one."""
        off, over = self._plan.target_lufs - sound.lufs, self._over(sound)
        if (
            sound.true_peak_dbtp <= self._plan.true_peak_dbtp - _SURE_DB
            and abs(off) <= self._nearest
        ):
            self._nearest, self.best = abs(off), self._curve
        if not over.any() and abs(off) <= CLOSE_LU:
            return True
        self._lower(over)
        if abs(off) > CLOSE_LU:
            self._correct(off)
            self._gain = self._own_gain()
        self._limit()
        return False

    def _correct(self, off: float) -> None:
        """Half of the way back where the last step went too far: what an encoder makes of noise
        is no smooth function of how loud it is."""
        self._step = -self._step / 2 if self._step * off < 0 else off
        self._target += self._step

    def _over(self, sound: Heard) -> Curve:
        """By how much each block is too high, as a factor; 0 where it is not."""
        most = np.float32(10 ** (self._plan.true_peak_dbtp / 20) * _SAFE)
        return np.where(sound.true_peaks > most, sound.true_peaks / most, np.float32(0))

    def _lower(self, over: Curve) -> None:
        """Around each block that is too high, below what went in there: of a burst of noise LAME
        makes peaks twice as high as it was given. In whole steps, since the last digits of what a
        decoder gives hang on where it began, and the gain must not."""
        given = self._found.peaks * self._curve[1:]
        for block in np.flatnonzero(over):
            near = slice(max(0, block - _NEAR_BLOCKS), block + _NEAR_BLOCKS + 1)
            present = min(self._ceilings[block], given[near].max())
            lower = _stepped(present / over[block] * np.float32(_LOWER))
            np.minimum(self._ceilings[near], lower, out=self._ceilings[near])


def _stepped(amplitude: np.float32) -> np.float32:
    """No more than this, in whole tenths of a decibel."""
    return np.float32(10 ** (floor(200 * log10(amplitude)) / 200)) if amplitude > 0 else amplitude


def _ceilings(levels: Levels) -> Curve:
    return np.full(len(levels.peaks), 10 ** (CEILING_DB / 20), dtype=np.float32)
