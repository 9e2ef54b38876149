"""The pages of who said yes in advance: what they said, where it counts, and taking it back by one
press. The link to them was mailed to their address."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import (
    advance,
    announced,
    announcements,
    languages,
    pledges,
    reading,
    receipts,
    texts,
    tokens,
    wordings,
)
from consent.models import Ask, ConsentEvent, StandingConsent
from consent.reading import Reader
from consent.scopes import Scope
from consent.tokens import LinkGone
from consent.views import private

Page = Callable[[HttpRequest, StandingConsent, "_Reading"], HttpResponseBase]
_BACK = ("pledge_back_title", "pledge_back_lead", "pledge_back_waiting", "pledge_back_out")


class _Reading:
    """By whom a page is read: language, the words in it, and the token of its address."""

    def __init__(self, request: HttpRequest, row: StandingConsent, token: str) -> None:
        reader = Reader.of(request)
        self.now, self.token = timezone.now(), token
        self.language = reader.reads(texts.NAMES, row.wording.language)
        self.query = f"?lang={self.language}" if reader.chosen in texts.NAMES else ""
        day = languages.long_day(row.expires_at, self.language)
        places = {"asker": row.host.name, "day": day}
        self.words = {
            **wordings.core(self.language, places),
            **wordings.around(self.language, places),
        }


def at_own_link(page: Page) -> Callable[..., HttpResponseBase]:
    """A page below the link of who said yes in advance."""

    @wraps(page)
    def found(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            row = pledges.find(token)
            here = _Reading(request, row, token)
            with translation.override(here.language):
                return private(page(request, row, here))
        except LinkGone as gone:
            return private(reading.gone(request, gone.status))

    return found


@require_safe
@at_own_link
def mine(request: HttpRequest, row: StandingConsent, here: _Reading) -> HttpResponseBase:
    """The receipt: what was said, until when, and where it counts."""
    lines = _lines(row)
    told = {
        "live": row.is_live(here.now),
        "number": receipts.number(row.receipt),
        "at": languages.long_moment(row.created_at, here.language),
        "allowed": announced.labels(here.language, tuple(map(Scope, row.scopes))),
        "shown": lines[0].shown.split("\n") if lines else [],
        "rooms": [_room(ask, here) for ask in announcements.counted(row)],
    }
    return _show(request, row, here, "mine", told)


@require_http_methods(["GET", "HEAD", "POST"])
@at_own_link
def take_back(request: HttpRequest, row: StandingConsent, here: _Reading) -> HttpResponseBase:
    """One page, one press, in force with its own commit."""
    if request.method != "POST" and row.is_live(here.now):
        return _show(request, row, here, "take_back", {})
    if request.method == "POST":
        shown = "\n".join(here.words[key] for key in _BACK)
        announcements.take_back(row, here.now, shown)
    return redirect(f"{reverse('in_advance:mine', args=[here.token])}{here.query}")


@require_POST
@at_own_link
def room(request: HttpRequest, row: StandingConsent, here: _Reading) -> HttpResponseBase:
    """On to the withdrawal of one room that counts by it, under a fresh personal link."""
    wanted = request.POST.get("room", "")
    for ask in announcements.counted(row):
        if str(ask.uid) == wanted:
            token = tokens.mint(ask, here.now)
            return redirect(f"{reverse('consent:withdraw', args=[token])}{here.query}")
    raise LinkGone(404)


@require_safe
@at_own_link
def receipt(_request: HttpRequest, row: StandingConsent, _here: _Reading) -> HttpResponseBase:
    """What was said in advance, as a file."""
    lines = _lines(row)
    if not lines:
        raise LinkGone(404)
    document = advance.document(lines)
    answer = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    name = receipts.number(row.receipt)
    answer["Content-Disposition"] = f'attachment; filename="receipt-{name}.json"'
    return answer


def _lines(row: StandingConsent) -> list[ConsentEvent]:
    lines = ConsentEvent.objects.filter(receipt=row.receipt).select_related("wording")
    return list(lines.order_by("seq"))


def _room(ask: Ask, here: _Reading) -> dict[str, str]:
    return {
        "uid": str(ask.uid),
        "room": wordings.room_text(ask, here.language),
        "show": wordings.show_text(ask, here.language),
    }


def _show(
    request: HttpRequest, row: StandingConsent, here: _Reading, name: str, told: dict[str, object]
) -> HttpResponse:
    context = {
        "row": row,
        "here": here,
        "words": here.words,
        "languages": reading.others(texts.NAMES, here.language),
        **told,
    }
    return render(request, f"consent/advance_{name}.html", context)
