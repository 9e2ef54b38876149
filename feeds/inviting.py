"""The host invites a room to say yes in advance: to one show, or to all they have."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import User

from consent import invites, texts
from consent.texts import filled
from feeds import asking
from feeds.models import Show
from recordings.models import Host

if TYPE_CHECKING:
    from consent.models import StandingInvite

MOST_TITLES = 8


def invite(
    host: Host, show: Show | None, *, by: User, until: datetime, now: datetime
) -> "StandingInvite":  # fmt: skip
    """A link to show until then. Asked is what the show asks for, or what any of the host's does;
    of what nobody can allow in advance nothing."""
    shows = [show] if show else list(Show.objects.filter(host=host))
    told = {language: {"show": _told(host, show, shows, language)} for language in texts.NAMES}
    row, _ = invites.invite(
        host,
        show_text=told[texts.DEFAULT]["show"],
        scopes={scope for one in shows for scope in one.scopes},
        by=by,
        now=now,
        purpose=show.use.purpose if show else "",
        told=told,
        until=until,
    )
    return row


def about(row: "StandingInvite") -> str:
    """Which rooms it is for, in its host's words."""
    show = Show.objects.filter(guid=row.purpose).first() if row.purpose else None
    return show.title if show else f"All shows of {row.host.name}"


def _told(host: Host, show: Show | None, shows: Iterable[Show], language: str) -> str:
    if show is not None:
        return asking.words_of_show(show, language)
    raw = texts.AROUND[language]
    titles = ", ".join(one.title for one in list(shows)[:MOST_TITLES]) or raw["pledge_no_shows"]
    return filled(raw["pledge_all_shows"], {"host": host.name, "titles": titles})
