"""How much each voice is raised or lowered, so that nobody has to reach for the volume.

Voices are brought towards their common level, music to a little below it. Works on levels in
LUFS; what the plan does not state is taken from what the tracks measure. Where nobody is known to
speak, some seconds at a time stand for a voice.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from recordings.audio.bed import ducking
from recordings.audio.envelope import Glide, glide
from recordings.audio.evening import evened
from recordings.audio.gating import SILENT_LUFS, gated, gated_all, within
from recordings.audio.grid import Curve
from recordings.audio.levels import Levels
from recordings.audio.meter import metered
from recordings.audio.microphones import idling
from recordings.audio.plan import Bed, EditPlan, Music, Track, Voice
from recordings.audio.programme import MUSIC_BELOW_DB, Settled, whole_music
from recordings.spans import subtract, total_ms

MOST_DB = 12.0
MUSIC_MOST_DB = 24.0
_FAINT_LUFS = -60.0
_LEAST_MS = 2_000


def settle(plan: EditPlan, inputs: Mapping[int, Path], heard: Mapping[int, Levels]) -> Settled:
    """The gains for a plan. `heard` is what each track measures, on its own file's clock."""
    energies = _Energies(plan, heard)
    levels = {voice.key: _level(voice, plan, energies) for voice in plan.voices}
    common = _common(plan, levels, energies if _unknown(plan) else {})
    gains = {voice.key: _gain(voice, levels[voice.key], common, plan) for voice in plan.voices}
    glides = {
        track.input: _glide(track, plan, gains, energies[track.input], common)
        for track in plan.tracks
    }
    idle = idling(plan, glides, energies)
    beside = {music.input: music for music in (plan.intro, plan.outro, plan.bed) if music}
    return Settled(
        tracks={
            number: glide.under(idle[number]) if number in idle else glide
            for number, glide in glides.items()
        },
        music_db={
            number: _music_db(plan, music, inputs[number], common)
            for number, music in beside.items()
        },
        common_lufs=common,
        ducking=ducking(plan, plan.bed, _mix(energies), common) if plan.bed else None,
    )


class _Energies(Mapping[int, Curve]):
    """Those of the tracks on the recording's clock, worked out anew each time: of several long
    tracks not all are at hand at once."""

    def __init__(self, plan: EditPlan, heard: Mapping[int, Levels]) -> None:
        self._offsets = {track.input: track.offset_ms for track in plan.tracks}
        self._heard, self._duration_ms = heard, plan.duration_ms

    def __getitem__(self, track: int) -> Curve:
        return self._heard[track].shifted(self._offsets[track], self._duration_ms).energies

    def __iter__(self) -> Iterator[int]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)


def _unknown(plan: EditPlan) -> bool:
    """Whether a voice, or what all are compared with, is not stated."""
    stated = [voice for voice in plan.voices if voice.level_lufs is not None]
    rest = [voice for voice in plan.voices if voice.level_lufs is None and voice.gain_db is None]
    return bool(rest) or not stated


def _level(voice: Voice, plan: EditPlan, energies: Mapping[int, Curve]) -> float:
    """Measured where only this voice is heard, if that is long enough."""
    if voice.level_lufs is not None:
        return voice.level_lufs
    if voice.track is not None:
        return gated_all(within(energies[voice.track], voice.spans))
    others = [span for other in plan.voices if other.key != voice.key for span in other.spans]
    alone = subtract(voice.spans, others)
    spans = alone if total_ms(alone) >= _LEAST_MS else voice.spans
    return gated_all(within(_mix(energies), spans))


def _mix(energies: Mapping[int, Curve]) -> Curve:
    """Different microphones are not alike, so that their energies add up."""
    first, *others = energies
    mixed = energies[first].copy()
    for other in others:
        mixed += energies[other]
    return mixed


def _common(plan: EditPlan, levels: Mapping[str, float], energies: Mapping[int, Curve]) -> float:
    """The mean of the levels, by the time for which each speaks; a whole number, so that a small
    edit moves nobody's gain. (How loud the whole becomes is for the last gain.)"""
    heard = [
        (levels[voice.key], total_ms(voice.spans))
        for voice in plan.voices
        if levels[voice.key] > _FAINT_LUFS
    ]
    time = sum(ms for _, ms in heard)
    if time:
        return float(round(sum(level * ms for level, ms in heard) / time))
    return float(round(gated(_mix(energies)))) if energies else plan.target_lufs


def _gain(voice: Voice, level: float, common: float, plan: EditPlan) -> float:
    if voice.gain_db is not None:
        return voice.gain_db
    if level <= _FAINT_LUFS:
        return 0.0
    wanted = plan.levelling * (common - level)
    return round(max(-MOST_DB, min(MOST_DB, wanted)), 2)


def _glide(
    track: Track, plan: EditPlan, gains: Mapping[str, float], energies: Curve, common: float
) -> Glide:
    """Of each voice where it speaks; where nobody is known to, by how loud it is, but not on a
    track of somebody's own: what is heard there between their words came from elsewhere."""
    voices = [voice for voice in plan.voices if voice.track in (None, track.input)]
    spoken = [(span, gains[voice.key]) for voice in voices for span in voice.spans]
    own = any(voice.track is not None for voice in voices)
    known = [span for span, _ in spoken]
    unknown = [] if own else evened(energies, known, common, plan.levelling, MOST_DB)
    return glide(spoken, unknown).raised(track.gain_db)


def _music_db(plan: EditPlan, music: Music | Bed, path: Path, common: float) -> float:
    level = metered(whole_music(plan, music, path)).lufs()
    if level <= SILENT_LUFS:
        return 0.0
    below = music.below_lu if isinstance(music, Bed) else MUSIC_BELOW_DB
    return round(max(-MUSIC_MOST_DB - below, min(MUSIC_MOST_DB, common - below - level)), 2)
