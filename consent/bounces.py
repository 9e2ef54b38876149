"""Mails of ours that came back: nobody was told by them, and that address gets no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consent import announcements, do_not_ask
from consent.models import Ask, Sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """How many announcements ended, and how many addresses are mailed no more."""

    announcements: int
    addresses: int


def came_back(message_ids: Iterable[str], now: datetime, *, for_good: bool = True) -> Bounced:
    """Mails with these Message-IDs came back. Where they did `for_good` nothing more is sent to
    their addresses, by anybody; hosts see it, and can hand over a link."""
    ids = list(message_ids)
    ended = announcements.came_back(ids)
    sent = Sending.objects.filter(message_id__in=ids)
    marked = set(sent.values_list("mark", flat=True)) if for_good else set()
    do_not_ask.add_bounced(marked, now)
    if for_good:
        Ask.objects.filter(pk__in=sent.values("ask")).update(next_reminder_at=None)
    return Bounced(announcements=ended, addresses=len(marked))
