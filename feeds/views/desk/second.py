"""What one officer proposed and a second one settles; and the files of evidence."""

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consent import erasures, files, legacy, proposals, roles, viewing
from consent.erasures import NotErased
from consent.legacy import NotLegacy
from consent.proposals import NotRecorded, NotSettled
from feeds.views.desk.guards import DeskRequest, for_deciding, for_looking
from recordings import storage
from recordings.storage import StorageFailed

if TYPE_CHECKING:
    from consent.models import Proposal

ERASED = "Everything about this person is erased. Their voice is being cut from the originals."


@require_safe
@for_looking
def proposal(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    return _page(request, _found(uid))


@require_POST
@for_looking
def reason(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    """The proposal with what proves it. That somebody looked at a person's evidence is recorded."""
    one = _found(uid)
    what = f"The evidence of a proposal of {one.proposed_at:%d %B %Y}"
    if one.speaker is not None:
        viewing.viewed(one.speaker, by=request.user, now=timezone.now(), what=what)
    return _page(request, one, with_evidence=True)


def _found(uid: uuid.UUID) -> "Proposal":
    one = proposals.find(uid)
    if one is None:
        raise Http404
    return one


def _page(request: DeskRequest, one: "Proposal", *, with_evidence: bool = False) -> HttpResponse:
    values = {
        "proposal": one,
        "with_evidence": with_evidence,
        "decides": roles.decides(request.user) and one.is_open,
        "own": one.proposed_by_id == request.user.pk,
    }
    return render(request, "desk/proposal.html", values)


@require_POST
@for_deciding
def decide(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    one = proposals.find(uid)
    if one is None:
        raise Http404
    try:
        if "confirm" in request.POST and one.erases:
            erasures.confirm(one, by=request.user, now=timezone.now())
            messages.success(request, ERASED)
            return redirect("feeds:desk")
        if "confirm" in request.POST and one.speaker is None:
            legacy.confirm(one, by=request.user, now=timezone.now())
            messages.success(request, "Confirmed: it is marked as published before.")
        elif "confirm" in request.POST:
            given = proposals.confirm(one, by=request.user, now=timezone.now())
            messages.success(request, f"Confirmed and recorded: receipt {given.number}.")
        else:
            proposals.reject(one, by=request.user, now=timezone.now())
            messages.success(request, "Turned down. Nothing was recorded.")
    except (NotSettled, NotRecorded, NotErased, NotLegacy) as error:
        messages.error(request, str(error))
        return redirect("feeds:desk_proposal", one.uid)
    if one.speaker is None:
        return redirect("feeds:desk_recording", one.about.uid)
    return redirect("feeds:desk_case", one.speaker.uid)


@require_POST
@for_looking
def evidence_file(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    """A file of evidence, to be saved and never shown inside the site. Looking is recorded."""
    file = files.find(uid)
    if file is None:
        raise Http404
    viewing.viewed(file.speaker, by=request.user, now=timezone.now(), what=files.named(file))
    try:
        content = storage.read(file.key)
    except StorageFailed as error:
        messages.error(request, str(error))
        return redirect("feeds:desk_case", file.speaker.uid)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{files.saved_as(file)}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
