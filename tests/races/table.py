"""The room that rounds are played in, set up anew for each: twenty rounds at one table are much
quicker than twenty tables, and after twenty its ledger gets long."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from consent.models import Exclusion
from consent.scopes import Scope
from feeds import pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode, EpisodeEvent, Master
from feeds.shows import feed_changed
from recordings import jobs
from recordings.models import Host, Run, Speaker
from tests import verbs
from tests.races.truth import Truth
from tests.surfaces import surfaces
from tests.verbs import WORDS_OF, YES

USES = (Scope.PUBLISH, Scope.NAME, Scope.TRANSCRIPT)
BEGINNINGS = (Stage.PRODUCING, Stage.READY, Stage.PUBLISHED)


@dataclass(slots=True, kw_only=True)
class Table:
    """`truth` follows what Noor has said; only her own lane changes it. `full` is the finished
    episode with everybody in it. `found` is what broke her word while others were still acting."""

    episode: Episode
    noor: Speaker
    full: Master
    truth: Truth
    found: list[str] = field(default_factory=list)
    stage: Stage = Stage.DRAFT
    event: int = 0
    run: int = 0
    master: int = 0

    @classmethod
    def laid(cls, owner: Host, slug: str) -> "Table":
        """Everybody has agreed, and the episode has been made."""
        recording = verbs.room(owner)
        for speaker in recording.speakers.all():
            verbs.says(speaker, dict.fromkeys(USES, YES))
        begun = verbs.begin(recording, verbs.show(owner, slug))
        verbs.deliver(begun.pk)
        episode = Episode.objects.select_related("show", "master").get(pk=begun.pk)
        assert episode.master is not None
        return cls(
            episode=episode,
            noor=recording.speakers.get(key="noor"),
            full=episode.master,
            truth=Truth(guid=episode.guid, name="Noor Ali", key="noor", words=WORDS_OF["noor"]),
        )

    @transaction.atomic
    def begin(self, stage: Stage) -> None:
        """As after Noor's yes to everything, with the episode at a stage."""
        pk = self.episode.pk
        Exclusion.objects.filter(recording=self.episode.recording_id).delete()
        if self.truth.back:
            verbs.agrees_again(self.noor, self.truth.back)
        jobs.cancel(pipeline.PRODUCE, pk)
        Episode.objects.filter(pk=pk).update(
            stage=stage, master=self.full, title="Water", publish_when_ready=False, sentence=""
        )
        if stage == Stage.PRODUCING:
            jobs.start(pipeline.PRODUCE, pk, pipeline.PRODUCE_TASK)
        feed_changed(self.episode.show_id)
        self.truth.back.clear()
        self.found.clear()
        self.stage = stage
        self.event = _last(EpisodeEvent.objects.filter(episode=pk).values_list("pk", flat=True))
        self.run = _last(Run.objects.values_list("pk", flat=True)) - (stage == Stage.PRODUCING)
        self.master = _last(Master.objects.values_list("pk", flat=True))

    def look(self, *names: str) -> None:
        """What is served now has to fit what Noor has said until now."""
        served = surfaces(self.episode, names)
        self.found += [wrong for one in served for wrong in self.truth.broken_by(one)]


def _last(keys: QuerySet[Any, int]) -> int:
    return keys.order_by("-pk").first() or 0
