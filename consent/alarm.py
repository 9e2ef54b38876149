"""Tells the admins by mail that the ledger is broken: each finding once."""

import hashlib
import json
import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from consent import admins
from consent.models import LedgerCheck

log = logging.getLogger(__name__)


def tell(check: LedgerCheck) -> bool:
    """Whether a mail left. What was found before and told is not told again; that all is well
    again is kept, so that the same fault later is news."""
    found = _mark(check)
    if found == check.told or (found and not _sent(check)):
        return False
    LedgerCheck.objects.filter(pk=check.pk).update(told=found)
    return bool(found)


def _mark(check: LedgerCheck) -> str:
    if not check.faults:
        return ""
    return hashlib.sha256(json.dumps(check.faults, sort_keys=True).encode()).hexdigest()


def _sent(check: LedgerCheck) -> bool:
    """A letter each. Nobody to write to is as good as told: the desk shows it all the same."""
    try:
        for address in admins.addresses():
            _letter(check, address).send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("That the ledger is broken was not mailed: %s", type(error).__name__)
        return False
    return True


def _letter(check: LedgerCheck, address: str) -> EmailMessage:
    more = len(check.faults) - 1
    body = (
        f"The consent ledger of {settings.SITE_NAME} ({settings.SITE_URL}) is not as it was "
        f"written.\n\n{check.faults[0]['sentence']}"
        f"{f' And {more} more.' if more else ''}\n\n"
        "See every fault with: manage.py verify_ledger\n\nCompare with a backup before anything "
        "else is done. Until it is settled the ledger is not anchored.\n"
    )
    return EmailMessage(
        subject=f"{settings.SITE_NAME}: the consent ledger is broken",
        body=body,
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
