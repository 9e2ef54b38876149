"""The door to everything of an episode: asks whether it stands, answers where it does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from feeds.reservation import HEADER, reservation
from feeds.standing import Gone, Standing, find
from recordings.answers import EVERYWHERE

TAKEN_BACK = "This episode was taken back.\n"

View = Callable[Concatenate[HttpRequest, Standing, ...], HttpResponseBase]


def of_episode(view: View) -> Callable[..., HttpResponseBase]:
    """GET and HEAD of something of an episode: 410 where it was out before, 404 where it never
    was, else the view with what may be served. Neither refusal is kept by any cache."""

    @require_safe
    @wraps(view)
    def answered(
        request: HttpRequest, show_slug: str, episode_uid: UUID, **more: Any
    ) -> HttpResponseBase:
        try:
            found = find(show_slug, episode_uid)
        except Gone:
            return gone()
        if found is None:
            raise Http404
        response = view(request, found, **more)
        response[HEADER] = reservation(found.clearance)
        return response

    return answered


def gone() -> HttpResponse:
    """It was out before. No name, no reason, and no cache keeps the answer."""
    return HttpResponse(
        TAKEN_BACK,
        status=410,
        content_type="text/plain; charset=utf-8",
        headers=EVERYWHERE | {"Cache-Control": "no-store"},
    )
