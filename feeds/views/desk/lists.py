"""The desk itself: what consent work is due, the search over it, reminders, the figures."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consent import reminders, roles, verify
from consent.asks import NotAsked
from feeds.forms.search import SearchForm
from feeds.pages import desk_search, desk_sheet
from feeds.pages.desk_numbers import numbers_sheet
from feeds.views.desk.guards import DeskRequest, for_deciding, for_looking
from feeds.views.host.paging import ROWS
from recordings.models import Speaker
from recordings.storage import StorageFailed

AT_ONCE = 50
"""So many mails leave with one press."""
SAID = 5
"""More sentences would not fit into the cookie that carries them to the next page."""


@require_safe
@for_looking
def desk(request: DeskRequest) -> HttpResponse:
    form, now = SearchForm(request.GET), timezone.localtime()
    form.is_valid()
    query, queue = form.query, request.GET.get("queue", "")
    order, due = request.GET.get("order", ""), form.cleaned_data.get("due", "")
    shown = desk_sheet.desk(now, queue, query.host, order, due)
    name = request.GET.get("list", "")
    heading, found = desk_search.listing(name, now)
    if not query.is_empty:
        found = desk_search.found(query, now)
        heading = _heading(desk_search.count(query, now), len(found), query.words)
    values = {
        "desk": shown,
        "page": Paginator(shown.rows, ROWS).get_page(request.GET.get("page")),
        "form": form,
        "queue": queue,
        "order": order,
        "found": found,
        "found_heading": heading,
        "remindable": name == "waiting" and query.is_empty and roles.decides(request.user),
    }
    return render(request, "desk/desk.html", values)


def _heading(count: int, shown: int, words: str) -> str:
    first = f", the first {shown} are shown" if shown < count else ""
    return f"{count} found" + (f" for “{words}”" if words else "") + first


@require_POST
@for_deciding
def remind(request: DeskRequest) -> HttpResponse:
    """Mail everybody who is ticked once more, within the bounds; says whom it left in peace."""
    wanted = [uid for uid in request.POST.getlist("speaker")[:AT_ONCE] if _is_uid(uid)]
    rows = Speaker.objects.filter(uid__in=wanted).select_related("recording__host")
    reminded, left = 0, []
    for speaker in rows:
        try:
            reminders.remind(speaker, timezone.now())
            reminded += 1
        except NotAsked as error:
            left.append(f"{speaker} was left in peace. {_masked(str(error))}")
    people = "person was" if reminded == 1 else "people were"
    messages.success(request, f"{reminded} {people} reminded by mail.")
    for sentence in left[:SAID]:
        messages.error(request, sentence)
    if len(left) > SAID:
        messages.error(request, f"{len(left) - SAID} more were left in peace.")
    return redirect(f"{reverse('feeds:desk')}?list=waiting#found")


def _is_uid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _masked(sentence: str) -> str:
    """No address stands on the desk's pages."""
    return " ".join("The address" if "@" in word else word for word in sentence.split())


@require_safe
@for_looking
def numbers(request: DeskRequest) -> HttpResponse:
    days = request.GET.get("days", "")
    wanted = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    values = {"sheet": numbers_sheet(wanted, timezone.localtime())}
    return render(request, "desk/numbers.html", values)


def _whole() -> str:
    if verify.acknowledged():
        return "No fault of the ledger was found beside those that are acknowledged."
    return "The ledger is whole and unbroken."


@require_POST
@for_looking
def verify_ledger(request: DeskRequest) -> HttpResponse:
    """Read the ledger from its first line to its head, now."""
    try:
        wrong = verify.check(timezone.now()).faults
    except StorageFailed as error:
        messages.error(request, f"The anchors cannot be read. {error}")
        return redirect("feeds:desk")
    if not wrong:
        messages.success(request, _whole())
    return redirect("feeds:desk")
