"""Which shelves of segments may stay: that of the file an episode has now, and of one being made.

A segment holds voices like the file it is part of. What was made under a Clearance that no longer
stands goes with that file.
"""

from datetime import datetime, timedelta

from feeds.lifecycle import Stage
from feeds.models import Enclosure, Episode
from recordings import storage

KEPT = timedelta(days=30)
"""Most edits come in the first days; later the whole is made again."""

_BEING_MADE = (Stage.CLEARED, Stage.PRODUCING)


def sweep(now: datetime) -> int:
    """Drop the shelves of this machine that nothing needs; how many. Every machine that makes
    episodes does this for itself."""
    here = storage.shelves()
    found = Episode.objects.filter(pk__in=here).select_related("master").in_bulk()
    for pk in here:
        if storage.shelf_used_at(pk) < now - KEPT:
            found.pop(pk, None)
    return sum(settle(pk, found.get(pk)) for pk in here)


def settle(episode_id: int, episode: Episode | None) -> bool:
    """Whether the shelf had to go."""
    if episode is not None and (episode.stage in _BEING_MADE or _is_of(episode)):
        return False
    storage.drop_shelf(episode_id)
    return True


def _is_of(episode: Episode) -> bool:
    """Whether the shelf holds the segments of the file that the episode has now."""
    label = storage.label_of_shelf(episode.pk)
    master = episode.master
    if not label or master is None or master.erased_at is not None:
        return False
    return Enclosure.objects.filter(master=master, sha256=label).exists()
