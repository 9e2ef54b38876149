"""The public form by which somebody asks that an episode from before goes."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feeds import takedowns
from feeds.forms.takedowns import TakedownForm
from feeds.pages.public_faces import show_face
from feeds.standing import Gone, find
from feeds.takedowns import NotTaken


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def takedown(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Only about what was out before consent was recorded here; others have their own link."""
    try:
        standing = find(slug, uid)
    except Gone:
        standing = None
    if standing is None or not standing.clearance.legacy:
        raise Http404
    form = TakedownForm(request.POST if request.method == "POST" else None)
    asked = None
    if form.is_valid():
        now, told = timezone.now(), form.cleaned_data
        try:
            reason, email = told["reason"], told["email"]
            asked = takedowns.ask(standing.episode, reason=reason, email=email, now=now)
        except NotTaken as error:
            form.add_error(None, str(error))
    values = {
        "form": form,
        "asked": asked,
        "episode": standing.episode,
        "show": show_face(standing.episode.show),
    }
    wrong = form.is_bound and asked is None
    answer = render(request, "public/takedown.html", values, status=422 if wrong else 200)
    answer["X-Robots-Tag"] = "noindex"
    return answer
