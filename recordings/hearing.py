"""Parts of a recording as a sound to listen to: made from the working copy, kept in the cache of
the object store under what it was made of."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import QuerySet

from recordings import storage
from recordings.audio.excerpt import excerpt
from recordings.models import Recording, Segment, Speaker, Track
from recordings.spans import Span, union
from recordings.voices import unclaimed

KIND = "heard"
CONTENT_TYPE = "audio/mpeg"


def track_of(recording: Recording, speaker_id: int | None) -> Track | None:
    """Where somebody is heard: on a track of their own, else in the mix. Never on another's."""
    tracks = list(recording.tracks.all())
    own = [track for track in tracks if speaker_id and track.speaker_id == speaker_id]
    mix = [track for track in tracks if track.speaker_id is None]
    return next(iter(own or mix), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFile:
    key: str
    content_type: str = CONTENT_TYPE


def voice_sound(recording: Recording, speaker: Speaker) -> HeardFile | None:
    """One voice's parts, one after the other; None where it has none."""
    parts = recording.segments.filter(speaker=speaker)
    return _sound(track_of(recording, speaker.pk), _spans(parts))


def unclaimed_sound(recording: Recording) -> HeardFile | None:
    """Speech that is nobody's, one part after the other."""
    return _sound(track_of(recording, None), _spans(unclaimed(recording)))


def part_sound(recording: Recording, segment: Segment) -> HeardFile | None:
    track = track_of(recording, segment.speaker_id)
    return _sound(track, (segment.span,))


def _spans(parts: QuerySet[Segment]) -> tuple[Span, ...]:
    return union(Span(*ends) for ends in parts.values_list("start_ms", "end_ms"))


def _sound(track: Track | None, spans: tuple[Span, ...]) -> HeardFile | None:
    if track is None or not spans:
        return None
    made_of = hashlib.sha256(f"{track.sha256} {track.offset_ms} {spans}".encode()).hexdigest()
    known = cache.get(f"heard-{made_of}")
    if known and storage.exists(known):
        return HeardFile(key=known)
    key = _made(track, spans)
    cache.set(f"heard-{made_of}", key, None)
    return HeardFile(key=key)


def _made(track: Track, spans: tuple[Span, ...]) -> str:
    with storage.work_folder() as work, storage.local_copy(track.working_key) as copy:
        heard = excerpt(copy, spans, work / "heard.mp3", offset_ms=track.offset_ms)
        kept = storage.put(heard.path, kind=KIND, content_type=CONTENT_TYPE, consume=True)
    return kept.key
