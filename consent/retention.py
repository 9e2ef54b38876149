"""What of consent is kept for how long, beside the ledger: one table of rules, and its carrying
out. The ledger itself is kept; what it holds of a person goes by erasure, and long after an
episode was last out (`old_proofs`)."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db.models import DateTimeField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from consent import old_proofs
from consent.models import (
    Ask,
    AskLink,
    Claim,
    Confirmation,
    StandingCode,
    StandingConsent,
    StandingInvite,
    Trace,
)
from recordings import retention as recordings
from recordings.models import Speaker
from recordings.retention import Outlook, Rows, Rule, carry_out, outlook, rule_of_rows

log = logging.getLogger(__name__)


def _last_question(speaker: str) -> Subquery:
    """When the last question to a speaker ended, or will: answered, or expired."""
    end = Coalesce("answered_at", "expires_at")
    asked = Ask.objects.filter(speaker=OuterRef(speaker)).order_by(end.desc())
    return Subquery(asked.values_list(end)[:1], output_field=DateTimeField())


def _addresses_of_speakers() -> Rows:
    """Who was never asked has it kept since it was entered."""
    entered = Coalesce("email_at", "recording__created_at")
    kept = Speaker.objects.order_by().exclude(email="")
    asked = kept.annotate(entered=entered, asked=Coalesce(_last_question("pk"), entered))
    return asked.annotate(since=Greatest("entered", "asked"))


def _addresses_of_asks() -> Rows:
    kept = Ask.objects.order_by().exclude(address="")
    return kept.annotate(since=_last_question("speaker"))


def _links() -> Rows:
    """Those that lead nowhere any more. An answered question's link is the way back for ever."""
    back = Q(purpose=AskLink.Purpose.ANSWER, ask__answered_at__isnull=False, revoked_at=None)
    return AskLink.objects.order_by().exclude(back).annotate(since=F("expires_at"))


def _said_in_advance() -> Rows:
    ended = Coalesce("withdrawn_at", "expires_at")
    return StandingConsent.objects.order_by().annotate(since=ended)


RULES: tuple[Rule, ...] = (
    rule_of_rows(
        key="addresses",
        what="Mail addresses of speakers",
        since="the last question to them ended, or the address was entered",
        rows=_addresses_of_speakers,
        drop=lambda rows: rows.update(email="", email_at=None),
    ),
    rule_of_rows(
        key="addresses",
        what="Mail addresses of questions",
        since="the last question to that person ended",
        rows=_addresses_of_asks,
        drop=lambda rows: rows.update(address=""),
    ),
    rule_of_rows(
        key="links",
        what="Personal links that were not used",
        since="they expired",
        rows=_links,
        drop=lambda rows: rows.delete()[0],
    ),
    rule_of_rows(
        key="traces",
        what="Marks of an answer’s IP and browser",
        since="the answer",
        rows=lambda: Trace.objects.order_by().annotate(since=F("at")),
        drop=lambda rows: rows.delete()[0],
    ),
    rule_of_rows(
        key="traces",
        what="Codes that were asked for, and who confirmed to be who",
        since="they were asked for",
        rows=lambda: Confirmation.objects.order_by().annotate(since=F("at")),
        drop=lambda rows: rows.delete()[0],
    ),
    rule_of_rows(
        key="claims",
        what="Who showed at “My voice” who they are, or tried to",
        since="they did",
        rows=lambda: Claim.objects.order_by().annotate(since=F("at")),
        drop=lambda rows: rows.delete()[0],
    ),
    rule_of_rows(
        key="traces",
        what="Codes to say yes in advance",
        since="they were asked for",
        rows=lambda: StandingCode.objects.order_by().annotate(since=F("at")),
        drop=lambda rows: rows.delete()[0],
    ),
    rule_of_rows(
        key="links",
        what="Invitations to say yes in advance",
        since="they expired",
        rows=lambda: StandingInvite.objects.order_by().annotate(since=F("expires_at")),
        drop=lambda rows: rows.delete()[0],
    ),
    rule_of_rows(
        key="addresses",
        what="Who said yes in advance",
        since="it ended or was taken back",
        rows=_said_in_advance,
        drop=lambda rows: rows.delete()[0],
    ),
    *old_proofs.RULES,
    *recordings.RULES,
)


def outlooks(now: datetime) -> tuple[Outlook, ...]:
    """What every rule keeps, and what will go when."""
    return tuple(outlook(rule, now) for rule in RULES)


def carry_all_out(now: datetime) -> tuple[tuple[Rule, int], ...]:
    """Drop everything that was kept long enough; how many of each."""
    done = tuple((rule, carry_out(rule, now)) for rule in RULES)
    _tell(done)
    return done


def _tell(done: Iterable[tuple[Rule, int]]) -> None:
    for rule, count in done:
        if count:
            log.info("Kept long enough, and gone: %s (%s)", rule.what, count)
