"""The episode before its last gain: tracks levelled, edited, mixed, with music around; any stretch
of it by itself.

Streams second by second, exact to the sample wherever it begins, and holds a few seconds of sound
at a time, but for the music. Works in whole seconds of the recording's clock, so that a stretch
sounds the same whatever is asked for beside it.
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from recordings.audio.altering import Altered
from recordings.audio.bed import Loop
from recordings.audio.envelope import Bleep, Glide, Holes, amplify, ranges, sides
from recordings.audio.errors import AudioError
from recordings.audio.grid import BLOCKS_A_SECOND, RATE, Block, samples
from recordings.audio.pcm import Sound, opened
from recordings.audio.plan import (
    Bed,
    EditPlan,
    Music,
    Track,
    Treatment,
    left_out,
    removed,
    treated,
)
from recordings.audio.score import Take, score
from recordings.spans import Span, subtract, union

MUSIC_BELOW_DB = 1.0
BLEEP_BELOW_DB = 4.0
_CUT_OFF_MS = 500
BLEEP_K_DB = 0.69
"""By how much BS.1770's weighting raises a bleep of 1 kHz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is worked out before mixing: the gains of each input, and the loudness in LUFS that
    voices have with them. Music's gain is a single figure; the bed's moves with the voices."""

    tracks: Mapping[int, Glide]
    music_db: Mapping[int, float]
    common_lufs: float
    ducking: Glide | None = None


class Source:
    """One track on the recording's clock, silent where it has nothing. Read it onwards; it goes
    to any place ahead by itself. Close it with `with`."""

    def __init__(self, path: Path, track: Track, channels: int) -> None:
        self._path, self._channels = path, channels
        self._offset = samples(track.offset_ms)
        self._open = ExitStack()
        self._sound: Sound | None = None
        self._next = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def read(self, at: int, count: int) -> Block:
        """`count` frames from sample `at` of the recording on, a whole millisecond."""
        block = np.zeros((count, self._channels), dtype=np.float32)
        quiet = min(count, max(0, self._offset - at))
        if quiet < count:
            heard = self._from(at + quiet - self._offset).read(count - quiet)
            block[quiet : quiet + len(heard)] = heard
            self._next += len(heard)
        return block

    def _from(self, place: int) -> Sound:
        """The file's sound, at this sample of it."""
        if self._sound is None or self._next != place:
            self._open.close()
            self._sound = self._open.enter_context(
                opened(self._path, channels=self._channels, start=place)
            )
            self._next = place
        return self._sound


class Voiced:
    """A track with its gains and what is done to it alone, at its place."""

    def __init__(self, source: Source, plan: EditPlan, track: Track, settled: Settled) -> None:
        self._source = source
        self._glide = settled.tracks[track.input]
        self._edits = Edited(plan, track.input, settled.common_lufs)
        self._sides = sides(track.pan) if track.pan else None

    @property
    def remembers(self) -> bool:
        return self._edits.remembers

    def read(self, number: int, count: int) -> Block:
        """Second `number` of the recording, `count` frames of it."""
        block = self._source.read(number * RATE, count)
        if not self._glide.flat:
            block = amplify(block, self._glide.curve(number * BLOCKS_A_SECOND, BLOCKS_A_SECOND))
        block = self._edits.apply(block, number * RATE)
        return block if self._sides is None else block * self._sides


class Edited:
    """The silences, bleeps and altered voices of one track, or (None) of everything."""

    def __init__(self, plan: EditPlan, track: int | None, common_lufs: float) -> None:
        silent = _silent(plan, track)
        bleeps = subtract(treated(plan, Treatment.BLEEP, track), silent)
        self.silent, self.bleeps = ranges(union([*silent, *bleeps])), ranges(bleeps)
        level = 10 ** ((common_lufs - BLEEP_BELOW_DB) / 20) / plan.channels**0.5
        self.bleep_amplitude = min(1, level * 2**0.5)
        self._holes = Holes(self.silent)
        self._bleep = Bleep(self.bleeps, self.bleep_amplitude)
        self._altered = _altered(plan, track)

    @property
    def bleep_energy(self) -> float:
        """K-weighted, of one channel."""
        return float(self.bleep_amplitude**2 / 2 * 10 ** (BLEEP_K_DB / 10))

    @property
    def remembers(self) -> bool:
        """Whether what it does to a second hangs on the second before."""
        return self._altered is not None

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
    gone = union([*left_out(plan, track), *removed(plan)])
    return Altered(ranges(subtract(asked, gone)), Holes(ranges(gone)), plan.channels)


class Mixed:
    """The recording, mixed and edited, not yet cut: second by second from any second on. Close it
    with `with`."""

    def __init__(self, plan: EditPlan, inputs: Mapping[int, Path], settled: Settled) -> None:
        self._plan, self._inputs, self._settled = plan, inputs, settled
        self._total = samples(plan.duration_ms)
        self._open = ExitStack()
        self._number = -1
        self._second: Block = np.zeros((0, plan.channels), dtype=np.float32)

    def __enter__(self) -> Self:
        self._sources = [
            self._open.enter_context(Source(self._inputs[track.input], track, self._plan.channels))
            for track in self._plan.tracks
        ]
        self._edited()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def _edited(self) -> None:
        plan, settled = self._plan, self._settled
        pairs = zip(self._sources, plan.tracks, strict=True)
        self._voices = [Voiced(source, plan, track, settled) for source, track in pairs]
        self._whole = Edited(plan, None, settled.common_lufs)

    def take(self, take: Take) -> Iterator[Block]:
        """Its sound, in pieces that end with the recording's seconds."""
        for number in range(take.start // RATE, -(-take.end // RATE)):
            at = number * RATE
            yield self._get(number)[max(0, take.start - at) : take.end - at]

    def _get(self, number: int) -> Block:
        if number != self._number:
            if number != self._number + 1 and number and self._remembers:
                self._edited()
                self._made(number - 1)
            self._second, self._number = self._made(number), number
        return self._second

    @property
    def _remembers(self) -> bool:
        return self._whole.remembers or any(voice.remembers for voice in self._voices)

    def _made(self, number: int) -> Block:
        count = min(RATE, self._total - number * RATE)
        block = self._voices[0].read(number, count)
        for voice in self._voices[1:]:
            block = block + voice.read(number, count)
        return self._whole.apply(block, number * RATE)


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


class Programme:
    """An episode's sound, whole or any stretch of it. Holds the music."""

    def __init__(self, plan: EditPlan, inputs: Mapping[int, Path], settled: Settled) -> None:
        self.plan, self.inputs, self.settled = plan, inputs, settled
        self.score = score(plan)
        self._cut = Holes(self.score.gone)
        self._intro, self._outro = self._music(plan.intro), self._music(plan.outro)
        _fade(self._intro[::-1], self.score.intro_fade)
        _fade(self._outro, self.score.outro_fade)
        self.bed = self._bed()

    @property
    def music(self) -> tuple[tuple[int, Block], ...]:
        """Where each piece begins, and its samples as they are heard."""
        return (self.score.intro[0], self._intro), (self.score.outro[0], self._outro)

    def edits(self, track: int | None) -> Edited:
        return Edited(self.plan, track, self.settled.common_lufs)

    def sound(self, first: int = 0, last: int | None = None) -> Generator[Block, None, None]:
        """Seconds of frames from sample `first` to `last`, the last one shorter; `first` is a step
        of the grid. Close it when leaving early: that ends the decoders. Raises `AudioError` when
        an input cannot be read."""
        last = self.score.total if last is None else last
        with closing(self._body(first, last)) as pieces:
            flow = Flow(pieces, self.plan.channels)
            for at in range(first, last, RATE):
                yield self._second(flow, at, min(RATE, last - at))

    def _second(self, flow: Flow, at: int, count: int) -> Block:
        start, end = self.score.body
        first, last = max(start, at), min(end, at + count)
        block = np.zeros((count, self.plan.channels), dtype=np.float32)
        if first < last:
            block[first - at : last - at] = flow.take(last - first)
        if self.bed:
            self.bed.add(block, at)
        _add(block, at, self._intro, self.score.intro[0])
        _add(block, at, self._outro, self.score.outro[0])
        return block

    def _body(self, first: int, last: int) -> Generator[Block, None, None]:
        """What is kept, in pieces of any length, with a short ramp at each end of what was cut."""
        with Mixed(self.plan, self.inputs, self.settled) as mixed:
            for take in self.score.heard(first, last):
                at = take.start
                for piece in mixed.take(take):
                    yield self._cut.apply(piece, at)
                    at += len(piece)

    def _bed(self) -> Loop | None:
        gain = self.settled.ducking
        return Loop(self._music(self.plan.bed), self.score.body, gain) if gain else None

    def _music(self, music: Music | Bed | None) -> Block:
        if music is None:
            return np.zeros((0, self.plan.channels), dtype=np.float32)
        sound = whole_music(self.plan, music, self.inputs[music.input])
        return sound * np.float32(10 ** (self.settled.music_db[music.input] / 20))


def _add(block: Block, at: int, music: Block, start: int) -> None:
    first, last = max(start, at), min(start + len(music), at + len(block))
    if first < last:
        block[first - at : last - at] += music[first - start : last - start]


def _fade(music: Block, count: int) -> None:
    """In place, from silence over its first `count` samples."""
    shape = np.cos(np.pi / 2 * (np.arange(count) + 0.5) / max(1, count)).astype(np.float32)
    music[:count] *= shape[::-1, None]


def whole_music(plan: EditPlan, music: Music | Bed, path: Path) -> Block:
    """All of an intro, outro or bed, at exactly the length that the plan says."""
    count = samples(music.duration_ms)
    sound = np.zeros((count, plan.channels), dtype=np.float32)
    sentence = "The music could not be read"
    with opened(path, channels=plan.channels, sentence=sentence) as file:
        heard = file.read(count)
    if count - len(heard) > samples(_CUT_OFF_MS):
        raise AudioError("The music is shorter than it was when it was chosen. Choose it again.")
    sound[: len(heard)] = heard
    return sound
