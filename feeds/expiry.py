"""When a yes ends by its own terms: what rests on it is reviewed within a minute."""

from datetime import datetime

from feeds import building, pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode, Feed
from feeds.standing import standing


def sweep(now: datetime) -> None:
    """Review what is out in shows of which a yes has ended. The feed itself looks at its own
    end whenever it is read."""
    for feed in Feed.objects.filter(fresh_until__lte=now).select_related("show"):
        out = Episode.objects.filter(show=feed.show_id, stage=Stage.PUBLISHED)
        episodes = list(out.select_related("show", "recording", "master"))
        stands = {one.episode.pk for one in standing(episodes)}
        for episode in episodes:
            if episode.pk not in stands:
                pipeline.review(episode.recording, now)
        building.expire(feed, now)
