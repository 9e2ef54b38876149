"""Publishes a recording as an episode, or says why it may not go out."""

import time
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent.clearance import NotCleared
from consent.exclusions import leave_out
from feeds import episodes, pipeline, production, publication
from feeds.lifecycle import NotReady, Stage
from feeds.models import Episode, Show
from feeds.receipts import describe
from feeds.shows import find_show
from feeds.verdicts import verdict
from recordings import jobs
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.bars import Bars
from recordings.command import JsonCommand
from recordings.find import find_recording, find_speaker
from recordings.models import Recording

POLL_S = 0.5


class Command(JsonCommand):
    help = "Make an episode of a recording and publish it as soon as everyone heard has agreed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording")
        parser.add_argument("--show", required=True)
        parser.add_argument("--title", default="")
        parser.add_argument("--notes", default="")
        parser.add_argument(
            "--without", action="append", default=[], metavar="SPEAKER=silence|bleep|cut"
        )
        parser.add_argument("--wait", action="store_true", help="stay until it is out")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        found = find_recording(options["recording"])
        for words in options["without"]:
            _leave_out(found, words)
        episode = _draft(
            found, find_show(found.host, options["show"]), options["title"], options["notes"]
        )
        why = publication.reasons(episode, verdict(episode))
        if why:
            raise NotReady(" ".join(why))
        episode = pipeline.publish_when_ready(episode.pk, "the command line")
        if options["wait"]:
            _see_through(episode.pk)
        return describe(Episode.objects.get(pk=episode.pk))


def _leave_out(recording: Recording, words: str) -> None:
    name, _, treatment = words.rpartition("=")
    if treatment not in LEAVES_OUT or not name:
        raise NotReady(f"“{words}” is not understood. Write SPEAKER=silence, bleep or cut.")
    leave_out(recording, find_speaker(recording, name), Treatment(treatment), by=None)


def _draft(recording: Recording, show: Show, title: str, notes: str) -> Episode:
    episode = episodes.draft_for(recording, show)
    facts: dict[str, Any] = {"title": title, "notes": notes}
    facts = {name: text for name, text in facts.items() if text}
    return episodes.rewrite(episode.pk, **facts) if facts else episode


def _see_through(episode_id: int) -> None:
    """Do the work here when no worker has taken it; else watch the worker that has."""
    with Bars() as bars:
        _until_out(episode_id, bars)


def _until_out(episode_id: int, bars: Bars) -> None:
    while True:
        episode = Episode.objects.get(pk=episode_id)
        if episode.stage == Stage.PUBLISHED:
            return
        if episode.sentence:
            raise NotReady(episode.sentence)
        if episode.stage == Stage.HELD:
            raise NotCleared(verdict(episode))
        run = jobs.latest(pipeline.PRODUCE, episode_id)
        if run is not None:
            _produce(run.pk, bars)
        jobs.sweep(timezone.now())
        time.sleep(POLL_S)


def _produce(run_id: int, bars: Bars) -> None:
    def work(beat: jobs.Beat) -> None:
        def tell(stage: str, done: int, total: int) -> None:
            beat(stage, done, total)
            bars(stage, done, total)

        production.produce(beat.subject_id, tell)

    jobs.perform(run_id, work)
