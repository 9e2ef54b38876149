"""What officers record on somebody's behalf: consent given elsewhere, and that none is needed.

Always with evidence and never over the speaker's own no, which `record` refuses. Where the site
wants two people for it (ROOMCAST_SECOND_ADMIN), the first one proposes and a second one confirms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from consent import files
from consent.models import EvidenceFile, Proposal
from consent.receipts import Receipt
from consent.record import NotRecorded, may_attest, record
from consent.scopes import Basis, Decision, Method, Scope
from consent.terms import Terms
from consent.withdrawal import answered
from recordings.models import Recording, Speaker

__all__ = [
    "BASES",
    "Basis",
    "NotRecorded",
    "NotSettled",
    "Offer",
    "check",
    "check_second",
    "confirm",
    "find",
    "offer",
    "open_proposals",
    "reject",
    "settle",
    "wants_two",
]

_LOOSENS = (Decision.GRANTED, Decision.WAIVED)


BASES = {
    Basis.CONSENT: "Consent given elsewhere",
    Basis.CONTRACT: "A contract or release",
    Basis.INTEREST: "Journalistic or legitimate interest",
}


class NotSettled(Exception):
    """A proposal that cannot be confirmed or turned down; `str(error)` says why."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is to be recorded about a speaker, and what shows it."""

    decisions: Mapping[Scope, Decision]
    reason: str
    basis: Basis | None = None
    until: datetime | None = None
    file: EvidenceFile | None = None

    @property
    def evidence(self) -> str:
        """The text that stands in the ledger."""
        parts = (
            f"{BASES[self.basis]}." if self.basis else "",
            self.reason.strip(),
            files.named(self.file) if self.file else "",
        )
        return " ".join(filter(None, parts))

    @property
    def loosens(self) -> bool:
        return any(decision in _LOOSENS for decision in self.decisions.values())


def wants_two() -> bool:
    """Whether this site wants two people for it."""
    return bool(settings.SECOND_ADMIN)


def check(speaker: Speaker, decisions: Mapping[Scope, Decision], *, reason: str) -> None:
    """Raises `NotRecorded` where this could not be recorded as things stand."""
    may_attest(speaker, decisions, evidence=reason)


def offer(speaker: Speaker, what: Offer, *, by: User, now: datetime) -> Receipt | Proposal:
    """Record it, or where two people are needed, propose it. Raises `NotRecorded`."""
    if not (wants_two() and what.loosens):  # a no never waits for a second person
        return answered(
            speaker,
            what.decisions,
            method=Method.ATTESTED,
            actor=by.get_username(),
            now=now,
            evidence=what.evidence if what.reason.strip() else "",
            terms=Terms(until=what.until, basis=what.basis),
        )
    check(speaker, what.decisions, reason=what.reason)
    return Proposal.objects.create(
        speaker=speaker,
        decisions=dict(what.decisions),
        evidence=what.evidence,
        until=what.until,
        basis=what.basis or "",
        file=what.file,
        proposed_by=by,
        proposed_at=now,
    )


def open_proposals(recordings: Iterable[Recording] | None = None) -> tuple[Proposal, ...]:
    """Those that wait for a second officer, the oldest first."""
    waiting = Proposal.objects.filter(outcome=Proposal.Outcome.OPEN)
    if recordings is not None:
        mine = list(recordings)
        waiting = waiting.filter(Q(speaker__recording__in=mine) | Q(recording__in=mine))
    rows = waiting.select_related("speaker__recording__room", "speaker__recording__host")
    return tuple(rows.select_related("recording__room", "recording__host", "proposed_by"))


def find(uid: UUID) -> Proposal | None:
    rows = Proposal.objects.select_related("proposed_by", "settled_by", "file")
    rows = rows.select_related("speaker__recording__room", "recording__room")
    return rows.filter(uid=uid).first()


def confirm(proposal: Proposal, *, by: User, now: datetime) -> Receipt:
    """Record what was proposed; both names stand in the evidence.

    Raises `NotSettled`, and `NotRecorded` where the speaker has said no meanwhile.
    """
    with transaction.atomic():
        kept = check_second(proposal, by=by)
        first, second = kept.proposed_by.get_username(), by.get_username()
        given = record(
            kept.person,
            {Scope(scope): Decision(said) for scope, said in kept.decisions.items()},
            method=Method.ATTESTED,
            actor=f"{first} and {second}",
            now=now,
            evidence=f"{kept.evidence} Proposed by {first}, confirmed by {second}.",
            terms=Terms(until=kept.until, basis=Basis(kept.basis) if kept.basis else None),
        )
        settle(kept, Proposal.Outcome.CONFIRMED, by, now)
        return given


def check_second(proposal: Proposal, *, by: User) -> Proposal:
    """The proposal as it stands, where `by` may confirm it. Raises `NotSettled`."""
    with transaction.atomic():
        kept = _open(proposal)
    if kept.proposed_by_id == by.pk:
        raise NotSettled("You proposed this yourself. Another consent officer has to confirm.")
    return kept


def reject(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Turn a proposal down; whoever made it may take it back so. Raises `NotSettled`."""
    with transaction.atomic():
        settle(_open(proposal), Proposal.Outcome.REJECTED, by, now)


def _open(proposal: Proposal) -> Proposal:
    """The proposal, locked behind its Recording."""
    Recording.objects.all().lock(proposal.about.pk)
    kept = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if kept is None:
        raise NotSettled("This person was erased meanwhile. There is nothing left to settle.")
    if kept.outcome != Proposal.Outcome.OPEN:
        raise NotSettled(f"This was settled before: {kept.get_outcome_display().lower()}.")
    return kept


def settle(kept: Proposal, outcome: Proposal.Outcome, by: User, now: datetime) -> None:
    """Write down what became of a proposal that is locked."""
    kept.outcome, kept.settled_by, kept.settled_at = outcome, by, now
    kept.save(update_fields=["outcome", "settled_by", "settled_at"])
