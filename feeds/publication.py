"""Whether an Episode may go out, why not, and what going out writes on its row."""

import re
from datetime import datetime

from django.db.models import Max

from consent.clearance import NotCleared
from consent.policy import Clearance
from feeds.lifecycle import NotReady, Stage
from feeds.models import Episode
from recordings.models import Speaker


def reasons(episode: Episode, clearance: Clearance) -> tuple[str, ...]:
    """What blocks the episode, a sentence each; nothing where it may be made and go out."""
    return tuple(reason.sentence for reason in clearance.reasons) + names_left(episode, clearance)


def names_left(episode: Episode, clearance: Clearance) -> tuple[str, ...]:
    """Texts of the host's that still name somebody whose name must not be shown."""
    masked = Speaker.objects.filter(pk__in=clearance.masked)
    texts = {
        "The title says": episode.title,
        "The notes say": episode.notes,
        "The chapters say": "\n".join(episode.chapters.values_list("title", flat=True)),
    }
    return tuple(
        f"{place} “{word}”, who has not agreed to be named. Write “{speaker.guest_name}” there."
        for speaker in masked
        for place, text in texts.items()
        for word in _named(speaker, text)
    )


def _named(speaker: Speaker, text: str) -> list[str]:
    """The names of a speaker that stand in a text as whole words, whatever their case."""
    names = sorted({speaker.name, speaker.handle} - {""})
    return [n for n in names if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text, re.IGNORECASE)]


def check(episode: Episode, clearance: Clearance) -> None:
    """Raise what forbids this episode to go out now: `NotCleared` or `NotReady`."""
    if not clearance.allowed:
        raise NotCleared(clearance)
    names = names_left(episode, clearance)
    if names:
        raise NotReady(" ".join(names))
    if episode.stage != Stage.READY or episode.master is None:
        raise NotReady(f"“{episode.title}” is not finished yet. Make the episode first.")
    if episode.master.clearance != clearance.fingerprint:
        raise NotReady(f"What may be heard in “{episode.title}” has changed. Make it again.")


def prepare(episode: Episode, now: datetime, visibility: str = "") -> None:
    """Set what an episode that goes out carries; a date and number once given stay."""
    if visibility:
        episode.visibility = visibility
    episode.published_at = episode.published_at or now
    episode.publish_at = None
    episode.publish_when_ready = False
    if episode.number is None:
        last = episode.show.episodes.aggregate(last=Max("number"))["last"]
        episode.number = (last or 0) + 1
