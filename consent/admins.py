"""Whom the site itself writes to: the addresses its settings name, else its superusers."""

from django.conf import settings
from django.contrib.auth.models import User


def addresses() -> list[str]:
    """Where anchors of the ledger, its faults and escalations go; empty where nobody is known."""
    named = {address for _name, address in settings.ADMINS}
    return sorted(named or _of_superusers())


def _of_superusers() -> set[str]:
    users = User.objects.filter(is_superuser=True, is_active=True).exclude(email="")
    return set(users.values_list("email", flat=True))
