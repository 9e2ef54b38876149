"""What all our commands share: one document, or one sentence and exit code 1."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from recordings.command import JsonCommand


class Refused(Exception):
    permanent = True


class Tune(JsonCommand):
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        if options["name"] == "max":
            raise Refused("Max may not tune. Ask Hana.")
        if options["name"] == "odd":
            raise KeyError("odd")
        return {"name": options["name"], "parts": [1, 2], "next": None}


def said(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command(Tune(stdout=out), *args, **options)
    return out.getvalue()


def test_json_is_one_document() -> None:
    assert json.loads(said("Noor", json=True)) == {"name": "Noor", "parts": [1, 2], "next": None}


def test_without_json_each_entry_is_a_line() -> None:
    assert said("Noor").splitlines() == ["name: Noor", "parts: [1, 2]", "next: –"]


def test_an_error_of_ours_is_its_sentence_and_exit_code_1() -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="Ask Hana") as failed:
        call_command(Tune(stdout=out), "max", json=True)
    assert failed.value.returncode == 1
    assert json.loads(out.getvalue()) == {"error": "Max may not tune. Ask Hana."}


def test_an_error_nobody_foresaw_is_named_in_json_too() -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command(Tune(stdout=out), "odd", json=True)
    assert "KeyError" in json.loads(out.getvalue())["error"]


@pytest.mark.parametrize("arguments", [[], ["Noor", "--loud"]])
def test_a_mistake_in_the_arguments_is_an_error_like_any_other(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        Tune().run_from_argv(["manage.py", "tune", *arguments, "--json"])
    assert ended.value.code == 1
    assert "--help" in json.loads(capsys.readouterr().out)["error"]
