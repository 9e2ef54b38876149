"""The verbs of a Host: create it with its first member."""

from django.contrib.auth.models import User
from django.db import transaction

from recordings.models import Host, Member


class HostRefused(Exception):
    """A host that cannot be; `str(error)` is a sentence for the person who asked."""

    permanent = True


def create_host(*, slug: str, name: str, email: str) -> Host:
    """A host and its owner, who signs in with a code sent to `email`."""
    if Host.objects.filter(slug=slug).exists():
        raise HostRefused(f"The name “{slug}” belongs to another host. Choose another.")
    with transaction.atomic():
        host = Host.objects.create(slug=slug, name=name, email=email)
        Member.objects.create(host=host, user=_person(email, name), role=Member.Role.OWNER)
    return host


def _person(email: str, name: str) -> User:
    known = User.objects.filter(email__iexact=email).first()
    if known and known.last_login is None and not known.is_staff:
        # Whoever signed up with it may never have read a mail there: a code shows that.
        known.set_unusable_password()
        known.save(update_fields=["password"])
    return known or User.objects.create_user(username=email.lower(), email=email, first_name=name)
