"""One episode: its page, one question a page, and the steps that put it out and take it back."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent.clearance import NotCleared
from feeds import episodes, pipeline
from feeds.forms import episodes as ask
from feeds.forms.episodes import PublishForm, chapters_text
from feeds.forms.sound import EpisodeSoundForm
from feeds.lifecycle import NotReady
from feeds.models import Episode
from feeds.pages.episode_sheet import episode_sheet
from feeds.pages.pauses_sheet import pauses_words
from feeds.views.host.tenancy import PUBLISH, episode_of, episode_to_publish
from recordings.members import MemberRequest, actor, for_members, owners_alone, owns
from recordings.words import moment

HEADINGS = {
    "title": "What is the episode called?",
    "notes": "What is it about?",
    "explicit": "Explicit language",
    "number": "Which number has it?",
    "chapters": "Chapters",
    "sound": "How does it sound?",
}
FORMS: Mapping[str, Callable[..., forms.Form]] = {
    "title": ask.EpisodeTitleForm,
    "notes": ask.EpisodeNotesForm,
    "explicit": ask.EpisodeExplicitForm,
    "number": ask.EpisodeNumberForm,
    "chapters": ask.EpisodeChaptersForm,
    "sound": EpisodeSoundForm,
}


SAID = {"sound": "Changed. It is heard when the episode is made the next time."}


@require_safe
@for_members
def episode(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    return _page(request, episode_of(request, uid))


def _page(request: MemberRequest, about: Episode, form: PublishForm | None = None) -> HttpResponse:
    host = about.show.host
    decides = owns(request.user, host)
    sheet = episode_sheet(about, timezone.localtime(), for_owner=decides)
    values = {
        "sheet": sheet,
        "form": form or PublishForm(initial={"when": PublishForm.NOW}),
        "owners_alone": "" if decides else owners_alone(host, PUBLISH),
    }
    if request.headers.get("HX-Request"):
        if sheet.mode != "working":
            return HttpResponse(headers={"HX-Redirect": request.path})
        return render(request, "host/episode_now.html", values)
    status = 422 if form is not None else 200
    return render(request, "host/episode.html", values, status=status)


def _back(about: Episode) -> HttpResponse:
    return redirect("feeds:episode", about.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def episode_change(request: MemberRequest, uid: uuid.UUID, question: str) -> HttpResponse:
    about = episode_of(request, uid)
    if question not in FORMS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = FORMS[question](data, initial=_start(about, question), **_more(about, question))
    if form.is_valid():
        episodes.rewrite(about.pk, **form.cleaned_data)
        messages.success(request, SAID.get(question, "Changed."))
        return _back(about)
    values = {
        "episode": about,
        "heading": HEADINGS[question],
        "form": form,
        "question": question,
        "pauses": pauses_words(about) if question == "sound" else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "host/episode_change.html", values, status=status)


def _more(about: Episode, question: str) -> dict[str, Any]:
    """What a form has to know beside its answers."""
    if question == "chapters":
        return {"duration_ms": about.recording.duration_ms}
    return {"show": about.show} if question == "sound" else {}


def _start(about: Episode, question: str) -> dict[str, Any]:
    if question == "chapters":
        return {"chapters": chapters_text(about)}
    if question == "number":
        return {"number": about.number, "season": about.season}
    if question == "sound":
        return dict(about.sound_words)
    return {question: getattr(about, question)}


@require_POST
@for_members
def propose_chapters(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = episode_of(request, uid)
    count = episodes.propose_chapters(about.pk)
    if count:
        messages.success(request, f"{count} chapter{'' if count == 1 else 's'} proposed.")
    else:
        messages.error(request, "There is nothing to propose: chapters are there, or no voices.")
    return redirect("feeds:episode_change", about.uid, "chapters")


# --- Putting it out ------------------------------------------------------------------------------
@require_POST
@for_members
def publish(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = episode_to_publish(request, uid)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, about, form)
    try:
        messages.success(request, _published(request, about, form.cleaned_data))
    except (NotCleared, NotReady) as error:
        messages.error(request, str(error))
    return _back(about)


def _published(request: MemberRequest, about: Episode, answer: Mapping[str, Any]) -> str:
    who = actor(request.user)
    if answer["when"] == PublishForm.AT:
        pipeline.schedule(about.pk, answer["at"], who, Episode.Visibility.PUBLIC)
        return f"It goes out {moment(answer['at'], timezone.localtime())}."
    if answer["when"] == PublishForm.UNLISTED:
        pipeline.publish(about.pk, who, visibility=Episode.Visibility.UNLISTED)
        return "It is out, for people with the link."
    pipeline.publish(about.pk, who, visibility=Episode.Visibility.PUBLIC)
    return f"“{about.title}” is published."


@require_POST
@for_members
def publish_when_ready(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = episode_to_publish(request, uid)
    try:
        pipeline.publish_when_ready(about.pk, actor(request.user))
        messages.success(request, "It goes out as soon as nothing blocks.")
    except (NotCleared, NotReady) as error:
        messages.error(request, str(error))
    return _back(about)


@require_POST
@for_members
def unschedule(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = episode_to_publish(request, uid)
    pipeline.unschedule(about.pk)
    messages.success(request, "It stays here until you publish it.")
    return _back(about)


# --- Making it -----------------------------------------------------------------------------------
@require_POST
@for_members
def remake(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    """Make it again: after a failure, with new music, with new words."""
    about = episode_of(request, uid)
    pipeline.remake(about.pk, actor(request.user))
    messages.success(request, "It is being made again.")
    return _back(about)


@require_POST
@for_members
def stop_making(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = episode_of(request, uid)
    pipeline.stop(about.pk, actor(request.user))
    messages.success(request, "It is not made any further.")
    return _back(about)


# --- Taking it back ------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def unpublish(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = episode_to_publish(request, uid)
    if request.method != "POST":
        return render(request, "host/unpublish.html", {"episode": about})
    try:
        pipeline.unpublish(about.pk, actor(request.user))
        messages.success(request, f"“{about.title}” is off the feed.")
    except NotReady as error:
        messages.error(request, str(error))
    return _back(about)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def withdraw(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = episode_to_publish(request, uid)
    if request.method != "POST":
        return render(request, "host/withdraw.html", {"episode": about})
    try:
        pipeline.withdraw(about.pk, actor(request.user))
        messages.success(request, f"“{about.title}” is taken back for good.")
    except NotReady as error:
        messages.error(request, str(error))
    return _back(about)
