"""The episode before its last gain: tracks levelled, edited, mixed, with music around; streamed.

Yields seconds of frames (the last one shorter), exact to the sample, and holds a few seconds of
sound at a time, but for the music.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recordings.audio.altering import Altered
from recordings.audio.envelope import Bleep, Glide, Holes, Range, amplify, ranges
from recordings.audio.errors import AudioError
from recordings.audio.pcm import Block, Decoder, decoded, frames
from recordings.audio.plan import (
    EditPlan,
    Music,
    Track,
    Treatment,
    crossfade_ms,
    left_out,
    removed,
    treated,
)
from recordings.spans import Span, subtract, union

MUSIC_BELOW_DB = 1.0
BLEEP_BELOW_DB = 4.0
_CUT_OFF_MS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is worked out before mixing: the gains of each input, and the loudness in LUFS that
    voices have with them. Music's gain is a single figure."""

    tracks: Mapping[int, Glide]
    music_db: Mapping[int, float]
    common_lufs: float


class Source:
    """One track on the recording's clock, as long as the recording, silent where it has nothing."""

    def __init__(self, decoder: Decoder, track: Track, rate: int) -> None:
        self._decoder = decoder
        self._late = frames(max(0, track.offset_ms), rate)
        early = frames(max(0, -track.offset_ms), rate)
        while early > 0:
            skipped = len(decoder.read(min(early, rate)))
            early = early - skipped if skipped else 0

    def read(self, count: int) -> Block:
        block = np.zeros((count, self._decoder.channels), dtype=np.float32)
        quiet = min(self._late, count)
        self._late -= quiet
        if quiet < count:
            heard = self._decoder.read(count - quiet)
            block[quiet : quiet + len(heard)] = heard
        return block


class Voiced:
    """A track with its gains and what is done to it alone."""

    def __init__(self, source: Source, plan: EditPlan, track: Track, settled: Settled) -> None:
        rate = plan.sample_rate
        self._source, self._rate = source, rate
        self._glide = settled.tracks[track.input]
        self._edits = Edited(plan, track.input, settled.common_lufs)

    def read(self, number: int, count: int) -> Block:
        """Second `number` of the recording, `count` frames of it."""
        block = self._source.read(count)
        if not self._glide.flat:
            block = amplify(block, self._glide.second(number), self._rate)
        return self._edits.apply(block, number * self._rate)


class Edited:
    """The silences, bleeps and altered voices of one track, or (None) of everything."""

    def __init__(self, plan: EditPlan, track: int | None, common_lufs: float) -> None:
        rate, silent = plan.sample_rate, _silent(plan, track)
        bleeps = subtract(treated(plan, Treatment.BLEEP, track), silent)
        self._holes = Holes(ranges(union([*silent, *bleeps]), rate), rate)
        level = 10 ** ((common_lufs - BLEEP_BELOW_DB) / 20) * 2**0.5
        self._bleep = Bleep(ranges(bleeps, rate), rate, min(1, level))
        self._altered = _altered(plan, track)

    def apply(self, block: Block, at: int) -> Block:
        if self._altered:
            block = self._altered.apply(block, at)
        return self._bleep.add(self._holes.apply(block, at), at)


def _silent(plan: EditPlan, track: int | None) -> tuple[Span, ...]:
    silent = treated(plan, Treatment.SILENCE, track)
    cut = treated(plan, Treatment.CUT, track) if track is not None else ()
    return union([*silent, *cut])


def _altered(plan: EditPlan, track: int | None) -> Altered | None:
    """What is cut or left out beside an altered voice is no part of what that voice is made of."""
    asked = treated(plan, Treatment.ALTER, track)
    if track is not None:
        asked = subtract(asked, treated(plan, Treatment.ALTER, None))
    if not asked:
        return None
    rate, gone = plan.sample_rate, union([*left_out(plan, track), *removed(plan)])
    spans = ranges(subtract(asked, gone), rate)
    return Altered(spans, Holes(ranges(gone, rate), rate), rate, plan.channels)


def mixed(
    plan: EditPlan, inputs: Mapping[int, Path], settled: Settled
) -> Iterator[tuple[int, Block]]:
    """The recording, mixed and edited, not yet cut: (first sample, frames) second by second."""
    rate, total = plan.sample_rate, frames(plan.duration_ms, plan.sample_rate)
    whole = Edited(plan, None, settled.common_lufs)
    with ExitStack() as open_files:
        voices = []
        for track in plan.tracks:
            decoder = open_files.enter_context(
                decoded(inputs[track.input], rate=rate, channels=plan.channels)
            )
            voices.append(Voiced(Source(decoder, track, rate), plan, track, settled))
        for number, at in enumerate(range(0, total, rate)):
            count = min(rate, total - at)
            block = voices[0].read(number, count)
            for voice in voices[1:]:
                block = block + voice.read(number, count)
            yield at, whole.apply(block, at)


def body(
    plan: EditPlan, inputs: Mapping[int, Path], settled: Settled
) -> Generator[Block, None, None]:
    """What is kept, in pieces of any length, with a short ramp at each end of what was cut."""
    rate, total = plan.sample_rate, frames(plan.duration_ms, plan.sample_rate)
    gone = ranges(removed(plan), rate)
    cut = Holes(gone, rate)
    kept = _between(gone, total)
    for at, block in mixed(plan, inputs, settled):
        block = cut.apply(block, at)  # noqa: PLW2901
        for start, end in kept:
            first, last = max(start, at), min(end, at + len(block))
            if first < last:
                yield block[first - at : last - at]


def _between(gone: Sequence[Range], total: int) -> list[Range]:
    bounds = [0, *(edge for pair in gone for edge in pair), total]
    return [(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True) if a < b]


class Flow:
    """Pieces of any length, taken in lengths that are asked for."""

    def __init__(self, pieces: Iterator[Block], channels: int) -> None:
        self._pieces = pieces
        self._rest: Block = np.zeros((0, channels), dtype=np.float32)

    def take(self, count: int) -> Block:
        parts, have = [self._rest], len(self._rest)
        while have < count and (piece := next(self._pieces, None)) is not None:
            parts.append(piece)
            have += len(piece)
        joined = np.concatenate(parts) if len(parts) > 1 else parts[0]
        self._rest = joined[count:]
        return joined[:count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Where music and recording lie on the episode's clock, in samples."""

    intro: Range
    body: Range
    outro: Range

    @property
    def total(self) -> int:
        return max(self.body[1], self.outro[1])


def score(plan: EditPlan) -> Score:
    rate = plan.sample_rate
    gone = ranges(removed(plan), rate)
    kept = sum(b - a for a, b in _between(gone, frames(plan.duration_ms, rate)))
    intro = frames(plan.intro.duration_ms, rate) if plan.intro else 0
    start = intro - (frames(crossfade_ms(plan, plan.intro), rate) if plan.intro else 0)
    end = start + kept
    close = end - (frames(crossfade_ms(plan, plan.outro), rate) if plan.outro else 0)
    after = close + (frames(plan.outro.duration_ms, rate) if plan.outro else 0)
    return Score(intro=(0, intro), body=(start, end), outro=(close, after))


def programme(
    plan: EditPlan, inputs: Mapping[int, Path], settled: Settled
) -> Generator[Block, None, None]:
    """The whole episode. Close it when leaving early: that ends the decoders. Raises `AudioError`
    when an input cannot be read."""
    places = score(plan)
    with closing(body(plan, inputs, settled)) as pieces:
        flow = Flow(pieces, plan.channels)
        intro = _placed(plan, plan.intro, inputs, settled, opens=True)
        outro = _placed(plan, plan.outro, inputs, settled, opens=False)
        for at in range(0, places.total, plan.sample_rate):
            count = min(plan.sample_rate, places.total - at)
            first, last = max(places.body[0], at), min(places.body[1], at + count)
            block = np.zeros((count, plan.channels), dtype=np.float32)
            if first < last:
                block[first - at : last - at] = flow.take(last - first)
            _add(block, at, intro, places.intro[0])
            _add(block, at, outro, places.outro[0])
            yield block


def _add(block: Block, at: int, music: Block, start: int) -> None:
    first, last = max(start, at), min(start + len(music), at + len(block))
    if first < last:
        block[first - at : last - at] += music[first - start : last - start]


def _placed(
    plan: EditPlan,
    music: Music | None,
    inputs: Mapping[int, Path],
    settled: Settled,
    *,
    opens: bool,
) -> Block:
    """The music at its level, faded where the speech is: at its end if it opens the episode."""
    if music is None:
        return np.zeros((0, plan.channels), dtype=np.float32)
    sound = whole_music(plan, music, inputs[music.input])
    sound = sound * np.float32(10 ** (settled.music_db[music.input] / 20))
    count = frames(crossfade_ms(plan, music), plan.sample_rate)
    fade = np.cos(np.pi / 2 * (np.arange(count) + 0.5) / max(1, count)).astype(np.float32)[:, None]
    if count and opens:
        sound[-count:] *= fade
    elif count:
        sound[:count] *= fade[::-1]
    return sound


def whole_music(plan: EditPlan, music: Music, path: Path) -> Block:
    """All of an intro or outro, at exactly the length that the plan says."""
    count = frames(music.duration_ms, plan.sample_rate)
    sound = np.zeros((count, plan.channels), dtype=np.float32)
    sentence = "The music could not be read"
    with decoded(path, rate=plan.sample_rate, channels=plan.channels, sentence=sentence) as decoder:
        heard = decoder.read(count)
    if count - len(heard) > frames(_CUT_OFF_MS, plan.sample_rate):
        raise AudioError("The music is shorter than it was when it was chosen. Choose it again.")
    sound[: len(heard)] = heard
    return sound
