"""Who wants to hear an edit before it goes out is told that it waits for them."""

import logging
from datetime import datetime

from django.db.models import QuerySet

from consent import news
from consent.mails import NotAsked
from feeds.lifecycle import Stage
from feeds.models import Episode
from feeds.next_edit import next_edit
from feeds.verdicts import verdicts

log = logging.getLogger(__name__)


def sweep(now: datetime) -> int:
    """Mail everybody whom a finished edit waits for, once about each; how many mails left. A mail
    server that takes nothing ends the round."""
    told = 0
    episodes = [*_with_rows(Episode.objects.with_a_newer_file()), *_with_rows(_made())]
    found = verdicts(episodes)
    for episode in episodes:
        edit = next_edit(episode, found[episode.pk])
        for speaker in edit.speakers if edit.master else ():
            try:
                told += news.edit_waits(speaker, edit.digest, now)
            except NotAsked as error:
                log.info("Speaker %s was not told of an edit that waits", speaker.pk)
                if not error.permanent:
                    return told
    return told


def _made() -> QuerySet[Episode]:
    return Episode.objects.filter(stage=Stage.READY).exclude(master=None)


def _with_rows(episodes: QuerySet[Episode]) -> QuerySet[Episode]:
    return episodes.select_related("show", "recording__room", "recording__host", "master")
