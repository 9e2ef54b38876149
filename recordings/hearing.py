"""Parts of a recording as a sound to listen to: made from the working copy, kept in the cache of
the object store under what it was made of."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.cache import cache
from django.db.models import QuerySet

from recordings import storage
from recordings.audio.excerpt import excerpt
from recordings.audio.stretch import stretch
from recordings.models import Recording, Segment, Speaker, Track
from recordings.spans import Span, shifted, union
from recordings.voices import unclaimed

CLOSE_MS = 10 * 60_000
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
    if track is None or not shifted(spans, -track.offset_ms):
        return None
    made_of = f"{track.sha256} {track.offset_ms} {spans}"
    return kept(made_of, lambda work: _made(track, spans, work))


def kept(made_of: str, make: Callable[[Path], Path]) -> HeardFile:
    """What was made of the same before, else what `make` makes in a folder that goes. All of it
    is erased with any voice that is taken back."""
    name = f"heard-{hashlib.sha256(made_of.encode()).hexdigest()}"
    known = cache.get(name)
    if known and storage.exists(known):
        return HeardFile(key=known)
    with storage.work_folder() as work:
        file = storage.put(make(work), kind=KIND, content_type=CONTENT_TYPE, consume=True)
    cache.set(name, file.key, None)
    return HeardFile(key=file.key)


def _made(track: Track, spans: tuple[Span, ...], work: Path) -> Path:
    with storage.local_copy(track.working_key) as copy:
        source, parts = _near(track, copy, spans, work)
        return excerpt(source, parts, work / "heard.mp3").path


def _near(
    track: Track, copy: Path, spans: tuple[Span, ...], work: Path
) -> tuple[Path, tuple[Span, ...]]:
    """The file to read and the parts on its clock. Parts that lie close together are cut out
    first: to decode three hours for ten seconds at their end would take half a minute."""
    own = shifted(spans, -track.offset_ms)
    if not own or own[-1].end_ms - own[0].start_ms > CLOSE_MS:
        return copy, own
    whole = Span(own[0].start_ms, own[-1].end_ms)
    return stretch(copy, whole, work / "near.flac"), shifted(own, -whole.start_ms)
