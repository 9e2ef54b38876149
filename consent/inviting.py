"""The pages below an invitation: what is asked, the code that shows whose address it is, a sign-in
that shows whose voice, and the button that says yes in advance.

Looking changes nothing. Nothing is recorded before the button of the last page.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST

from consent import (
    accounts,
    announced,
    invites,
    languages,
    pledge_codes,
    pledges,
    proofs,
    reading,
    steps,
    texts,
)
from consent.confirming import so_far
from consent.invited import Invited
from consent.ledger import sha256
from consent.pledge_codes import NoCode
from consent.pledges import NotPledged
from consent.reading import Reader
from consent.signing_in import away
from consent.tokens import LinkGone
from consent.views import private
from recordings.sealed import Purpose, mark

Page = Callable[[HttpRequest, Invited], HttpResponseBase]


def at_invitation(page: Page) -> Callable[..., HttpResponseBase]:
    """A page below an invitation's link; kept out of caches and search engines."""

    @wraps(page)
    def found(request: HttpRequest, token: str) -> HttpResponseBase:
        cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
        try:
            here = Invited.at(token, timezone.now(), Reader.of(request), cookie)
        except LinkGone as gone:
            return private(reading.gone(request, gone.status))
        with translation.override(here.language):
            return private(page(request, here))

    return found


@require_http_methods(["GET", "HEAD", "POST"])
@at_invitation
def invited(request: HttpRequest, here: Invited) -> HttpResponseBase:
    """What is asked; its form mails a code."""
    if request.method != "POST":
        return _question(request, here)
    said = steps.chosen_in(request.POST, here.optional)
    missing = [one for one in here.optional if one not in said]
    wrong: dict[str, Any] = {"missing": missing} if missing else {}
    try:
        until = here.end_in(request.POST.get("until", ""))
        if not missing:
            address = request.POST.get("address", "").strip()
            pledge_codes.send(here.invite, address, here.seal, here.language, here.now)
            return redirect(_where(here, "code", here.packed(said, until)))
    except ValueError:
        wrong |= {"until": here.words["pledge_until_wrong"]}
    except NoCode as refused:
        wrong |= {"address": here.words[refused.key]}
    return _question(request, here, said=said, wrong=wrong)


@require_http_methods(["GET", "HEAD", "POST"])
@at_invitation
def code(request: HttpRequest, here: Invited) -> HttpResponseBase:
    """Type in the code."""
    packed = so_far(request)
    if pledge_codes.confirmed(here.invite, here.seal, here.now):
        return redirect(_where(here, "check", packed))
    wrong = ""
    if request.method == "POST":
        typed = request.POST.get("code", "")
        if here.seal and pledge_codes.confirm(here.invite, here.seal, typed, here.now):
            return redirect(_where(here, "check", packed))
        wrong = here.words["confirm_wrong"]
    told = {"packed": packed, "wrong": wrong}
    return _show(request, here, "code", told, status=422 if wrong else 200)


@require_POST
@at_invitation
def sign_in(request: HttpRequest, here: Invited) -> HttpResponseBase:
    """Off to a provider, and back to the last page."""
    back, wanted = _where(here, "check", so_far(request)), request.POST.get("provider", "")
    if wanted not in {one.key for one in accounts.of_voices()}:
        return redirect(back)
    return away(request, wanted, back)


@require_http_methods(["GET", "HEAD", "POST"])
@at_invitation
def check(request: HttpRequest, here: Invited) -> HttpResponseBase:
    """The last page, and the button that says yes."""
    packed = so_far(request)
    if not here.chosen(packed) and here.optional:
        return redirect(_where(here, "invited", ""))
    address = pledge_codes.confirmed(here.invite, here.seal, here.now)
    if not address:
        return redirect(_where(here, "code", packed))
    shown = accounts.shown(request.session, here.now)
    account = shown if shown and shown.account else None
    text = invites.shown_text(here.invite, here.allowed(packed), here.until(packed), here.language)
    same = request.POST.get("shown") == sha256(f"{text}{account.account if account else ''}")
    if request.method == "POST" and same:
        return _pledged(request, here, packed, account)
    told = {
        "packed": packed,
        "changed": request.method == "POST",
        "shown": sha256(f"{text}{account.account if account else ''}"),
        "account": account,
        "as_whom": _as_whom(here, account),
        "sign_ins": accounts.of_voices(),
        "to": proofs.masked(address),
        "allowed": announced.labels(here.language, here.allowed(packed)),
        "until": languages.long_day(steps.last_day(here.until(packed)), here.language),
    }
    return _show(request, here, "check", told)


def _pledged(
    request: HttpRequest, here: Invited, packed: str, account: accounts.Shown | None
) -> HttpResponseBase:
    try:
        row, token = pledges.pledge(
            here.invite,
            here.allowed(packed),
            visit=here.seal,
            language=here.language,
            now=here.now,
            until=here.until(packed),
            account=mark(Purpose.ACCOUNT, account.account) if account else "",
            where=account.provider.name if account else "",
        )
    except NotPledged:
        return redirect(_where(here, "code", packed))
    accounts.forget(request.session)
    path = reverse("in_advance:mine", args=[token])
    pledge_codes.receipt(row, f"{settings.SITE_URL}{path}", here.language, here.now)
    return redirect(f"{path}{here.query}")


def _question(
    request: HttpRequest,
    here: Invited,
    *,
    said: Mapping[Any, str] | None = None,
    wrong: Mapping[str, Any] | None = None,
) -> HttpResponse:
    packed, wrong = so_far(request), wrong or {}
    said = said if said is not None else here.chosen(packed)
    missing = wrong.get("missing", [])
    names = ", ".join(here.words[f"short_{one}"] for one in missing)
    chosen = {"what": names}
    told = {
        "asked": [
            {
                "scope": one,
                "title": here.words[one],
                "about": here.words[f"{one}_about"],
                "said": said.get(one, ""),
                "wrong": one in missing,
            }
            for one in here.optional
        ],
        "missed": invites.words(here.invite, here.language, **chosen)["choose_for"],
        "wrong": wrong,
        "address": request.POST.get("address", "")[:320],
        "until": request.POST.get("until", "")[:10],
        "latest": timezone.localtime(here.longest).date(),
    }
    return _show(request, here, "invited", told, status=422 if wrong else 200)


def _as_whom(here: Invited, account: accounts.Shown | None) -> str:
    if account is None:
        return ""
    who = {"who": account.label, "where": account.provider.name}
    return invites.words(here.invite, here.language, **who)["account_as"]


def _show(
    request: HttpRequest, here: Invited, name: str, told: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    packed = str(told.get("packed", ""))
    context = {
        "here": here,
        "words": here.words,
        "languages": reading.others(texts.NAMES, here.language, so_far=packed),
        **told,
    }
    return render(request, f"consent/advance_{name}.html", context, status=status)


def _where(here: Invited, name: str, packed: str) -> str:
    where = f"{reverse(f'in_advance:{name}', args=[here.token])}{here.query}"
    joint = "&" if here.query else "?"
    return f"{where}{joint}so_far={quote(packed)}" if packed else where
