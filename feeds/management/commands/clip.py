"""`clip`: cuts a clip of an episode and makes it, or says who has not agreed to that."""

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from feeds import addresses, clip_production, clips
from feeds.clip_verdicts import clip_verdict
from feeds.clips import ClipRefused, Wanted
from feeds.episodes import find_episode
from feeds.forms.fields import read_clock
from feeds.models import Clip
from feeds.models.clips import TITLE_CHARS
from recordings import jobs
from recordings.bars import Bars
from recordings.command import JsonCommand
from recordings.models import Run

POLL_S = 0.5


class Command(JsonCommand):
    help = "Cut a clip of an episode, up to 60 seconds of those who agreed to clips, and make it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("episode", metavar="EPISODE", help="its id, as in its address")
        parser.add_argument("start", metavar="FROM", help="as the episode plays: 13:38")
        parser.add_argument("end", metavar="TO")
        parser.add_argument("--title", required=True)
        parser.add_argument("--shape", choices=list(Clip.Shape), default=Clip.Shape.AUDIO)
        parser.add_argument("--ground", choices=list(Clip.Ground), default=Clip.Ground.WAVES)
        parser.add_argument("--soundbite", action="store_true", help="name it in the feed")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        episode = find_episode(options["episode"])
        clip = clips.cut(episode.pk, _wanted(options))
        found = clip_verdict(clip)
        if not found.allowed:
            clips.drop(clip.pk)
            raise ClipRefused(" ".join(reason.sentence for reason in found.clearance.reasons))
        if options["soundbite"]:
            clips.name_in_feed(clip.pk, True)
        see_through(clip)
        return _described(Clip.objects.select_related("episode__show").get(pk=clip.pk))


def _wanted(options: dict[str, Any]) -> Wanted:
    times = [read_clock(options[name]) for name in ("start", "end")]
    if times[0] is None or times[1] is None:
        raise ClipRefused("These are no times. Write them as 13:38 or 13:38.5.")
    if not 0 < len(options["title"].strip()) <= TITLE_CHARS:
        raise ClipRefused(f"A title has 1 to {TITLE_CHARS} characters. Write another.")
    return Wanted(
        from_ms=times[0],
        to_ms=times[1],
        title=options["title"].strip(),
        shape=Clip.Shape(options["shape"]),
        ground=Clip.Ground(options["ground"]),
    )


def see_through(clip: Clip, pause: Callable[[float], object] = time.sleep) -> None:
    """Make it here; where a worker was quicker, stay until that one is done."""
    with Bars() as bars:
        while True:
            if run := jobs.latest(clips.MAKE, clip.pk):
                _make(run, bars)
            if not Clip.objects.filter(pk=clip.pk, stage=Clip.Stage.MAKING).exists():
                return
            jobs.sweep(timezone.now())
            pause(POLL_S)


def _make(run: Run, bars: Bars) -> None:
    def work(beat: jobs.Beat) -> None:
        def tell(stage: str, done: int, total: int) -> None:
            beat(stage, done, total)
            bars(stage, done, total)

        clip_production.produce(beat.subject_id, tell)

    jobs.perform(run.pk, work)


def _described(clip: Clip) -> dict[str, Any]:
    if clip.stage == Clip.Stage.FAILED:
        raise ClipRefused(clip.sentence)
    return {
        "id": str(clip.uid),
        "stage": clip.stage,
        "page": addresses.page(clip),
        "files": {
            file.extension: addresses.clip(clip, file.extension)
            for file in clip.files.filter(fallen_at=None)
        },
    }
