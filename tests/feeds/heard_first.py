"""An episode that somebody wants to hear before it goes out, and what its host does with it."""

from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from consent import asks
from consent.models import Ask
from consent.record import record
from consent.scopes import Method
from consent.terms import Terms
from feeds import edited, edits, pipeline
from feeds.edit_list import Deed
from feeds.lifecycle import Stage
from feeds.models import Episode, Master
from feeds.next_edit import next_edit
from feeds.sound import words_of
from feeds.verdicts import verdict
from recordings.models import Speaker
from tests.consent.people import make_ask
from tests.consent.visitor import Visitor
from tests.feeds import story
from tests.feeds.aired import Aired, App, aired, body, sound


@dataclass
class Edited:
    """An episode that Noor wants to hear before it goes out."""

    out: Aired
    folder: Path

    @property
    def noor(self) -> Speaker:
        return self.out.recording.speakers.get(key="noor")

    @property
    def stage(self) -> str:
        return self.out.fresh().stage

    def cuts(self, from_ms: int = 10_000, to_ms: int = 15_000, deed: Deed = Deed.CUT) -> None:
        edits.add(self.out.episode.pk, deed, from_ms, to_ms, actor="Hana")

    def makes(self) -> Master:
        """Ask for it again, and do what the worker does then."""
        pipeline.remake(self.out.episode.pk, "hana")
        made = self.file()
        pipeline.finish(self.out.episode.pk, made)
        return made

    def file(self, *, old: bool = False) -> Master:
        """A finished file of this moment, with bytes of its own; or as they were written before
        releases named an edit."""
        episode = self.out.fresh()
        made = story.master(episode)
        if not old:
            stretches = edited.stretches_of(episode)
            made.plan[edited.DIGEST] = edited.digest_in(verdict(episode), stretches)
        made.plan[edited.EDITS] = edited.packed(edited.stretches_of(episode))
        made.plan[edited.SOUND] = words_of(episode.sound)
        made.save()
        sound(self.folder, made, bytes_of(made))
        return made

    def served(self) -> bytes | None:
        answer = App().get(f"{self.out.address}/audio.mp3")
        return body(answer) if answer.status_code == 200 else None

    def link(self, key: str = "noor") -> str:
        now = timezone.now()
        ask = make_ask(self.out.recording.speakers.get(key=key), now=now)
        Ask.objects.filter(pk=ask.pk).update(answered_at=now)
        return asks.link_for(ask, now)

    def hears(self) -> Visitor:
        """Noor opens the page of the edit that waits for her."""
        noor = Visitor(self.link())
        noor.follow("Hear the edit")
        return noor

    def releases(self) -> None:
        self.hears().send()

    def waits_for(self) -> str:
        episode = self.out.fresh()
        ahead = next_edit(episode, verdict(episode))
        return ahead.names if ahead.master else ""


def wants_to_hear_it_first(speaker: Speaker, first: bool = True) -> None:
    record(
        speaker,
        story.ALL_YES,
        method=Method.ATTESTED,
        actor="ada",
        now=timezone.now(),
        evidence="paper",
        terms=Terms(hear_first=first),
    )


def bytes_of(master: Master) -> bytes:
    return f"file {master.pk}".encode() * 100


def wanted(folder: Path) -> Edited:
    """It is out, and Noor says now that she wants to hear it first."""
    made = Edited(aired(folder), folder)
    wants_to_hear_it_first(made.noor)
    return made


def released(folder: Path) -> Edited:
    """Noor has released it, and it is out."""
    made = wanted(folder)
    Episode.objects.update(stage=Stage.READY, publish_when_ready=True)
    made.releases()
    assert made.stage == Stage.PUBLISHED
    return made
