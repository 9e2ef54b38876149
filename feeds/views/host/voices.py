"""The voices of a recording: ask, leave out, say whose they are."""

import uuid

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consent import exclusions, wishes
from consent.asks import NotAsked
from feeds import asking
from feeds.forms.people import LeaveOutForm, UnclaimedForm
from feeds.pages.also_silent import leaving_out
from feeds.pages.choosing import ShowNeeded, episode_for
from feeds.pages.links import open_links_of, personal_link
from feeds.pages.unclaimed_sheet import not_persons_of, unclaimed_sheet
from feeds.views.host.paging import ROWS
from feeds.views.host.tenancy import recording_of, speaker_of
from recordings import voices
from recordings.audio.plan import Treatment
from recordings.members import MemberRequest, for_members
from recordings.models import Recording

MOST_SENTENCES = 5
"""More of them would not fit into the cookie that carries them to the next page."""


def _back(about: Recording) -> HttpResponse:
    return redirect("feeds:recording", about.uid)


# --- Asking --------------------------------------------------------------------------------------
@require_POST
@for_members
def ask(request: MemberRequest, uid: uuid.UUID, speaker_uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    speaker = speaker_of(about, speaker_uid)
    try:
        done = asking.mail(episode_for(about), speaker, by=request.user, now=timezone.now())
        messages.success(request, f"{speaker} is {done}, by mail to {speaker.email}.")
    except (NotAsked, ShowNeeded) as error:
        messages.error(request, str(error))
    return _back(about)


@require_POST
@for_members
def ask_everyone(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    try:
        done = asking.ask_everyone(episode_for(about), by=request.user, now=timezone.now())
        people = "person is" if len(done.asked) == 1 else "people are"
        messages.success(request, f"{len(done.asked)} {people} asked by mail.")
        for sentence in done.not_asked[:MOST_SENTENCES]:
            messages.error(request, sentence)
    except ShowNeeded as error:
        messages.error(request, str(error))
    return _back(about)


@require_POST
@never_cache
@for_members
def speaker_link(request: MemberRequest, uid: uuid.UUID, speaker_uid: uuid.UUID) -> HttpResponse:
    """A fresh personal link, shown this once: only its hash is kept."""
    about = recording_of(request, uid)
    speaker = speaker_of(about, speaker_uid)
    try:
        link = personal_link(episode_for(about), speaker, by=request.user, now=timezone.now())
    except (NotAsked, ShowNeeded) as error:
        messages.error(request, str(error))
        return _back(about)
    return render(request, "host/links.html", {"recording": about, "links": [link]})


@require_POST
@never_cache
@for_members
def open_links(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """A fresh link for everybody who has been asked and has not answered."""
    about = recording_of(request, uid)
    try:
        links = open_links_of(episode_for(about), by=request.user, now=timezone.now())
    except (NotAsked, ShowNeeded) as error:
        messages.error(request, str(error))
        return _back(about)
    return render(request, "host/links.html", {"recording": about, "links": links})


# --- Leaving out ---------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def leave_out(request: MemberRequest, uid: uuid.UUID, speaker_uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    speaker = speaker_of(about, speaker_uid)
    form = LeaveOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        how = Treatment(form.cleaned_data["treatment"])
        exclusions.leave_out(about, speaker, how, by=request.user)
        messages.success(request, f"{speaker} is left out of the episode.")
        return _back(about)
    values = {
        "recording": about,
        "speaker": speaker,
        "form": form,
        "also_silent": leaving_out(about, speaker),
    }
    status = 422 if form.is_bound else 200
    return render(request, "host/leave_out.html", values, status=status)


@require_POST
@for_members
def take_back_in(request: MemberRequest, uid: uuid.UUID, speaker_uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    speaker = speaker_of(about, speaker_uid)
    exclusions.take_back_in(about, speaker)
    messages.success(request, f"{speaker} is back in. What they answered counts again.")
    return _back(about)


@require_POST
@for_members
def cut_wishes(request: MemberRequest, uid: uuid.UUID, speaker_uid: uuid.UUID) -> HttpResponse:
    """Cut what a speaker asked to have cut."""
    about = recording_of(request, uid)
    speaker = speaker_of(about, speaker_uid)
    if wishes.cut(speaker, by=request.user):
        messages.success(request, f"What {speaker} asked for is cut from the episode.")
    return _back(about)


# --- Speech that is nobody's ---------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def unclaimed(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """Say whose parts these are, or that they are no person's."""
    about = recording_of(request, uid)
    page = Paginator(voices.unclaimed(about), ROWS).get_page(request.GET.get("page"))
    form = UnclaimedForm(
        request.POST if request.method == "POST" else None,
        parts=[part.pk for part in page],
        speakers=list(about.speakers.all()),
    )
    if form.is_valid():
        messages.success(request, _assigned(about, form, request.user))
        more = voices.unclaimed(about).exists()
        return redirect("feeds:unclaimed", about.uid) if more else _back(about)
    words = Paginator(not_persons_of(about), ROWS).get_page(request.GET.get("words"))
    values = {
        "recording": about,
        "page": page,
        "form": form,
        "sheet": unclaimed_sheet(about, page, words),
        "words": words,
    }
    status = 422 if form.is_bound else 200
    return render(request, "host/unclaimed.html", values, status=status)


def _assigned(about: Recording, form: UnclaimedForm, by: User) -> str:
    ids = [int(pk) for pk in form.cleaned_data["parts"]]
    whose = form.cleaned_data["whose"]
    parts = f"{len(ids)} part{'' if len(ids) == 1 else 's'}"
    if whose == form.NOT_A_PERSON:
        voices.not_a_person(about, ids, by=by)
        return f"{parts} marked as music or noise. Nobody has to be asked about it."
    speaker = speaker_of(about, uuid.UUID(whose))
    voices.assign(about, ids, speaker, by=by)
    return f"{parts} {_belong(len(ids))} to {speaker} now."


def _belong(count: int) -> str:
    return "belongs" if count == 1 else "belong"


@require_POST
@for_members
def unclaimed_all(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """All of it is one person's."""
    about = recording_of(request, uid)
    try:
        speaker = speaker_of(about, uuid.UUID(request.POST.get("whose", "")))
    except ValueError:
        raise Http404 from None
    count = voices.assign_all_unclaimed(about, speaker)
    parts = f"{count} part{'' if count == 1 else 's'} {_belong(count)}"
    messages.success(request, f"{parts} to {speaker} now.")
    return _back(about)


@require_POST
@for_members
def unclaimed_person(request: MemberRequest, uid: uuid.UUID, part: int) -> HttpResponse:
    """It is no music and no noise after all."""
    about = recording_of(request, uid)
    get_object_or_404(voices.said_not_a_person(about), pk=part)
    voices.a_person_after_all(about, [part], by=request.user)
    messages.success(request, "It is speech again, and nobody’s. Say who speaks there.")
    return redirect("feeds:unclaimed", about.uid)


@require_POST
@for_members
def unclaimed_cut(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    exclusions.leave_out(about, None, Treatment.CUT, by=request.user)
    messages.success(request, "Speech that belongs to nobody is cut from the episode.")
    return _back(about)


@require_POST
@for_members
def unclaimed_back(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    exclusions.take_back_in(about, None)
    messages.success(request, "It is back in. Say who speaks there.")
    return _back(about)
