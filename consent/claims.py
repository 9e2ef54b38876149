"""Who somebody is, over all hosts: a code mailed to their address, or a sign-in with their account.

What is shown holds half an hour, in the browser in which it was shown. Asking for a code does the
same for an address that is known here and one that is not: the worker alone knows which it is.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare, salted_hmac

from consent import appearances, mails, texts, wordings
from consent.accounts import Shown
from consent.appearances import Proven
from consent.models import Claim
from consent.proofs import Outcome, TooMany
from consent.scopes import Level
from recordings import jobs
from recordings.sealed import Purpose, mark, marks

log = logging.getLogger(__name__)

KEY = "consent.claim"
HOLDS_FOR = timedelta(minutes=30)
CODE_FOR = timedelta(minutes=10)
TRIES = 5
PER_HOUR = 3
PER_SITE_AND_HOUR = 300
MAIL_CODE = "claim_code"
_BY_MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What this browser has shown: as whom, by what (`mail`, or a provider's name), until when."""

    proven: Proven
    by: str
    until: datetime

    @property
    def level(self) -> Level:
        return Level.MAIL if self.by == _BY_MAIL else Level.ACCOUNT


def held(session: SessionBase, now: datetime) -> Held | None:
    """Who is here, if they have shown it within the last half hour."""
    secret = session.get(KEY)
    if not secret:
        return None
    shown = Claim.objects.filter(visit=visit_of(secret), shown_at__gt=now - HOLDS_FOR).first()
    if shown is None or shown.shown_at is None:
        return None
    proven = Proven(address=shown.address, account=shown.account)
    return Held(proven=proven, by=shown.by, until=shown.shown_at + HOLDS_FOR)


def ask(session: SessionBase, address: str, language: str, now: datetime) -> None:
    """Have a code mailed, if the address is known here. Raises `TooMany`.

    Nobody is told whether it is: the bounds count what was asked for, not what was sent.
    """
    hour = Claim.objects.filter(by=_BY_MAIL, at__gt=now - timedelta(hours=1))
    here = hour.filter(mark__in=marks(Purpose.ADDRESS, address))
    if here.count() >= PER_HOUR or hour.count() >= PER_SITE_AND_HOUR:
        raise TooMany
    row = Claim.objects.create(
        visit=_fresh(session),
        address=address,
        by=_BY_MAIL,
        language=language,
        mark=mark(Purpose.ADDRESS, address),
        at=now,
        expires_at=now + CODE_FOR,
    )
    jobs.start(MAIL_CODE, row.pk, "consent.tasks.mail_code", max_attempts=1)


def mail_code(claim_id: int, now: datetime) -> bool:
    """Mail the code of a claim, once; whether one left. A code is no question: it goes to who wants
    no more of these too, or they could look after nothing that is held of them."""
    waiting = Claim.objects.filter(pk=claim_id, code="", shown_at=None, expires_at__gt=now)
    row = waiting.first()
    if row is None or not _may_have_one(row, now):
        return False
    code = f"{secrets.randbelow(10**6):06}"
    if not waiting.update(code=_digest(row.visit, code)):
        return False
    try:
        _letter(row, code).send()
    except OSError as error:
        log.warning("The code of claim %s: %s", row.pk, type(error).__name__)
        return False
    return True


def waits(session: SessionBase, now: datetime) -> bool:
    """Whether a code was asked for in this browser, sent or not."""
    return _waiting(session, now) is not None


def confirm(session: SessionBase, code: str, now: datetime) -> Outcome:
    """Take a code. Each try is counted before the code is looked at."""
    row = _waiting(session, now)
    if row is None:
        return Outcome.SPENT
    mine = Claim.objects.filter(pk=row.pk, shown_at=None)
    if not mine.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return Outcome.SPENT
    if not constant_time_compare(_digest(row.visit, "".join(code[:40].split())), row.code):
        return Outcome.WRONG if row.tries + 1 < TRIES else Outcome.SPENT
    if not mine.update(shown_at=now):
        return Outcome.SPENT
    session.cycle_key()
    Claim.objects.filter(pk=row.pk).update(visit=_fresh(session))
    return Outcome.CONFIRMED


def by_account(session: SessionBase, account: Shown, language: str, now: datetime) -> None:
    """Whoever signed in with an account elsewhere is its person."""
    end(session)
    session.cycle_key()
    Claim.objects.create(
        visit=_fresh(session),
        address=account.address,
        account=account.account,
        by=account.provider.name[:32],
        language=language,
        mark=mark(Purpose.ADDRESS, account.address) if account.address else "",
        at=now,
        expires_at=now,
        shown_at=now,
    )


def end(session: SessionBase) -> None:
    """Sign out: what was shown in this browser counts no more."""
    secret = session.pop(KEY, None)
    if secret:
        Claim.objects.filter(visit=visit_of(secret), shown_at__isnull=False).delete()


def sweep(now: datetime) -> None:
    """Addresses go an hour after they were typed; the rest goes by `retention`."""
    old = Claim.objects.filter(at__lte=now - timedelta(hours=1)).exclude(address="", account="")
    old.update(address="", account="")


def visit_of(secret: str) -> str:
    return salted_hmac("consent.claims.visit", secret, algorithm="sha256").hexdigest()


def _waiting(session: SessionBase, now: datetime) -> Claim | None:
    """The latest code that was asked for in this browser; only that one counts."""
    secret = session.get(KEY)
    row = Claim.objects.filter(visit=visit_of(secret)).first() if secret else None
    if row is None or row.shown_at or row.expires_at <= now or row.tries >= TRIES:
        return None
    return row


def _fresh(session: SessionBase) -> str:
    """A new secret for this browser: what waited or was shown under the one before ends."""
    secret = secrets.token_urlsafe(32)
    session[KEY] = secret
    return visit_of(secret)


def _may_have_one(row: Claim, now: datetime) -> bool:
    known = appearances.is_anybody(Proven(address=row.address))
    return known and mails.left_today(row.address, now) > 0


def _letter(row: Claim, code: str) -> EmailMessage:
    language = row.language if row.language in texts.NAMES else texts.DEFAULT
    words = wordings.around(language, {"site": settings.SITE_NAME})
    told: dict[str, Any] = {"words": words, "code": code, "site": settings.SITE_NAME}
    return EmailMessage(
        subject=words["me_code_subject"],
        body=render_to_string("me/code.txt", told),
        to=[row.address],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _digest(visit: str, code: str) -> str:
    return salted_hmac(f"consent.claims.code:{visit}", code, algorithm="sha256").hexdigest()
