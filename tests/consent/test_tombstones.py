"""A no is also a file outside the database: an old backup never publishes a voice again."""

import json
import sqlite3
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from config.management.commands.up import Command as Up
from consent import guard, restoring, tombstones
from consent.models import ConsentEvent, Withdrawal
from consent.record import NotRecorded, record, standings
from consent.scopes import Decision, Method, Scope, State
from consent.tombstones import NotReadable
from consent.verify import faults
from consent.withdrawal import withdraw
from tests.consent.people import Room, all_agree, make_room
from tests.feeds.aired import App, aired

NO = {Scope.PUBLISH: Decision.REFUSED}


def takes_back(room: Room) -> None:
    withdraw(
        room.noor, method=Method.ATTESTED, actor="ada", now=timezone.now(), evidence="a letter"
    )


def forget() -> None:
    """What an old backup does: the lines after it are not in the database."""
    guard.lift(connection)
    ConsentEvent.objects.filter(decision__in=("withdrawn", "refused")).delete()
    Withdrawal.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_a_no_is_a_file_without_names_before_it_is_answered() -> None:
    room = make_room()
    all_agree(room)
    takes_back(room)
    files = [path.read_text() for path in tombstones.folder().glob("*.json")]
    assert len(files) == 2, "the no, and the mark of who wants no more mail"
    (told,) = (json.loads(file) for file in files if "decisions" in file)
    assert told["speaker"] == str(room.noor.uid)
    assert told["decisions"]["publish"] == "withdrawn"
    assert told["mode"] == "voice"
    assert not any("noor" in file.lower() for file in files)


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_full_fails_nobodys_no(data: Path) -> None:
    room = make_room()
    all_agree(room)
    (data / "tombstones").write_text("in the way")
    takes_back(room)
    assert standings(room.noor)[Scope.PUBLISH] == State.WITHDRAWN
    (data / "tombstones").unlink()
    assert len(tombstones.missing()) == 2
    assert tombstones.keep_missing() == 2
    assert not tombstones.missing()


@pytest.mark.django_db(transaction=True)
def test_a_yes_leaves_none() -> None:
    all_agree(make_room())
    assert not list(tombstones.folder().glob("*"))


@pytest.mark.django_db(transaction=True)
def test_what_was_forgotten_is_said_again_once(room: Room) -> None:
    all_agree(room)
    takes_back(room)
    kept = Withdrawal.objects.get().receipt
    forget()
    record(room.noor, {Scope.PUBLISH: Decision.GRANTED}, method=Method.ATTESTED, actor="ada",
           now=timezone.now(), evidence="the backup’s yes")  # fmt: skip
    assert restoring.apply_all(timezone.now()).said_again == 1
    assert restoring.apply_all(timezone.now()).said_again == 0
    assert standings(room.noor)[Scope.PUBLISH] == State.WITHDRAWN
    line = ConsentEvent.objects.latest("seq")
    assert (line.method, line.receipt) == (Method.RESTORED, kept)
    assert Withdrawal.objects.get().mode == "voice"


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_said_again_and_nobody_else_can_turn_it_into_a_yes(room: Room) -> None:
    record(room.noor, NO, method=Method.ATTESTED, actor="ada", now=timezone.now(), evidence="no")
    forget()
    out = StringIO()
    call_command("apply_tombstones", "--json", stdout=out)
    assert json.loads(out.getvalue())["said_again"] == 1
    with pytest.raises(NotRecorded, match="only they can change it"):
        record(room.noor, {Scope.PUBLISH: Decision.GRANTED}, method=Method.ATTESTED, actor="ada",
               now=timezone.now(), evidence="paper")  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", ["", "{", "[]", '{"receipt": 5}', "null", "x" * 200_000])
def test_with_a_file_that_makes_no_sense_nothing_is_served(text: str) -> None:
    """It is not known who must stay silent."""
    tombstones.folder().mkdir()
    (tombstones.folder() / "a.json").write_text(text)
    with pytest.raises(NotReadable, match=r"a\.json cannot be read"):
        restoring.apply_all(timezone.now())
    with pytest.raises(CommandError, match=r"Nothing is served\. The tombstone a\.json"):
        Up()._say_again()
    assert tombstones.unreadable() == ["a.json"]


@pytest.mark.django_db(transaction=True)
def test_somebody_whom_the_database_does_not_know_is_counted(room: Room) -> None:
    takes_back(room)
    path = next(tombstones.folder().glob("*.json"))
    other = "5b0b1f3e-0000-4000-8000-000000000000"
    told = {**json.loads(path.read_text()), "speaker": other, "receipt": other}
    (path.parent / f"{other}.json").write_text(json.dumps(told))
    assert restoring.apply_all(timezone.now()).unknown == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a copy of a SQLite file")
def test_an_old_copy_of_the_database_never_publishes_the_voice_again(tmp_path: Path) -> None:
    """Copied while Noor’s voice was out, restored after she took it back: gone in the very first
    request, and the ledger of the old copy goes on unbroken."""
    out = aired(tmp_path)
    copy = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(copy)
    noor = out.recording.speakers.get(key="noor")
    withdraw(noor, method=Method.ATTESTED, actor="ada", now=timezone.now(), evidence="a letter")
    assert App().get(f"{out.address}/audio.mp3").status_code == 410
    copy.backup(connection.connection)
    assert App().get(f"{out.address}/audio.mp3").status_code == 200
    call_command("apply_tombstones", stdout=StringIO())
    assert App().get(f"{out.address}/audio.mp3").status_code == 410
    feed = App().get(f"/{out.show.slug}/feed.xml")
    assert out.episode.guid not in str(feed.content, "utf-8")
    assert not faults()
