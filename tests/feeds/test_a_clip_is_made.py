"""A clip's sound, from a real recording: who is heard in it, and that the same is made again."""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from consent.exclusions import leave_out
from consent.scopes import Decision, Scope
from feeds import clip_production, clips, erasing, pipeline
from feeds.clips import Wanted
from feeds.clock import timeline_of
from feeds.models import Clip, ClipFile, Episode
from recordings import storage
from recordings.audio.loudness import measure
from recordings.audio.plan import Treatment
from tests.feeds import clipped, story
from tests.feeds.aired import App
from tests.feeds.clipped import address, again, clip, path_of
from tests.feeds.test_production import loud_at
from tests.recordings import rooms

pytestmark = pytest.mark.django_db

SAMIS, NOORS, BOTH = (3_500, 6_000), (6_500, 9_000), (4_000, 8_000)
NO_CLIPS = {Scope.CLIPS: Decision.REFUSED}


@pytest.fixture
def out(tmp_path: Path) -> Episode:
    return clipped.out(tmp_path)


def on_air(out: Episode, span: tuple[int, int]) -> tuple[int, int]:
    """A part of the recording, as it plays in the episode."""
    assert out.master is not None
    where = timeline_of(out.master)
    return where.next_position(span[0]), where.next_position(span[1])


def files_in(data: Path) -> set[Path]:
    return {path for path in data.rglob("*") if path.is_file()}


def test_it_holds_its_span_alone_and_the_same_bytes_each_time(out: Episode) -> None:
    made = clip(out, *on_air(out, SAMIS))
    assert made.stage == Clip.Stage.READY
    assert (made.start_ms, made.end_ms) == SAMIS
    measured = measure(path_of(made))
    assert measured.duration_ms == pytest.approx(2_500, abs=30)
    assert measured.lufs == pytest.approx(-16, abs=0.5)
    assert loud_at(path_of(made), 200, 2_300, rooms.TONES["sami"]) > 0.05
    for other in ("hana", "noor"):
        assert loud_at(path_of(made), 200, 2_300, rooms.TONES[other]) < 1e-3
    assert made.files.get().heard == {out.recording.speakers.get(key="sami").pk}
    assert App().get(address(made)).status_code == 200
    clips.again(made.pk)
    clipped.work(clips.MAKE, made.pk)
    old, new = made.files.order_by("pk")
    assert (old.sha256, old.key) == (new.sha256, new.key)


def test_who_is_left_out_of_the_span_is_silent_and_need_not_agree(out: Episode) -> None:
    room = out.recording
    story.says(room, "noor", NO_CLIPS)
    leave_out(room, room.speakers.get(key="noor"), Treatment.SILENCE, by=None)
    clipped.work(pipeline.PRODUCE, out.pk)
    both = clip(out, *on_air(out, BOTH))
    assert both.stage == Clip.Stage.READY
    assert loud_at(path_of(both), 2_700, 3_900, rooms.TONES["noor"]) < 1e-4
    assert loud_at(path_of(both), 200, 1_800, rooms.TONES["sami"]) > 0.02


def test_nothing_of_it_stays_on_disk_when_a_voice_in_it_takes_it_back(
    out: Episode, data: Path, settings: Settings
) -> None:
    """Not in the store, not on a shelf, not in a work folder."""
    settings.SHELVES = data / "shelves"
    before = files_in(data)
    made = clip(out, *on_air(out, NOORS), shape=Clip.Shape.SQUARE)
    assert len(files_in(data) - before) == 2
    story.says(out.recording, "noor", {Scope.CLIPS: Decision.WITHDRAWN})
    assert App().get(address(made)).status_code == 410
    assert App().get(address(made, "mp4")).status_code == 410
    erasing.sweep(timezone.now())
    assert files_in(data) == before


def test_nothing_is_kept_where_a_yes_is_taken_back_while_it_is_made(out: Episode) -> None:
    start, end = on_air(out, NOORS)
    asked = clips.cut(out.pk, Wanted(from_ms=start, to_ms=end, title="Sold"))

    def takes_back(stage: str, done: int, total: int) -> None:
        if again(asked).stage == Clip.Stage.MAKING:
            story.says(out.recording, "noor", NO_CLIPS)

    clip_production.produce(asked.pk, takes_back)
    assert not ClipFile.objects.exists()
    assert not storage.keys(clips.KIND)
    assert again(asked).stage == Clip.Stage.WAITS
