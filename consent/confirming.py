"""“Confirm it is you”: the page at a personal link on which a code is asked for and typed in.

Looking changes nothing and sends nothing. A no never needs it.
"""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import accounts, proofs, reading
from consent.accounts import Shown
from consent.mails import NotAsked
from consent.proofs import Known, Outcome, TooMany
from consent.views import at_link
from consent.visit import Visit


@require_http_methods(["GET", "HEAD", "POST"])
@at_link
def confirm(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Ask for a code, or type one in."""
    if request.method != "POST" or visit.proof.told is not None:
        return _page(request, visit)
    if "code" in request.POST:
        return _typed(request, visit)
    return _send(request, visit)


def _typed(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    outcome = proofs.confirm(visit.ask, visit.seal, request.POST["code"], visit.now)
    if outcome == Outcome.CONFIRMED:
        return redirect(address(visit, "check", so_far(request)))
    return _page(request, visit, f"confirm_{outcome}")


def _send(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    named = request.POST.get("address", "")[:320].strip()
    kind = proofs.known(visit.ask)
    if kind == Known.NONE:
        return _page(request, visit)
    if kind == Known.BY_NAME and "@" not in named:
        return _page(request, visit, "confirm_no_address")
    try:
        proofs.send_code(visit.ask, named, visit.seal, visit.language, visit.now)
    except TooMany:
        return _page(request, visit, "confirm_too_many")
    except NotAsked:
        return _page(request, visit, "confirm_no_mail")
    return redirect(address(visit, "confirm", so_far(request)))


def _page(request: HttpRequest, visit: Visit, wrong: str = "") -> HttpResponse:
    packed = so_far(request)
    account = accounts.shown(request.session, visit.now)
    told = {
        "visit": visit,
        "ask": visit.ask,
        "words": visit.words,
        "languages": reading.others(visit.wordings, visit.language, so_far=packed),
        "packed": packed,
        "wrong": visit.words[wrong] if wrong else "",
        "known": proofs.known(visit.ask),
        "to": visit.say("confirm_to", to=proofs.masked(visit.ask.address)),
        "as_whom": _as_whom(visit, account),
        "waiting": proofs.waiting(visit.ask, visit.seal, visit.now),
        "sign_ins": accounts.providers_for(visit.ask),
        "account": account,
        "theirs": account is not None and accounts.is_theirs(account, visit.ask),
        "on": address(visit, "check", packed),
    }
    return render(request, "consent/confirm.html", told, status=422 if wrong else 200)


def _as_whom(visit: Visit, account: Shown | None) -> str:
    if account is None:
        return ""
    return visit.say("account_as", who=account.label, where=account.provider.name)


def so_far(request: HttpRequest) -> str:
    """What was chosen on the pages before, carried on unread."""
    return (request.POST.get("so_far") or request.GET.get("so_far") or "")[:4000]


def address(visit: Visit, name: str, packed: str) -> str:
    where = f"{reverse(f'consent:{name}', args=[visit.token])}{visit.query}"
    joint = "&" if visit.query else "?"
    return f"{where}{joint}so_far={quote(packed)}" if packed else where
