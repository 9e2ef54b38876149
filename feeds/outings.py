"""When a recording could last be heard in an episode."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from feeds.lifecycle import Stage
from feeds.models import Episode, EpisodeEvent


def last_out(recordings: Collection[int]) -> dict[int, datetime | None]:
    """For each of these recordings, by id, when an episode of it was last out; None where one is,
    or goes out by itself. What was never out is not in it."""
    episodes = list(Episode.objects.filter(recording__in=recordings).order_by())
    left = _left(episodes)
    found: dict[int, datetime | None] = {}
    for episode in episodes:
        pk = episode.recording_id
        if _is_needed(episode):
            found[pk] = None
        elif ends := [at for at in (left.get(episode.pk), episode.published_at) if at]:
            before = found.get(pk, ends[0])
            found[pk] = before and max(before, *ends)
    return found


def _left(episodes: Collection[Episode]) -> dict[int, datetime]:
    """When each episode last left the stage in which it is out."""
    steps = EpisodeEvent.objects.filter(episode__in=episodes, before=Stage.PUBLISHED)
    return dict(steps.order_by().values_list("episode").annotate(Max("at")))


def _is_needed(episode: Episode) -> bool:
    waits = episode.publish_at is not None or episode.publish_when_ready
    return episode.stage == Stage.PUBLISHED or (waits and episode.stage != Stage.WITHDRAWN)
