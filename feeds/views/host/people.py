"""Who the people in a recording are: names, addresses, where they are heard."""

import uuid

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from consent import complete, minors
from consent.complete import NotComplete
from feeds.forms.people import AddressesForm, MarkForm, SpeakerForm
from feeds.views.host.paging import page_of, words_of
from feeds.views.host.tenancy import recording_of, speaker_of
from recordings import voices
from recordings.members import MemberRequest, for_members
from recordings.spans import Span


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def people(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """Everybody in the room; a part of the recording can be marked as somebody's."""
    about, words = recording_of(request, uid), words_of(request)
    form = MarkForm(request.POST if request.method == "POST" else None, recording=about)
    if form.is_valid():
        at = Span(form.cleaned_data["start"], form.cleaned_data["end"])
        speaker = speaker_of(about, uuid.UUID(form.cleaned_data["speaker"]))
        voices.mark(about, speaker, at)
        messages.success(request, f"{speaker} is heard there now.")
        return redirect("feeds:people", about.uid)
    rows = about.speakers.annotate(parts=Count("segments")).order_by("number")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(handle__icontains=words))
    page = page_of(request, rows)
    values = {"recording": about, "page": page, "q": words, "form": form}
    values["total"] = about.speakers.count()
    status = 422 if form.is_bound else 200
    return render(request, "host/people.html", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def speaker_new(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    form = SpeakerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        speaker = voices.add_speaker(about, **form.cleaned_data)
        messages.success(request, f"{speaker} is added. Say where they are heard.")
        somewhere = voices.unclaimed(about).exists()
        return redirect("feeds:unclaimed" if somewhere else "feeds:people", about.uid)
    values = {"recording": about, "form": form, "heading": "Add a person"}
    status = 422 if form.is_bound else 200
    return render(request, "host/speaker.html", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def speaker(request: MemberRequest, uid: uuid.UUID, speaker_uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    person = speaker_of(about, speaker_uid)
    start = {"name": person.name, "handle": person.handle, "email": person.email}
    form = SpeakerForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        voices.rename(person, **form.cleaned_data)
        messages.success(request, f"Changed: {person}.")
        return redirect("feeds:recording", about.uid)
    heading = f"Who is {person.display_name}?"
    values = {
        "recording": about,
        "form": form,
        "speaker": person,
        "heading": heading,
        "minor": minors.is_minor(person),
    }
    status = 422 if form.is_bound else 200
    return render(request, "host/speaker.html", values, status=status)


@require_POST
@for_members
def roster(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """The host's word that everybody who speaks is listed."""
    about = recording_of(request, uid)
    try:
        complete.confirm(about, by=request.user, now=timezone.now())
        messages.success(request, "Noted: everybody who speaks is listed.")
    except NotComplete as error:
        messages.error(request, str(error))
    return redirect("feeds:recording", about.uid)


@require_POST
@for_members
def minor(request: MemberRequest, uid: uuid.UUID, speaker_uid: uuid.UUID) -> HttpResponse:
    """Only protects: a host cannot undo it."""
    about = recording_of(request, uid)
    person = speaker_of(about, speaker_uid)
    minors.mark(person, by=request.user, now=timezone.now())
    messages.success(
        request,
        f"{person} is marked as a minor. Give a parent’s or guardian’s address, and ask again.",
    )
    return redirect("feeds:recording", about.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def addresses(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """Where people can be asked by mail, all on one page."""
    about = recording_of(request, uid)
    heard = list(about.speakers.filter(segments__isnull=False).distinct())
    form = AddressesForm(request.POST if request.method == "POST" else None, speakers=heard)
    if form.is_valid():
        for person in heard:
            address = form.cleaned_data[str(person.uid)]
            if address != person.email:
                voices.rename(person, name=person.name, handle=person.handle, email=address)
        messages.success(request, "The addresses are kept. They serve for asking only.")
        return redirect("feeds:recording", about.uid)
    values = {"recording": about, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "host/addresses.html", values, status=status)
