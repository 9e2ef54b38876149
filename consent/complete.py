"""Whether everybody who speaks is listed, where no source says who does: somebody's word for it.

Who reads the gate asks `stands`; the word itself is a row that ends with any change of speakers.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from consent.ledger import canonical
from consent.models import RosterCheck
from consent.signals import consent_changed
from recordings.importers.room import SegmentMethod
from recordings.models import Recording, Segment, Speaker

PLAIN = "plain"
"""The source that knows nothing of its speakers."""


class NotComplete(Exception):
    """Nothing to confirm; `str(error)` says why and what to do."""

    permanent = True


def mark_of(keys: Iterable[str]) -> str:
    """Stands for who is listed: their number and their keys."""
    known = sorted(keys)
    return hashlib.sha256(canonical({"speakers": len(known), "keys": known})).hexdigest()


def is_by_hand(source: str, methods: Collection[str]) -> bool:
    """Whether all that is known of who speaks when was said by hand."""
    return source == PLAIN or (bool(methods) and set(methods) == {SegmentMethod.MANUAL})


def stands(mark: str, checks: Collection[tuple[str, bool]]) -> bool:
    """Whether the word was given for these very speakers; where the site wants it, by the consent
    desk too. `checks` are marks, each with whether the desk gave it."""
    by_host = (mark, False) in checks or (mark, True) in checks
    return by_host and (not settings.ROSTER_BY_DESK or (mark, True) in checks)


def waits_for_desk(recording: Recording) -> bool:
    """Whether the host has given their word, and the desk has not yet."""
    checks = _checks(recording)
    mark = _mark(recording)
    return bool(settings.ROSTER_BY_DESK) and (mark, False) in checks and (mark, True) not in checks


def confirm(recording: Recording, *, by: User, now: datetime, by_desk: bool = False) -> RosterCheck:
    """“Everybody who speaks is listed.” Holds until the speakers change. Raises `NotComplete`."""
    with transaction.atomic():
        locked = Recording.objects.all().lock(recording.pk)
        if not Segment.objects.filter(recording=locked, speaker__isnull=False).exists():
            raise NotComplete("Nobody is listed as speaking yet. Say who speaks, and where.")
        check, _ = RosterCheck.objects.get_or_create(
            recording=locked,
            mark=_mark(locked),
            by_desk=by_desk,
            defaults={"by": by, "at": now},
        )
        consent_changed.send(sender=RosterCheck, recording=locked)
        return check


def _mark(recording: Recording) -> str:
    return mark_of(Speaker.objects.filter(recording=recording).values_list("key", flat=True))


def _checks(recording: Recording) -> set[tuple[str, bool]]:
    rows = RosterCheck.objects.filter(recording=recording)
    return set(rows.values_list("mark", "by_desk"))
