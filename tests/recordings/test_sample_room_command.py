"""`manage.py sample_room`: one document on stdout, bars on stderr, files that can be imported."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from recordings.audio.speech import Ear
from recordings.importers import registry


def made(out: Path, **options: Any) -> dict[str, Any]:
    stdout = StringIO()
    size = {"minutes": 0.5, "speakers": 2, "seed": 3}
    call_command("sample_room", str(out), json=True, stdout=stdout, **(size | options))
    document: dict[str, Any] = json.loads(stdout.getvalue())
    return document


@pytest.mark.parametrize(
    "options", [{}, {"source": "sidecar"}, {"source": "sidecar", "tracks": True}]
)
def test_a_sample_is_made_and_described(options: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "room.zip"
    said = made(out, **options)
    truth = json.loads((tmp_path / "room.zip.truth.json").read_text(encoding="utf-8"))
    source = options.get("source", "x_archive")
    assert (said["path"], said["truth"]) == (str(out), f"{out}.truth.json")
    assert (said["source"], said["bytes"]) == (source, out.stat().st_size)
    assert said["duration_ms"] == truth["duration_ms"]
    assert [s["handle"] for s in said["speakers"]] == ["hanaosei", "samihaddad"]
    assert registry.detect([out], registry.importers(Ear())).name == source


@pytest.mark.parametrize("options", [{"speakers": 0}, {"minutes": 0}, {"speakers": 20}])
def test_numbers_that_make_no_room_are_one_sentence(
    options: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(CommandError) as refused:
        made(tmp_path / "room.zip", **options)
    assert "speakers" in str(refused.value) or "lasts" in str(refused.value)
    assert list(tmp_path.iterdir()) == [tmp_path / "data"]


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="folder that is there"):
        made(tmp_path / "nowhere" / "room.zip")


def test_bars_go_to_stderr_and_the_document_to_stdout(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "sample_room", str(tmp_path / "room.zip"), "--json"]
    done = subprocess.run(
        [*command, "--minutes", "0.5", "--speakers", "1"],
        capture_output=True, text=True, check=True, timeout=120, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert json.loads(done.stdout)["source"] == "x_archive"
    assert "Recording the room" in done.stderr
