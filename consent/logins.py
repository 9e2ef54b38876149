"""The accounts here of somebody who is erased: which they are, and that they go with them.

Who works for a host or at the desk has an account for that; it is not theirs alone, and stays.
Everywhere `accounts` are platforms with numbers (`x:100200300`), `addresses` mail addresses.
"""

from collections.abc import Iterable, Iterator, Sequence, Set

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet

from consent import accounts as signing_in
from consent import claims
from consent.models import Claim
from recordings.models import Host, Member, Speaker
from recordings.sealed import Purpose, marks

_USER = "_auth_user_id"


def of(accounts: Set[str], addresses: Set[str], *, verified: bool = False) -> QuerySet[User]:
    """Whoever signs in here with one of these; with `verified` nobody who only typed an address
    into their account, which anybody can do with anybody's."""
    known, at = _known_by(accounts, addresses), _any("email__iexact", addresses)
    linked = SocialAccount.objects.filter(_numbers(accounts)).values_list("user", flat=True)
    marked = (
        one.user_id
        for one in SocialAccount.objects.iterator()
        if known & set(one.extra_data.get("marks", ()))
    )
    sure = (True,) if verified else (True, False)
    typed = EmailAddress.objects.filter(at, verified__in=sure)
    mailed = typed.values_list("user", flat=True)
    return User.objects.filter(Q(pk__in={*linked, *marked, *mailed}) | at)


def works_here(user: User) -> bool:
    """Whether it is an account of a host, an officer or an admin."""
    return (
        user.is_staff
        or user.is_superuser
        or user.groups.exists()
        or Member.objects.filter(user=user).exists()
    )


def belongs_to_the_house(accounts: Set[str], addresses: Set[str]) -> bool:
    """Whether one of these is a host's, an officer's or an admin's."""
    hosts = Host.objects.filter(_any("email__iexact", addresses))
    return hosts.exists() or any(map(works_here, of(accounts, addresses, verified=True)))


def accounts_of(speakers: Iterable[Speaker]) -> frozenset[str]:
    """All by which the source knew them."""
    return frozenset(
        f"{platform}:{number}"
        for speaker in speakers
        for platform, number in speaker.external_ids.items()
        if number
    )


def drop(accounts: Set[str], addresses: Set[str]) -> int:
    """Their accounts here go, but those that work here, and every session that knows them ends;
    how many rows went."""
    theirs = [user for user in of(accounts, addresses) if not works_here(user)]
    known = _known_by(accounts, addresses)
    shown = Claim.objects.filter(Q(mark__in=known) | _any("account", accounts))
    visits = set(shown.values_list("visit", flat=True))
    ended = [one.pk for one in _sessions(known, theirs, visits)]
    shown.delete()
    return Session.objects.filter(pk__in=ended).delete()[0] + sum(map(_deleted, theirs))


def _deleted(user: User) -> int:
    """Who once decided at the desk is named there for good, and stays."""
    try:
        with transaction.atomic():
            return user.delete()[0]
    except ProtectedError:
        return 0


def _known_by(accounts: Set[str], addresses: Set[str]) -> set[str]:
    """Their marks, under every key."""
    by_account = {one for known in accounts for one in marks(Purpose.ACCOUNT, known)}
    return by_account | {one for known in addresses for one in marks(Purpose.ADDRESS, known)}


def _numbers(accounts: Set[str]) -> Q:
    """The rows of sign-ins at a provider that knows a platform's own numbers."""
    places = {told["platform"]: key for key, told in settings.ACCOUNT_PROVIDERS.items()}
    found = Q(pk__in=())
    for account in accounts:
        platform, _, number = account.partition(":")
        if platform in places:
            found |= Q(provider=places[platform], uid=number)
    return found


def _any(lookup: str, values: Iterable[str]) -> Q:
    found = Q(pk__in=())
    for value in values:
        found |= Q(**{lookup: value})
    return found


def _sessions(known: set[str], theirs: Sequence[User], visits: set[str]) -> Iterator[Session]:
    """Those in which they signed in, here or elsewhere, or showed who they are. What a session
    holds cannot be searched."""
    users = {str(user.pk) for user in theirs}
    for row in Session.objects.iterator():
        held = row.get_decoded()
        told = held.get(signing_in.KEY) or {}
        claimed = claims.visit_of(held[claims.KEY]) if held.get(claims.KEY) else ""
        signed_in = held.get(_USER) in users or claimed in visits
        if signed_in or known & set(told.get("marks", ())):
            yield row
