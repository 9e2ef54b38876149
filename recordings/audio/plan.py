"""EditPlan: what is to become of a recording's sound, as a value. Pure.

All times are milliseconds on the recording's clock. The same plan on the same inputs gives the
same bytes, so that a plan's fingerprint names its result. Who may be heard is decided elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from recordings.audio.grid import FRAME_MS
from recordings.spans import Span, Timeline, intersect, subtract, total_ms, union

ENGINE = 5
"""Goes up when the same plan would sound different."""

MUSIC_MOST_MS = 120_000
IDLE_MOST_DB = 24.0
BITRATES = (64, 80, 96, 112, 128, 160, 192)


class Treatment(StrEnum):
    """What happens to a span of somebody's voice."""

    KEEP = "keep"
    ALTER = "alter"
    SILENCE = "silence"
    BLEEP = "bleep"
    CUT = "cut"


LEAVES_OUT = (Treatment.SILENCE, Treatment.BLEEP, Treatment.CUT)
"""What leaves a voice out. Whoever is altered is heard, and must have agreed."""


class Codec(StrEnum):
    """A plan makes an MP3; the others are made beside it, of the same sound."""

    MP3 = "mp3"
    OPUS = "opus"
    AAC = "aac"

    @property
    def ending(self) -> str:
        """Of its files' names: AAC comes in an M4A."""
        return "m4a" if self is Codec.AAC else self.value

    @property
    def spoken(self) -> str:
        return "Opus" if self is Codec.OPUS else self.value.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One input file; its first sample lies at `offset_ms` (may be negative). `pan` is where it is
    heard, from −1 (left) to 1 (right)."""

    input: int
    offset_ms: int = 0
    gain_db: float = 0.0
    pan: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Where one person is heard. `track` is the input that holds only them, None for a mix.

    `level_lufs` is what they measure there; without it the render measures. `gain_db` overrides
    both.
    """

    key: str
    spans: tuple[Span, ...]
    track: int | None = None
    level_lufs: float | None = None
    gain_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A span that is not heard as it was: of one input's track only, or of everything (None).

    CUT takes the time out. On one track, that track is silent instead, and only the time in
    which nobody else speaks is taken out. ALTER lets another voice say the same. Where edits
    overlap, CUT goes before SILENCE, then BLEEP, then ALTER, then KEEP.
    """

    span: Span
    treatment: Treatment
    track: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Music:
    """An intro or outro. `duration_ms` is its counted length; it overlaps speech by
    `crossfade_ms`, in which it fades while the speech keeps its level."""

    input: int
    duration_ms: int
    crossfade_ms: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """Music under the voices, over and over: `below_lu` softer than they are while somebody speaks,
    `rises_db` louder than that in pauses."""

    input: int
    duration_ms: int
    below_lu: float = 22.0
    rises_db: float = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlan:
    """`duration_ms` is the recording's. `trim` is what stays of it, before edits.

    `levelling` goes from 0 (everybody as loud as recorded) to 1 (all alike, within ±12 dB). Of
    several tracks each goes down by `idle_db` while nobody speaks on it.
    Time is taken out in whole steps of `grid_ms`, a cut grows to the next: what is kept then lies
    on the frames of an MP3, which can be encoded piece by piece.
    """

    duration_ms: int
    tracks: tuple[Track, ...]
    voices: tuple[Voice, ...] = ()
    edits: tuple[Edit, ...] = ()
    trim: Span | None = None
    intro: Music | None = None
    outro: Music | None = None
    bed: Bed | None = None
    levelling: float = 1.0
    idle_db: float = 0.0
    target_lufs: float = -16.0
    true_peak_dbtp: float = -1.0
    codec: Codec = Codec.MP3
    bitrate_kbps: int = 96
    channels: int = 1
    grid_ms: int = FRAME_MS

    def __post_init__(self) -> None:
        if not self.tracks or len({track.input for track in self.tracks}) < len(self.tracks):
            raise ValueError("a plan needs tracks, each with an input of its own")
        if self.codec is not Codec.MP3 or self.bitrate_kbps not in BITRATES:
            raise ValueError(f"not offered: {self.codec} at {self.bitrate_kbps} kbit/s")
        if self.channels not in (1, 2) or not 0 <= self.levelling <= 1:
            raise ValueError("channels are 1 or 2, levelling lies between 0 and 1")
        if not 0 <= self.idle_db <= IDLE_MOST_DB:
            raise ValueError(f"an idle track of the plan goes down by 0 to {IDLE_MOST_DB} dB")
        if any(abs(track.pan) > self.channels - 1 for track in self.tracks):
            raise ValueError("a plan of two channels pans its tracks between −1 and 1")
        for music in (self.intro, self.outro):
            if music and not 0 <= music.crossfade_ms <= music.duration_ms <= MUSIC_MOST_MS:
                raise ValueError(f"not an intro or outro: {music}")
        if self.bed and not 0 < self.bed.duration_ms <= MUSIC_MOST_MS:
            raise ValueError(f"not a bed: {self.bed}")

    @property
    def inputs(self) -> tuple[int, ...]:
        """The inputs that are read, in order."""
        music = [music.input for music in (self.intro, self.outro, self.bed) if music]
        return tuple(sorted({*(track.input for track in self.tracks), *music}))

    def fingerprint(self, hashes: Mapping[int, str]) -> str:
        """Hex SHA-256 over the plan, the engine and the hashes of the inputs it reads."""
        facts = {
            "engine": ENGINE,
            "plan": self._said,
            "inputs": {str(number): hashes[number] for number in self.inputs},
        }
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def _said(self) -> dict[str, Any]:
        """What came later is named where it is asked for, so that older plans keep their names."""
        said = asdict(self)
        tracks = [_without(track, "pan") for track in said["tracks"]]
        return _without(said, "idle_db") | {"tracks": tracks}


def _without(said: dict[str, Any], later: str) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key != later or value}


def treated(plan: EditPlan, treatment: Treatment, track: int | None) -> tuple[Span, ...]:
    """Where a treatment is asked for on one input's track, or (None) on everything."""
    return union(e.span for e in plan.edits if e.treatment is treatment and e.track == track)


def left_out(plan: EditPlan, track: int | None) -> tuple[Span, ...]:
    """Where a track, or (None) everything, is not heard at all after its edits and those of
    everything."""
    return union(
        edit.span
        for edit in plan.edits
        if edit.treatment in LEAVES_OUT and edit.track in (None, track)
    )


def audible(plan: EditPlan, spans: Iterable[Span], track: int | None) -> tuple[Span, ...]:
    """What of some spans on a track is still heard, be it altered."""
    return subtract(spans, left_out(plan, track))


def removed(plan: EditPlan) -> tuple[Span, ...]:
    """The time that is taken out: outside of the trim, cuts, and cuts on one track where nobody
    else is heard. A track of which nobody said who speaks on it counts as heard throughout."""
    whole = (Span(0, plan.duration_ms),)
    outside = subtract(whole, [plan.trim]) if plan.trim else ()
    alone = [span for track in plan.tracks for span in _alone(plan, track.input)]
    cuts = treated(plan, Treatment.CUT, None)
    step = plan.grid_ms
    return intersect(
        whole,
        (
            Span(span.start_ms // step * step, -(-span.end_ms // step) * step)
            for span in intersect(whole, [*outside, *cuts, *alone])
        ),
    )


def _alone(plan: EditPlan, track: int) -> tuple[Span, ...]:
    cuts = treated(plan, Treatment.CUT, track)
    if not cuts:
        return ()
    others = [other.input for other in plan.tracks if other.input != track]
    heard = [span for other in others for span in audible(plan, _spoken(plan, other), other)]
    return subtract(cuts, heard)


def _spoken(plan: EditPlan, track: int) -> tuple[Span, ...]:
    spans = [s for voice in plan.voices if voice.track in (None, track) for s in voice.spans]
    return union(spans) or (Span(0, plan.duration_ms),)


def lead_ms(plan: EditPlan) -> int:
    """Where on the episode's clock the recording begins: a step of its grid."""
    if plan.intro is None:
        return 0
    return (plan.intro.duration_ms - _overlap_ms(plan, plan.intro)) // plan.grid_ms * plan.grid_ms


def intro_fade_ms(plan: EditPlan) -> int:
    return plan.intro.duration_ms - lead_ms(plan) if plan.intro else 0


def outro_fade_ms(plan: EditPlan) -> int:
    return _overlap_ms(plan, plan.outro) if plan.outro else 0


def _overlap_ms(plan: EditPlan, music: Music) -> int:
    """No more than half of what is kept of the recording."""
    return min(music.crossfade_ms, body_ms(plan) // 2)


def body_ms(plan: EditPlan) -> int:
    """What is kept of the recording."""
    return plan.duration_ms - total_ms(removed(plan))


def episode_ms(plan: EditPlan) -> int:
    """The whole episode, intro and outro with it."""
    body_end = lead_ms(plan) + body_ms(plan)
    outro_end = body_end + (plan.outro.duration_ms if plan.outro else 0) - outro_fade_ms(plan)
    return max(outro_end, lead_ms(plan) + intro_fade_ms(plan))


def timeline(plan: EditPlan, duration_ms: int | None = None) -> Timeline:
    """Where a moment of the recording is heard in the episode."""
    length = plan.duration_ms if duration_ms is None else duration_ms
    return Timeline(length, removed(plan), lead_ms(plan))


def leave_out(
    spans: Iterable[Span], treatment: Treatment, track: int | None = None
) -> tuple[Edit, ...]:
    """One edit for each disjoint span."""
    return tuple(Edit(span=span, treatment=treatment, track=track) for span in union(spans))
