"""Music under the voices of a whole episode: one piece over and over, softer where somebody speaks.

It lies on the episode's clock, so that a cut in the recording is none in the music.
"""

import numpy as np

from recordings.audio.envelope import Glide, Point, amplify
from recordings.audio.grid import BLOCK, BLOCK_MS, Block, Curve, Range, samples, stretches
from recordings.audio.levels import Levels
from recordings.audio.meter import metered
from recordings.audio.plan import Bed, EditPlan, body_ms, lead_ms, left_out, timeline
from recordings.spans import Span, pad, subtract, union

_SPOKEN_LU = 20.0
"""What is less than so far below the voices' common level is speech."""

_PAUSE_MS = 600
_AROUND_MS = 300
_RISE_MS = 1_000
_EDGE_MS, _EDGE_DB = 1_500, -60.0
_SEAM_MS = 2_000


def ducking(plan: EditPlan, bed: Bed, energies: Curve, common_lufs: float) -> Glide:
    """The bed's gain on the episode's clock: 0 dB under speech, more where there is none for long
    enough to come up and go down again. `energies` are the recording's; where a voice is left out,
    nothing in the bed tells that it was there."""
    clock = timeline(plan)
    spoken = subtract(union(_loud(energies, common_lufs), _PAUSE_MS), left_out(plan, None))
    heard = [part for span in spoken for part in clock.spans(span)]
    low = union(pad(heard, _AROUND_MS, clock.duration_ms), 2 * _RISE_MS)
    inner = [point for span in low for point in _lowered(span, bed.rises_db)]
    return Glide(_between_edges(inner, plan, bed.rises_db))


def _loud(energies: Curve, common_lufs: float) -> tuple[Span, ...]:
    loud = np.concatenate(([False], energies > 10 ** ((common_lufs - _SPOKEN_LU) / 10), [False]))
    edges = (np.flatnonzero(loud[1:] != loud[:-1]) * BLOCK_MS).tolist()
    return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _lowered(span: Span, rises_db: float) -> list[Point]:
    return [
        (span.start_ms - _RISE_MS, rises_db),
        (span.start_ms, 0.0),
        (span.end_ms, 0.0),
        (span.end_ms + _RISE_MS, rises_db),
    ]


def _between_edges(inner: list[Point], plan: EditPlan, rises_db: float) -> list[Point]:
    """It comes up from nothing with the recording, and goes with it."""
    start, end = lead_ms(plan), lead_ms(plan) + body_ms(plan)
    edge = min(_EDGE_MS, (end - start) // 2)
    glide = Glide(inner or [(start, rises_db)])
    first, last = start + edge, end - edge
    return [
        (start, _EDGE_DB),
        (first, glide.at(first)),
        *((at, db) for at, db in inner if first < at < last),
        (last, glide.at(last)),
        (end, _EDGE_DB),
    ]


class Loop:
    """A piece that begins again before it ends, in `span` of an episode (samples), under a gain on
    the episode's clock."""

    def __init__(self, music: Block, span: Range, gain: Glide) -> None:
        self._sound, self._span, self._gain = _seamless(music), span, gain

    def add(self, block: Block, at: int) -> None:
        """In place, to a block that begins at sample `at`, a bound of the grid."""
        start, end = self._span
        first, last = max(start, at), min(end, at + len(block))
        if first >= last:
            return
        wanted = np.arange(at - start, at - start + len(block))
        sound = np.take(self._sound, wanted, axis=0, mode="wrap")
        louder = amplify(sound, self._gain.curve(at // BLOCK, -(-len(block) // BLOCK)))
        block[first - at : last - at] += louder[first - at : last - at]

    def place(self, at: int) -> int:
        """Where in the piece sample `at` of the episode is."""
        return (at - self._span[0]) % len(self._sound)

    def gains(self, first: int, last: int) -> Curve:
        """At the bounds of the blocks between two samples that are bounds of the grid."""
        return self._gain.curve(first // BLOCK, -(-(last - first) // BLOCK))

    def levels(self, blocks: int) -> Levels:
        """Of the first `blocks` of the episode. The piece's own blocks lie across them, so that
        peaks are the highest near by."""
        own = metered(self._sound)
        highest = np.maximum.reduce([own.peaks, np.roll(own.peaks, 1), np.roll(own.peaks, -1)])
        start, end = self._span[0] // BLOCK, min(blocks, -(-self._span[1] // BLOCK))
        energies, peaks = np.zeros(blocks, np.float32), np.zeros(blocks, np.float32)
        for first, last in stretches(max(0, end - start)):
            here = slice(start + first, start + last)
            wanted = np.arange(first, last) * BLOCK % len(self._sound) // BLOCK
            gains = self._gain.curve(start + first, last - first)
            energies[here] = own.energies[wanted] * np.square((gains[1:] + gains[:-1]) / 2)
            peaks[here] = highest[wanted] * np.maximum(gains[1:], gains[:-1])
        return Levels(energies=energies, peaks=peaks)


def _seamless(music: Block) -> Block:
    """Its end fades out over its beginning, with even power, and is then left out."""
    seam = min(samples(_SEAM_MS), len(music) // 4)
    turn = np.pi / 2 * (np.arange(seam, dtype=np.float32)[:, None] + 0.5) / max(1, seam)
    looped = music[: len(music) - seam].copy()
    looped[:seam] = looped[:seam] * np.sin(turn) + music[len(music) - seam :] * np.cos(turn)
    return looped
