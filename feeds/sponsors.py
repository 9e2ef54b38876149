"""What a sponsor asks for: which episodes of a show may carry advertising, and until when.

No more of the people than listeners see: their public names, and how many they are.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from consent.clearance import next_ends
from feeds import addresses
from feeds.faces import cast_of
from feeds.models import Episode, Show
from feeds.standing import Standing, standing

HEAD = (
    "Show",
    "Episode",
    "Number",
    "GUID",
    "Published",
    "Page",
    "Voices",
    "Names",
    "Cleared to publish",
    "Cleared for advertising",
    "Until",
)
BATCH, MOST = 100, 5_000
"""Episodes that are read at once, and the most that one list holds, the newest first."""


def rows(show: Show, now: datetime) -> Iterator[tuple[str, ...]]:
    """A row for each episode that is out at this moment; a fixed number of queries a batch."""
    out = Episode.objects.filter(show=show).listed().values_list("pk", flat=True)
    ids = list(out[:MOST])
    for first in range(0, len(ids), BATCH):
        yield from _of(ids[first : first + BATCH], now)


def _of(ids: list[int], now: datetime) -> Iterator[tuple[str, ...]]:
    about = ("show__host", "recording__room", "master")
    episodes = Episode.objects.filter(pk__in=ids).listed().select_related(*about)
    served = standing(episodes.prefetch_related("recording__speakers"))
    ends = next_ends((one.episode.recording_id for one in served), now)
    for one in served:
        yield _row(one, ends.get(one.episode.recording_id))


def _row(one: Standing, end: datetime | None) -> tuple[str, ...]:
    episode, clearance = one.episode, one.clearance
    cast = cast_of(episode.recording.speakers.all(), clearance)
    return (
        episode.show.title,
        cast.clean(episode.title),
        str(episode.number or ""),
        episode.guid,
        _day(episode.published_at),
        addresses.page(episode),
        str(len(cast.faces)),
        "; ".join(face.name for face in cast.faces),
        "yes",
        "yes" if clearance.commercial else "no",
        _day(end) if clearance.commercial else "",
    )


def _day(at: datetime | None) -> str:
    return at.astimezone(UTC).date().isoformat() if at else ""
