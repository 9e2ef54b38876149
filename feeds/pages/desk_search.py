"""What the desk's search finds, and the lists behind the queues that count no cases."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from consent.cases import waited_for, with_unclaimed_speech
from consent.search import Query, speakers
from consent.unsettled import overrides
from feeds.lifecycle import Stage
from feeds.models import Episode
from recordings.models import Recording, Speaker

FOUND = 50
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: a name, what it is, where it is looked at; `uid` is a speaker's."""

    name: str
    what: str
    url: str
    uid: str = ""


def count(query: Query, now: datetime) -> int:
    """How many fit, of which `found` gives the first of each kind."""
    people = speakers(query, now).count()
    if query != Query(words=query.words, host=query.host):
        return people
    return people + _rooms(query).count() + _episodes(query).count()


def found(query: Query, now: datetime) -> tuple[Found, ...]:
    """People who fit; by words alone, rooms and episodes too. At most `FOUND` of each kind."""
    people = tuple(_person(speaker) for speaker in speakers(query, now)[:FOUND])
    if query != Query(words=query.words, host=query.host):
        return people
    return (
        *people,
        *(_room(recording) for recording in _rooms(query)[:FOUND]),
        *(_episode(episode) for episode in _episodes(query)[:FOUND]),
    )


def pulled_back() -> QuerySet[Episode]:
    """Episodes that were out, and wait until what changed about consent is settled."""
    return Episode.objects.filter(stage=Stage.HELD, published_at__isnull=False)


def listing(name: str, now: datetime) -> tuple[str, tuple[Found, ...]]:
    """The heading and the rows behind a queue that counts no cases."""
    if name == "unclaimed":
        rows = with_unclaimed_speech().select_related("room", "host")[:MOST]
        return "Recordings with unclaimed speech", tuple(_room(row) for row in rows)
    if name == "waiting":
        people = waited_for(now).select_related("recording__room")[:MOST]
        return "People who have not answered", tuple(_person(speaker) for speaker in people)
    if name == "overrides":
        people = overrides().select_related("recording__room")[:MOST]
        return "Heard without consent, on record", tuple(_person(one) for one in people)
    if name == "pulled":
        held = pulled_back().select_related("show", "recording")[:MOST]
        return "Episodes pulled back", tuple(_episode(row) for row in held)
    return "", ()


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
