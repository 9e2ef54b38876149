"""Recordings that were published before consent was recorded here: somebody vouches for that.

It lets them go on until somebody in them says no, and never counts as anybody's yes.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from consent.models import Ask, ConsentEvent, Legacy
from consent.signals import consent_changed
from recordings.models import Recording


class NotLegacy(Exception):
    """What cannot be marked; `str(error)` says why and what to do."""

    permanent = True


def mark(recording: Recording, *, evidence: str, by: User, now: datetime) -> Legacy:
    """Say that it was out before it came here. Raises `NotLegacy`."""
    if not evidence.strip():
        raise NotLegacy("Nothing shows that it was out before. Say where and since when.")
    with transaction.atomic():
        locked = Recording.objects.all().lock(recording.pk)
        if Legacy.objects.filter(recording=locked).exists():
            raise NotLegacy(f"“{recording}” is marked as published before already.")
        if _was_asked_about(locked):
            raise NotLegacy(
                f"People in “{recording}” were asked here, so it waits for their answers. Only "
                "what nobody was ever asked about can have been published before."
            )
        marked = Legacy.objects.create(recording=locked, by=by, at=now, evidence=evidence.strip())
        consent_changed.send(sender=Legacy, recording=locked)
        return marked


def _was_asked_about(recording: Recording) -> bool:
    """Once somebody was asked, silence is an answer that is still to come."""
    asked = Ask.objects.filter(speaker__recording=recording)
    said = ConsentEvent.objects.filter(recording=recording).exclude(scope="")
    return asked.exists() or said.exists()


def of(recording: Recording) -> Legacy | None:
    return Legacy.objects.select_related("by").filter(recording=recording).first()
