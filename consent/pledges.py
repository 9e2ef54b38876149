"""Saying yes in advance: the yes that only who has the address can give, and its end. It allows
nothing by itself; see `announcements`."""

import secrets
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from consent import chain, invites, pledge_codes, receipts, texts, tokens, wordings
from consent.chain import Entry
from consent.models import Ask, StandingConsent, StandingInvite, Wording
from consent.models.standing import StandingConsentQuerySet
from consent.receipts import Receipt
from consent.scopes import Decision, Level, Method, Scope
from consent.terms import Terms, name_mark
from consent.tokens import LinkGone

HOLDS_FOR = timedelta(days=365)
_WHO = "whoever has the address"
_BY_CODE = "Typed a code mailed to their address."


class NotPledged(Exception):
    """A yes in advance that was not recorded; `str(error)` says why and what to do."""

    permanent = True


def find(token: str) -> StandingConsent:
    """The yes in advance whose giver has this token: the way to take it back. Raises `LinkGone`."""
    rows = StandingConsent.objects.select_related("host", "wording")
    row = rows.filter(token_sha256=tokens.digest(token)).first()
    if row is None:
        raise LinkGone(404)
    return row


def pledge(
    invite: StandingInvite,
    scopes: Iterable[str],
    *,
    visit: str,
    language: str,
    now: datetime,
    until: datetime | None = None,
    account: str = "",
    where: str = "",
) -> tuple[StandingConsent, str]:
    """Record a yes to rooms to come, for a year at most, and give the token with which it is taken
    back. `account` is the mark of the account they signed in with, `where` the name of that place.

    Raises `NotPledged` where this browser has not confirmed an address, or confirmed it for a yes
    that was recorded before, and where the voice is not among what is allowed. A later yes of the
    same address takes the place of an earlier one.
    """
    said = tuple(scope for scope in Scope if scope in set(scopes) & set(invite.scopes))
    if Scope.PUBLISH not in said:
        raise NotPledged("Your voice is not among what you allow, so nothing was recorded.")
    language = language if language in texts.NAMES else texts.DEFAULT
    wording, token = wordings.current(language), secrets.token_urlsafe(32)
    with transaction.atomic():
        address = pledge_codes.take_confirmed(invite, visit, now)
        if not address:
            raise NotPledged("Confirm your address first: ask for a code, and type it in.")
        row = StandingConsent.objects.create(
            host=invite.host,
            purpose=invite.purpose,
            address=address,
            account=account,
            scopes=list(said),
            wording=wording,
            level=Level.ACCOUNT if account else Level.MAIL,
            receipt=uuid.uuid4(),
            token_sha256=tokens.digest(token),
            created_at=now,
            expires_at=min(until or now + HOLDS_FOR, now + HOLDS_FOR),
        )
        shown = invites.shown_text(invite, said, row.expires_at, language)
        signed_in = f" Signed in at {where} with their account." if account else ""
        entry = _entries(row, Decision.GRANTED, shown, f"{_BY_CODE}{signed_in}", wording)
        chain.append(entry, row.receipt, now)
    return row, token


def take_back(
    row: StandingConsent, now: datetime, shown: str = "", receipt: uuid.UUID | None = None
) -> Receipt | None:
    """End every yes in advance to this host of who has this address or this account; nothing where
    there is none left. What is announced and does not count yet never will. `receipt` is given
    where it is said again."""
    with transaction.atomic():
        open_ = list(theirs(row).select_for_update().filter(withdrawn_at=None).order_by("pk"))
        entries = [line for one in open_ for line in _entries(one, Decision.WITHDRAWN, shown)]
        lines = chain.append(entries, receipt or uuid.uuid4(), now) if entries else []
        ids = [one.pk for one in open_]
        StandingConsent.objects.filter(pk__in=ids).update(withdrawn_at=now)
        waiting = Ask.objects.filter(standing__in=ids, answered_at=None)
        waiting.update(standing=None, counts_at=None, announced="")
    return receipts.receipt(lines) if lines else None


def theirs(row: StandingConsent) -> StandingConsentQuerySet:
    """All that was said in advance to this host from the same address or with the same account."""
    same = Q(pk=row.pk)
    if row.address:
        same |= Q(address=row.address)
    if row.account:
        same |= Q(account=row.account)
    return StandingConsent.objects.filter(same, host=row.host_id)


def _entries(
    row: StandingConsent,
    decision: Decision,
    shown: str,
    evidence: str = "",
    wording: Wording | None = None,
) -> list[Entry]:
    """A line for each scope, about no recording and no speaker."""
    return [
        Entry(
            recording=None,
            speaker=None,
            scope=Scope(scope),
            decision=decision,
            method=Method.STANDING,
            actor=_WHO,
            wording=wording,
            terms=_terms(row, decision),
            shown=shown,
            evidence=evidence,
        )
        for scope in row.scopes
    ]


def _terms(row: StandingConsent, decision: Decision) -> Callable[[str], Terms]:
    return lambda salt: Terms(
        level=Level(row.level),
        purpose=row.purpose,
        until=row.expires_at if decision == Decision.GRANTED else None,
        subject=str(row.uid),
        account=name_mark(salt, row.account),
    )
