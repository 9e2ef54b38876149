"""What Noor has said, kept beside the site by a set of words, and whether the site holds to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from consent.scopes import Scope
from feeds.models import Episode, EpisodeEvent, Master
from recordings.jobs.work import OUR_FAULT
from recordings.models import Run
from tests import verbs
from tests.surfaces import Surface, items

if TYPE_CHECKING:
    from tests.races.table import Table


@dataclass(slots=True, kw_only=True)
class Truth:
    """`back` is what she has taken back and not given again since."""

    guid: str
    name: str
    key: str
    words: str
    back: set[Scope] = field(default_factory=set)

    def takes_back(self, scopes: Iterable[Scope]) -> None:
        self.back |= set(scopes)

    def agrees(self, scopes: Iterable[Scope]) -> None:
        self.back -= set(scopes)

    def broken_by(self, surface: Surface) -> Iterator[str]:
        """How a surface breaks her word."""
        unheard = Scope.PUBLISH in self.back
        if unheard and self.key in (surface.heard or {}):
            yield f"{surface.name} holds her voice"
        if (unheard or Scope.NAME in self.back) and self.name in surface.text:
            yield f"{surface.name} holds her name"
        if (unheard or Scope.TRANSCRIPT in self.back) and self.words in surface.text:
            yield f"{surface.name} holds her words"
        if surface.name == "feed" and items(surface, self.guid) > 1:
            yield "the feed holds it twice"


def wrongs(table: "Table") -> Iterator[str]:
    """What the rows say that must not be, once all have ended."""
    now = Episode.objects.select_related("master").get(pk=table.episode.pk)
    yield from _out_without_yes(now, table.truth)
    yield from _not_one(now, table)
    yield from _steps(now, table)


def _out_without_yes(now: Episode, truth: Truth) -> Iterator[str]:
    """The surfaces ask once more before they serve; the row itself has to be right already."""
    if now.stage != "published" or now.master is None:
        return
    if Scope.PUBLISH in truth.back and truth.key in verbs.sound_of(now.master):
        yield "it is published with her voice"


def _not_one(now: Episode, table: "Table") -> Iterator[str]:
    """A guid is given once; a task that is handed out twice makes one file."""
    if now.guid != table.episode.guid:
        yield "its guid is not the one it was given"
    runs = list(Run.objects.filter(kind="produce", subject_id=now.pk, pk__gt=table.run))
    if Master.objects.filter(episode=now, pk__gt=table.master).count() > _tries(runs):
        yield "it was made more often than it was tried"
    if len([run for run in runs if run.state in ("queued", "running")]) > 1:
        yield "it is made twice at once"
    for run in runs:
        if run.sentence == OUR_FAULT:
            yield f"a job broke: {run.log_tail.splitlines()[-1]}"


def _tries(runs: list[Run]) -> int:
    return sum(run.attempts for run in runs)


_TO = {
    "submit": {("draft", "held")},
    "clear": {("held", "cleared")},
    "render": {("cleared", "producing")},
    "finish": {("producing", "ready"), ("ready", "ready"), ("published", "published")},
    "fail": {("producing", "cleared")},
    "publish": {("ready", "published"), ("ready", "ready")},
    "unpublish": {("published", "ready")},
    "edit": {("ready", "cleared")},
    "hold": {(stage, "held") for stage in ("cleared", "producing", "ready", "published")},
}
"""From where to where each step leads. A publish that leads nowhere was set for later; a finish
that does is an earlier file that may be heard as it is."""


def _steps(now: Episode, table: "Table") -> Iterator[str]:
    """Every step begins where the last one ended, and the row stands where the last one led."""
    stage: str = table.stage
    for event in EpisodeEvent.objects.filter(episode=now, pk__gt=table.event).order_by("pk"):
        if event.before != stage or (event.before, event.after) not in _TO[event.step]:
            yield f"it took the step {event.step} from {event.before} to {event.after} at {stage}"
        stage = event.after
    if stage != now.stage:
        yield f"it is {now.stage}, but its steps led to {stage}"
