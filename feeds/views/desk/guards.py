"""Who may open the desk's pages: whoever looks, and for every verb whoever decides.

Anybody else finds nothing, not even that there is a desk.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from consent import roles

P = ParamSpec("P")
READ_ONLY = (
    "You may look at everything on the consent desk and decide nothing. "
    "Ask a consent officer to do it."
)


class DeskRequest(HttpRequest):
    """A request of somebody who may look at the desk."""

    user: User


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def for_looking(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Sign in first; who has no role here finds nothing."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not roles.looks(request.user):
            raise Http404
        answer = view(cast("DeskRequest", request), *args, **kwargs)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    guarded.__name__, guarded.__doc__ = view.__name__, view.__doc__
    return login_required(guarded)


def for_deciding(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """An auditor is told that they only look."""

    def guarded(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not roles.decides(request.user):
            raise PermissionDenied(READ_ONLY)
        return view(request, *args, **kwargs)

    guarded.__name__, guarded.__doc__ = view.__name__, view.__doc__
    return for_looking(guarded)
