"""`manage.py ask`: one or all, by mail or by link; links are printed only where asked for."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consent import tokens
from consent.models import Ask
from consent.scopes import Decision
from feeds.models import Episode, Show
from recordings.models import Host, Recording
from tests.feeds import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def room(hana: Host, show: Show) -> Recording:
    made = story.recording(hana)
    for key in ("sami", "noor"):
        made.speakers.filter(key=key).update(email=f"{key}@example.org")
    return made


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], room: Recording) -> Any:
    def said(*words: str) -> dict[str, Any]:
        try:
            call_command("ask", str(room.uid), *words, "--json")
        finally:
            out = capsys.readouterr().out
        found: dict[str, Any] = json.loads(out)
        return found

    return said


def done(told: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["done"] for row in told["people"]}


def test_everybody_with_an_address_is_mailed_and_the_others_are_named(
    ask: Any, mailoutbox: list[object]
) -> None:
    told = ask("--all", "--mail")
    assert done(told) == {"Hana Osei": "not_asked", "Sami Haddad": "asked", "Noor Ali": "asked"}
    assert "There is no mail address for Hana Osei" in told["people"][0]["error"]
    assert len(mailoutbox) == 2
    assert "/c/" not in json.dumps(told)


def test_asking_everybody_twice_mails_nobody_twice(ask: Any, mailoutbox: list[object]) -> None:
    ask("--all", "--mail")
    assert done(ask("--all", "--mail")) == {"Hana Osei": "not_asked"}
    assert len(mailoutbox) == 2


def test_one_who_was_asked_is_reminded(ask: Any, mailoutbox: list[object]) -> None:
    ask("--speaker", "@noor_handle", "--mail")
    assert done(ask("--speaker", "@noor_handle", "--mail")) == {"Noor Ali": "reminded"}
    assert len(mailoutbox) == 2


def test_links_are_printed_and_work(ask: Any, mailoutbox: list[object]) -> None:
    told = ask("--all", "--link")
    assert set(done(told).values()) == {"link"}
    for row in told["people"]:
        token = row["link"].rstrip("/").rsplit("/", 1)[1]
        speaker = tokens.find(token, Ask.objects.latest("pk").created_at).ask.speaker
        assert str(speaker.uid) == row["speaker"]
    assert mailoutbox == []


def test_who_said_no_is_not_asked(ask: Any, room: Recording) -> None:
    story.says(room, "noor", dict.fromkeys(story.ALL_YES, Decision.REFUSED))
    assert "Noor Ali" not in done(ask("--all", "--mail"))
    with pytest.raises(CommandError, match="said no"):
        call_command("ask", str(room.uid), "--speaker", "@noor_handle", "--mail")


def test_a_host_with_several_shows_names_one(ask: Any, room: Recording, hana: Host) -> None:
    other = story.show(hana, "night-shift")
    with pytest.raises(CommandError, match="several shows"):
        call_command("ask", str(room.uid), "--all", "--mail")
    told = ask("--all", "--mail", "--show", "night-shift")
    assert told["show"] == "night-shift"
    assert Episode.objects.get().show == other
    with pytest.raises(CommandError, match="has no show “trams”"):
        call_command("ask", str(room.uid), "--all", "--mail", "--show", "trams")


@pytest.mark.parametrize("words", [["--all"], ["--mail"], ["--all", "--mail", "--link"]])
def test_whom_and_how_have_to_be_said(room: Recording, words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("ask", str(room.uid), *words)
