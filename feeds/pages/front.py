"""The public shows, each with what it last published."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from feeds.notes import notes_html, notes_text
from feeds.pages.listening import ListenerEpisode, listener_rows
from feeds.standing import standing

_LISTED = Q(episodes__stage=Stage.PUBLISHED, episodes__visibility=Episode.Visibility.PUBLIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRow:
    """A show in the list; `latest` is missing while its newest episode may not be heard."""

    title: str
    author: str
    path: str
    text: str
    count: int
    latest: ListenerEpisode | None


def public_shows(words: str = "") -> QuerySet[Show]:
    """Shows with something to hear, the freshest first; all of them, or those with the words."""
    rows = Show.objects.annotate(
        out=Count("episodes", filter=_LISTED), last_at=Max("episodes__published_at", filter=_LISTED)
    ).filter(out__gt=0)
    if words:
        fields = ("title", "description", "author")
        fits = Q()
        for field in fields:
            fits |= Q(**{f"{field}__icontains": words})
        rows = rows.filter(fits)
    return rows.select_related("host").order_by("-last_at", "-pk")


def show_rows(shows: Iterable[Show]) -> tuple[ShowRow, ...]:
    """In a fixed number of queries."""
    rows = list(shows)
    newest = Episode.objects.listed().filter(show=OuterRef("pk")).values("pk")[:1]
    ids = Show.objects.filter(pk__in=[show.pk for show in rows]).values_list(Subquery(newest))
    last = Episode.objects.filter(pk__in=[pk for (pk,) in ids if pk])
    served = standing(last.select_related("show", "recording__room", "master"))
    heard = {
        one.episode.show_id: episode
        for one, episode in zip(served, listener_rows(served), strict=True)
    }
    return tuple(_row(show, heard.get(show.pk)) for show in rows)


def _row(show: Show, latest: ListenerEpisode | None) -> ShowRow:
    return ShowRow(
        title=show.title,
        author=show.author or show.host.name,
        path=show.get_absolute_url(),
        text=notes_text(notes_html(show.description)),
        count=getattr(show, "out", 0),
        latest=latest,
    )
