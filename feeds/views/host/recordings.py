"""The recordings of a host: what needs them next, what waits, what is done; and the search."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feeds.pages import board
from feeds.pages.board_rows import Place
from feeds.views.host.paging import page_of, words_of
from recordings.members import MemberRequest, for_members
from recordings.models import Host, Import


@require_safe
@for_members
def recordings(request: MemberRequest) -> HttpResponse:
    hosts = list(Host.objects.of(request.user))
    words, only = words_of(request), request.GET.get("only", "")
    if words or only == "all":
        return _found(request, hosts, words)
    place = Place(only) if only in set(Place) else None
    shown = board.board(hosts, timezone.localtime(), place)
    if not shown.recordings and not shown.sections and not Import.objects.filter(host__in=hosts):
        return redirect("recordings:import")
    template = "host/recordings_now.html" if request.headers.get("HX-Request") else None
    values = {"board": shown, "only": place}
    return render(request, template or "host/recordings.html", values)


def _found(request: MemberRequest, hosts: list[Host], words: str) -> HttpResponse:
    page = page_of(request, board.matching(hosts, words))
    rows = board.rows_of(list(page.object_list), timezone.localtime())
    values = {"page": page, "rows": rows, "q": words}
    return render(request, "host/recordings_found.html", values)
