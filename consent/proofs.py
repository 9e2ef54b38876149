"""Whether somebody at a link is who was asked: a code by mail, and how long what it proves holds.

A code proves something only where it goes to an address that was known before: the one the ask
went to, or the one the host has of the speaker and somebody at the link can name.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from consent import mails
from consent.mails import NotAsked
from consent.models import Ask, Confirmation, Sending
from consent.scopes import Level, Method
from recordings.models import Recording
from recordings.sealed import Purpose, mark, marks

CODE_FOR = timedelta(minutes=10)
TRIES = 5
PER_HOUR = 3
HOLDS_FOR = timedelta(hours=1)
"""So long after it was confirmed a proof counts for what is sent from that browser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How sure it is who is here. `evidence` is the sentence that the ledger keeps of it."""

    level: Level = Level.LINK
    method: Method = Method.LINK
    evidence: str = ""

    @property
    def told(self) -> Level | None:
        """The level as terms hold it: none where the method alone says it."""
        return self.level if self.level > Level.LINK else None


LINK_ALONE = Proof()


class Known(StrEnum):
    """What is known of an address to which a code could go."""

    ASKED_AT = "asked_at"
    BY_NAME = "by_name"
    """Somebody has to name it, and then it has to be the one that is known."""
    NONE = "none"


class Outcome(StrEnum):
    """What became of a code that was typed in."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    SPENT = "spent"


class TooMany(Exception):
    """No more codes for now; the pages say so in their own words."""

    permanent = False


def proof(ask: Ask, seal: str, now: datetime) -> Proof:
    """The best that this browser has shown at this link within the last hour."""
    if not seal:
        return LINK_ALONE
    shown = Confirmation.objects.filter(
        ask=ask, visit=_visit(seal), confirmed_at__gt=now - HOLDS_FOR
    )
    best = shown.order_by("-level").first()
    return LINK_ALONE if best is None else _proof(best)


def _proof(row: Confirmation) -> Proof:
    if row.level == Level.ACCOUNT:
        return Proof(
            level=Level.ACCOUNT,
            method=Method.ACCOUNT,
            evidence=f"Signed in at {row.by} with the account that was known.",
        )
    return Proof(level=Level.MAIL, evidence="Typed a code mailed to the address that was known.")


def known(ask: Ask) -> Known:
    """Whether there is an address at which a code proves anything. A guardian has only the one
    that they were asked at: the other is the minor's."""
    if ask.address:
        return Known.ASKED_AT
    return Known.BY_NAME if ask.speaker.email and not ask.guardian else Known.NONE


def send_code(ask: Ask, named: str, seal: str, language: str, now: datetime) -> None:
    """Mail a fresh code. `named` is the address somebody typed, where the ask had none.

    Nobody is told whether an address they name is the one that is known. Raises `TooMany`, and
    `NotAsked` where nothing may be mailed to this person or the mail server took it not.
    """
    address = ask.address or ask.speaker.email
    right = bool(ask.address) or _is(named, address)
    code = f"{secrets.randbelow(10**6):06}"
    with transaction.atomic():
        Recording.objects.all().lock(ask.speaker.recording_id)
        _check_not_too_many(ask, address, now)
        sending = mails.counted_code(ask, address, now) if right else None
        row = _written(ask, address, seal, code if right else secrets.token_hex(), now)
    if sending is None:
        return
    try:
        mails.deliver_code(sending, address, code, language, now)
    except NotAsked:
        row.delete()
        raise


def waiting(ask: Ask, seal: str, now: datetime) -> Confirmation | None:
    """The code that this browser waits for; only the latest counts."""
    return _open(ask, seal, now).first() if seal else None


def confirm(ask: Ask, seal: str, code: str, now: datetime) -> Outcome:
    """Take a code. Each try is counted before the code is looked at."""
    row = waiting(ask, seal, now)
    if row is None:
        return Outcome.SPENT
    mine = Confirmation.objects.filter(pk=row.pk, confirmed_at=None)
    if not mine.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return Outcome.SPENT
    if not constant_time_compare(_digest(row.visit, _digits(code)), row.code):
        return Outcome.WRONG if row.tries + 1 < TRIES else Outcome.SPENT
    return Outcome.CONFIRMED if mine.update(confirmed_at=now) else Outcome.SPENT


def confirm_account(ask: Ask, seal: str, where: str, now: datetime) -> None:
    """Keep that somebody here signed in with the account that is known. Whether it is that one is
    `accounts.is_theirs`."""
    Confirmation.objects.create(
        ask=ask,
        visit=_visit(seal),
        level=Level.ACCOUNT,
        by=where[:32],
        at=now,
        expires_at=now,
        confirmed_at=now,
    )


def carry_on(ask: Ask, seal: str, level: Level, by: str, now: datetime) -> None:
    """What was shown over all hosts holds at this link too. Whether it is theirs is
    `appearances`."""
    if seal:
        Confirmation.objects.create(
            ask=ask,
            visit=_visit(seal),
            level=level,
            by=by[:32],
            at=now,
            expires_at=now,
            confirmed_at=now,
        )


def masked(address: str) -> str:
    """`n…@example.org`: enough to know one's own address again."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _open(ask: Ask, seal: str, now: datetime) -> QuerySet[Confirmation]:
    latest = Confirmation.objects.filter(ask=ask, visit=_visit(seal), level=Level.MAIL)
    first = latest.values_list("pk", flat=True)[:1]
    fresh = Confirmation.objects.filter(pk__in=list(first), confirmed_at=None, expires_at__gt=now)
    return fresh.filter(tries__lt=TRIES)


def _check_not_too_many(ask: Ask, address: str, now: datetime) -> None:
    """By link, whatever was named; and by address, over all links."""
    hour = now - timedelta(hours=1)
    here = Confirmation.objects.filter(ask=ask, level=Level.MAIL, at__gt=hour)
    to = Sending.objects.filter(
        kind=Sending.Kind.CODE, mark__in=marks(Purpose.ADDRESS, address), at__gt=hour
    )
    if max(here.count(), to.count()) >= PER_HOUR:
        raise TooMany


def _written(ask: Ask, address: str, seal: str, code: str, now: datetime) -> Confirmation:
    visit = _visit(seal)
    return Confirmation.objects.create(
        ask=ask,
        visit=visit,
        level=Level.MAIL,
        by="mail",
        mark=mark(Purpose.ADDRESS, address),
        code=_digest(visit, code),
        at=now,
        expires_at=now + CODE_FOR,
    )


def _is(named: str, address: str) -> bool:
    return bool(named) and mark(Purpose.ADDRESS, named) == mark(Purpose.ADDRESS, address)


def _visit(seal: str) -> str:
    return salted_hmac("consent.proofs.visit", seal, algorithm="sha256").hexdigest()


def _digest(visit: str, code: str) -> str:
    return salted_hmac(f"consent.proofs.code:{visit}", code, algorithm="sha256").hexdigest()


def _digits(code: str) -> str:
    return "".join(code[:40].split())
