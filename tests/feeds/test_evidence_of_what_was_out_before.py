"""That a recording was out before consent was recorded: in the evidence, and from an older site."""

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from consent import legacy, retention
from consent.evidence.verify import canonical, faults, files_of, manifest_of
from feeds import evidence, pipeline
from feeds.lifecycle import NotReady, Stage
from feeds.models import Episode
from tests.consent.older import insert, manage
from tests.feeds import aired, story

EVIDENCE = "On the old site since 2021."


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "x")


@pytest.fixture
def out(ada: User, tmp_path: Path) -> Episode:
    """Nobody was ever asked; it is out on the word of an officer."""
    show = story.show(story.host())
    room = story.recording(show.host)
    legacy.mark(room, evidence=EVIDENCE, by=ada, now=story.NOW)
    episode = story.draft(room, show)
    master = story.master(episode)
    aired.sound(tmp_path, master)
    Episode.objects.filter(pk=episode.pk).update(stage=Stage.READY, master=master)
    pipeline.publish(episode.pk, "hana", timezone.now())
    return Episode.objects.get(pk=episode.pk)


def bundle(episode: Episode, by: User, folder: Path) -> dict[str, bytes]:
    path = folder / "bundle.zip"
    path.write_bytes(evidence.export(episode, by=by, now=timezone.now()))
    return files_of(path)


def forged(files: dict[str, bytes], change: Callable[[Any], object]) -> list[str]:
    """What is wrong where somebody changed the verdicts, and wrote the manifest anew."""
    gate = json.loads(files["gate.json"])
    change(gate)
    whole = files | {"gate.json": canonical(gate)}
    return faults(whole | {"manifest.json": manifest_of(whole)})


@pytest.mark.django_db
def test_the_bundle_holds_the_mark_and_what_shows_it(
    out: Episode, ada: User, tmp_path: Path
) -> None:
    files = bundle(out, ada, tmp_path)
    assert faults(files) == []
    lines = [one for one in json.loads(files["chain.json"])["lines"] if isinstance(one, dict)]
    [said] = [one for one in lines if one["body"]["decision"] == "legacy"]
    assert said["private"] == {"actor": "ada", "evidence": EVIDENCE, "shown": ""}
    gate = json.loads(files["gate.json"])
    assert [gate["now"]["legacy"], *(told["legacy"] for told in gate["published"])] == [True, True]


@pytest.mark.django_db
def test_the_checker_computes_from_the_lines_whether_it_was_out_before(
    out: Episode, ada: User, tmp_path: Path
) -> None:
    files = bundle(out, ada, tmp_path)
    for change in (
        lambda gate: gate["now"].update(legacy=False),
        lambda gate: gate["published"][0].update(legacy=False),
    ):
        assert any("that it was out before" in wrong for wrong in forged(files, change))


@pytest.mark.django_db
def test_a_mark_that_was_taken_back_counts_up_to_its_line(
    out: Episode, ada: User, tmp_path: Path
) -> None:
    legacy.unmark(out.recording, reason="It was not.", by=ada, now=timezone.now())
    files = bundle(out, ada, tmp_path)
    assert faults(files) == []
    gate = json.loads(files["gate.json"])
    assert [gate["now"]["legacy"], gate["published"][0]["legacy"]] == [False, True]
    assert any(
        "that it was out before" in wrong
        for wrong in forged(files, lambda gate: gate["now"].update(legacy=True))
    )


@pytest.mark.django_db
def test_nothing_goes_out_again_on_a_mark_that_nothing_shows_any_more(
    out: Episode, ada: User
) -> None:
    now = timezone.now()
    pipeline.unpublish(out.pk, "hana", now)
    later = now + timedelta(days=3 * 365)
    retention.carry_all_out(later)
    assert legacy.of(out.recording)
    with pytest.raises(NotReady, match="Nothing shows any more"):
        pipeline.publish(out.pk, "hana", later)
    legacy.unmark(out.recording, reason="Nothing shows it.", by=ada, now=later)
    legacy.mark(out.recording, evidence=EVIDENCE, by=ada, now=later)
    Episode.objects.filter(pk=out.pk).update(stage=Stage.READY)
    assert pipeline.publish(out.pk, "hana", later).stage == Stage.PUBLISHED


@pytest.mark.django_db
def test_a_proposal_to_mark_it_is_among_what_the_desk_holds(
    ada: User, tmp_path: Path, settings: Any
) -> None:
    settings.SECOND_ADMIN = True
    made = aired.aired(tmp_path)
    room = story.recording(made.show.host)
    legacy.offer(room, evidence=EVIDENCE, by=ada, now=timezone.now())
    told = json.loads(bundle(story.draft(room, made.show), ada, tmp_path)["desk.json"])
    [proposal] = told["proposals"]
    assert (proposal["speaker"], proposal["evidence"]) == ("", EVIDENCE)
    assert "published before" in proposal["what"]


SHOW = """
from consent import legacy, verify
from consent.clearance import clearance_for
from recordings.models import Recording
room = Recording.objects.get()
print(verify.faults(), legacy.of(room).evidence, clearance_for(room).legacy)
"""


def test_what_an_older_site_had_marked_is_a_line_after_migrating(tmp_path: Path) -> None:
    at = "2026-11-06 10:24:00"
    manage(tmp_path, "migrate", "consent", "0021")
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        insert(database, "recordings_host", id=1, slug="h", created_at=at)
        insert(database, "recordings_room", id=1, host_id=1)
        facts = {"id": 1, "uid": "a" * 32, "host_id": 1, "room_id": 1, "created_at": at}
        empty = {"chapters": "[]", "unrecognised": "[]", "warnings": "[]", "raw": "{}"}
        insert(database, "recordings_recording", **facts, **empty, source="sidecar")
        insert(database, "consent_legacy", id=1, recording_id=1, at=at, evidence=EVIDENCE)
    manage(tmp_path, "migrate")
    shown = manage(tmp_path, "shell", "-v0", "-c", SHOW)
    assert shown.strip() == f"() {EVIDENCE} True"
