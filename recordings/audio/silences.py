"""Pauses in which nobody speaks, and what of them can go: the middle of long ones, and dead air at
both ends. Pure; works on waveforms, opens no file.

A pause is quiet on every track and holds nobody's known speech, so that a word that nobody marked
stays as well as one that is marked but cannot be heard.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recordings.audio.grid import FRAME_MS
from recordings.audio.peaks import EACH_MS
from recordings.spans import Span, intersect, subtract, union

LONG_MS = 1_500
"""A pause beyond this is long."""

LEFT_MS = 800
"""So much stays of a long one, half of it on each side."""

EDGE_MS = 300
"""So much stays of dead air, before the first sound and behind the last."""

_ABOVE_NOISE = 2.0
_BELOW_SPEECH = 10.0
_FAINT = 1.0
"""As ratios of peaks: 6 dB above the noise, 20 dB below the loudest speech; and the faintest step
of a waveform, −48 dB, in which noise comes and goes."""


Values = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waveform:
    """A track's loudest sample (0 to 255) of each `each_ms`, from `offset_ms` of the recording's
    clock on (may be negative)."""

    values: bytes
    each_ms: int = EACH_MS
    offset_ms: int = 0


def pauses(tracks: Sequence[Waveform], spoken: Iterable[Span], whole: Span) -> tuple[Span, ...]:
    """Where in `whole` every track is quiet and nobody is known to speak; of no tracks nothing is
    known."""
    known = union(spoken)
    quiet: tuple[Span, ...] = (whole,) if tracks else ()
    far_below = _far_below_speech(tracks)
    for track in tracks:
        quiet = subtract(quiet, _loud(track, known, far_below))
    return subtract(quiet, known)


def shortened(found: Iterable[Span], whole: Span) -> tuple[Span, ...]:
    """What goes of the long pauses between two sounds, in whole frames: their middle."""
    half = LEFT_MS // 2
    return tuple(
        span
        for pause in found
        if pause.duration_ms > LONG_MS
        and whole.start_ms < pause.start_ms
        and pause.end_ms < whole.end_ms
        for span in _in_frames(pause.start_ms + half, pause.end_ms - half)
    )


def trimmed(found: Iterable[Span], whole: Span) -> tuple[Span, ...]:
    """What goes of the dead air at both ends of `whole`, where there is any; nothing where the
    whole is one pause."""
    ends = [span for span in found if span != whole]
    first = [s for s in ends if s.start_ms == whole.start_ms and s.duration_ms > EDGE_MS]
    last = [s for s in ends if s.end_ms == whole.end_ms and s.duration_ms > EDGE_MS]
    return (
        *(span for s in first for span in _in_frames(s.start_ms, s.end_ms - EDGE_MS)),
        *intersect(
            (whole,),
            (span for s in last for span in _in_frames(s.start_ms + EDGE_MS, s.end_ms + FRAME_MS)),
        ),
    )


def _in_frames(start_ms: int, end_ms: int) -> tuple[Span, ...]:
    """The whole frames in between: what is cut grows to whole frames, and must not grow here."""
    first, last = -(-start_ms // FRAME_MS) * FRAME_MS, end_ms // FRAME_MS * FRAME_MS
    return (Span(first, last),) if first < last else ()


def _loud(track: Waveform, spoken: Sequence[Span], far_below: float) -> tuple[Span, ...]:
    """Where a track is louder than its own noise, on the recording's clock."""
    values = _read(track)
    if not len(values):
        return ()
    noise = _noise(values, _marked(track, spoken, len(values)))
    loud = values > min(far_below, max(_FAINT, noise * _ABOVE_NOISE))
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    at = (edges * track.each_ms + track.offset_ms).tolist()
    return tuple(
        Span(max(0, start), end) for start, end in zip(at[::2], at[1::2], strict=True) if end > 0
    )


def _read(track: Waveform) -> Values:
    return np.frombuffer(track.values, dtype=np.uint8)


def _noise(values: Values, speech: npt.NDArray[np.bool_]) -> float:
    """How loud it is between the words."""
    return float(np.percentile(values if speech.all() else values[~speech], 20))


def _far_below_speech(tracks: Iterable[Waveform]) -> float:
    """Of all tracks together: on many nobody speaks for most of the time."""
    tops = (float(np.percentile(_read(track), 99.9)) for track in tracks if track.values)
    return max(tops, default=0.0) / _BELOW_SPEECH


def _marked(track: Waveform, spoken: Sequence[Span], count: int) -> npt.NDArray[np.bool_]:
    """Which values lie in known speech."""
    found = np.zeros(count, dtype=np.bool_)
    for span in spoken:
        first = (span.start_ms - track.offset_ms) // track.each_ms
        last = -(-(span.end_ms - track.offset_ms) // track.each_ms)
        found[max(0, first) : max(0, last)] = True
    return found
