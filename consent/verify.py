"""Reads the ledger from its first line to its head, and says what is wrong with it."""

from consent.ledger import Fault, verify
from consent.models import ChainHead, ConsentEvent


def faults() -> tuple[Fault, ...]:
    """Everything that is not as it was written; nothing where all is well."""
    head = ChainHead.objects.first() or ChainHead()
    events = ConsentEvent.objects.select_related("recording", "speaker", "ask", "wording")
    lines = (event.line for event in events.order_by("seq").iterator(chunk_size=500))
    return verify(lines, head.head)
