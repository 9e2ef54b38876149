"""The accounts here of somebody who is erased: which they are, and that they go with them.

Who works for a host or at the desk has an account for that; it is not theirs alone, and stays.
"""

from collections.abc import Iterable, Iterator, Sequence

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet

from consent import accounts
from recordings.models import Member, Speaker
from recordings.person import Person
from recordings.sealed import Purpose, marks

_USER = "_auth_user_id"


def of(speakers: Sequence[Speaker], person: Person) -> QuerySet[User]:
    """Whoever signs in here with an account or an address of theirs."""
    known = _known_by(speakers, person)
    linked = SocialAccount.objects.filter(_numbers(speakers)).values_list("user", flat=True)
    marked = (
        one.user_id
        for one in SocialAccount.objects.iterator()
        if known & set(one.extra_data.get("marks", ()))
    )
    at = _any("email__iexact", person.addresses)
    mailed = EmailAddress.objects.filter(at).values_list("user", flat=True)
    return User.objects.filter(Q(pk__in={*linked, *marked, *mailed}) | at)


def works_here(user: User) -> bool:
    """Whether it is an account of a host, an officer or an admin."""
    return (
        user.is_staff
        or user.is_superuser
        or user.groups.exists()
        or Member.objects.filter(user=user).exists()
    )


def drop(speakers: Sequence[Speaker], person: Person) -> int:
    """Their accounts go, but those that work here, and every session that knows them ends; how
    many rows went."""
    theirs = [user for user in of(speakers, person) if not works_here(user)]
    gone = [one.pk for one in _sessions(_known_by(speakers, person), theirs)]
    return Session.objects.filter(pk__in=gone).delete()[0] + sum(map(_deleted, theirs))


def _deleted(user: User) -> int:
    """Who once decided at the desk is named there for good, and stays."""
    try:
        with transaction.atomic():
            return user.delete()[0]
    except ProtectedError:
        return 0


def _known_by(speakers: Iterable[Speaker], person: Person) -> set[str]:
    known = {one for speaker in speakers for one in accounts.marks_of_speaker(speaker)}
    return known | {one for at in person.addresses for one in marks(Purpose.ADDRESS, at)}


def _numbers(speakers: Iterable[Speaker]) -> Q:
    """The rows of sign-ins at a provider that knows a platform's own numbers."""
    places = {told["platform"]: key for key, told in settings.ACCOUNT_PROVIDERS.items()}
    found = Q(pk__in=())
    for speaker in speakers:
        for platform, number in speaker.external_ids.items():
            if number and platform in places:
                found |= Q(provider=places[platform], uid=str(number))
    return found


def _any(lookup: str, values: Iterable[str]) -> Q:
    found = Q(pk__in=())
    for value in values:
        found |= Q(**{lookup: value})
    return found


def _sessions(known: set[str], theirs: Sequence[User]) -> Iterator[Session]:
    """Those in which they signed in, here or elsewhere. What a session holds cannot be searched."""
    users = {str(user.pk) for user in theirs}
    for row in Session.objects.iterator():
        held = row.get_decoded()
        shown = held.get(accounts.KEY) or {}
        if held.get(_USER) in users or known & set(shown.get("marks", ())):
            yield row
