"""A person's file: everything that is held of them, nothing of others, and a line that says so."""

import io
import json
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from consent import asks
from consent.dossier import dossier_of
from consent.models import AskLink, ConsentEvent
from consent.person import find_person
from consent.voice import excerpt_of
from recordings.models import Cue, Host, Speaker
from recordings.spans import Span
from tests.consent.people import Room, answer, make_ask, make_room, say
from tests.recordings import rooms

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)


@pytest.fixture
def noor(room: Room) -> Speaker:
    """She was asked by mail, answered, took a part back, and is in another host's room too."""
    Speaker.objects.filter(pk=room.noor.pk).update(
        external_ids={"x": "100200300"}, email="noor@example.org"
    )
    room.noor.refresh_from_db()
    ask = make_ask(room.noor, address="noor@work.example", now=NOW)
    asks.send(ask, NOW)
    answer(room.noor, publish="granted", name="granted", now=NOW, ask=ask)
    say(room.noor, {"name": "withdrawn"}, now=NOW, ask=ask)
    answer(room.sami, publish="granted", now=NOW)
    for speaker, text in ((room.noor, "I was there."), (room.sami, "So was Noor.")):
        where = {"recording": room.recording, "start_ms": 0, "end_ms": 1}
        Cue.objects.create(**where, speaker=speaker, text=text)
    make_room("harbour-talk")
    return room.noor


def _document(**more: Any) -> dict[str, Any]:
    dossier = dossier_of(find_person("x:@noor_ali"), by="ada", now=NOW)
    document: dict[str, Any] = json.loads(dossier.as_json())
    return document


def test_it_holds_all_that_is_known_over_all_hosts(noor: Speaker) -> None:
    told = _document()
    assert told["known_as"] == {
        "names": ["Noor Ali"],
        "handles": ["noor_ali"],
        "addresses": ["noor@example.org", "noor@work.example"],
    }
    here, there = told["appearances"]
    assert (here["room"]["host"], there["speaker"]["name"]) == ("Hana Osei", "Noor Ali")
    assert here["speaker"]["external_ids"] == {"x": "100200300"}
    assert [cue["text"] for cue in here["Cue"]] == ["I was there."]
    assert [(part["start_ms"], part["end_ms"]) for part in here["Segment"]] == [
        (10_000, 20_000),
        (50_000, 51_000),
    ]
    assert here["Ask"][0]["address"] == "noor@work.example"
    assert len(here["Sending"]) == 1


def test_each_answer_is_there_with_the_words_that_were_shown(noor: Speaker) -> None:
    lines = _document()["appearances"][0]["ConsentEvent"]
    said = [(line["scope"], line["decision"]) for line in lines]
    assert said == [
        ("publish", "granted"),
        ("name", "granted"),
        ("name", "withdrawn"),
        ("", "viewed"),
    ]
    assert all("Open Table" in line["shown"] for line in lines[:3])
    assert all(line["hash"] and line["prev_hash"] for line in lines)


def test_nothing_of_others_and_no_key_of_the_site_is_in_it(noor: Speaker) -> None:
    text = json.dumps(_document())
    for foreign in ("Sami", "sami_h", "So was Noor", '"ada"', "token", "_mark"):
        assert foreign not in text
    assert not any(link.token_sha256 in text for link in AskLink.objects.all())


def test_that_it_was_made_is_a_line_of_the_ledger(noor: Speaker) -> None:
    _document()
    line = ConsentEvent.objects.filter(speaker=noor, decision="viewed").get()
    assert (line.actor, line.evidence) == ("ada", "everything held of them, as a file")


def test_the_command_writes_json_that_only_the_sites_own_user_reads(
    noor: Speaker, tmp_path: Path
) -> None:
    out, path = io.StringIO(), tmp_path / "noor.json"
    call_command("export_person", "noor@example.org", str(path), json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert (told["appearances"], told["bytes"]) == (2, path.stat().st_size)
    assert json.loads(path.read_text())["known_as"]["names"] == ["Noor Ali"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*noor*")) == [path]


def test_a_zip_holds_the_sound_of_their_own_parts(db: None, tmp_path: Path) -> None:
    host = Host.objects.create(slug="h", name="Hana")
    noor = rooms.bring(host, tmp_path / "in").speakers.get(key="noor")
    kept = excerpt_of(noor, (Span(6_500, 9_000),))
    assert kept
    path = tmp_path / "noor.zip"
    call_command("export_person", str(noor.uid), str(path), stdout=io.StringIO())
    with zipfile.ZipFile(path) as packed:
        told = json.loads(packed.read("export.json"))
        name = told["appearances"][0]["Excerpt"][0]["file"]
        assert len(packed.read(name)) == kept.bytes


@pytest.mark.parametrize("wrong", [("Noor Ali", "a.json"), ("x:@noor_ali", "a.txt")])
def test_the_command_says_what_is_wrong(
    noor: Speaker, tmp_path: Path, wrong: tuple[str, str]
) -> None:
    who, name = wrong
    with pytest.raises(CommandError):
        call_command("export_person", who, str(tmp_path / name), stdout=io.StringIO())
    assert list(tmp_path.glob("a.*")) == []


def test_after_an_erasure_it_holds_nothing_but_that(noor: Speaker) -> None:
    from consent.erasure import erase

    ada = User.objects.create_superuser("ada", "ada@example.org", "x")
    erase(find_person("x:@noor_ali"), by=ada, reason="asked by mail", now=NOW)
    dossier = dossier_of(find_person(str(noor.uid)), by="ada", now=NOW)
    text = dossier.as_json()
    for gone in ("Noor", "noor", "100200300", "I was there", "Open Table, a public podcast"):
        assert gone not in text
