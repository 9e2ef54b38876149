"""The desk itself: what consent work is due, and the search over it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consent.verify import faults
from feeds.pages import desk_sheet
from feeds.views.desk.guards import DeskRequest, for_looking
from feeds.views.host.paging import ROWS, words_of


@require_safe
@for_looking
def desk(request: DeskRequest) -> HttpResponse:
    words, host = words_of(request), request.GET.get("host", "")
    queue = request.GET.get("queue", "")
    shown = desk_sheet.desk(timezone.localtime(), queue, int(host) if host.isdecimal() else None)
    page = Paginator(shown.rows, ROWS).get_page(request.GET.get("page"))
    heading, found = desk_sheet.listing(request.GET.get("list", ""), timezone.now())
    if words:
        found = desk_sheet.found(words)
        heading = f"{len(found)} found for “{words}”"
    values = {
        "desk": shown,
        "page": page,
        "q": words,
        "queue": queue,
        "host": host,
        "found": found,
        "found_heading": heading,
    }
    return render(request, "desk/desk.html", values)


@require_POST
@for_looking
def verify_ledger(request: DeskRequest) -> HttpResponse:
    """Read the ledger from its first line to its head, now."""
    wrong = faults()
    if wrong:
        said = f"The ledger is broken in {len(wrong)} places. The first: {wrong[0].sentence}"
        messages.error(request, said)
    else:
        messages.success(request, "The ledger is whole and unbroken.")
    return redirect("feeds:desk")
