"""Mails of ours that came back: nobody was told by them, and that address gets no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from consent import announcements, do_not_ask
from consent.models import Ask, Sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """How many announcements ended, and how many addresses are mailed no more."""

    announcements: int
    addresses: int


class NotUndone(Exception):
    """A mark that stays; `str(error)` says why and what to do."""

    permanent = True


def arrives_after_all(address: str, *, by: str, reason: str) -> int:
    """That mail to an address came back was a mistake: it is mailed again. Announcements that ended
    stay so, and nobody is reminded by themselves of what waits. How many marks went. Raises
    `NotUndone`."""
    admin = User.objects.filter(username=by, is_superuser=True, is_active=True).first()
    if admin is None:
        raise NotUndone(f"“{by}” is no admin of this site. Name one with --by.")
    if not reason.strip():
        raise NotUndone("Say with --reason how you know that mail arrives there.")
    gone = do_not_ask.forget_bounced(do_not_ask.of_address(address), by=admin, reason=reason)
    if not gone:
        raise NotUndone(
            "No mail to this address is marked as having come back. What somebody said themselves "
            "only they can change."
        )
    return gone


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
