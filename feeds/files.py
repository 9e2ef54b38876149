"""Finished files in the store: which of them some row still needs, and clips that have fallen."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from feeds.models import ClipFile, Enclosure, Master
from recordings import storage
from recordings.models import Recording, Track


def is_needed(key: str) -> bool:
    """Objects are named by their bytes, so another row may have the very same."""
    tracks = Track.objects.filter(Q(original_key=key) | Q(working_key=key) | Q(peaks_key=key))
    return (
        Enclosure.objects.filter(key=key, master__erased_at=None).exists()
        or Master.objects.filter(peaks_key=key, erased_at=None).exists()
        or ClipFile.objects.filter(key=key, fallen_at=None).exists()
        or tracks.exists()
    )


def drop(keys: Iterable[str]) -> None:
    """Remove the objects that no row needs. Raises `StorageFailed`."""
    for key in sorted(keys):
        if not is_needed(key):
            storage.delete(key)


def fallen() -> QuerySet[ClipFile]:
    """Files of clips that nobody is served any more, and whose bytes are still there."""
    return ClipFile.objects.filter(fallen_at__isnull=False, erased_at=None)


def erase_fallen(recording_id: int, now: datetime) -> None:
    """The rows first, then the objects that no other row needs. Raises `StorageFailed`."""
    with transaction.atomic():
        Recording.objects.all().lock(recording_id)
        files = list(fallen().filter(clip__episode__recording=recording_id))
        ClipFile.objects.filter(pk__in=[file.pk for file in files]).update(erased_at=now)
        drop({file.key for file in files})
