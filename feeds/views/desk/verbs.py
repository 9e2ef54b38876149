"""What officers decide about one person in one recording: disputes, minors, attested words."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from consent import disputes, files, minors, proposals
from consent.asks import NotAsked
from consent.files import NotTaken
from consent.proposals import Basis, NotRecorded, Offer
from consent.receipts import Receipt
from feeds import asking
from feeds.forms.desk import GuardianForm, OfAgeForm, RecordForm, SettleForm
from feeds.pages.choosing import ShowNeeded, episode_for
from feeds.views.desk.cases import case_page, speaker_at
from feeds.views.desk.guards import DeskRequest, for_deciding
from recordings.models import Speaker
from recordings.storage import StorageFailed

_REFUSALS = (NotRecorded, NotAsked, NotTaken, ShowNeeded, StorageFailed)


def _said(request: DeskRequest, speaker: Speaker, do: Callable[[], str]) -> HttpResponse:
    """Do it and say so, or say why not; back to the case."""
    try:
        messages.success(request, do())
    except _REFUSALS as error:
        messages.error(request, str(error))
    return redirect("feeds:desk_case", speaker.uid)


@require_POST
@for_deciding
def settle(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    speaker, form = speaker_at(uid), SettleForm(request.POST)
    if not form.is_valid():
        return case_page(request, speaker, settling=form)
    leave_out = form.cleaned_data["outcome"] == form.LEAVE_OUT

    def do() -> str:
        reason, now = form.cleaned_data["reason"], timezone.now()
        disputes.settle(speaker, reason=reason, leave_out=leave_out, by=request.user, now=now)
        if leave_out:
            return f"{speaker} is left out, and the dispute is settled."
        return f"The dispute is settled. Nothing said before counts; {speaker} can be asked anew."

    return _said(request, speaker, do)


@require_POST
@for_deciding
def minor(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    speaker = speaker_at(uid)

    def do() -> str:
        minors.mark(speaker, by=request.user, now=timezone.now())
        return f"{speaker} is marked as a minor. Only a guardian’s yes counts now."

    return _said(request, speaker, do)


@require_POST
@for_deciding
def guardian(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask a guardian by mail: they answer for a speaker who is marked as a minor."""
    speaker, form = speaker_at(uid), GuardianForm(request.POST)
    if not form.is_valid():
        return case_page(request, speaker, asking=form)

    def do() -> str:
        if not minors.is_minor(speaker):
            raise NotAsked(f"{speaker} is not marked as a minor, and is asked personally.")
        address, now = form.cleaned_data["email"], timezone.now()
        asking.ask(
            episode_for(speaker.recording), speaker, by=request.user, now=now, address=address
        )
        return f"A guardian of {speaker} is asked, by mail to {address}."

    return _said(request, speaker, do)


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciding
def of_age(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    speaker = speaker_at(uid)
    form = OfAgeForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_valid():
        return _form(request, speaker, form, "of_age.html")

    def do() -> str:
        now = timezone.now()
        file = files.keep(speaker, *_sent(form), by=request.user, now=now)
        evidence = Offer(decisions={}, reason=form.cleaned_data["reason"], file=file).evidence
        minors.of_age(speaker, evidence=evidence, by=request.user, now=now)
        return f"{speaker} decides alone from here on. Nothing a guardian allowed counts any more."

    return _said(request, speaker, do)


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciding
def record(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    """Consent given elsewhere, or that none is needed: with evidence, never over a no."""
    speaker = speaker_at(uid)
    form = RecordForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_valid():
        return _form(request, speaker, form, "record.html")
    return _said(request, speaker, lambda: _recorded(request, speaker, form))


def _recorded(request: DeskRequest, speaker: Speaker, form: RecordForm) -> str:
    now, told = timezone.now(), form.cleaned_data
    proposals.check(speaker, form.decisions, reason=told["reason"])
    what = Offer(
        decisions=form.decisions,
        reason=told["reason"],
        basis=Basis(told["basis"]),
        until=told["until"],
        file=files.keep(speaker, *_sent(form), by=request.user, now=now),
    )
    given = proposals.offer(speaker, what, by=request.user, now=now)
    if isinstance(given, Receipt):
        return f"Recorded about {speaker}: receipt {given.number}."
    return f"Proposed about {speaker}. It counts as soon as another officer has confirmed it."


def _sent(form: OfAgeForm | RecordForm) -> tuple[Iterable[bytes], str]:
    file: UploadedFile[Any] = form.cleaned_data["file"]
    return file.chunks(), file.name or ""


def _form(
    request: DeskRequest, speaker: Speaker, form: OfAgeForm | RecordForm, template: str
) -> HttpResponse:
    values = {"speaker": speaker, "form": form, "two": proposals.wants_two()}
    return render(request, f"desk/{template}", values, status=422 if form.is_bound else 200)
