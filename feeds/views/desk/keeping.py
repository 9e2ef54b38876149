"""What is kept, and what goes when. Looking changes nothing; the worker carries it out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feeds.pages.retention_sheet import kept_rows
from feeds.views.desk.guards import DeskRequest, for_looking


@require_safe
@for_looking
def retention(request: DeskRequest) -> HttpResponse:
    return render(request, "desk/retention.html", {"rows": kept_rows(timezone.localtime())})
