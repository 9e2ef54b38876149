"""Sign in with the account you spoke with: away from a personal link to a provider, and back.

The way back holds the link's token in a cookie of the visitor's own, signed, for a few minutes:
so it stands in no address at the provider's and in no row of ours.
"""

import logging

from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from consent import accounts, proofs, reading, texts
from consent.confirming import address, so_far
from consent.reading import Reader
from consent.views import REFERRER, at_link
from consent.visit import Visit

log = logging.getLogger(__name__)

COOKIE = "roomcast_back"
SALT = "consent.signing_in"
SECONDS = 15 * 60
AWAY = "consent.away"
NONSENSE = (OSError, LookupError, ValueError, TypeError, AttributeError)
"""What it raises to ask a provider that is down, or to read one that answers something else. That
the network failed is an `OSError` in every library."""


@require_POST
@at_link
def go(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Off to the provider; what comes back is compared, and opens no account."""
    wanted = request.POST.get("provider", "")
    offered = {one.key for one in accounts.providers_for(visit.ask)}
    if wanted not in offered:
        return redirect(address(visit, "confirm", so_far(request)))
    return away(request, wanted, address(visit, "confirm", so_far(request)))


def away(request: HttpRequest, wanted: str, back: str) -> HttpResponse:
    """To the provider, and from there to `back`, an address of ours."""
    accounts.forget(request.session)
    request.session[AWAY] = True
    answer = _off(request, wanted)
    answer.set_signed_cookie(
        COOKIE,
        back,
        salt=SALT,
        max_age=SECONDS,
        path=reverse("consent:signed_in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _off(request: HttpRequest, wanted: str) -> HttpResponse:
    try:
        provider = get_adapter().get_provider(request, wanted)
        answer: HttpResponse = provider.redirect(
            request, process="redirect", next_url=reverse("consent:signed_in")
        )
    except NONSENSE as error:
        log.warning("%s did not answer well: %s", wanted, type(error).__name__)
        return unanswered(request)
    return answer


def unanswered(request: HttpRequest) -> HttpResponse:
    """The page where a provider did not answer: nothing has changed, and where to go on."""
    language = Reader.of(request).reads(texts.NAMES, texts.DEFAULT)
    back = "consent:signed_in" if request.session.get(AWAY) else "account_login"
    told = {"words": texts.AROUND[language], "back": reverse(back)}
    with translation.override(language):
        answer = render(request, "consent/unanswered.html", told, status=502)
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Back to the link; nothing has changed yet."""
    request.session.pop(AWAY, None)
    try:
        back = request.get_signed_cookie(COOKIE, salt=SALT, max_age=SECONDS)
    except (KeyError, signing.BadSignature):
        answer = reading.gone(request, 404)
    else:
        answer = redirect(str(back))
        answer.delete_cookie(COOKIE, path=reverse("consent:signed_in"))
    answer["Referrer-Policy"] = REFERRER
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
@at_link
def confirm_account(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The account that was signed in with counts, where it is the one that was heard."""
    account = accounts.shown(request.session, timezone.now())
    if account is None or not accounts.is_theirs(account, visit.ask):
        return redirect(address(visit, "confirm", so_far(request)))
    proofs.confirm_account(visit.ask, visit.seal, account.provider.name, visit.now)
    accounts.forget(request.session)
    return redirect(address(visit, "check", so_far(request)))
