"""Taking an erased voice out of the stored sound: their own tracks become silence, in a mix their
parts do, and what was there before is removed from the store.

The rows say what is left to do, so that a job that dies, or a store that does not answer, is
finished by the sweep.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from recordings import hearing, jobs, storage
from recordings.audio import working
from recordings.importers.room import Progress, SegmentMethod
from recordings.models import Recording, Run, Segment, Speaker, Track, VoiceErasure
from recordings.spans import Span, pad, union
from recordings.storage import StoredObject
from recordings.voices import MARGINS_MS

ERASE = "erase"
ERASE_TASK = "recordings.tasks.erase_voice"
SILENCING = "Taking the voice out"


def begin(speaker: Speaker, leftovers: Iterable[str], now: datetime) -> Run:
    """Have the voice taken out; the Run of it. Belongs to the caller's transaction."""
    erasure, _ = VoiceErasure.objects.get_or_create(speaker=speaker, defaults={"begun_at": now})
    erasure.leftovers = sorted({*erasure.leftovers, *filter(None, leftovers)})
    erasure.done_at = None
    erasure.save(update_fields=["leftovers", "done_at"])
    return jobs.start(ERASE, erasure.pk, ERASE_TASK, max_attempts=10)


def carry_out(erasure_id: int, progress: Progress) -> None:
    """All that is left of one erasure. Doing it twice does no harm."""
    erasure = VoiceErasure.objects.select_related("speaker__recording").get(pk=erasure_id)
    if erasure.recut_at is None:
        for track in erasure.speaker.recording.tracks.all():
            _without(erasure, track, progress)
        VoiceErasure.objects.filter(pk=erasure.pk).update(recut_at=timezone.now())
    storage.delete_all(hearing.KIND)
    cache.clear()
    _remove_leftovers(erasure_id)


def sweep() -> None:
    """Begin again with what is not done and nobody is at."""
    for erasure in VoiceErasure.objects.filter(done_at=None):
        if not jobs.is_live(ERASE, erasure.pk):
            jobs.start(ERASE, erasure.pk, ERASE_TASK, max_attempts=10)


def spans_on(track: Track, speaker: Speaker) -> tuple[Span, ...]:
    """Where a voice may be on a track, on the recording's clock, as production leaves it out: all
    of their own track, in a mix their parts with the source's margin, and on another's track what
    somebody marked by hand, for they heard it there."""
    if track.speaker_id == speaker.pk:
        return (Span(0, max(track.offset_ms, 0) + track.duration_ms + 1),)
    parts = Segment.objects.filter(speaker=speaker)
    others = track.speaker_id is not None
    if others and Track.objects.filter(speaker=speaker).exists():
        parts = parts.filter(method=SegmentMethod.MANUAL)
    end = speaker.recording.duration_ms
    return union(
        span
        for part in parts
        for span in pad((part.span,), MARGINS_MS.get(SegmentMethod(part.method), 0), end)
    )


def _without(erasure: VoiceErasure, track: Track, progress: Progress) -> None:
    spans = _on_clock_of(track, spans_on(track, erasure.speaker))
    source = _source(track)
    if not spans or not source:
        return
    with storage.work_folder() as work, storage.local_copy(source) as copy:
        made = working.silenced(
            copy,
            work / "working.flac",
            spans,
            progress=lambda done, _: progress(SILENCING, done, track.duration_ms),
        )
        sound = storage.put(made.path, kind="working", content_type="audio/flac")
        peaks = _kept_peaks(work / "peaks.bin", made.peaks.values)
    _replace(erasure, track, sound, peaks)


def _source(track: Track) -> str:
    """The working copy, or what it was made of where that was lost; empty where nothing is left
    to take a voice out of."""
    return next((k for k in (track.working_key, track.original_key) if storage.exists(k)), "")


def _kept_peaks(path: Path, values: bytes) -> StoredObject:
    path.write_bytes(values)
    return storage.put(path, kind="peaks", content_type="application/octet-stream", consume=True)


def _on_clock_of(track: Track, spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(
        Span(max(0, span.start_ms - track.offset_ms), span.end_ms - track.offset_ms)
        for span in spans
        if span.end_ms > track.offset_ms
    )


@transaction.atomic
def _replace(erasure: VoiceErasure, track: Track, sound: StoredObject, peaks: StoredObject) -> None:
    """The original is not altered: it is given up, and this copy is the oldest that there is."""
    Recording.objects.all().lock(track.recording_id)
    row = VoiceErasure.objects.select_for_update().get(pk=erasure.pk)
    now = Track.objects.get(pk=track.pk)
    row.leftovers = sorted(
        {*row.leftovers, now.original_key, now.working_key, now.peaks_key} - {sound.key, peaks.key}
    )
    row.save(update_fields=["leftovers"])
    now.original_key = now.working_key = sound.key
    now.peaks_key, now.sha256, now.bytes = peaks.key, sound.sha256, sound.bytes
    now.save()


def _remove_leftovers(erasure_id: int) -> None:
    """What another row still leads to stays: the same bytes are kept once for everybody."""
    erasure = VoiceErasure.objects.get(pk=erasure_id)
    for key in erasure.leftovers:
        if not _is_used(key):
            storage.delete(key)
    VoiceErasure.objects.filter(pk=erasure_id, leftovers=erasure.leftovers).update(
        leftovers=[], done_at=timezone.now()
    )


def _is_used(key: str) -> bool:
    columns = ("original_key", "working_key", "peaks_key")
    return any(Track.objects.filter(**{column: key}).exists() for column in columns)
