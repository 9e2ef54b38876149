"""A detector of clicks: sharp sound in a finished file that is not in what it was made of.

A step or an impulse is as loud at the top of the spectrum as anywhere; a voice or a tone is not.
What an encoder makes of it stays sharp within a millisecond, and is spread over its frame.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tests.recordings.audio.sounds import Signal

Curve = npt.NDArray[np.float64]

_EACH = 48
_FRAME_MS = 26
_LEVEL_MS = 60
_TIMES = 3.0
_LEAST = 0.002
"""Of what is loudest nearby: 54 dB below. A pure tone comes out of the encoder 10 dB below that."""


_FAINT = 2e-4
"""What rounding to 16 bits may leave."""


def clicks(heard: Signal, *pieces: Signal) -> list[int]:
    """The milliseconds at which something clicks in `heard` that does not in what it was made of:
    pieces that follow each other on the same clock, each whole in itself and of whole
    milliseconds. Of those that lie closer than a frame together the first."""
    source = np.concatenate(pieces)
    length = min(len(heard), len(source))
    heard, source = heard[:length], source[:length]
    before = np.concatenate([_tops(_sharp(piece)) for piece in pieces])[: length // _EACH]
    loud = _near(_tops(np.abs(heard).astype(np.float64)), _FRAME_MS)
    allowed = _TIMES * _gain(heard, source) * _near(before, _FRAME_MS) + _LEAST * loud + _FAINT
    return _first(np.flatnonzero(_tops(_sharp(heard)) > allowed))


def _gain(heard: Signal, source: Signal) -> Curve:
    """By how much it was raised near each millisecond; where there was nothing, no more than
    twelve decibels above the whole."""
    after, before = _level(heard), _level(source)
    most = 4 * float(after.mean() / before.mean())
    return _near(np.minimum(after / np.maximum(before, 1e-9), most), _LEVEL_MS)


def _sharp(signal: Signal) -> Curve:
    """The third difference: 18 dB less for every octave down, nothing of a tone is left in it."""
    return np.abs(np.diff(signal.astype(np.float64), n=3, append=[0.0, 0.0, 0.0]))


def _tops(curve: Curve) -> Curve:
    """The largest of each millisecond."""
    whole = len(curve) // _EACH * _EACH
    return np.asarray(curve[:whole].reshape(-1, _EACH).max(axis=1))


def _near(curve: Curve, reach: int) -> Curve:
    """The largest within so many milliseconds before and behind."""
    padded = np.pad(curve, reach)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1))


def _level(signal: Signal) -> Curve:
    """Root mean square around each millisecond."""
    whole = len(signal) // _EACH * _EACH
    squares = np.square(signal[:whole], dtype=np.float64).reshape(-1, _EACH).mean(axis=1)
    window = np.ones(2 * _LEVEL_MS + 1) / (2 * _LEVEL_MS + 1)
    return np.asarray(np.sqrt(np.convolve(squares, window, mode="same")))


def _first(places: npt.NDArray[np.int64]) -> list[int]:
    found = [int(place) for place in places]
    return found[:1] + [later for early, later in pairwise(found) if later - early > _FRAME_MS]
