"""Reads the ledger from its first line to its head, and says what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime

from consent.ledger import GENESIS, Fault, Kind, Line, verify
from consent.models import ChainHead, ConsentEvent
from consent.receipts import uids_of


def faults() -> tuple[Fault, ...]:
    """Everything that is not as it was written; nothing where all is well."""
    head = ChainHead.objects.first() or ChainHead()
    events = ConsentEvent.objects.select_related("recording", "speaker", "ask", "wording")
    lines = (event.line for event in events.order_by("seq").iterator(chunk_size=500))
    return verify(lines, head.head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A receipt that was issued here: when, for how many answers, and whether they still stand."""

    at: datetime
    lines: int
    stands: bool


def receipt(number: str) -> Checked | None:
    """What can be said of a receipt to anybody who has its number; None where there is none."""
    ends = uids_of(number)
    if ends is None:
        return None
    kept = ConsentEvent.objects.select_related("recording", "speaker", "ask", "wording")
    lines = [event.line for event in kept.filter(receipt__range=ends).exclude(scope="")]
    if not lines:
        return None
    return Checked(at=lines[0].at, lines=len(lines), stands=all(map(_stands, lines)))


def _stands(line: Line) -> bool:
    """Whether a line is as it was written, and continues the one before it."""
    before = ConsentEvent.objects.filter(seq=line.seq - 1).values_list("hash", flat=True).first()
    if line.prev_hash != (before or GENESIS):
        return False
    return not any(fault.kind in (Kind.ALTERED, Kind.TEXT_ALTERED) for fault in verify([line]))
