"""Corrections to who is heard where: the host knows the room better than any file.

Each verb locks the Recording first and tells the apps above, in one transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from recordings.importers.room import Role, SegmentMethod
from recordings.importers.text import line
from recordings.models import NotAPerson, Recording, Segment, Speaker
from recordings.signals import voices_changed
from recordings.spans import Span

MARGINS_MS = {
    SegmentMethod.HYDRA: 1_000,
    SegmentMethod.CAPTION: 1_000,
    SegmentMethod.SESSION: 2_000,
    SegmentMethod.VAD: 100,
    SegmentMethod.MANUAL: 1_000,
}
"""How far a source's clock may be off. Who is left out of a mix is left out with this margin:
a Space tells once a second who speaks, and what is in doubt is not published."""


@contextmanager
def _changing(recording: Recording) -> Iterator[Recording]:
    with transaction.atomic():
        locked = Recording.objects.all().lock(recording.pk)
        yield locked
        voices_changed.send(Recording, recording=locked)


def add_speaker(recording: Recording, *, name: str, handle: str = "", email: str = "") -> Speaker:
    """A person the source did not list."""
    with _changing(recording) as locked:
        last = locked.speakers.aggregate(last=Max("number"))["last"] or 0
        return Speaker.objects.create(
            recording=locked,
            key=f"added-{last + 1}",
            name=line(name),
            handle=line(handle).lstrip("@"),
            email=email,
            email_at=timezone.now() if email else None,
            role=Role.SPEAKER,
            number=last + 1,
        )


def rename(speaker: Speaker, *, name: str, handle: str = "", email: str = "") -> Speaker:
    with _changing(speaker.recording):
        speaker.name, speaker.handle = line(name), line(handle).lstrip("@")
        if email != speaker.email:
            speaker.email, speaker.email_at = email, timezone.now() if email else None
        speaker.save(update_fields=["name", "handle", "email", "email_at"])
        return speaker


def unclaimed(recording: Recording) -> QuerySet[Segment]:
    """Speech that is nobody's yet."""
    return recording.segments.filter(speaker=None, not_a_person=False)


def assign(
    recording: Recording, segment_ids: Sequence[int], speaker: Speaker, *, by: User | None = None
) -> int:
    """Say whose these parts are; how many were."""
    with _changing(recording) as locked:
        _undone(locked, segment_ids, by)
        return locked.segments.filter(pk__in=segment_ids).update(
            speaker=speaker, method=SegmentMethod.MANUAL, not_a_person=False
        )


def assign_all_unclaimed(recording: Recording, speaker: Speaker) -> int:
    with _changing(recording) as locked:
        return unclaimed(locked).update(speaker=speaker, method=SegmentMethod.MANUAL)


def not_a_person(
    recording: Recording, segment_ids: Sequence[int], *, by: User | None = None
) -> int:
    """Say that these parts are music or noise: nobody has to be asked about them. Who said so and
    when is kept; how many parts it is about."""
    with _changing(recording) as locked:
        parts = list(unclaimed(locked).filter(pk__in=segment_ids))
        NotAPerson.objects.bulk_create(
            NotAPerson(
                recording=locked,
                segment=part,
                start_ms=part.start_ms,
                end_ms=part.end_ms,
                by=by,
                at=timezone.now(),
            )
            for part in parts
        )
        ids = [part.pk for part in parts]
        return locked.segments.filter(pk__in=ids).update(not_a_person=True)


def a_person_after_all(
    recording: Recording, segment_ids: Sequence[int], *, by: User | None = None
) -> int:
    """Take that back: the parts are nobody's speech again, and block until it is known whose."""
    with _changing(recording) as locked:
        _undone(locked, segment_ids, by)
        marked = locked.segments.filter(pk__in=segment_ids, speaker=None, not_a_person=True)
        return marked.update(not_a_person=False)


def said_not_a_person(recording: Recording) -> QuerySet[Segment]:
    """Parts that somebody called music or noise, whoever did."""
    return recording.segments.filter(speaker=None, not_a_person=True)


def _undone(recording: Recording, segment_ids: Sequence[int], by: User | None) -> None:
    standing = NotAPerson.objects.filter(recording=recording, undone_at=None)
    standing.filter(segment__in=segment_ids).update(undone_by=by, undone_at=timezone.now())


def mark(recording: Recording, speaker: Speaker, span: Span) -> Segment:
    """Say that a speaker is heard in a span."""
    with _changing(recording) as locked:
        return Segment.objects.create(
            recording=locked,
            speaker=speaker,
            start_ms=span.start_ms,
            end_ms=min(span.end_ms, locked.duration_ms),
            method=SegmentMethod.MANUAL,
        )


def retitle(recording: Recording, title: str) -> None:
    with transaction.atomic():
        recording.room.title, recording.room.title_from = line(title), "the host"
        recording.room.save(update_fields=["title", "title_from"])
