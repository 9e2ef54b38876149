"""Minors: a guardian decides for them. To mark somebody as one only protects; to undo it needs an
officer and evidence."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from consent import asks
from consent.receipts import Receipt
from consent.record import NotRecorded, note, standings_of
from consent.scopes import NOT_FOR_MINORS, Decision, Method, Scope
from recordings.models import Recording, Speaker


def is_minor(speaker: Speaker) -> bool:
    return standings_of(speaker).minor


def mark(speaker: Speaker, *, by: User, now: datetime) -> Receipt:
    """From here on only a guardian's yes counts, and the minor is asked nothing more: questions
    that wait end, for whoever is asked from now on is asked as a guardian."""
    with transaction.atomic():
        Recording.objects.all().lock(speaker.recording_id)
        asks.end_open(speaker, now)
        return note(
            speaker,
            Decision.MINOR,
            method=Method.ATTESTED,
            actor=by.get_username(),
            now=now,
            evidence="Marked as a minor.",
        )


def of_age(speaker: Speaker, *, evidence: str, by: User, now: datetime) -> Receipt:
    """They decide for themselves: a guardian's yes ends with it. Raises `NotRecorded`."""
    if not is_minor(speaker):
        raise NotRecorded(f"{speaker} is not marked as a minor.")
    if not evidence.strip():
        raise NotRecorded(f"Nothing shows that {speaker} is of age. Give the evidence.")
    return note(
        speaker,
        Decision.OF_AGE,
        method=Method.ATTESTED,
        actor=by.get_username(),
        now=now,
        evidence=evidence,
    )


def for_guardians(scopes: Iterable[str]) -> tuple[Scope, ...]:
    """What of a show's uses a guardian is asked about."""
    return tuple(scope for scope in map(Scope, scopes) if scope not in NOT_FOR_MINORS)
