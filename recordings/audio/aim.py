"""The gain that brings an episode to its loudness, corrected by what was heard of the last try."""

from collections.abc import Iterable
from math import floor, log10

import numpy as np

from recordings.audio import limiter
from recordings.audio.encoding import CEILING_DB, turned_down_db
from recordings.audio.grid import Curve
from recordings.audio.levels import Levels
from recordings.audio.plan import EditPlan
from recordings.audio.playback import Outcome

CLOSE_LU = 0.15
LEFT_LU = 0.08
"""So far off the target the gain is left as it is, and what comes out taken as right."""

TOLERANCE_LU = 0.4
_SURE_DB = 0.03
_LOWER = 10 ** (-0.3 / 20)
_NEAR_BLOCKS = 2


class Aim:
    """`best` is the curve of the try that came nearest without a peak too high, if that is near
    enough to be taken where none is right.

    The first gain is that of the untouched recording wherever it will do: so a small edit leaves
    the gain, and with it every segment it does not touch, as it was.
    """

    def __init__(self, plan: EditPlan, found: Levels, untouched_db: float) -> None:
        self._plan, self._found = plan, found
        self._target = _target(plan)
        self._ceilings = limiter.everywhere(CEILING_DB, len(found.peaks))
        self._step = 0.0
        self._nearest = TOLERANCE_LU
        self.best: Curve | None = None
        self._gain = self._first_gain(untouched_db)
        self._limit()

    def _first_gain(self, untouched_db: float) -> float:
        found = self._found
        heard = limiter.loudness(found.energies, found.peaks, untouched_db, self._ceilings)
        return untouched_db if abs(heard - self._target) <= LEFT_LU else self._own_gain()

    def _own_gain(self) -> float:
        found = self._found
        return limiter.gain_db(found.energies, found.peaks, self._target, self._ceilings)

    def _limit(self) -> None:
        self._curve = limiter.limited(self._found.peaks, self._gain, self._ceilings)

    def curve(self) -> Curve:
        """The gain to try, amplitudes at the bounds of the blocks."""
        return self._curve

    def hit(self, sound: Outcome) -> bool:
        """Whether it came out right; if not, the next curve is another one."""
        off = self._plan.target_lufs - sound.lufs
        if (
            sound.true_peak_dbtp <= self._plan.true_peak_dbtp - _SURE_DB
            and abs(off) <= self._nearest
        ):
            self._nearest, self.best = abs(off), self._curve
        if not sound.over and abs(off) <= CLOSE_LU:
            return True
        self._lower(sound.over)
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

    def _lower(self, over: Iterable[tuple[int, float]]) -> None:
        """Around each block that is too high, below what went in there: of a burst of noise LAME
        makes peaks twice as high as it was given. In whole steps, since the last digits of what a
        decoder gives hang on where it began, and the gain must not."""
        ceilings = self._ceilings.copy()
        for block, factor in over:
            near = slice(max(0, block - _NEAR_BLOCKS), block + _NEAR_BLOCKS + 1)
            given = self._found.peaks[near] * self._curve[1:][near]
            present = min(ceilings[block], given.max())
            lower = _stepped(present / np.float32(factor) * np.float32(_LOWER))
            np.minimum(ceilings[near], lower, out=ceilings[near])
        self._ceilings = ceilings


def _stepped(amplitude: np.float32) -> np.float32:
    """No more than this, in whole tenths of a decibel."""
    return np.float32(10 ** (floor(200 * log10(amplitude)) / 200)) if amplitude > 0 else amplitude


def untouched_db(plan: EditPlan, untouched: Levels) -> float:
    """The gain that the recording would get with nothing cut, silenced or bleeped."""
    ceilings = limiter.everywhere(CEILING_DB, len(untouched.peaks))
    return limiter.gain_db(untouched.energies, untouched.peaks, _target(plan), ceilings)


def _target(plan: EditPlan) -> float:
    return plan.target_lufs + turned_down_db(plan)
