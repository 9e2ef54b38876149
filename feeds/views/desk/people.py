"""Everything about one person, over all hosts: saved for them, or erased."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from consent import dossier, erasures, proposals
from consent.erasures import Erased, NotErased
from consent.person import find_person
from feeds.forms.desk import EraseForm
from feeds.pages.case_sheet import person_sheet
from feeds.views.desk.cases import speaker_at
from feeds.views.desk.guards import DeskRequest, for_deciding
from feeds.views.desk.second import ERASED


@require_POST
@for_deciding
def export(request: DeskRequest, uid: uuid.UUID) -> HttpResponseBase:
    """What the person is entitled to get. That somebody took it is recorded."""
    people, now = find_person(str(speaker_at(uid).uid)), timezone.now()
    made = dossier.dossier_of(people, by=request.user.get_username(), now=now)
    return FileResponse(
        dossier.packed(made),
        as_attachment=True,
        filename=f"person-{uid.hex[:8]}.zip",
        content_type="application/zip",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciding
def erase(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    speaker = speaker_at(uid)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _erased(request, uid, form.cleaned_data["reason"])
    values = {
        "sheet": person_sheet(speaker, timezone.localtime()),
        "form": form,
        "wants_two": proposals.wants_two(),
    }
    return render(request, "desk/erase.html", values, status=422 if form.is_bound else 200)


def _erased(request: DeskRequest, uid: uuid.UUID, reason: str) -> HttpResponse:
    try:
        done = erasures.offer(speaker_at(uid), reason, by=request.user, now=timezone.now())
    except NotErased as error:
        messages.error(request, str(error))
        return redirect("feeds:desk_erase", uid)
    if isinstance(done, Erased):
        messages.success(request, ERASED)
        return redirect("feeds:desk")
    messages.success(request, "Proposed. A second consent officer has to confirm.")
    return redirect("feeds:desk_proposal", done.uid)
