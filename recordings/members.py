"""Who may open a host's pages: the tenancy rule that every one of them asks first.

A stranger with an account finds nothing here, not even that there is something. Editors prepare
(import, names, parts, texts, asking); what goes out, comes down, or is asked, owners decide.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from recordings.models import Host, Member
from recordings.words import listed

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in and works for a host."""

    user: User


def for_members(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Sign in first; whoever works for no host finds nothing."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not Host.objects.of(request.user).exists():
            raise Http404
        answer = view(cast("MemberRequest", request), *args, **kwargs)
        patch_cache_control(answer, private=True)  # nothing of it is for a cache that others share
        return answer

    guarded.__name__, guarded.__doc__ = view.__name__, view.__doc__
    return login_required(guarded)


def owns(user: User, host: Host) -> bool:
    """Whether somebody decides for this host, and does not only prepare."""
    return Member.objects.filter(host=host, user=user, role=Member.Role.OWNER).exists()


def owners_alone(host: Host, what: str) -> str:
    """The sentence for an editor: `Only Hana can publish.`"""
    rows = Member.objects.filter(host=host, role=Member.Role.OWNER).select_related("user")
    names = [actor(member.user) for member in rows.order_by("pk")]
    return f"Only {listed(names) or 'an owner'} can {what}."


def check_owner(user: User, host: Host, what: str) -> None:
    """Raises `PermissionDenied` with the sentence where somebody only prepares."""
    if not owns(user, host):
        raise PermissionDenied(owners_alone(host, what))


def actor(user: User) -> str:
    """How the records name a person who did something."""
    return user.get_full_name() or user.email or user.get_username()
