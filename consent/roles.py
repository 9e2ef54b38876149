"""Roles at the consent desk: who may look at it, and who may decide there.

A superuser may do both. What somebody may do for a host is `recordings.models.Member.Role`.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser, Group, User

OFFICERS = "Consent officers"
AUDITORS = "Consent auditors"


def looks(user: User | AnonymousUser) -> bool:
    """Whether somebody may see the desk, evidence included: officers, auditors, superusers."""
    return _is_one_of(user, OFFICERS, AUDITORS)


def decides(user: User | AnonymousUser) -> bool:
    """Whether somebody may decide about a case: officers and superusers."""
    return _is_one_of(user, OFFICERS)


def _is_one_of(user: User | AnonymousUser, *names: str) -> bool:
    if not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name__in=names).exists()


def after_migrate(using: str = "default", **_: Any) -> None:
    """The groups are there from the start, so that an admin only puts people into them."""
    for name in (OFFICERS, AUDITORS):
        Group.objects.using(using).get_or_create(name=name)
