"""What an erasure has to leave nothing of (I17), looked for in rows, in the store, and in what the
site gives out. All of it right after an erasure; a little after every later step.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from consent.dossier import dossier_of
from consent.verify import faults
from feeds import evidence
from recordings.models import Cue, Speaker, VoiceErasure
from tests.model.house import House
from tests.opened import Place, kept_apart, opened
from tests.surfaces import addresses, surfaces

SOUND = "audio"


def left(house: House) -> Iterator[str]:
    """A line for each place in which something of somebody stands who was erased."""
    if not house.traces:
        return
    yield from _people(house)
    if not house.just_erased:
        return
    house.just_erased = False
    for fault in faults():
        yield f"I17: after an erasure the chain does not hold: {fault.sentence}"
    wanted = house.gone
    for name, content in _places(house):
        for text in wanted:
            if text.encode() in content:
                yield f"I17: {text} still stands in {name}"
    yield from _voices(house)
    if VoiceErasure.objects.filter(done_at=None).exists():
        yield "I17: a voice is still to be taken out of the sound"


def _people(house: House) -> Iterator[str]:
    """Their rows tell nothing of them, and nothing they said is written down."""
    people = [one for room in house.rooms for one in room.people.values() if not one.name]
    ids = [person.pk for person in people]
    known = Speaker.objects.filter(pk__in=ids).exclude(name="", handle="", email="")
    said = Cue.objects.filter(speaker__in=ids)
    if known.exists() or said.exists():
        yield "I17: somebody who was erased is known again"


def _places(house: House) -> Iterator[Place]:
    yield from _rows()
    yield from kept_apart()
    for room in house.rooms:
        episode = house.episode(room)
        names = [name for name in addresses(episode) if name not in ("voice", "audio")]
        for one in surfaces(episode, tuple(names)):
            yield one.name, one.text.encode()
    if house.everything:
        yield from _exports(house)


def _rows() -> Iterator[Place]:
    """Every column of every table, in the clear where the site can read it."""
    for model in apps.get_models(include_auto_created=True):
        yield model._meta.db_table, repr(list(QuerySet(model).values_list())).encode()


def _exports(house: House) -> Iterator[Place]:
    """What an officer can take along: each episode's evidence, and each person's own file."""
    now = timezone.now()
    for room in house.rooms:
        bundle = evidence.export(house.episode(room), by=house.ada, now=now)
        yield from opened("the evidence", bundle)
        for person in room.people.values():
            made = dossier_of([house.speaker(person)], by="ada", now=now)
            yield "a person's file", made.as_json().encode()


def _voices(house: House) -> Iterator[str]:
    """No file in the store holds a voice of theirs. Of namesakes the files know no difference."""
    here = {p.key for room in house.rooms for p in room.people.values() if p.name}
    keys = {trace.key for trace in house.traces} - here
    wanted = re.compile("|".join(f'"{re.escape(key)}"' for key in sorted(keys)).encode())
    for path in Path(settings.OBJECTS, SOUND).rglob("*"):
        if keys and path.is_file() and (found := wanted.search(path.read_bytes())):
            yield f"I17: a file in the store still holds {found[0].decode()}"
