"""Looking at the evidence: what a speaker was shown, who recorded what, and how it is proven.

Each look is itself a line of the ledger, written before anything is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from consent import receipts, wordings
from consent.history import HOW
from consent.models import ConsentEvent
from consent.record import note
from consent.scopes import Decision, Method
from recordings.models import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One line of the ledger with its personal text; these are empty once erased."""

    seq: int
    at: datetime
    receipt: str
    scope: str
    decision: str
    how: str
    actor: str
    wording: str
    evidence: str
    shown: str
    hash: str


def proofs_of(speakers: Iterable[Speaker], *, by: User, now: datetime) -> tuple[Proof, ...]:
    """The evidence about these speakers, the latest first. That `by` looked is recorded first."""
    rows = list(speakers)
    for speaker in rows:
        viewed(speaker, by=by, now=now)
    lines = ConsentEvent.objects.filter(speaker__in=rows).select_related("wording")
    return tuple(_proof(line) for line in lines.order_by("-seq"))


def viewed(speaker: Speaker, *, by: User, now: datetime, what: str = "") -> None:
    """Write down that somebody looked."""
    note(
        speaker,
        Decision.VIEWED,
        method=Method.ACCOUNT,
        actor=by.get_username(),
        now=now,
        evidence=what,
    )


def _proof(line: ConsentEvent) -> Proof:
    return Proof(
        seq=line.seq,
        at=line.at,
        receipt=receipts.number(line.receipt),
        scope=line.scope,
        decision=line.decision,
        how=HOW[Method(line.method)],
        actor=line.actor,
        wording=_wording(line),
        evidence=line.evidence,
        shown=line.shown,
        hash=line.hash,
    )


def _wording(line: ConsentEvent) -> str:
    if line.wording is None:
        return ""
    return f"wording {wordings.number(line.wording)}, {wordings.language_name(line.wording)}"
