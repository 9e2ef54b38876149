"""Who wants to hear an edit before it goes out is told that it waits for them."""

import logging
from datetime import datetime

from consent import news
from consent.mails import NotAsked
from feeds.edited import is_edited_since
from feeds.lifecycle import Stage
from feeds.models import Episode
from feeds.verdicts import verdicts

log = logging.getLogger(__name__)


def sweep(now: datetime) -> int:
    """Mail everybody whom a finished episode waits for, once about each edit; how many mails left.
    A mail server that takes nothing ends the round."""
    told = 0
    made = Episode.objects.filter(stage=Stage.READY).exclude(master=None)
    rows = made.select_related("show", "recording__room", "recording__host", "master")
    episodes = [episode for episode in rows if not is_edited_since(episode)]
    found = verdicts(episodes)
    for episode in episodes:
        clearance = found[episode.pk]
        waiting = clearance.unheard if clearance.allowed else ()
        for speaker in episode.recording.speakers.filter(pk__in=waiting):
            try:
                told += news.edit_waits(speaker, clearance.fingerprint, now)
            except NotAsked as error:
                log.info("Speaker %s was not told of an edit that waits", speaker.pk)
                if not error.permanent:
                    return told
    return told
