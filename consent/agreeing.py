"""The page at a personal link of who said yes in advance: one press agrees, one press says no.

Looking changes nothing. Where silence counts it says from when on.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import announced, reading, steps
from consent.ledger import sha256
from consent.models import StandingConsent
from consent.scopes import Scope
from consent.steps import NO, YES
from consent.views import at_link, say
from consent.visit import Visit


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def in_advance(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Answered or objected to by one press; anything else is said on the usual pages."""
    row = visit.in_advance
    if row is None:
        return redirect(f"{reverse('consent:page', args=[visit.token])}{visit.query}")
    shown = announced.page_text(visit.ask, row, visit.language)
    said = request.POST.get("said", "")
    changed = request.POST.get("shown") != sha256(shown)
    if request.method != "POST" or said not in (YES, NO) or changed:
        return _page(request, visit, row, shown)
    allowed = announced.scopes(visit.ask, row) if said == YES else (Scope.PUBLISH,)
    say(request, visit, steps.decisions(dict.fromkeys(allowed, said), visit.standings), shown)
    return redirect(f"{reverse('consent:page', args=[visit.token])}{visit.query}")


def _page(
    request: HttpRequest, visit: Visit, row: StandingConsent, shown: str
) -> HttpResponse:  # fmt: skip
    told = {
        "visit": visit,
        "ask": visit.ask,
        "words": {**visit.words, **announced.words(visit.ask, row, visit.language)},
        "languages": reading.others(visit.wordings, visit.language),
        "counts_at": visit.ask.counts_at,
        "open": announced.left_open(visit.ask, row, visit.language),
        "shown": sha256(shown),
        "changed": request.method == "POST",
    }
    return render(request, "consent/in_advance.html", told)
