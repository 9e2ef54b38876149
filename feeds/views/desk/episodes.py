"""One recording at the desk, and the requests that an episode from before goes."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import complete, proposals, roles
from consent import legacy as before
from consent.clearance import clearance_for
from consent.complete import NotComplete
from consent.evidence.bundle import NotProven
from consent.legacy import NotLegacy
from feeds import evidence, takedowns
from feeds.forms.desk import LegacyForm, NotLegacyForm
from feeds.forms.takedowns import DecisionForm
from feeds.models import Episode, Takedown
from feeds.pages.unclaimed_sheet import not_persons_of, words_of
from feeds.takedowns import NotTaken
from feeds.views.desk.guards import READ_ONLY, DeskRequest, for_deciding, for_looking
from recordings.models import Recording
from recordings.storage import StorageFailed

MOST_WORDS = 200
MARKED = "Marked as published before. It never counts as anybody’s yes."
PROPOSED = "Proposed. It counts as soon as another officer has confirmed it."
UNMARKED = "It counts as published before no more. From now on everybody in it has to say yes."


def recording_at(uid: uuid.UUID) -> Recording:
    return get_object_or_404(Recording.objects.select_related("room", "host"), uid=uid)


@require_safe
@for_looking
def recording(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    return _page(request, recording_at(uid))


def _page(
    request: DeskRequest, about: Recording, wrong: LegacyForm | NotLegacyForm | None = None
) -> HttpResponse:
    stands = before.of(about)
    values = {
        "recording": about,
        "clearance": clearance_for(about),
        "speakers": about.speakers.all(),
        "episodes": Episode.objects.filter(recording=about).select_related("show"),
        "legacy": stands,
        "proposed": before.proposed(about),
        "words": words_of(not_persons_of(about)[:MOST_WORDS], about),
        "waits_for_desk": complete.waits_for_desk(about),
        "form": wrong or (NotLegacyForm() if stands else LegacyForm()),
        "decides": roles.decides(request.user),
        "two": proposals.wants_two(),
    }
    return render(request, "desk/recording.html", values, status=422 if wrong else 200)


@require_POST
@for_looking
def bundle(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    """The evidence of one episode as a zip. That somebody took it is recorded."""
    every = Episode.objects.select_related("show__host", "recording__room", "recording__host")
    episode = get_object_or_404(every, uid=uid)
    try:
        made = evidence.export(episode, by=request.user, now=timezone.now())
    except (NotProven, StorageFailed) as error:
        messages.error(request, str(error))
        return redirect("feeds:desk_recording", episode.recording.uid)
    answer = HttpResponse(made, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{evidence.file_name(episode)}"'
    return answer


@require_POST
@for_deciding
def roster(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    """The desk's word that everybody who speaks is listed."""
    about = recording_at(uid)
    try:
        complete.confirm(about, by=request.user, now=timezone.now(), by_desk=True)
        messages.success(request, "Noted: everybody who speaks is listed.")
    except NotComplete as error:
        messages.error(request, str(error))
    return redirect("feeds:desk_recording", about.uid)


@require_POST
@for_deciding
def legacy(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    about, form = recording_at(uid), LegacyForm(request.POST)
    if not form.is_valid():
        return _page(request, about, form)
    try:
        reason = form.cleaned_data["reason"]
        marked = before.offer(about, evidence=reason, by=request.user, now=timezone.now())
        messages.success(request, MARKED if marked else PROPOSED)
    except NotLegacy as error:
        messages.error(request, str(error))
    return redirect("feeds:desk_recording", about.uid)


@require_POST
@for_deciding
def not_legacy(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    """That it was out before counts no more, from this press on."""
    about, form = recording_at(uid), NotLegacyForm(request.POST)
    if not form.is_valid():
        return _page(request, about, form)
    try:
        reason = form.cleaned_data["reason"]
        before.unmark(about, reason=reason, by=request.user, now=timezone.now())
        messages.success(request, UNMARKED)
    except NotLegacy as error:
        messages.error(request, str(error))
    return redirect("feeds:desk_recording", about.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@for_looking
def takedown(request: DeskRequest, uid: uuid.UUID) -> HttpResponse:
    one = takedowns.find(uid)
    if one is None:
        raise Http404
    decides = roles.decides(request.user)
    if request.method == "POST" and not decides:
        return render(request, "403.html", {"exception": READ_ONLY}, status=403)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _decided(request, one, form)
    values = {"takedown": one, "form": form, "decides": decides and one.is_open}
    return render(request, "desk/takedown.html", values, status=422 if form.is_bound else 200)


def _decided(request: DeskRequest, one: Takedown, form: DecisionForm) -> HttpResponse:
    take_down = form.cleaned_data["outcome"] == form.TAKE_DOWN
    words, now = form.cleaned_data["words"], timezone.now()
    try:
        takedowns.decide(one, take_down=take_down, words=words, by=request.user, now=now)
        said = "It is down, for good." if take_down else "It stays."
        messages.success(request, f"Decided. {said}")
    except NotTaken as error:
        messages.error(request, str(error))
    return redirect("feeds:desk_takedown", one.uid)
