"""An episode's clips: asking for one, its page, and what becomes of it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feeds import clips
from feeds.clips import ClipRefused, Wanted
from feeds.forms.clips import ClipForm
from feeds.models import Clip, Episode
from feeds.pages.clip_sheet import clip_sheet
from feeds.pages.episode_sheet import player_of
from feeds.views.host.tenancy import episode_of, episode_to_publish
from recordings.find import NotFound
from recordings.members import MemberRequest, for_members, owns


def _clip_of(about: Episode, uid: uuid.UUID) -> Clip:
    try:
        return clips.find_clip(about, uid)
    except NotFound as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def clip_new(request: MemberRequest, uid: uuid.UUID) -> HttpResponse:
    about = episode_to_publish(request, uid)
    form = ClipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = clips.cut(about.pk, Wanted(**form.cleaned_data))
            return redirect("feeds:clip", about.uid, made.uid)
        except ClipRefused as refused:
            form.add_error(None, str(refused))
    values = {"episode": about, "form": form, "player": player_of(about)}
    return render(request, "host/clip_new.html", values, status=422 if form.is_bound else 200)


@require_safe
@for_members
def clip(request: MemberRequest, uid: uuid.UUID, clip_uid: uuid.UUID) -> HttpResponse:
    about = episode_of(request, uid)
    sheet = clip_sheet(_clip_of(about, clip_uid))
    decides = owns(request.user, about.show.host)
    return render(request, "host/clip.html", {"sheet": sheet, "decides": decides})


@require_POST
@for_members
def clip_again(request: MemberRequest, uid: uuid.UUID, clip_uid: uuid.UUID) -> HttpResponse:
    about = episode_of(request, uid)
    clips.again(_clip_of(about, clip_uid).pk)
    messages.success(request, "It is being made again.")
    return redirect("feeds:clip", about.uid, clip_uid)


@require_POST
@for_members
def clip_in_feed(request: MemberRequest, uid: uuid.UUID, clip_uid: uuid.UUID) -> HttpResponse:
    """Name it in the feed, or no more."""
    about = episode_to_publish(request, uid)
    named = clips.name_in_feed(_clip_of(about, clip_uid).pk, request.POST.get("named") == "yes")
    said = "Apps are told of it." if named.soundbite else "Apps are told of it no more."
    messages.success(request, said)
    return redirect("feeds:clip", about.uid, clip_uid)


@require_POST
@for_members
def clip_drop(request: MemberRequest, uid: uuid.UUID, clip_uid: uuid.UUID) -> HttpResponse:
    about = episode_to_publish(request, uid)
    dropped = _clip_of(about, clip_uid)
    clips.drop(dropped.pk)
    messages.success(request, f"“{dropped.title}” is gone, its link with it.")
    return redirect("feeds:episode", about.uid)
