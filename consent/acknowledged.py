"""Faults of the ledger that cannot be mended and that admins answer for, each by name.

A restored backup contradicts newer anchors for ever, and a lost site key leaves the head's seal
unreadable. A line of the ledger names the very fault under a keyed mark, bound to the line before
it: who can write only to the database acknowledges nothing, and a ledger rewritten later is red.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from consent import chain
from consent.ledger import Fault, Kind
from consent.models import ChainHead, ConsentEvent
from consent.scopes import Decision, Method
from consent.terms import Terms, unpacked
from recordings.sealed import Purpose, mark, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A fault that somebody answers for: in which line, of which one, and why. Names and reason
    are empty once erased."""

    line: int
    fault: str
    at: datetime
    by: str
    why: str
    what: str

    @property
    def sentence(self) -> str:
        who = f"by {self.by} " if self.by else ""
        why = f"for this reason: {self.why}" if self.why else "for a reason since erased."
        return f"{self.what} Acknowledged {who}on {self.at.date().isoformat()}, {why}"


def parted(faults: Iterable[Fault]) -> tuple[tuple[Fault, ...], tuple[Known, ...]]:
    """Those that nobody answers for, and what somebody does. A head is sealed anew when its seal is
    answered for, so a seal that is wrong is always a new fault."""
    found, lines = list(faults), list(_genuine())
    named = {unpacked(line.terms).fault: line for line in lines}
    left = [one for one in found if one.kind == Kind.HEAD or not one.mark or _of(one) not in named]
    met = {_of(one) for one in found}
    told = (line for fault, line in named.items() if fault in met or _is_of_the_head(fault))
    return tuple(left), tuple(map(_known, told))


def acknowledge(fault: Fault, *, by: str, why: str, now: datetime) -> ConsentEvent:
    """Write down that these admins know this fault, and why. Where it is the seal of the head, the
    head is sealed anew from this line on.

    Raises `ValueError` where it is of a kind that nobody can answer for (a line that was altered,
    cut off or taken out), or where the head is another one by now.
    """
    if not fault.mark:
        raise ValueError("This fault cannot be acknowledged: compare the ledger with a backup.")
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().get_or_create(pk=1)[0]
        if fault.kind == Kind.HEAD and chain.broken_seal(head) != fault.mark:
            raise ValueError("The ledger's head is another one by now. Run verify_ledger again.")
        line = chain.append([_entry(fault, head.hash, by, why)], uuid.uuid4(), now)[0]
        if fault.kind == Kind.HEAD:
            chain.seal_anew()
        return line


def told(lines: Iterable[int]) -> tuple[Known, ...]:
    """What the lines with these numbers acknowledge."""
    return tuple(map(_known, _lines().filter(seq__in=list(lines))))


def concerning(first: int) -> frozenset[int]:
    """The numbers of the lines that acknowledge something about the ledger from line `first` on."""
    return frozenset(line.seq for line in _genuine() if max(line.seq, _anchored(line)) >= first)


def _entry(fault: Fault, before: str, by: str, why: str) -> chain.Entry:
    named = _of(fault)
    return chain.Entry(
        recording=None,
        speaker=None,
        scope=None,
        decision=Decision.ACKNOWLEDGED,
        method=Method.ATTESTED,
        actor=by,
        terms=lambda _salt: Terms(fault=named, subject=mark(Purpose.HEAD, _bound(named, before))),
        shown=fault.sentence,
        evidence=why,
    )


def _lines() -> QuerySet[ConsentEvent]:
    return ConsentEvent.objects.filter(decision=Decision.ACKNOWLEDGED).order_by("seq")


def _genuine() -> Iterable[ConsentEvent]:
    """Those that the site itself wrote, right after the line that they still follow."""
    for line in _lines():
        terms = unpacked(line.terms)
        if terms.subject in marks(Purpose.HEAD, _bound(terms.fault, line.prev_hash)):
            yield line


def _known(line: ConsentEvent) -> Known:
    fault = unpacked(line.terms).fault
    return Known(
        line=line.seq,
        fault=fault,
        at=line.at,
        by=line.actor,
        why=line.evidence,
        what=line.shown or f"A fault is known: {fault}.",
    )


def _anchored(line: ConsentEvent) -> int:
    """The line whose anchor says something else; 0 where the fault is of another kind."""
    kind, _, rest = unpacked(line.terms).fault.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == Kind.ANCHOR and number.isdecimal() else 0


def _of(fault: Fault) -> str:
    return f"{fault.kind}:{fault.mark}"


def _is_of_the_head(fault: str) -> bool:
    return fault.startswith(f"{Kind.HEAD}:")


def _bound(fault: str, before: str) -> str:
    return f"fault:{fault}:{before}"
