"""From a cleared recording to a finished file: what is heard in it, and what it says of itself."""

from pathlib import Path
from typing import Any

import mutagen.id3
import numpy as np
import pytest
from django.conf import settings

from consent.clearance import NotCleared
from consent.exclusions import leave_out
from consent.scopes import Decision, Scope
from feeds import episodes, pipeline, production, tasks
from feeds.clock import timeline_of
from feeds.lifecycle import Stage
from feeds.models import Enclosure, Episode, Master
from recordings import jobs, storage
from recordings.audio.loudness import measure
from recordings.audio.plan import Treatment
from recordings.models import Run
from tests.feeds import story
from tests.recordings import rooms
from tests.recordings.audio import sounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    show = story.show(story.host())
    room = rooms.bring(
        show.host, tmp_path / "room", chapters=[{"start_ms": 3_500, "title": "Rents"}]
    )
    return story.draft(room, show)


def made(episode: Episode) -> Episode:
    """Submit it and do the work that the queue would nudge a worker to do."""
    pipeline.submit(episode.pk, "hana")
    run = jobs.latest(pipeline.PRODUCE, episode.pk)
    assert run is not None
    tasks.produce(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.DONE, f"{run.sentence} {run.log_tail}"
    return Episode.objects.get(pk=episode.pk)


def file_of(episode: Episode) -> Path:
    assert episode.master is not None
    path = storage.local_path(episode.master.enclosures.get().key)
    assert path is not None
    return path


def tags_of(episode: Episode) -> Any:
    return mutagen.id3.ID3(file_of(episode))  # type: ignore[no-untyped-call]


def loud_at(path: Path, start_ms: int, end_ms: int, hertz: float) -> float:
    """How much of one tone is in a span of the file, as an amplitude."""
    heard = sounds.read(path)[start_ms * 48 : end_ms * 48]
    at = np.arange(len(heard)) / sounds.RATE
    return float(2 * abs(np.mean(heard * np.exp(-2j * np.pi * hertz * at))))


def heard_at(episode: Episode, who: str, hertz: float, inset_ms: int = 200) -> float:
    """One voice's tone where its first part lies in the finished episode."""
    assert episode.master is not None
    start, end = next((a, b) for key, a, b in rooms.PARTS if key == who)
    where = timeline_of(episode.master)
    first, last = where.next_position(start), where.next_position(end)
    return loud_at(file_of(episode), first + inset_ms, last - inset_ms, hertz)


def test_the_first_chapter_of_the_file_takes_in_the_intro(tmp_path: Path) -> None:
    """As the feed's list of chapters has it."""
    show = story.show(story.host())
    chapters = [{"start_ms": 0, "title": "Hello"}, {"start_ms": 3_500, "title": "Rents"}]
    episode = story.draft(rooms.bring(show.host, tmp_path / "room", chapters=chapters), show)
    story.everyone_agrees(episode.recording)
    ready = made(episode)
    assert ready.master is not None
    heard = timeline_of(ready.master)
    assert heard.next_position(0) > 0
    found = sorted((c.start_time, str(c.sub_frames["TIT2"])) for c in tags_of(ready).getall("CHAP"))
    assert found == [(0, "Hello"), (heard.next_position(3_500), "Rents")]


def test_everybody_who_agreed_is_heard_at_the_loudness_that_apps_expect(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    ready = made(episode)
    assert ready.stage == Stage.READY
    for who, hertz in rooms.TONES.items():
        assert heard_at(ready, who, hertz) > 0.05
    measured = measure(file_of(ready))
    assert ready.master is not None
    assert measured.lufs == pytest.approx(-16, abs=0.5)
    assert measured.true_peak_dbtp <= -1
    assert ready.master.lufs == pytest.approx(measured.lufs, abs=0.05)
    assert ready.master.true_peak_dbtp == pytest.approx(measured.true_peak_dbtp, abs=0.05)
    assert ready.master.duration_ms == pytest.approx(measured.duration_ms, abs=30)


def test_somebody_who_said_no_is_silent_and_the_others_are_not(episode: Episode) -> None:
    room = episode.recording
    story.everyone_agrees(room)
    story.says(room, "noor", {Scope.PUBLISH: Decision.REFUSED})
    leave_out(room, room.speakers.get(key="noor"), Treatment.SILENCE, by=None)
    ready = made(episode)
    assert heard_at(ready, "noor", rooms.TONES["noor"]) < 1e-4
    assert heard_at(ready, "sami", rooms.TONES["sami"]) > 0.05


def test_a_voice_that_is_cut_takes_its_time_with_it(episode: Episode) -> None:
    room = episode.recording
    story.everyone_agrees(room)
    whole = made(episode).master
    leave_out(room, room.speakers.get(key="noor"), Treatment.CUT, by=None)
    cut = made(episode).master
    assert whole is not None
    assert cut is not None
    assert whole.duration_ms - cut.duration_ms == pytest.approx(2_500, abs=30)


def test_nothing_is_made_while_somebody_has_not_agreed(episode: Episode) -> None:
    story.says(episode.recording, "hana", story.ALL_YES)
    Episode.objects.filter(pk=episode.pk).update(stage=Stage.PRODUCING)
    with pytest.raises(NotCleared):
        production.produce(episode.pk, rooms.quiet)
    assert not Master.objects.exists()
    assert not list(Path(settings.OBJECTS).glob("audio/**/*.mp3"))


def test_the_file_says_only_what_the_host_wrote(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    episodes.rewrite(episode.pk, title="Water")
    tags = tags_of(made(episode))
    assert str(tags["TIT2"]) == "Water"
    assert str(tags["TALB"]) == "Open Table"
    assert [str(chapter.sub_frames["TIT2"]) for chapter in tags.getall("CHAP")] == ["Rents"]
    assert tags.getall("APIC")
    everything = file_of(Episode.objects.get(pk=episode.pk)).read_bytes()
    for trace in (b"Noor", b"noor_ali", b"sami_h", b"room.flac"):
        assert trace not in everything


def test_the_chapter_lies_where_the_words_are_heard(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    ready = made(episode)
    [chapter] = tags_of(ready).getall("CHAP")
    assert ready.master is not None
    assert chapter.start_time == timeline_of(ready.master).position(3_500)


def test_making_it_again_makes_the_same_bytes(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    first = made(episode).master
    pipeline.remake(episode.pk, "hana")
    run = jobs.latest(pipeline.PRODUCE, episode.pk)
    assert run is not None
    tasks.produce(run.pk)
    again = Episode.objects.get(pk=episode.pk).master
    assert first is not None
    assert again is not None
    assert first != again
    assert first.enclosures.get().sha256 == again.enclosures.get().sha256


def test_a_task_that_is_delivered_twice_works_once(episode: Episode) -> None:
    story.everyone_agrees(episode.recording)
    made(episode)
    run = jobs.latest(pipeline.PRODUCE, episode.pk)
    assert run is not None
    tasks.produce(run.pk)
    assert (Master.objects.count(), Enclosure.objects.count()) == (1, 1)
