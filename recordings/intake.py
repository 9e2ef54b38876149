"""From an `ImportedRoom` to rows: one transaction, and the same bytes twice give one Recording.

The audio is in the object store before a row speaks of it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from recordings.importers.room import ImportedRoom, ImportedSegment, ImportedSpeaker, ImportedTrack
from recordings.models import Cue, Host, Recording, Room, Segment, Speaker, Track
from recordings.storage import StoredObject


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeTrack:
    """A track whose original, working copy and peaks are in the object store."""

    source: ImportedTrack
    original: StoredObject
    working: StoredObject
    peaks: StoredObject
    duration_ms: int
    channels: int


def fingerprint(tracks: Sequence[ImportedTrack]) -> str:
    """The sha256 (hex) a Recording is known by: a single track's own, else that of all in order."""
    if len(tracks) == 1:
        return tracks[0].sha256
    return hashlib.sha256("".join(track.sha256 for track in tracks).encode()).hexdigest()


def already_taken_in(host: Host, tracks: Sequence[ImportedTrack]) -> Recording | None:
    """The host's Recording of the same bytes, if there is one."""
    return Recording.objects.of(host).filter(sha256=fingerprint(tracks)).first()


@transaction.atomic
def take_in(
    host: Host,
    room: ImportedRoom,
    tracks: Sequence[SafeTrack],
    levels: Mapping[str, float],
) -> tuple[Recording, bool]:
    """Write the rows of a room; the recording, and whether it is new.

    `levels` is the loudness (LUFS) of each speaker's own segments by key, where measured.
    """
    Host.objects.select_for_update().get(pk=host.pk)
    known = already_taken_in(host, room.tracks)
    if known:
        return known, False
    recording = _recording(host, room)
    speakers = _speakers(recording, room, levels)
    _tracks(recording, tracks, speakers)
    _segments(recording, room, speakers)
    _cues(recording, room, speakers)
    return recording, True


def _recording(host: Host, room: ImportedRoom) -> Recording:
    return Recording.objects.create(
        host=host,
        room=_room(host, room),
        source=room.source,
        sha256=fingerprint(room.tracks),
        duration_ms=room.duration_ms,
        chapters=[{"start_ms": c.start_ms, "title": c.title} for c in room.chapters],
        raw=dict(room.raw),
        unrecognised=list(room.unrecognised),
        warnings=list(room.warnings),
    )


def _room(host: Host, room: ImportedRoom) -> Room:
    facts = {
        "title": room.title or "A room without a title",
        "title_from": room.title_from,
        "started_at": room.started_at,
        "started_at_from": room.started_at_from,
        "language": room.language,
    }
    if not room.external_id:
        return Room.objects.create(host=host, platform=room.platform, **facts)
    found, _ = Room.objects.get_or_create(
        host=host, platform=room.platform, external_id=room.external_id, defaults=facts
    )
    return found


def _in_order_of_speech(room: ImportedRoom) -> list[ImportedSpeaker]:
    first: dict[str, int] = {}
    for segment in room.segments:
        if segment.speaker is not None:
            at = first.get(segment.speaker, segment.start_ms)
            first[segment.speaker] = min(at, segment.start_ms)
    return sorted(room.speakers, key=lambda person: first.get(person.key, room.duration_ms))


def _speakers(
    recording: Recording, room: ImportedRoom, levels: Mapping[str, float]
) -> dict[str, Speaker]:
    rows = [
        Speaker(
            recording=recording,
            key=person.key,
            name=person.name,
            handle=person.handle,
            email=person.email,
            email_at=recording.created_at if person.email else None,
            role=person.role,
            external_ids=dict(person.external_ids),
            number=number,
            level_lufs=levels.get(person.key),
        )
        for number, person in enumerate(_in_order_of_speech(room), 1)
    ]
    return {row.key: row for row in Speaker.objects.bulk_create(rows)}


def _tracks(
    recording: Recording, tracks: Sequence[SafeTrack], speakers: Mapping[str, Speaker]
) -> None:
    Track.objects.bulk_create(
        Track(
            recording=recording,
            index=index,
            speaker=speakers.get(track.source.speaker or ""),
            name=track.source.name,
            sha256=track.source.sha256,
            bytes=track.original.bytes,
            offset_ms=track.source.offset_ms,
            duration_ms=track.duration_ms,
            channels=track.channels,
            original_key=track.original.key,
            working_key=track.working.key,
            peaks_key=track.peaks.key,
        )
        for index, track in enumerate(tracks)
    )


def _within(recording: Recording, segment: ImportedSegment) -> tuple[int, int] | None:
    """A source's clock may run a little past its audio; what lies behind the end is not heard."""
    start, end = max(0, segment.start_ms), min(segment.end_ms, recording.duration_ms)
    return (start, end) if start < end else None


def _segments(recording: Recording, room: ImportedRoom, speakers: Mapping[str, Speaker]) -> None:
    heard = ((segment, _within(recording, segment)) for segment in room.segments)
    Segment.objects.bulk_create(
        (
            Segment(
                recording=recording,
                speaker=speakers.get(segment.speaker or ""),
                start_ms=span[0],
                end_ms=span[1],
                method=segment.method,
            )
            for segment, span in heard
            if span
        ),
        batch_size=500,
    )


def _cues(recording: Recording, room: ImportedRoom, speakers: Mapping[str, Speaker]) -> None:
    Cue.objects.bulk_create(
        (
            Cue(
                recording=recording,
                speaker=speakers.get(cue.speaker or ""),
                start_ms=cue.start_ms,
                end_ms=cue.end_ms,
                text=cue.text,
            )
            for cue in room.cues
        ),
        batch_size=500,
    )
