"""The invitation that a host shows in the room, to say yes to rooms to come: its link, its end, and
what is asked there. It answers nothing."""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from consent import announced, languages, tokens, wordings
from consent.models import StandingInvite
from consent.scopes import NOT_IN_ADVANCE, OPTIONAL, Scope
from consent.tokens import LinkGone
from recordings.models import Host

OPEN_FOR = timedelta(days=30)
MOST_OPEN = timedelta(days=366)
_TITLE = ("pledge_title", "pledge_lead", "pledge_about")
_HOW = ("pledge_silence", "pledge_limits")


def invite(
    host: Host,
    *,
    show_text: str,
    scopes: Iterable[str],
    by: User | None,
    now: datetime,
    purpose: str = "",
    told: Mapping[str, Mapping[str, str]] | None = None,
    until: datetime | None = None,
) -> tuple[StandingInvite, str]:
    """A link to show in the room, and its token. What nobody can allow in advance is not asked."""
    wanted = {Scope.PUBLISH, *map(Scope, scopes)} - NOT_IN_ADVANCE
    row = StandingInvite(
        host=host,
        purpose=purpose,
        scopes=[scope for scope in Scope if scope in wanted],
        asker=host.name,
        show_text=show_text[:500],
        told={language: dict(said) for language, said in (told or {}).items()},
        created_by=by,
        created_at=now,
        expires_at=min(until or now + OPEN_FOR, now + MOST_OPEN),
    )
    token = _token(row, settings.SECRET_KEY)
    row.token_sha256 = tokens.digest(token)
    row.save()
    return row, token


def link_of(row: StandingInvite) -> str:
    """The link to show, as long as a key of ours can make it again; else nothing. No token is
    kept: it is made from the row's number and the site's key."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = (_token(row, key) for key in keys)
    token = next((one for one in made if tokens.digest(one) == row.token_sha256), "")
    return f"{settings.SITE_URL}{reverse('in_advance:invited', args=[token])}" if token else ""


def of_hosts(hosts: Iterable[Host]) -> QuerySet[StandingInvite]:
    """The invitations of these hosts, the latest first."""
    return StandingInvite.objects.filter(host__in=list(hosts)).select_related("host")


def revoke(row: StandingInvite, now: datetime) -> None:
    """The link leads nowhere from now on. What was said there stays."""
    StandingInvite.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now)


def find(token: str, now: datetime) -> StandingInvite:
    """The invitation with this token. Raises `LinkGone`."""
    rows = StandingInvite.objects.select_related("host")
    row = rows.filter(token_sha256=tokens.digest(token)).first()
    if row is None:
        raise LinkGone(404)
    if not row.is_live(now):
        raise LinkGone(410)
    return row


def optional(invite: StandingInvite) -> tuple[Scope, ...]:
    """What is asked beside the voice."""
    return tuple(scope for scope in OPTIONAL if scope in invite.scopes)


def show_text(invite: StandingInvite, language: str) -> str:
    """Which rooms and which show, as it is told in a language."""
    return str(invite.told.get(language, {}).get("show", invite.show_text))


def words(invite: StandingInvite, language: str, **places: str) -> dict[str, str]:
    """Every sentence of its pages."""
    hours = str(settings.OBJECTION_HOURS)
    raw = wordings.around(language, {})
    own = {"asker": invite.asker, "hours": hours, "name": raw["pledge_name"]}
    own["guest"] = raw["pledge_guest"]
    filled = {**own, **places}
    return {**wordings.core(language, filled), **wordings.around(language, filled)}


def shown_text(
    invite: StandingInvite, allowed: Iterable[Scope], until: datetime, language: str
) -> str:
    """The whole of what is said of it where it is asked, and what is about to be recorded."""
    day = languages.long_day(until, language)
    what = announced.labels(language, tuple(allowed))
    said = words(invite, language, day=day, what=what)
    asked = [said[key] for scope in optional(invite) for key in (scope, f"{scope}_about")]
    return "\n".join(
        [
            *(said[key] for key in _TITLE),
            show_text(invite, language),
            *asked,
            *(said[key] for key in _HOW),
            said["pledge_allows"],
            said["pledge_ends"],
        ]
    )


def _token(row: StandingInvite, key: str) -> str:
    made = salted_hmac("consent.invites", str(row.uid), secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
