"""BS.1770's K-weighting of a signal as it streams by.

The two filters are recursions, which numpy cannot run and a loop in Python is too slow for. Over a
row of samples, though, they are linear: what comes out of it is one matrix times the samples and
another times the state before them. The states of all rows of a second follow in two steps of the
same kind. (ffmpeg's own filters turn to a crawl on digital silence.)
"""

import numpy as np
import numpy.typing as npt

from recordings.audio.grid import RATE, Curve

Matrix = npt.NDArray[np.float64]

_SHELF = ((1.53512485858697, -2.69169618940638, 1.19839281085285),
          (1.0, -1.69065929318241, 0.73248077421585))  # fmt: skip
_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""Numerator and denominator at 48 kHz, as published in ITU-R BS.1770-4."""

_ORDER = 4
_ROW, _ROWS = 64, 25
_GROUPS = RATE // _ROW // _ROWS
_BATCH, _HALF = 50, 15
"""A second is 30 groups of 25 rows of 64 samples. Rows are multiplied 50 at a time, groups 15: of
more at once numpy's BLAS would make threads, which get in the way of ours."""


class Weighting:
    """One channel, second by second."""

    def __init__(self) -> None:
        self._state: Matrix = np.zeros(_ORDER)

    def apply(self, second: Curve) -> Curve:
        """48,000 samples after weighting; they follow those of the call before."""
        rows = second.reshape(-1, _BATCH, _ROW)
        states = self._states(rows.astype(np.float64) @ _INTO).reshape(-1, _BATCH, _ORDER)
        return np.asarray(rows @ _DIRECT + (states @ _OUT_OF).astype(np.float32)).reshape(-1)

    def _states(self, added: Matrix) -> Matrix:
        """The state before each row, of what each row adds to it."""
        each = (added.reshape(-1, _HALF, _ROWS * _ORDER) @ _WITHIN).reshape(_GROUPS, -1)
        ends = each[:, _ROWS * _ORDER :].reshape(-1)
        before = (ends @ _BETWEEN).reshape(_GROUPS + 1, _ORDER) + self._state @ _GROUP_STEPS
        self._state = before[_GROUPS]
        carried = np.einsum("gb,jba->gja", before[:_GROUPS], _ROW_STEPS)
        states: Matrix = carried + each[:, : _ROWS * _ORDER].reshape(_GROUPS, _ROWS, _ORDER)
        return states


def _powers(step: Matrix, most: int) -> Matrix:
    found = [np.eye(_ORDER)]
    for _ in range(most):
        found.append(found[-1] @ step)
    return np.array(found)


def _scan(step: Matrix, count: int) -> Matrix:
    """From what each of `count` steps adds to the state after each of 0 to `count` steps, all
    in one matrix; it stands to the right of a row vector."""
    powers = _powers(step, count)
    matrix = np.zeros((count, _ORDER, count + 1, _ORDER))
    for after in range(count + 1):
        for added in range(after):
            matrix[added, :, after, :] = powers[after - 1 - added]
    return matrix.reshape(count * _ORDER, (count + 1) * _ORDER)


def _constants() -> tuple[Matrix, ...]:
    """In transposed direct form: `y = b0·x + s₀`, `s' = s·step + x·gain`."""
    b, a = np.convolve(_SHELF[0], _PASS[0]), np.convolve(_SHELF[1], _PASS[1])
    step = np.eye(_ORDER, k=-1)
    step[0] -= a[1:]
    gain = b[1:] - a[1:] * b[0]
    powers = _powers(step, _ROW)
    response = np.concatenate(([b[0]], [(gain @ powers[n])[0] for n in range(_ROW - 1)]))
    direct = np.array([np.concatenate((np.zeros(n), response[: _ROW - n])) for n in range(_ROW)])
    into = np.array([gain @ powers[_ROW - 1 - n] for n in range(_ROW)])
    return direct, into, powers[:_ROW, :, 0].T, powers[_ROW]


_direct, _INTO, _OUT_OF, _row_step = _constants()
_DIRECT = _direct.astype(np.float32)
_ROW_STEPS = _powers(_row_step, _ROWS)[:_ROWS]
_WITHIN = _scan(_row_step, _ROWS)
_group_step = _powers(_row_step, _ROWS)[_ROWS]
_BETWEEN = _scan(_group_step, _GROUPS)
_GROUP_STEPS = _powers(_group_step, _GROUPS)
