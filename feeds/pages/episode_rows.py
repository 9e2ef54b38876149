"""Episodes as rows of the host's list: where each stands, in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from feeds.lifecycle import Stage
from feeds.models import Episode
from feeds.pages.board_rows import Row
from feeds.pages.host_voices import heard_in, strip_of
from feeds.verdicts import verdicts
from recordings.words import day, minutes, moment


def episode_rows(episodes: Sequence[Episode], now: datetime) -> list[Row]:
    """Their `show`, `recording__room` and `master` are best selected along."""
    recordings = [episode.recording for episode in episodes]
    clearances, heard = verdicts(episodes), heard_in(recordings)
    return [
        Row(
            title=episode.title,
            url=reverse("feeds:episode", args=[episode.uid]),
            facts=_facts(episode),
            strip=strip_of(episode.recording, heard[episode.recording_id], clearances[episode.pk]),
            state=_state(episode, now)[0],
            state_words=_state(episode, now)[1],
            at=episode.created_at,
        )
        for episode in episodes
    ]


def _facts(episode: Episode) -> tuple[str, ...]:
    numbered = f", episode {episode.number}" if episode.number else ""
    length = episode.master.duration_ms if episode.master else episode.recording.duration_ms
    return (f"{episode.show.title}{numbered}", minutes(length))


def _state(episode: Episode, now: datetime) -> tuple[str, str]:
    """The name of a `.state` class, and the words."""
    stage = Stage(episode.stage)
    if stage == Stage.CLEARED and episode.sentence:
        return "bad", "Not made"
    if stage == Stage.PUBLISHED:
        unlisted = episode.visibility == Episode.Visibility.UNLISTED
        out = day(episode.published_at or episode.updated_at, now)
        return "yes", f"Unlisted since {out}" if unlisted else f"Published {out}"
    if stage == Stage.READY:
        at = episode.publish_at
        return "wait", f"Goes out {moment(at, now)}" if at else "Ready to publish"
    return {
        Stage.WITHDRAWN: ("no", "Taken back"),
        Stage.HELD: ("wait", "Waits for consent"),
        Stage.DRAFT: ("wait", "Not made yet"),
    }.get(stage, ("wait", "Being made"))
