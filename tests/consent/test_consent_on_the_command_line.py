"""record_consent and verify_ledger: the same verbs as the pages, with JSON."""

import hashlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from consent import guard
from consent.models import ChainHead, ConsentEvent
from consent.record import standings
from consent.scopes import Scope, State
from tests.consent.people import Room, answer


@pytest.fixture(autouse=True)
def ada(db: None) -> User:
    return User.objects.create_user("ada", is_superuser=True, is_staff=True)


def run(*words: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    document: dict[str, Any] = json.loads(out.getvalue())
    return document


def consent(
    room: Room, *words: str, by: str = "ada", evidence: str = "signed paper"
) -> dict[str, Any]:
    return run(
        "record_consent", str(room.recording.uid), *words, "--evidence", evidence, "--by", by
    )  # fmt: skip


def refused(*words: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command(*words, "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"error": str(failed.value)}
    return str(failed.value)


def test_everyones_yes_is_recorded_at_once(room: Room) -> None:
    document = consent(room, "--all", "--grant", "publish,name")
    assert document["allowed"] is True
    assert document["reasons"] == []
    assert [entry["name"] for entry in document["recorded"]] == [
        "Hana Osei", "Sami Haddad", "Noor Ali",
    ]  # fmt: skip
    assert document["recorded"][0]["decisions"] == {"publish": "granted", "name": "granted"}
    line = ConsentEvent.objects.first()
    assert line
    assert (line.method, line.actor, line.evidence) == ("attested", "ada", "signed paper")


@pytest.mark.parametrize("name", ["noor_ali", "@Noor_Ali"])
def test_one_speaker_is_named_by_handle_or_id(room: Room, name: str) -> None:
    document = consent(room, "--speaker", name, "--grant", "publish")
    assert document["recorded"][0]["speaker"] == str(room.noor.uid)
    assert document["allowed"] is False
    assert len(document["reasons"]) == 2


def test_a_refusal_is_about_the_voice(room: Room) -> None:
    consent(room, "--speaker", str(room.noor.uid), "--refuse")
    assert standings(room.noor)[Scope.PUBLISH] == State.REFUSED


def test_a_withdrawal_takes_back_all_that_was_granted_or_what_is_named(room: Room) -> None:
    consent(room, "--all", "--grant", "publish,name,clips")
    consent(room, "--speaker", "noor_ali", "--withdraw", "clips")
    consent(room, "--speaker", "sami_h", "--withdraw")
    assert standings(room.noor)[Scope.PUBLISH] == State.GRANTED
    assert standings(room.noor)[Scope.CLIPS] == State.WITHDRAWN
    assert [standings(room.sami)[s] for s in (Scope.PUBLISH, Scope.NAME, Scope.CLIPS)] == [
        State.WITHDRAWN
    ] * 3


def test_who_granted_nothing_can_still_withdraw(room: Room) -> None:
    consent(room, "--speaker", "noor_ali", "--withdraw")
    assert standings(room.noor)[Scope.PUBLISH] == State.WITHDRAWN


def test_all_or_nobody(room: Room) -> None:
    answer(room.noor, publish="refused")
    words = ("record_consent", str(room.recording.uid), "--all", "--grant", "publish")
    assert "only they can change it" in refused(*words, "--evidence", "paper", "--by", "ada")
    assert ConsentEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--speaker", "max", "--refuse"), "Nobody called “max”"),
        (("--all", "--grant", "voice"), "“voice” is nothing that can be allowed"),
        (("--all", "--grant", ","), "nothing that can be allowed"),
        (("--all", "--grant", "publish", "--evidence", " "), "Give the evidence"),
        (("--all", "--grant", "publish", "--by", "max"), "username “max”"),
    ],
)
def test_what_cannot_be_recorded_is_said_in_a_sentence(
    room: Room, words: tuple[str, ...], sentence: str
) -> None:
    said = ("record_consent", str(room.recording.uid), "--evidence", "paper", "--by", "ada", *words)
    assert sentence in refused(*said)
    assert not ConsentEvent.objects.exists()


def test_an_unknown_recording_is_said_in_a_sentence() -> None:
    words = ("record_consent", "nowhere", "--all", "--refuse", "--evidence", "x", "--by", "ada")
    assert "no recording “nowhere”" in refused(*words)


def test_without_json_it_is_read_by_people(room: Room) -> None:
    out = StringIO()
    words = ("--speaker", "noor_ali", "--refuse", "--evidence", "paper", "--by", "ada")
    call_command("record_consent", str(room.recording.pk), *words, stdout=out)
    assert "Noor Ali: publish refused (receipt " in out.getvalue()
    assert "Noor Ali said no." in out.getvalue()


def broken(*words: str) -> dict[str, Any]:
    out = StringIO()
    with pytest.raises(CommandError, match="The ledger is not as it was written"):
        call_command("verify_ledger", *words, "--json", stdout=out)
    document: dict[str, Any] = json.loads(out.getvalue())
    assert document["intact"] is False
    return document


def test_an_intact_ledger_is_said_to_be(room: Room) -> None:
    found = run("verify_ledger")
    assert (found["intact"], found["lines"], found["head"]) == (True, 0, "0" * 64)
    answer(room.noor, publish="granted", name="granted")
    assert run("verify_ledger")["lines"] == 2


def test_every_line_changed_behind_the_guards_back_is_named(room: Room) -> None:
    answer(room.noor, publish="refused", name="refused")
    guard.lift(connection)
    ConsentEvent.objects.update(decision="granted")
    guard.install(connection)
    assert broken()["faults"] == [
        {
            "line": seq,
            "kind": "altered",
            "sentence": f"Line {seq} is not as it was written.",
            "name": "",
        }
        for seq in (1, 2)
    ]


def test_a_removed_end_is_found(room: Room) -> None:
    answer(room.noor, publish="refused", name="refused")
    guard.lift(connection)
    ConsentEvent.objects.filter(seq=2).delete()
    guard.install(connection)
    assert ChainHead.objects.get().seq == 2
    assert "ends at line 1" in broken()["faults"][0]["sentence"]


def test_a_file_a_ground_and_an_end_stand_in_the_line(room: Room, tmp_path: Path) -> None:
    paper = tmp_path / "release.pdf"
    paper.write_bytes(b"%PDF-1.7 signed")
    more = ("--evidence-file", str(paper), "--basis", "contract", "--until", "2099-12-31")
    consent(room, "--speaker", "noor_ali", "--grant", "publish,redistribute", *more)
    line = ConsentEvent.objects.earliest("seq")
    assert line.evidence.startswith("A contract or release. signed paper File “release.pdf”")
    assert hashlib.sha256(paper.read_bytes()).hexdigest() in line.evidence
    assert "2099-12-31T23:59" in line.terms
    more = ("--evidence-file", str(tmp_path / "none.pdf"), "--evidence", "x", "--by", "ada")
    words = ("record_consent", str(room.recording.uid), "--all", "--grant", "publish")
    assert "cannot be read" in refused(*words, *more)
    assert "is no day" in refused(*words, "--evidence", "x", "--by", "ada", "--until", "soon")


def test_no_consent_is_needed_for_a_reason(room: Room) -> None:
    about = ("record_consent", str(room.recording.uid), "--speaker", "noor_ali", "--waive")
    document = run(*about, "--reason", "The mayor in office", "--basis", "interest", "--by", "ada")
    assert document["recorded"][0]["decisions"] == {"publish": "waived"}
    assert standings(room.noor)[Scope.PUBLISH] == State.WAIVED


def test_where_two_are_wanted_a_yes_is_proposed_and_a_no_recorded(
    room: Room, settings: Settings
) -> None:
    settings.SECOND_ADMIN = True
    document = consent(room, "--speaker", "noor_ali", "--grant", "publish")
    assert document["recorded"] == []
    assert document["proposed"][0]["name"] == "Noor Ali"
    assert not ConsentEvent.objects.exists()
    consent(room, "--speaker", "sami_h", "--refuse")
    assert standings(room.sami)[Scope.PUBLISH] == State.REFUSED


def test_an_anchor_from_the_mail_is_compared_with_the_ledger(room: Room) -> None:
    answer(room.noor, publish="refused")
    head = ChainHead.objects.get()
    assert run("verify_ledger", "--anchor", f"1:{head.hash}")["intact"] is True
    assert broken("--anchor", f"1:{'a' * 64}")["faults"][0]["kind"] == "anchor"
    assert "Copy LINE:HASH" in refused("verify_ledger", "--anchor", "yesterday")
