"""The word of somebody who wanted to hear the finished edit first."""

from datetime import datetime

from consent.models import Ask
from consent.receipts import Receipt
from consent.record import note
from consent.scopes import Decision, Method
from consent.terms import Terms


def release(ask: Ask, *, edit: str, now: datetime, shown: str) -> Receipt:
    """This very edit may go out; `edit` is the digest of what was heard in it, whatever
    has taken its place since."""
    return note(
        ask.speaker,
        Decision.APPROVED,
        method=Method.GUARDIAN if ask.guardian else Method.LINK,
        actor=ask.speaker.display_name,
        now=now,
        ask=ask,
        shown=shown,
        terms=Terms(edit=edit),
    )
