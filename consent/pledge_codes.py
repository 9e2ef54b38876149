"""Whether somebody at an invitation has the address they typed: a code by mail.

The link is shown to a whole room, so nobody can write to strangers with it for long: codes are few
by browser, by address and by link, and who wants no mail gets none.
"""

import logging
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare, salted_hmac

from consent import do_not_ask, mails, texts, wordings
from consent.models import StandingCode, StandingConsent, StandingInvite
from recordings.sealed import Purpose, mark

log = logging.getLogger(__name__)

CODE_FOR = timedelta(minutes=10)
HOLDS_FOR = timedelta(hours=1)
TRIES = 5
PER_HOUR = 3
PER_LINK_AND_HOUR = 60


class NoCode(Exception):
    """A code that was not mailed; `str(error)` says why and what to do, `key` names the sentence
    in the words of the pages."""

    permanent = False

    def __init__(self, sentence: str, key: str) -> None:
        super().__init__(sentence)
        self.key = key


def send(invite: StandingInvite, address: str, visit: str, language: str, now: datetime) -> None:
    """Mail a fresh code. `visit` is the secret of the browser's form. Raises `NoCode`.

    Whether an address wants no mail nobody is told: then none leaves, and no code works.
    """
    if "@" not in address or len(address) > 320 or len(address.split()) != 1:
        raise NoCode("That is no mail address. Type the whole of it.", "confirm_no_address")
    code = f"{secrets.randbelow(10**6):06}"
    wanted = not do_not_ask.wants_none(address, invite.host)
    with transaction.atomic():
        StandingInvite.objects.select_for_update().get(pk=invite.pk)
        _check_not_too_many(invite, address, visit, now)
        row = _written(invite, address, visit, code if wanted else secrets.token_hex(), now)
    if not wanted:
        return
    try:
        _letter(invite, address, code, language).send()
    except OSError as error:
        log.warning("A code at an invitation did not leave: %s", type(error).__name__)
        StandingCode.objects.filter(pk=row.pk).update(expires_at=now)
        raise NoCode("The mail did not leave. Try again later.", "confirm_no_mail") from error


def confirm(invite: StandingInvite, visit: str, code: str, now: datetime) -> bool:
    """Take a code; only the latest of this browser counts. Each try is counted before the code is
    looked at."""
    row = StandingCode.objects.filter(invite=invite, visit=_hashed(visit)).first()
    if row is None or row.expires_at <= now:
        return False
    mine = StandingCode.objects.filter(pk=row.pk, confirmed_at=None, tries__lt=TRIES)
    if not mine.update(tries=F("tries") + 1):
        return False
    if not constant_time_compare(_digest(row.visit, "".join(code[:40].split())), row.code):
        return False
    return bool(StandingCode.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=now))


def confirmed(invite: StandingInvite, visit: str, now: datetime) -> str:
    """The address that this browser has confirmed and not used yet; empty where there is none."""
    row = _confirmed(invite, visit, now).first()
    return row.address if row else ""


def take_confirmed(invite: StandingInvite, visit: str, now: datetime) -> str:
    """The address that this browser has confirmed, once: empty where there is none, or it was
    taken before. In a transaction."""
    rows = _confirmed(invite, visit, now)
    row = rows.select_for_update().first()
    if row is None:
        return ""
    rows.update(confirmed_at=None, expires_at=now)
    return row.address


def _confirmed(invite: StandingInvite, visit: str, now: datetime) -> QuerySet[StandingCode]:
    return StandingCode.objects.filter(
        invite=invite, visit=_hashed(visit), confirmed_at__gt=now - HOLDS_FOR
    )


def _check_not_too_many(
    invite: StandingInvite, address: str, visit: str, now: datetime
) -> None:  # fmt: skip
    hour = StandingCode.objects.filter(at__gt=now - timedelta(hours=1))
    here = hour.filter(invite=invite)
    if (
        here.filter(visit=_hashed(visit)).count() >= PER_HOUR
        or hour.filter(address=address).count() >= PER_HOUR
        or here.count() >= PER_LINK_AND_HOUR
        or mails.left_today(address, now) <= 0
    ):
        raise NoCode("Too many codes were asked for. Try again in an hour.", "confirm_too_many")


def _written(
    invite: StandingInvite, address: str, visit: str, code: str, now: datetime
) -> StandingCode:
    return StandingCode.objects.create(
        invite=invite,
        visit=_hashed(visit),
        address=address,
        mark=mark(Purpose.ADDRESS, address),
        code=_digest(_hashed(visit), code),
        at=now,
        expires_at=now + CODE_FOR,
    )


def receipt(row: StandingConsent, link: str, language: str, now: datetime) -> bool:
    """Mail who said yes the way to see it and to take it back; whether it left. The page they are
    on shows the same."""
    if mails.left_today(row.address, now) <= 0:
        return False
    words = wordings.around(language, {"asker": row.host.name})
    told = {"words": words, "link": link, "site": settings.SITE_NAME}
    letter = EmailMessage(
        subject=words["pledge_mail_subject"],
        body=render_to_string("consent/pledge_receipt.txt", told),
        to=[row.address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        return bool(letter.send())
    except OSError as error:
        log.warning("The receipt of a yes in advance did not leave: %s", type(error).__name__)
        return False


def _letter(invite: StandingInvite, address: str, code: str, language: str) -> EmailMessage:
    language = language if language in texts.NAMES else texts.DEFAULT
    words = wordings.around(language, {"asker": invite.asker})
    told = {"words": words, "code": code, "site": settings.SITE_NAME}
    return EmailMessage(
        subject=words["pledge_code_subject"],
        body=render_to_string("consent/pledge_code.txt", told),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _hashed(visit: str) -> str:
    return salted_hmac("consent.pledges.visit", visit, algorithm="sha256").hexdigest()


def _digest(visit: str, code: str) -> str:
    return salted_hmac(f"consent.pledges.code:{visit}", code, algorithm="sha256").hexdigest()
