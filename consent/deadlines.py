"""The clock of withdrawals: admins are told a day before one is due, and once when it is late."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.urls import reverse

from consent import admins
from consent.models import Withdrawal
from consent.receipts import number
from consent.roles import OFFICERS

log = logging.getLogger(__name__)

SOON = timedelta(hours=24)
_SUBJECTS = {
    "warned_at": "A withdrawal is due within a day",
    "overdue_at": "A withdrawal is overdue",
}


def sweep(now: datetime) -> None:
    """Tell the admins of each withdrawal that is due soon, and of each that is late, once."""
    open_ones = Withdrawal.objects.filter(done_at=None)
    _tell(open_ones.filter(due_at__lte=now, overdue_at=None), "overdue_at", now)
    soon = open_ones.filter(due_at__gt=now, due_at__lte=now + SOON, warned_at=None)
    _tell(soon, "warned_at", now)


def _tell(rows: Iterable[Withdrawal], column: str, now: datetime) -> None:
    for row in rows:
        taken = Withdrawal.objects.filter(pk=row.pk, **{column: None})
        if taken.update(**{column: now}) and not _sent(row, _SUBJECTS[column]):
            Withdrawal.objects.filter(pk=row.pk).update(**{column: None})


def _sent(row: Withdrawal, subject: str) -> bool:
    """The mail names no person: the receipt's number and the desk are enough."""
    to = _told()
    text = (
        f"{subject}: receipt {number(row.receipt)}.\n\n"
        f"Asked for at {row.requested_at:%d %B %Y %H:%M} UTC, due at {row.due_at:%d %B %Y %H:%M} "
        "UTC. The episode is out of everything since it was asked for; files with the voice are "
        f"still to be erased.\n\n{settings.SITE_URL}{reverse('feeds:desk')}?queue=withdrawal\n"
    )
    try:
        return not to or bool(EmailMessage(subject=subject, body=text, to=to).send())
    except OSError:
        log.exception("The admins could not be told of withdrawal %s", row.receipt)
        return False


def _told() -> list[str]:
    """The site's admins, and the consent officers who can be written to."""
    officers = User.objects.filter(groups__name=OFFICERS, is_active=True).exclude(email="")
    return sorted({*admins.addresses(), *officers.values_list("email", flat=True)})
