"""The episodes of a host: all of them, paged and searchable."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feeds.models import Episode
from feeds.pages.episode_rows import episode_rows
from feeds.views.host.paging import page_of, words_of
from recordings.members import MemberRequest, for_members
from recordings.models import Host


@require_safe
@for_members
def episodes(request: MemberRequest) -> HttpResponse:
    words = words_of(request)
    mine = Episode.objects.filter(show__host__in=Host.objects.of(request.user))
    rows = mine.select_related("show", "recording__room", "master")
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(notes__icontains=words))
    page = page_of(request, rows)
    values = {
        "page": page,
        "rows": episode_rows(list(page.object_list), timezone.localtime()),
        "q": words,
        "total": mine.count(),
    }
    return render(request, "host/episodes.html", values)
