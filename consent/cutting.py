"""“Publish, but cut one part”: parts are marked, and the answer goes on with a yes."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import parts, wishes
from consent.parts import Page
from consent.scopes import Scope
from consent.steps import YES
from consent.views import at_link, go, show, to
from consent.visit import Visit


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def cut(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Some of their parts; what is ticked is asked for whichever way they go on."""
    if visit.stands.disputed:
        return to(visit, "page")
    page = parts.page(visit, request.GET.get("from", ""))
    if request.method != "POST":
        return _cut(request, visit, page, {})
    if request.POST.get("drop", "").isdecimal():
        return _dropped(request, visit, page)
    other = request.POST.get("go", "")
    wrong = parts.ask(visit, page, request.POST, needed=not other)
    if wrong:
        return _cut(request, visit, page, {"wrong": wrong})
    if other:
        return _to_parts(visit, parts.page(visit, other))
    if visit.agrees:
        return to(visit, "page")
    chosen = {Scope.PUBLISH: YES}
    return go(request, visit, "choices" if visit.optional else "check", chosen)


def _dropped(request: HttpRequest, visit: Visit, page: Page) -> HttpResponse:
    """The part may stay after all; what is typed on the page stays too."""
    wishes.drop(visit.speaker, int(request.POST["drop"][:18]), now=visit.now)
    if request.POST.getlist("part"):
        return _cut(request, visit, page, {})
    return _to_parts(visit, page)


def _cut(
    request: HttpRequest, visit: Visit, page: Page, told: Mapping[str, Any]
) -> HttpResponse:  # fmt: skip
    around = {
        "page": page,
        "parts": parts.offered(visit, page, request.POST),
        "shown": parts.shown(visit, page),
        "wished": parts.wished(visit),
    }
    return show(request, "cut", visit, {**around, **told})


def _to_parts(visit: Visit, page: Page) -> HttpResponse:
    where = reverse("consent:cut", args=[visit.token])
    return redirect(f"{where}?from={page.first}{visit.and_query}")
