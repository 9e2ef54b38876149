"""From a Recording's rows and its Clearance to an EditPlan: who is heard on which track, what is
not, and which files go in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from consent.policy import Clearance
from consent.policy import Edit as Exclusion
from feeds.models import Music, Show
from feeds.music import piece_of
from recordings.audio.plan import Edit, EditPlan, Track, Treatment, Voice
from recordings.audio.plan import Music as PlannedMusic
from recordings.importers.room import SegmentMethod
from recordings.models import Recording, Segment, Speaker
from recordings.models import Track as TrackRow
from recordings.spans import Span, intersect, pad, subtract, union
from recordings.voices import MARGINS_MS
from recordings.words import clock, duration

CROSSFADE_MS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file the plan reads, in the object store."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan, and its inputs by number."""

    plan: EditPlan
    inputs: dict[int, Input]

    @property
    def fingerprint(self) -> str:
        return self.plan.fingerprint({number: file.sha256 for number, file in self.inputs.items()})


def plan_for(recording: Recording, show: Show, clearance: Clearance) -> Planned:
    """The plan of an episode of this recording in this show, under this Clearance."""
    rows = tracks_heard(recording)
    inputs = {n: Input(key=row.working_key, sha256=row.sha256) for n, row in enumerate(rows)}
    intro = _music(show, Music.Place.INTRO, inputs)
    outro = _music(show, Music.Place.OUTRO, inputs)
    stereo = any(row.channels > 1 for row in rows)
    plan = EditPlan(
        duration_ms=recording.duration_ms,
        tracks=tuple(Track(input=n, offset_ms=row.offset_ms) for n, row in enumerate(rows)),
        voices=tuple(_voices(recording, rows, clearance)),
        edits=tuple(_edits(recording, rows, clearance)),
        intro=intro,
        outro=outro,
        target_lufs=show.loudness_lufs,
        bitrate_kbps=128 if stereo else 96,
        channels=2 if stereo else 1,
    )
    return Planned(plan=plan, inputs=inputs)


def tracks_heard(recording: Recording) -> list[TrackRow]:
    """The tracks of single persons where there are any; else the mix. Never both: everybody would
    be heard twice. Never the mix in their place: nobody has looked for other voices in it."""
    rows = list(recording.tracks.select_related("speaker"))
    return [row for row in rows if row.speaker_id is not None] or rows


def _music(show: Show, place: Music.Place, inputs: dict[int, Input]) -> PlannedMusic | None:
    piece = piece_of(show, place)
    if piece is None:
        return None
    number = len(inputs)
    inputs[number] = Input(key=piece.key, sha256=piece.sha256)
    crossfade_ms = min(CROSSFADE_MS, piece.duration_ms // 2)
    return PlannedMusic(input=number, duration_ms=piece.duration_ms, crossfade_ms=crossfade_ms)


def _tracks_of(rows: list[TrackRow], speaker_id: int | None) -> list[int]:
    return [n for n, row in enumerate(rows) if speaker_id and row.speaker_id == speaker_id]


def _spans(recording: Recording, speaker_id: int | None) -> tuple[Span, ...]:
    return union(part.span for part in _parts(recording, speaker_id))


def _parts(recording: Recording, speaker_id: int | None) -> QuerySet[Segment]:
    """Somebody's segments, or (None) those that are nobody's."""
    if speaker_id is None:
        return recording.segments.filter(speaker=None, not_a_person=False)
    return recording.segments.filter(speaker_id=speaker_id)


def _voices(recording: Recording, rows: list[TrackRow], clearance: Clearance) -> Iterable[Voice]:
    for speaker in recording.speakers.filter(pk__in=clearance.heard):
        spans = _spans(recording, speaker.pk)
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


def _edits(recording: Recording, rows: list[TrackRow], clearance: Clearance) -> Iterable[Edit]:
    for exclusion in clearance.edits:
        tracks = _tracks_of(rows, exclusion.speaker_id)
        if not tracks or _marked_by_hand(recording, exclusion):
            for span in _with_margin(recording, exclusion):
                yield Edit(span=span, treatment=exclusion.treatment)
        for track in tracks:
            yield Edit(span=exclusion.span, treatment=exclusion.treatment, track=track)
    for number, row in enumerate(rows):
        if row.speaker_id is not None:
            yield from _rest_of_track(recording, number, row.speaker_id, clearance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """A part of somebody who is heard that goes along with who is left out."""

    speaker: Speaker
    span: Span

    @property
    def sentence(self) -> str:
        """`3 s of Sami at 13:38`."""
        time = duration(self.span.end_ms - self.span.start_ms)
        return f"{time} of {self.speaker.display_name} at {clock(self.span.start_ms)}"


def also_silent(recording: Recording, clearance: Clearance, speaker_id: int) -> tuple[Overlap, ...]:
    """What of others is left out with somebody, their voices being in one mix. Nothing where they
    have a track of their own."""
    rows = tracks_heard(recording)
    edits = [edit for edit in clearance.edits if edit.speaker_id == speaker_id]
    edits = [e for e in edits if not _tracks_of(rows, speaker_id) or _marked_by_hand(recording, e)]
    gone = union(span for edit in edits for span in _with_margin(recording, edit))
    return tuple(
        Overlap(speaker=speaker, span=span)
        for speaker in recording.speakers.filter(pk__in=clearance.heard)
        for span in intersect(_spans(recording, speaker.pk), gone)
    )


def _marked_by_hand(recording: Recording, exclusion: Exclusion) -> bool:
    """Whoever marks a part hears somebody on another's track: a voice that leaked into it."""
    parts = _overlapping(recording, exclusion)
    return parts.filter(method=SegmentMethod.MANUAL).exists()


def _overlapping(recording: Recording, exclusion: Exclusion) -> QuerySet[Segment]:
    return _parts(recording, exclusion.speaker_id).filter(
        start_ms__lt=exclusion.span.end_ms, end_ms__gt=exclusion.span.start_ms
    )


def _rest_of_track(
    recording: Recording, track: int, speaker_id: int, clearance: Clearance
) -> Iterable[Edit]:
    """What nobody marked between the words goes the way of the words, breath with it: nothing of
    somebody who is left out, nothing in the own voice of somebody who is altered."""
    whole = (Span(0, recording.duration_ms),)
    treatment = _beside_the_words(speaker_id, clearance)
    if treatment is not Treatment.KEEP:
        for span in subtract(whole, _spans(recording, speaker_id)):
            yield Edit(span=span, treatment=treatment, track=track)


def _beside_the_words(speaker_id: int, clearance: Clearance) -> Treatment:
    if speaker_id not in clearance.heard:
        return Treatment.SILENCE
    own = (edit.treatment for edit in clearance.edits if edit.speaker_id == speaker_id)
    return Treatment.ALTER if Treatment.ALTER in own else Treatment.KEEP


def _with_margin(recording: Recording, exclusion: Exclusion) -> tuple[Span, ...]:
    parts = _overlapping(recording, exclusion)
    methods = set(parts.values_list("method", flat=True).order_by())
    margin = max((MARGINS_MS.get(SegmentMethod(method), 0) for method in methods), default=0)
    return pad((exclusion.span,), margin, recording.duration_ms)
