"""One recording: its page, its title, the show it is for, and the episode made of it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feeds import pipeline, shows
from feeds.episodes import draft_for
from feeds.forms.people import TitleForm
from feeds.forms.shows import ChooseShowForm, NewShowForm
from feeds.pages.choosing import ShowNeeded, episode_for
from feeds.pages.recording_sheet import ROWS, RecordingSheet, recording_sheet
from feeds.shows import ShowRefused
from feeds.views.host.paging import words_of
from feeds.views.host.tenancy import NAME_SHOW, recording_of
from recordings import voices
from recordings.members import (
    MemberRequest,
    actor,
    check_owner,
    for_members,
    owners_alone,
    owns,
)
from recordings.models import Recording


@require_safe
@for_members
def recording(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    return _page(request, recording_of(request, uid))


def _page(
    request: MemberRequest,
    about: Recording,
    new_show: NewShowForm | None = None,
    chosen: ChooseShowForm | None = None,
) -> HttpResponse:
    words, page = words_of(request), _number(request.GET.get("page", ""))
    sheet = recording_sheet(about, timezone.localtime(), (page - 1) * ROWS, words)
    wrong = any(form is not None and form.is_bound for form in (new_show, chosen))
    values = {
        "sheet": sheet,
        "q": words,
        "next_page": page + 1 if sheet.voices > page * ROWS else None,
        "previous_page": page - 1 if page > 1 else None,
        "new_show": new_show or NewShowForm(hosts=[about.host]),
        "chosen": chosen or ChooseShowForm(recording=about),
        "owners_alone": owners_alone(about.host, NAME_SHOW)
        if _waits(request, about, sheet)
        else "",
    }
    return render(request, "host/recording.html", values, status=422 if wrong else 200)


def _waits(request: MemberRequest, about: Recording, sheet: RecordingSheet) -> bool:
    """Whether an owner has to name the first show before an editor can go on."""
    return sheet.needs_show and not sheet.shows and not owns(request.user, about.host)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def recording_title(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = recording_of(request, uid)
    data = request.POST if request.method == "POST" else None
    form = TitleForm(data, initial={"title": about.room.title})
    if form.is_valid():
        voices.retitle(about, form.cleaned_data["title"])
        messages.success(request, "The title is changed.")
        return redirect("feeds:recording", about.uid)
    values = {"recording": about, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "host/recording_title.html", values, status=status)


@require_POST
@for_members
def recording_show(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose the show, or name the first one."""
    about = recording_of(request, uid)
    if "title" in request.POST:
        return _named(request, about)
    form = ChooseShowForm(request.POST, recording=about)
    if not form.is_valid():
        return _page(request, about, chosen=form)
    draft_for(about, form.cleaned_data["show"])
    messages.success(request, f"It becomes an episode of “{form.cleaned_data['show']}”.")
    return redirect("feeds:recording", about.uid)


def _named(request: MemberRequest, about: Recording) -> HttpResponse:
    check_owner(request.user, about.host, NAME_SHOW)
    form = NewShowForm(request.POST, hosts=[about.host])
    if not form.is_valid():
        return _page(request, about, new_show=form)
    try:
        show = shows.create_show(
            about.host, slug=form.cleaned_data["slug"], title=form.cleaned_data["title"]
        )
    except ShowRefused as refused:
        form.add_error("slug", str(refused))
        return _page(request, about, new_show=form)
    draft_for(about, show)
    messages.success(request, f"“{show.title}” is there. This becomes its first episode.")
    return redirect("feeds:recording", about.uid)


@require_POST
@for_members
def make(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """Make the episode; where something still blocks, as soon as nothing does."""
    about = recording_of(request, uid)
    try:
        episode = pipeline.submit(episode_for(about).pk, actor(request.user))
    except ShowNeeded as error:
        messages.error(request, str(error))
        return redirect("feeds:recording", about.uid)
    return redirect("feeds:episode", episode.uid)
