"""The desk itself: what consent work is due, the search over it, reminders, the figures."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consent import roles, verify
from consent.reminders import Way
from feeds.forms.search import SearchForm
from feeds.pages import desk_search, desk_sheet
from feeds.pages.desk_numbers import numbers_sheet
from feeds.views.desk.guards import DeskRequest, for_looking
from feeds.views.host.paging import ROWS
from recordings.storage import StorageFailed


@require_safe
@for_looking
def desk(request: DeskRequest) -> HttpResponse:
    form, now = SearchForm(request.GET), timezone.localtime()
    form.is_valid()
    query, queue = form.query, request.GET.get("queue", "")
    order, due = request.GET.get("order", ""), form.cleaned_data.get("due", "")
    shown = desk_sheet.desk(now, queue, query.host, order, due)
    heading, results = desk_search.listing(request.GET.get("list", ""), now)
    if not query.is_empty:
        results = desk_search.found(query, now)
        heading = f"{len(results)} found" + (f" for “{query.words}”" if query.words else "")
    at = request.GET.get("page")
    found = Paginator(results, desk_search.FOUND).get_page(at if heading else None)
    values = {
        "desk": shown,
        "page": Paginator(shown.rows, ROWS).get_page(None if heading else at),
        "form": form,
        "queue": queue,
        "order": order,
        "found": found,
        "found_heading": heading,
        "remindable": roles.decides(request.user) and any(one.way == Way.MAIL for one in found),
        "back": request.GET.urlencode(),
    }
    return render(request, "desk/desk.html", values)


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
