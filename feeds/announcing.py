"""Rooms are announced to who said yes in advance to them, as soon as there is an episode to be;
after the time to object their silence counts."""

import logging
from collections.abc import Iterator
from datetime import datetime

from consent import announcements, asks, pledged
from feeds import asking
from feeds.lifecycle import Stage
from feeds.models import Episode
from recordings.models import Recording, Speaker

log = logging.getLogger(__name__)

OUT = (Stage.PUBLISHED, Stage.WITHDRAWN)
PER_SWEEP = 50


def sweep(now: datetime) -> int:
    """Announce what is due; how many mails left. A mail server that takes nothing ends the round,
    and the next sweep goes on."""
    told = 0
    for episode, speaker in _heard(now):
        try:
            told += asking.announce(episode, speaker, now=now)
        except asks.NotAsked as error:
            log.info("Episode %s was not announced to speaker %s", episode.pk, speaker.pk)
            if not error.permanent:
                break
        if told >= PER_SWEEP:
            break
    return told


def count(now: datetime) -> int:
    """Let the silence count of whoever had the time to object; of how many."""
    return announcements.count(now, asking.still_asks)


def is_out(recording: Recording, purpose: str) -> bool:
    """Whether an episode of a recording is out in that show; without one, in any."""
    out = Episode.objects.filter(recording=recording, stage=Stage.PUBLISHED)
    return (out.filter(show__guid=purpose) if purpose else out).exists()


def _heard(now: datetime) -> Iterator[tuple[Episode, Speaker]]:
    """Who is heard in an episode that is not out, and is known there by an account, of hosts whom
    somebody said yes to in advance."""
    hosts = pledged.hosts(now)
    coming = Episode.objects.filter(show__host__in=hosts).exclude(stage__in=OUT) if hosts else ()
    for episode in coming:
        heard = episode.recording.speakers.filter(segments__isnull=False).exclude(external_ids={})
        for speaker in heard.distinct():
            yield episode, speaker
