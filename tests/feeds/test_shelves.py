"""The finished segments of an episode are kept for its next edit, and go with its file."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from consent.exclusions import leave_out
from consent.scopes import Mode
from feeds import erasing, shelves
from feeds.models import Enclosure, Episode
from recordings import storage
from recordings.audio.plan import Treatment
from tests.feeds import story
from tests.feeds.aired import aired
from tests.feeds.test_production import episode, made
from tests.feeds.test_what_was_taken_back_is_erased import heard, noor_takes_back

__all__ = ["episode"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_shelves(settings: Settings, tmp_path: Path) -> None:
    settings.SHELVES = tmp_path / "shelves"


def names(episode_id: int) -> set[str]:
    return {path.name for path in storage.shelf(episode_id).glob("*.made")}


def fill(episode_id: int, label: str) -> None:
    folder = storage.shelf(episode_id)
    folder.mkdir(parents=True)
    (folder / "mp3-1.made").write_bytes(b"a voice")
    storage.label_shelf(episode_id, label)


def test_only_what_is_in_the_file_is_kept(episode: Episode) -> None:
    """Noor is left out: the segments with her voice are gone once the file without it is made."""
    story.everyone_agrees(episode.recording)
    made(episode)
    before = names(episode.pk)
    room = episode.recording
    leave_out(room, room.speakers.get(key="noor"), Treatment.SILENCE, by=None)
    after = names(made(episode).pk)
    assert before - after
    assert len(after) == len(before)
    assert not shelves.settle(episode.pk, Episode.objects.get(pk=episode.pk))
    assert names(episode.pk) == after


def test_a_takedown_empties_the_shelf(tmp_path: Path) -> None:
    out = aired(tmp_path)
    heard(out, out.master, "hana", "sami", "noor")
    fill(out.episode.pk, out.master.enclosures.get().sha256)
    noor_takes_back(out, Mode.DOWN)
    erasing.sweep(timezone.now())
    assert names(out.episode.pk) == set()


def test_while_the_new_file_is_made_its_shelf_stays(tmp_path: Path) -> None:
    """The voice goes with the last withdrawal's step, when that file is done."""
    out = aired(tmp_path)
    heard(out, out.master, "hana", "sami", "noor")
    fill(out.episode.pk, out.master.enclosures.get().sha256)
    noor_takes_back(out)
    erasing.sweep(timezone.now())
    assert names(out.episode.pk)
    assert shelves.sweep(timezone.now()) == 0


def test_the_shelf_of_another_file_goes(tmp_path: Path) -> None:
    out = aired(tmp_path)
    fill(out.episode.pk, out.master.enclosures.get().sha256)
    assert shelves.sweep(timezone.now()) == 0
    storage.label_shelf(out.episode.pk, "of a file that is not the episode's")
    assert shelves.sweep(timezone.now()) == 1
    assert names(out.episode.pk) == set()


def test_what_nobody_edits_is_not_kept_for_ever(tmp_path: Path) -> None:
    out = aired(tmp_path)
    fill(out.episode.pk, out.master.enclosures.get().sha256)
    assert shelves.sweep(timezone.now() + shelves.KEPT + timedelta(hours=1)) == 1
    assert names(out.episode.pk) == set()


def test_the_shelf_of_nothing_goes() -> None:
    fill(987_654, "")
    assert shelves.sweep(timezone.now()) == 1
    assert Enclosure.objects.count() == 0
    assert storage.shelves() == []
