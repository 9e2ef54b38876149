"""What the desk's search finds, and the lists behind the queues that count no cases."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, overload

from django.db.models import Q, QuerySet
from django.urls import reverse

from consent import reminders
from consent.cases import waited_for, with_unclaimed_speech
from consent.reminders import Way
from consent.search import Query, speakers
from consent.unsettled import overrides
from feeds.lifecycle import Stage
from feeds.models import Episode
from recordings.models import Recording, Speaker

Kind = tuple[QuerySet[Any], Callable[[Any], "Found"]]

FOUND = 20
"""So many results are on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: a name, what it is, where it is looked at; `uid` is a speaker's. `way`
    is how they can be reminded of a question that waits, None where none does."""

    name: str
    what: str
    url: str
    uid: str = ""
    pk: int = 0
    way: Way | None = None


class Results(Sequence[Found]):
    """Rows of several kinds, one kind after the other, of which only those are read that are
    shown: what Django's Paginator takes."""

    def __init__(self, now: datetime, *kinds: Kind) -> None:
        self._now, self._kinds = now, kinds
        self._counts = [rows.count() for rows, _ in kinds]

    def __len__(self) -> int:
        return sum(self._counts)

    @overload
    def __getitem__(self, index: int) -> Found: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Found, ...]: ...
    def __getitem__(self, index: int | slice) -> Found | tuple[Found, ...]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, end, _ = index.indices(len(self))
        found: list[Found] = []
        for (rows, told), count in zip(self._kinds, self._counts, strict=True):
            found += [told(row) for row in rows[max(0, start) : max(0, min(end, count))]]
            start, end = start - count, end - count
        return self._with_ways(found)

    def _with_ways(self, found: Iterable[Found]) -> tuple[Found, ...]:
        rows = list(found)
        ways = reminders.ways_to([row.pk for row in rows if row.uid], self._now)
        return tuple(replace(row, way=ways.get(row.pk)) if row.uid else row for row in rows)


def found(query: Query, now: datetime) -> Results:
    """People who fit; by words alone, rooms and episodes too."""
    people = (speakers(query, now), _person)
    if query != Query(words=query.words, host=query.host):
        return Results(now, people)
    return Results(now, people, (_rooms(query), _room), (_episodes(query), _episode))


def pulled_back() -> QuerySet[Episode]:
    """Episodes that were out, and wait until what changed about consent is settled."""
    return Episode.objects.filter(stage=Stage.HELD, published_at__isnull=False)


def listing(name: str, now: datetime) -> tuple[str, Results]:
    """The heading and the rows behind a queue that counts no cases."""
    if name == "unclaimed":
        rows = with_unclaimed_speech().select_related("room", "host")
        return "Recordings with unclaimed speech", Results(now, (rows, _room))
    if name == "waiting":
        return "People who have not answered", Results(now, (_ordered(waited_for(now)), _person))
    if name == "overrides":
        return "Heard without consent, on record", Results(now, (_ordered(overrides()), _person))
    if name == "pulled":
        held = pulled_back().select_related("show", "recording")
        return "Episodes pulled back", Results(now, (held, _episode))
    return "", Results(now)


def _ordered(people: QuerySet[Speaker]) -> QuerySet[Speaker]:
    return people.select_related("recording__room").order_by("-recording", "pk")


def _rooms(query: Query) -> QuerySet[Recording]:
    fits = Q(room__title__icontains=query.words) | Q(host__name__icontains=query.words)
    rows = Recording.objects.filter(fits)
    if query.host is not None:
        rows = rows.filter(host=query.host)
    return rows.select_related("room", "host")


def _episodes(query: Query) -> QuerySet[Episode]:
    rows = Episode.objects.filter(title__icontains=query.words)
    if query.host is not None:
        rows = rows.filter(show__host=query.host)
    return rows.select_related("show", "recording")


def _person(speaker: Speaker) -> Found:
    return Found(
        name=speaker.display_name,
        what=f"speaks in “{speaker.recording.room.title}”",
        url=reverse("feeds:desk_person", args=[speaker.uid]),
        uid=str(speaker.uid),
        pk=speaker.pk,
    )


def _room(recording: Recording) -> Found:
    return Found(
        name=recording.room.title,
        what=f"recording of {recording.host.name}",
        url=reverse("feeds:desk_recording", args=[recording.uid]),
    )


def _episode(episode: Episode) -> Found:
    return Found(
        name=episode.title,
        what=f"episode of {episode.show.title}, {episode.stage}",
        url=reverse("feeds:desk_recording", args=[episode.recording.uid]),
    )
