"""Which microphones are open: of several tracks each goes down while nobody speaks on it, since its
room and what leaks into it add to the mix. Pure arithmetic on what was measured.

Whoever spoke last stays open until somebody else speaks, so that the room does not come and go with
the words. What is in doubt stays open.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from recordings.audio.envelope import Glide, Point
from recordings.audio.grid import BLOCK_MS, Curve
from recordings.audio.plan import EditPlan, audible
from recordings.spans import Span, intersect, subtract

BEFORE_MS, AFTER_MS = 240, 800
"""So long it is open before words and behind them."""

OPENS_MS, CLOSES_MS = 160, 640
_LEAST_MS = 1_600
"""In a shorter time it does not go down."""

_ABOVE_NOISE = 4.0
_BELOW_ANOTHER = 10**1.5
_FAR_BELOW = 10**2.5
"""As ratios of energies: 6 dB above a track's own noise something is heard there; what another
track has 15 dB louder at the same time has leaked from that; 25 dB below the loudest nobody speaks.
"""

_EACH = 8
_EACH_MS = _EACH * BLOCK_MS
"""Words are looked for 64 ms at a time."""


def idling(
    plan: EditPlan, glides: Mapping[int, Glide], energies: Mapping[int, Curve]
) -> dict[int, Glide]:
    """For each track how far it is down, on the recording's clock, by what all tracks measure and
    the gains they are under. Empty where the plan asks for none, or there is one track."""
    if not plan.idle_db or len(plan.tracks) < 2:
        return {}
    loud = {number: _levelled(energies[number], glide) for number, glide in glides.items()}
    words = {number: _words(plan, number, loud) for number in loud}
    heard = {number: audible(plan, spans, number) for number, spans in words.items()}
    held = _held(heard, Span(0, plan.duration_ms))
    return {
        number: _down([*_opened(spans, plan.duration_ms), *held[number]], plan)
        for number, spans in words.items()
    }


def _levelled(energies: Curve, glide: Glide) -> Curve:
    """64 ms at a time."""
    count = -(-len(energies) // _EACH)
    padded = np.zeros(count * _EACH, dtype=np.float32)
    padded[: len(energies)] = energies
    gains = glide.curve(0, count, _EACH_MS)[:-1]
    return np.asarray(padded.reshape(-1, _EACH).mean(axis=1) * np.square(gains))


def _words(plan: EditPlan, track: int, loud: Mapping[int, Curve]) -> tuple[Span, ...]:
    """Where somebody is known to speak on a track, and where they may: where it is louder than its
    noise. Of a track whose voice is known, not what is much louder on another one."""
    own, others = loud[track], [curve for number, curve in loud.items() if number != track]
    voices = [voice for voice in plan.voices if voice.track in (None, track)]
    known = [span for voice in voices for span in voice.spans]
    there = own > _just_noise(own, known, loud.values())
    if any(voice.track == track for voice in voices):
        there &= own * np.float32(_BELOW_ANOTHER) > np.maximum.reduce(others)
    return intersect([*known, *_spans(there)], [Span(0, plan.duration_ms)])


def _just_noise(own: Curve, known: Sequence[Span], every: Iterable[Curve]) -> float:
    """What is softer is noise, as between the words; where those are not known, no more than what
    is far below all speech."""
    between = np.ones(len(own), dtype=np.bool_)
    for span in known:
        between[span.start_ms // _EACH_MS : -(-span.end_ms // _EACH_MS)] = False
    if known and between.any():
        return _ABOVE_NOISE * float(np.percentile(own[between], 20))
    top = max(float(np.percentile(curve, 99)) for curve in every)
    return min(_ABOVE_NOISE * float(np.percentile(own, 20)), top / _FAR_BELOW)


def _spans(there: npt.NDArray[np.bool_]) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], there, [False])).astype(np.int8)))
    at = (edges * _EACH_MS).tolist()
    return [Span(start, end) for start, end in zip(at[::2], at[1::2], strict=True)]


def _held(heard: Mapping[int, tuple[Span, ...]], whole: Span) -> dict[int, list[Span]]:
    """The pauses that each track stays open in: of whoever spoke last, or will speak first; of all
    where nobody does. Who is left out has not spoken: nothing tells that they did."""
    begin = {span.start_ms: number for number, spans in heard.items() for span in spans}
    end = {span.end_ms: number for number, spans in heard.items() for span in spans}
    found: dict[int, list[Span]] = {number: [] for number in heard}
    for pause in subtract([whole], [span for spans in heard.values() for span in spans]):
        last = end.get(pause.start_ms, begin.get(pause.end_ms))
        for number in found if last is None else [last]:
            found[number].append(pause)
    return found


def _opened(words: Iterable[Span], end_ms: int) -> list[Span]:
    return [
        Span(max(0, span.start_ms - BEFORE_MS), min(end_ms, span.end_ms + AFTER_MS))
        for span in words
    ]


def _down(opened: Iterable[Span], plan: EditPlan) -> Glide:
    """Down wherever it is not open for long enough to go down and come up again."""
    whole = Span(0, plan.duration_ms)
    idle = [s for s in subtract([whole], opened) if s.duration_ms >= _LEAST_MS]
    points: list[Point] = [point for span in idle for point in _dip(span, whole, plan.idle_db)]
    return Glide(points or [(0, 0.0)])


def _dip(span: Span, whole: Span, by_db: float) -> list[Point]:
    """It begins and ends the recording as far down as it is there."""
    down: list[Point] = [
        (span.start_ms + CLOSES_MS, -by_db),
        (span.end_ms - OPENS_MS, -by_db),
    ]
    closes = [(span.start_ms, 0.0)] if span.start_ms > whole.start_ms else []
    opens = [(span.end_ms, 0.0)] if span.end_ms < whole.end_ms else []
    return [*closes, *down, *opens]
