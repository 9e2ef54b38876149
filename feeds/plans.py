"""From a Recording's rows and its Clearance to an EditPlan: who is heard on which track, what is
not, and which files go in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from consent.policy import Clearance
from feeds.edit_list import TAKES_OUT, Stretch, trim_of
from feeds.models import Music, Show
from feeds.music import Piece, piece_of
from feeds.parts import Parts
from feeds.pauses import Pauses, going
from feeds.seats import seats
from feeds.sound import Hum, Noise, Seats, Sound
from recordings.audio.cleaning import Cleaning
from recordings.audio.plan import Bed, Edit, EditPlan, Track, Treatment, Voice
from recordings.audio.plan import Music as PlannedMusic
from recordings.importers.room import Role
from recordings.models import Recording, Speaker
from recordings.models import Track as TrackRow
from recordings.spans import Span, subtract

CROSSFADE_MS = 2_000
TWICE_LU = 3.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file the plan reads, in the object store; what is taken down in it before it is read."""

    key: str
    sha256: str
    cleaning: Cleaning = field(default_factory=Cleaning)

    @property
    def name(self) -> str:
        """Names what is read: a file that is cleaned is another one."""
        return f"{self.sha256} {self.cleaning.name}" if self.cleaning else self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan, its inputs by number, and what of it the host wishes: edits, and the sound. What
    goes of the pauses is in the plan already."""

    plan: EditPlan
    inputs: dict[int, Input]
    by_host: tuple[Stretch, ...] = ()
    sound: Sound = field(default_factory=Sound)
    pauses: Pauses = field(default_factory=Pauses)

    @property
    def fingerprint(self) -> str:
        return self.plan.fingerprint({number: file.name for number, file in self.inputs.items()})


def plan_for(
    recording: Recording,
    show: Show,
    clearance: Clearance,
    by_host: Sequence[Stretch] = (),
    sound: Sound | None = None,
) -> Planned:
    """The plan of an episode of this recording in this show, under this Clearance. What the host
    takes out comes on top of what must go: where both reach, less is heard, never more. Without a
    `sound` it is the show's."""
    sound = sound or show.sound
    rows = tracks_heard(recording)
    cleaning = Cleaning(hum=sound.hum is Hum.GENTLE, noise=sound.noise is Noise.GENTLE)
    inputs = {
        n: Input(key=row.working_key, sha256=row.sha256, cleaning=cleaning)
        for n, row in enumerate(rows)
    }
    body = body_plan(recording, clearance, by_host)
    gone = going(recording, rows, body, sound)
    tracks = _seated(body.tracks, rows) if sound.seats is Seats.APART else body.tracks
    stereo = any(row.channels > 1 for row in rows) or any(track.pan for track in tracks)
    plan = replace(
        body,
        tracks=tracks,
        voices=_as_heard(body.voices, rows) if stereo else body.voices,
        edits=(*body.edits, *gone.edits),
        intro=_music(show, Music.Place.INTRO, inputs),
        outro=_music(show, Music.Place.OUTRO, inputs),
        bed=_bed(show, inputs),
        levelling=sound.levelling_strength,
        idle_db=sound.idle_db if _is_of_single_persons(rows) else 0.0,
        target_lufs=sound.target_lufs,
        bitrate_kbps=128 if stereo else 96,
        channels=2 if stereo else 1,
    )
    return Planned(plan=plan, inputs=inputs, by_host=tuple(by_host), sound=sound, pauses=gone)


def body_plan(
    recording: Recording, clearance: Clearance, by_host: Sequence[Stretch] = ()
) -> EditPlan:
    """Who is heard when, without the show's music: that is made where there is none yet."""
    rows, parts = tracks_heard(recording), Parts(recording)
    return EditPlan(
        duration_ms=recording.duration_ms,
        tracks=tuple(Track(input=n, offset_ms=row.offset_ms) for n, row in enumerate(rows)),
        voices=tuple(_voices(recording, rows, clearance, parts)),
        edits=(*_edits(recording, rows, clearance, parts), *_by_host(rows, by_host)),
        trim=trim_of(by_host),
    )


def tracks_heard(recording: Recording) -> list[TrackRow]:
    """The tracks of single persons where there are any; else the mix. Never both: everybody would
    be heard twice. Never the mix in their place: nobody has looked for other voices in it."""
    rows = list(recording.tracks.select_related("speaker"))
    return [row for row in rows if row.speaker_id is not None] or rows


def _is_of_single_persons(rows: Sequence[TrackRow]) -> bool:
    """Several tracks, each of one person."""
    return len(rows) > 1 and all(row.speaker_id is not None for row in rows)


def _seated(tracks: tuple[Track, ...], rows: Sequence[TrackRow]) -> tuple[Track, ...]:
    """Each with the seat of its voice, who keeps it whoever else is left out."""
    people = [row.speaker for row in rows if row.speaker]
    if not _is_of_single_persons(rows):
        return tracks
    host = next((person.pk for person in people if person.role == Role.HOST), None)
    found = seats([person.pk for person in people], host)
    pairs = zip(tracks, people, strict=True)
    return tuple(replace(track, pan=found[person.pk]) for track, person in pairs)


def _as_heard(voices: Iterable[Voice], rows: Sequence[TrackRow]) -> tuple[Voice, ...]:
    """In stereo a track of one channel is heard from two, and measures twice as much."""
    return tuple(
        replace(voice, level_lufs=voice.level_lufs + TWICE_LU)
        if voice.level_lufs is not None
        and voice.track is not None
        and rows[voice.track].channels == 1
        else voice
        for voice in voices
    )


def _bed(show: Show, inputs: dict[int, Input]) -> Bed | None:
    piece = piece_of(show, Music.Place.BED)
    return Bed(input=_input(piece, inputs), duration_ms=piece.duration_ms) if piece else None


def _input(piece: Piece, inputs: dict[int, Input]) -> int:
    inputs[number := len(inputs)] = Input(key=piece.key, sha256=piece.sha256)
    return number


def _music(show: Show, place: Music.Place, inputs: dict[int, Input]) -> PlannedMusic | None:
    piece = piece_of(show, place)
    if piece is None:
        return None
    number = _input(piece, inputs)
    crossfade_ms = min(CROSSFADE_MS, piece.duration_ms // 2)
    return PlannedMusic(input=number, duration_ms=piece.duration_ms, crossfade_ms=crossfade_ms)


def _tracks_of(rows: list[TrackRow], speaker_id: int | None) -> list[int]:
    return [n for n, row in enumerate(rows) if speaker_id and row.speaker_id == speaker_id]


def _voices(
    recording: Recording, rows: list[TrackRow], clearance: Clearance, parts: Parts
) -> Iterable[Voice]:
    for speaker in recording.speakers.filter(pk__in=clearance.heard):
        spans = parts.spans(speaker.pk)
        own: list[int | None] = [*_tracks_of(rows, speaker.pk)]
        for track in own or [None]:
            yield Voice(
                key=_key(speaker, track), spans=spans, track=track, level_lufs=_level(speaker)
            )


def _key(speaker: Speaker, track: int | None) -> str:
    return f"{speaker.number}" if track is None else f"{speaker.number}/{track}"


def _level(speaker: Speaker) -> float | None:
    """What was measured at import; the silence of somebody marked by hand later is no level."""
    known = speaker.level_lufs is not None and speaker.level_lufs > -60
    return speaker.level_lufs if known else None


def _edits(
    recording: Recording, rows: list[TrackRow], clearance: Clearance, parts: Parts
) -> Iterable[Edit]:
    for exclusion in clearance.edits:
        tracks = _tracks_of(rows, exclusion.speaker_id)
        if not tracks or parts.is_by_hand(exclusion):
            for span in parts.with_margin(exclusion):
                yield Edit(span=span, treatment=exclusion.treatment)
        for track in tracks:
            yield Edit(span=exclusion.span, treatment=exclusion.treatment, track=track)
    for number, row in enumerate(rows):
        if row.speaker_id is not None:
            treatment = _beside_the_words(row.speaker_id, clearance)
            yield from _rest_of_track(recording, number, parts.spans(row.speaker_id), treatment)


def _by_host(rows: list[TrackRow], stretches: Iterable[Stretch]) -> Iterable[Edit]:
    for one in stretches:
        if one.deed in TAKES_OUT:
            own: list[int | None] = [*_tracks_of(rows, one.speaker_id)]
            for track in own or [None]:
                yield Edit(span=one.span, treatment=Treatment(one.deed.value), track=track)


def _rest_of_track(
    recording: Recording, track: int, marked: Iterable[Span], treatment: Treatment
) -> Iterable[Edit]:
    """What nobody marked between the words goes the way of the words, breath with it: nothing of
    somebody who is left out, nothing in the own voice of somebody who is altered."""
    whole = (Span(0, recording.duration_ms),)
    if treatment is not Treatment.KEEP:
        for span in subtract(whole, marked):
            yield Edit(span=span, treatment=treatment, track=track)


def _beside_the_words(speaker_id: int, clearance: Clearance) -> Treatment:
    if speaker_id not in clearance.heard:
        return Treatment.SILENCE
    own = (edit.treatment for edit in clearance.edits if edit.speaker_id == speaker_id)
    return Treatment.ALTER if Treatment.ALTER in own else Treatment.KEEP
