"""A person made of canaries: strings that stand nowhere else, in every place that can hold
somebody's data, put there by the site's own ways."""

import json
import random
import re
import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from consent import asks, viewing, wordings
from consent.models import Ask
from consent.record import record
from consent.scopes import Decision, Method, Scope
from consent.voice import excerpt_of
from feeds import building, clips, episodes, pipeline, production
from feeds.clips import Wanted
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from feeds.shows import rewrite
from recordings import hearing, imports, jobs
from recordings.imports import Upload
from recordings.models import Host, Import, Recording, Run, Speaker
from recordings.spans import Span, union
from tests.recordings import rooms
from tests.recordings.audio import sounds

YES = {Scope.PUBLISH: Decision.GRANTED, Scope.NAME: Decision.GRANTED}
HEAD = 6
HEADS = re.compile("zq|7a71")


@dataclass
class Canaries:
    """All that were let out, each made of other letters."""

    dice: random.Random
    out: list[str] = field(default_factory=list)

    def one(self, letters: str = string.ascii_lowercase) -> str:
        made = "zq" + "".join(self.dice.choices(letters, k=12))
        self.out.append(made)
        return made

    def flock(self) -> "Flock":
        """All of them, to be looked for at once."""
        flock = Flock()
        for canary in self.out:
            for spelt in {canary, json.dumps(canary)[1:-1], canary.encode().hex()}:
                flock.by_head.setdefault(spelt[:HEAD].casefold(), {})[spelt.casefold()] = canary
        return flock


@dataclass
class Flock:
    """Every way in which a canary may be written down, to the canary, by its first letters."""

    by_head: dict[str, dict[str, str]] = field(default_factory=dict)

    def seen_in(self, text: str) -> set[str]:
        """The canaries that stand in a text in small letters."""
        return {
            canary
            for at in HEADS.finditer(text)
            for spelt, canary in self.by_head.get(text[at.start() : at.start() + HEAD], {}).items()
            if text.startswith(spelt, at.start())
        }


@dataclass
class Noor:
    """What she is called in one room."""

    name: str
    handle: str
    email: str
    address: str
    key: str


def noor(canaries: Canaries, letters: str) -> Noor:
    return Noor(
        name=f"{canaries.one(letters).title()} {canaries.one(letters).title()}",
        handle=canaries.one(),
        email=f"{canaries.one()}@{canaries.one()}.example",
        address=f"{canaries.one()}@{canaries.one()}.example",
        key=f"7{canaries.one()}",
    )


def room(
    host: Host, folder: Path, canaries: Canaries, called: Noor, *, own_track: bool
) -> Recording:
    """She speaks in it, others speak of her, and its file knows more of her than we ask for."""
    people = [dict(person) for person in rooms.PEOPLE]
    people[2] = {
        "id": called.key,
        "name": called.name,
        "handle": called.handle,
        "email": called.email,
        "role": "speaker",
        "avatar": f"https://cdn.example/{canaries.one()}.jpg",
        "bio": canaries.one(),
        canaries.one(): "a field that nobody knows",
    }
    parts = [
        {"speaker": called.key if who == "noor" else who, "start_ms": a, "end_ms": b}
        for who, a, b in rooms.PARTS
    ]
    said = [
        {"speaker": called.key, "start_ms": at, "end_ms": at + 70, "text": f"I {canaries.one()}."}
        for at in range(6_500, 8_900, 80)
    ]
    of_her = f"Thank you, {called.name.split()[0]} (@{called.handle})."
    said.append({"speaker": "sami", "start_ms": 4_000, "end_ms": 5_000, "text": of_her})
    about: dict[str, Any] = {
        "room": {"id": folder.name, "platform": "x", "title": f"Water with {called.name}"},
        "speakers": people,
        "segments": parts,
        "cues": said,
        "chapters": [{"start_ms": 6_500, "title": f"{called.name} speaks"}],
        "messages": [{"from": called.handle, "text": canaries.one()}],
    }
    if own_track:
        about["tracks"] = _tracks(rooms.write(folder), called)
    rooms.write(folder, **about)
    of_its_own = rooms.sound() + sounds.noise(rooms.SECONDS, level=0.001, seed=len(canaries.out))
    sounds.write(folder / "room.flac", of_its_own)
    return imports.bring_in(host, [folder], progress=rooms.quiet).recording


def _tracks(folder: Path, called: Noor) -> list[dict[str, str]]:
    found = []
    for who in ("hana", "sami", "noor"):
        name = f"{called.handle if who == 'noor' else who}.flac"
        sounds.write(folder / name, sounds.tone(rooms.SECONDS, rooms.TONES[who], level=0.1))
        found.append({"file": name, "speaker": called.key if who == "noor" else who})
    return found


def asked(speaker: Speaker, called: Noor, canaries: Canaries, by: User) -> None:
    """By mail, answered by link; then a form on paper, looked at by an admin."""
    now = timezone.now()
    ask = asks.ask(
        speaker,
        asker="Hana Osei",
        room_text=f"“{speaker.recording}”, X Space",
        show_text="Open Table, a public podcast.",
        scopes=tuple(YES),
        contact="hana@opentable.example",
        channel=Ask.Channel.MAIL,
        address=called.address,
        by=None,
        now=now,
    )
    asks.send(ask, now)
    shown = wordings.shown_text(ask, wordings.spans_of(speaker))
    record(
        speaker,
        YES,
        method=Method.LINK,
        actor=called.name,
        now=now,
        ask=ask,
        shown=f"{shown} {called.name}",
    )
    record(
        speaker,
        {Scope.TRANSCRIPT: Decision.GRANTED},
        method=Method.ATTESTED,
        actor=by.get_username(),
        now=now,
        evidence=f"a form signed {canaries.one()} by {called.name}",
    )
    viewing.viewed(speaker, by=by, now=now, what=f"looked up {called.address}")


def others_agree(recording: Recording, called: Noor) -> None:
    for key in ("hana", "sami"):
        record(
            recording.speakers.get(key=key),
            YES | {Scope.TRANSCRIPT: Decision.GRANTED},
            method=Method.ATTESTED,
            actor="ada",
            now=timezone.now(),
            evidence=f"said so in front of {called.name}",
        )


def published(recording: Recording, show: Show, called: Noor) -> Episode:
    """Made with the host's words about her, and out."""
    draft = episodes.draft_for(recording, show)
    episodes.rewrite(draft.pk, notes=f"With {called.name}, known as @{called.handle}.")
    pipeline.publish_when_ready(draft.pk, "hana")
    make(draft.pk)
    clips.cut(draft.pk, Wanted(from_ms=8_000, to_ms=10_000, title=f"{called.name} on water"))
    building.current(show.slug)
    rewrite(show, description=f"{show.description} Lately with {called.name}.")
    return Episode.objects.get(pk=draft.pk)


def make(episode_id: int) -> None:
    for run in Run.objects.live().filter(kind=pipeline.PRODUCE, subject_id=episode_id):
        jobs.perform(run.pk, lambda beat: production.produce(beat.subject_id, beat))


def heard(speaker: Speaker) -> None:
    """Her own page and her host have listened to her."""
    spans = union(Span(*ends) for ends in speaker.segments.values_list("start_ms", "end_ms"))
    assert excerpt_of(speaker, spans)
    assert hearing.voice_sound(speaker.recording, speaker)


def failed(host: Host, called: Noor, uploads: Path) -> None:
    """A file named after her that could not be read."""
    (uploads / "one").mkdir(exist_ok=True)
    path = f"one/{called.key}"
    (uploads / path).write_bytes(f"no sound, but {called.name}".encode())
    started = imports.begin(host, [Upload(path=path, name=f"{called.handle}-talk.mp3")], by=None)
    run = Run.objects.get(kind=imports.IMPORT, subject_id=started.pk)
    Run.objects.filter(pk=run.pk).update(max_attempts=1)
    jobs.perform(run.pk, lambda beat: imports.proceed(beat.subject_id, beat))
    assert Import.objects.get(pk=started.pk).state == Import.State.FAILED


def administered(speaker: Speaker, by: User) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Speaker),
        object_id=str(speaker.pk),
        object_repr=str(speaker),
        action_flag=CHANGE,
        change_message=f"Renamed {speaker.name}",
    )


def is_out(episode: Episode) -> bool:
    return Episode.objects.get(pk=episode.pk).stage == Stage.PUBLISHED
