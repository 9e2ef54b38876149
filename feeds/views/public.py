"""What everybody may see: the front page, a show, an episode with its player, how to follow.

Nothing is shown here without a Clearance that holds; what was taken back answers 410.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from consent import roles
from feeds import addresses
from feeds.clip_standing import find_clip, standing_clips
from feeds.models import Episode, Show
from feeds.pages.clip_faces import clip_card, clip_face, clip_faces
from feeds.pages.finding import found_episodes
from feeds.pages.front import public_shows, show_rows
from feeds.pages.listening import ListenerEpisode, listener_episode, listener_rows
from feeds.pages.public_faces import apps, episode_card, show_card, show_face
from feeds.pages.reading import pieces, stretches
from feeds.pages.shared_part import WRONG, is_chosen, shared_part
from feeds.reservation import HEADER, reservation
from feeds.standing import Gone, Standing, find, standing
from feeds.views.host.paging import ROWS, page_of, words_of
from recordings.models import Host

# Asked again each time: a withdrawal is in force with its own commit.
fresh = cache_control(no_cache=True)


EpisodeView = Callable[Concatenate[HttpRequest, Standing, ListenerEpisode, ...], HttpResponse]


@require_safe
@fresh
def front(request: HttpRequest) -> HttpResponse:
    """A visitor sees the shows; who works here goes to the work, but may still search."""
    words = words_of(request)
    if not words and Host.objects.of(request.user).exists():
        return redirect("feeds:recordings")
    if not words and roles.looks(request.user):
        return redirect("feeds:desk")
    every = public_shows()
    total = every.count()
    page = page_of(request, public_shows(words))
    values = {
        "page": page,
        "rows": show_rows(page),
        "q": words,
        "total": total,
        "searchable": total > ROWS or words,
    }
    return render(request, "public/front.html", values)


@require_safe
@fresh
def show(request: HttpRequest, slug: str) -> HttpResponse:
    shown = _show(slug)
    words = words_of(request)
    listed = shown.episodes.listed().select_related("show", "recording__room", "master")
    total = listed.count()
    if words:
        page: Any = Paginator(found_episodes(shown, words), ROWS).get_page(request.GET.get("page"))
        served = list(page)
    else:
        page = page_of(request, listed)
        served = list(standing(page))
    values = {
        **_of_show(shown),
        "og": show_card(shown),
        "page": page,
        "rows": listener_rows(served),
        "q": words,
        "total": total,
        "searchable": total > ROWS or words,
    }
    return render(request, "public/show.html", values)


@require_safe
@fresh
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    shown = _show(slug)
    values = {"og": show_card(shown), "apps": apps(addresses.feed(shown))}
    return render(request, "public/follow.html", {**_of_show(shown), **values})


def of_episode(view: EpisodeView) -> Any:
    """Hands a view the episode behind the address; 404 for what never was, 410 for what is gone."""

    @wraps(view)
    def answered(request: HttpRequest, slug: str, uid: UUID, **more: Any) -> HttpResponse:
        try:
            one = find(slug, uid)
            if one is None:
                raise Http404
            answer = view(request, one, listener_episode(one), **more)
        except Gone:
            return _gone(request, slug)
        answer[HEADER] = reservation(one.clearance)
        return answer

    return require_safe(fresh(answered))


@of_episode
def episode_page(
    request: HttpRequest, standing: Standing, episode: ListenerEpisode
) -> HttpResponse:
    part = shared_part(request.GET, episode.duration_ms)
    if part and is_chosen(request.GET):
        return redirect(f"{episode.path}?t={part.query}")
    words = words_of(request)
    lines = [(line, pieces(line.text, words)) for line in stretches(episode.lines)]
    places = sum(is_found for _, cut in lines for _, is_found in cut)
    values = {
        **_of_episode(standing, episode),
        "lines": lines,
        "q": words,
        "places": places,
        "part": part,
        "part_wrong": WRONG if is_chosen(request.GET) else "",
        "clips": clip_faces(standing, standing_clips(standing)),
    }
    return render(request, "public/episode.html", values)


@of_episode
def clip_page(
    request: HttpRequest, standing: Standing, episode: ListenerEpisode, clip_uid: UUID
) -> HttpResponse:
    """A clip, and the way to all of its episode."""
    found = find_clip(standing, clip_uid)
    if found is None:
        raise Http404
    clip = clip_face(standing, found)
    values = {
        **_of_episode(standing, episode),
        "clip": clip,
        "og": clip_card(standing, clip, episode),
    }
    return render(request, "public/clip.html", values)


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@of_episode
def embed(request: HttpRequest, standing: Standing, episode: ListenerEpisode) -> HttpResponse:
    """The player part alone, for other sites' pages."""
    return render(request, "public/embed.html", _of_episode(standing, episode))


@of_episode
def voice(request: HttpRequest, standing: Standing, episode: ListenerEpisode) -> HttpResponse:
    """For somebody who is heard here and wants to take that back."""
    contact = standing.episode.show.host.email
    values = {**_of_episode(standing, episode), "contact": contact}
    return render(request, "public/voice.html", values)


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """No name, no reason; only the way to the show."""
    answer = render(request, "410.html", {"show": show_face(_show(slug))}, status=410)
    answer["Cache-Control"] = "no-store"
    return answer


def _show(slug: str) -> Show:
    return get_object_or_404(Show.objects.select_related("host"), slug=slug)


def _of_show(shown: Show) -> dict[str, Any]:
    return {
        "show": show_face(shown),
        "feed_url": addresses.feed(shown),
        "follow_path": reverse("feeds:follow", args=[shown.slug]),
    }


def _of_episode(one: Standing, episode: ListenerEpisode) -> dict[str, Any]:
    shown = one.episode.show
    return {
        **_of_show(shown),
        "og": episode_card(shown, episode),
        "episode": episode,
        "legacy": one.clearance.legacy,
        "all_agreed": one.clearance.all_agreed,
        "takedown_url": reverse("feeds:takedown", args=[shown.slug, one.episode.uid]),
        "unlisted": one.episode.visibility == Episode.Visibility.UNLISTED,
        "voice_url": reverse("feeds:voice", args=[shown.slug, one.episode.uid]),
    }
