"""A speaker's own parts as a file, one after another, and nobody else's around them: for their own
export. What they listen to at their link is in `listening`."""

from collections.abc import Iterable

from consent import listening
from consent.ledger import canonical, sha256
from consent.models import Excerpt
from consent.record import standings_of
from consent.scopes import Scope, State
from recordings import hearing, storage
from recordings.audio.excerpt import excerpt
from recordings.models import Speaker, Track
from recordings.spans import Span, intersect, total_ms

_VERSION = 1
"""Goes up when the same parts would be made into another file."""


def track_of(speaker: Speaker, spans: Iterable[Span]) -> Track | None:
    """The track they are heard on: their own, else the mix; of several the one with most of
    their parts. Never somebody else's."""
    tracks = list(speaker.recording.tracks.all())
    own = [track for track in tracks if track.speaker_id == speaker.pk]
    mix = [track for track in tracks if track.speaker_id is None]
    parts = tuple(spans)
    return max(own or mix, key=lambda track: _covered_ms(track, parts), default=None)


def _covered_ms(track: Track, spans: Iterable[Span]) -> int:
    end_ms = track.offset_ms + track.duration_ms
    if end_ms <= 0:
        return 0
    return total_ms(intersect(spans, [Span(max(0, track.offset_ms), end_ms)]))


def excerpt_of(speaker: Speaker, spans: tuple[Span, ...]) -> Excerpt | None:
    """The file of a speaker's parts, made now if need be; None where there is nothing to hear."""
    track = track_of(speaker, spans)
    if track is None or not spans:
        return None
    made_of = _made_of(track, spans)
    known = Excerpt.objects.filter(speaker=speaker).first()
    if known and known.made_of == made_of and storage.exists(known.key):
        return known
    made = _made(speaker, track, spans, made_of)
    if known and known.key != made.key:
        storage.delete(known.key)
    return made


def is_closed(speaker: Speaker) -> bool:
    """Whether they said no to being heard, or took it back: then their host hears nothing of them
    here. They themselves can listen at their link."""
    return standings_of(speaker).state(Scope.PUBLISH) in (State.REFUSED, State.WITHDRAWN)


def erase_copies(speaker: Speaker) -> None:
    """Erase what was made of a voice to listen to. What hosts and the others in the recording hear
    is made anew for every other voice; the speaker's own, when they listen again. Raises
    `StorageFailed`."""
    storage.delete_all(hearing.KIND)
    listening.erase_all(speaker.recording)
    for row in Excerpt.objects.filter(speaker=speaker):
        if not Excerpt.objects.filter(key=row.key).exclude(pk=row.pk).exists():
            storage.delete(row.key)
        row.delete()


def _made_of(track: Track, spans: Iterable[Span]) -> str:
    parts = [[span.start_ms, span.end_ms] for span in spans]
    told = {"version": _VERSION, "sound": track.sha256, "at": track.offset_ms, "parts": parts}
    return sha256(canonical(told).decode())


def _made(speaker: Speaker, track: Track, spans: tuple[Span, ...], made_of: str) -> Excerpt:
    with storage.work_folder() as folder, storage.local_copy(track.working_key) as source:
        file = excerpt(source, spans, folder / "excerpt.mp3", offset_ms=track.offset_ms)
        stored = storage.put(
            file.path, kind=listening.KIND, content_type=listening.CONTENT_TYPE, consume=True
        )
    made, _ = Excerpt.objects.update_or_create(
        speaker=speaker,
        defaults={
            "made_of": made_of,
            "key": stored.key,
            "bytes": stored.bytes,
            "duration_ms": file.duration_ms,
        },
    )
    return made
