"""One person at the desk: over all hosts, and in one recording, where something is decided."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consent import files, proposals, roles, viewing
from consent.person import find_person
from feeds.forms.desk import GuardianForm, SettleForm
from feeds.pages.case_sheet import MOST, case_sheet, person_sheet
from feeds.views.desk.guards import DeskRequest, for_looking
from recordings.models import Speaker


def speaker_at(uid: uuid.UUID) -> Speaker:
    rows = Speaker.objects.select_related("recording__room", "recording__host")
    return get_object_or_404(rows, uid=uid)


@require_safe
@for_looking
def person(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    sheet = person_sheet(speaker_at(uid), timezone.localtime())
    values = {"sheet": sheet, "decides": roles.decides(request.user)}
    return render(request, "desk/person.html", values)


@require_POST
@for_looking
def evidence(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    """Everything that proves what a person said. That somebody looked is recorded."""
    speaker = speaker_at(uid)
    people = find_person(str(speaker.uid))[:MOST]
    proofs = viewing.proofs_of(people, by=request.user, now=timezone.now())
    values = {"speaker": speaker, "proofs": proofs, "files": files.files_of(people)}
    return render(request, "desk/evidence.html", values)


@require_safe
@for_looking
def case(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    return case_page(request, speaker_at(uid))


def case_page(request: DeskRequest, speaker: Speaker, **more: object) -> HttpResponse:
    """The case with its verbs; `more` are forms that were filled in wrongly."""
    sheet = case_sheet(speaker, timezone.localtime())
    values = {
        "sheet": sheet,
        "decides": roles.decides(request.user),
        "settling": SettleForm(),
        "asking": GuardianForm(),
        "proposals": [one for one in proposals.open_proposals() if one.speaker_id == speaker.pk],
        **more,
    }
    return render(request, "desk/case.html", values, status=422 if more else 200)
