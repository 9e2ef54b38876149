"""Sample rooms: true to life, the same for a seed, and what an import has to find in them."""

import json
import subprocess
import sys
import zipfile
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recordings.audio.speech import Ear
from recordings.importers import registry
from recordings.importers.room import ImportedRoom, ImportFailed
from recordings.samples import formants, people, stage, timetable, voices, words
from recordings.samples.sidecar import make_sidecar
from recordings.samples.voices import RATE
from recordings.samples.x_archive import make_x_archive, silent
from recordings.samples.x_lists import CANARY
from recordings.spans import Span, intersect, total_ms

WITHIN_MS = 1_500
FRAME_MS = 1024 / 48


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with nothing in it."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


def imported(path: Path, work: Path, key: str = "") -> ImportedRoom:
    """Brought in as the site would, with the real ear."""
    known = registry.importers(Ear())
    importer = registry.detect([path], known)
    rooms = importer.plan([path])
    work.mkdir()
    return importer.load([path], key or rooms[0].key, work, silent)


def assert_agree(room: ImportedRoom, truth: dict[str, Any]) -> None:
    """Every speaker, every part within a second and a half, the length within a frame."""
    assert abs(room.duration_ms - truth["duration_ms"]) <= FRAME_MS
    assert {s.key: s.handle for s in room.speakers} == {
        s["key"]: s["handle"] for s in truth["speakers"]
    }
    for speaker in truth["speakers"]:
        found = [s for s in room.segments if s.speaker == speaker["key"]]
        assert len(found) == len(speaker["segments"]) > 0
        for part, said in zip(found, speaker["segments"], strict=True):
            assert abs(part.start_ms - said["start_ms"]) <= WITHIN_MS
            assert abs(part.end_ms - said["end_ms"]) <= WITHIN_MS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("samples")


@pytest.fixture(scope="module")
def archive(folder: Path) -> tuple[Path, dict[str, Any]]:
    path = folder / "archive.zip"
    return path, make_x_archive(path, minutes=1.5, speakers=4, seed=11, older=True)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_import_finds_the_truth_of_an_archive(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    truth = make_x_archive(path, minutes=1, speakers=4, seed=seed, flite=False)
    room = imported(path, tmp_path / "work")
    assert_agree(room, truth)
    assert (room.external_id, room.warnings) == (truth["room"]["id"], ())
    assert {s.handle: s.external_ids["x"] for s in room.speakers} == {
        s["handle"]: s["x_id"] for s in truth["speakers"]
    }


def test_an_import_finds_the_truth_of_many_speakers(tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    truth = make_x_archive(path, minutes=2, speakers=7, seed=4, flite=False)
    assert_agree(imported(path, tmp_path / "work"), truth)


def test_an_import_finds_the_truth_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "room.zip"
    truth = make_sidecar(path, minutes=1, speakers=3, seed=5, flite=False)
    room = imported(path, tmp_path / "work")
    assert_agree(room, truth)
    assert [s.name for s in room.speakers] == ["Hana Osei", "Sami Haddad", "Noor Ali"]
    assert len(room.cues) >= len(room.segments)
    assert room.chapters[0].start_ms == 0
    assert (room.warnings, room.unrecognised) == ((), ())


def test_speech_in_the_tracks_of_a_sample_is_where_the_truth_has_it(tmp_path: Path) -> None:
    """Found by the real voice detector, so also: the voices pass for voices."""
    path = tmp_path / "room.zip"
    truth = make_sidecar(path, minutes=0.75, speakers=2, seed=6, tracks=True)
    room = imported(path, tmp_path / "work")
    for speaker in truth["speakers"]:
        said = [Span(s["start_ms"], s["end_ms"]) for s in speaker["segments"]]
        found = [Span(s.start_ms, s.end_ms) for s in room.segments if s.speaker == speaker["key"]]
        both = total_ms(intersect(said, found))
        assert both > 0.8 * total_ms(said)
        assert both > 0.8 * total_ms(found)


def test_the_truth_stands_beside_the_file(archive: tuple[Path, dict[str, Any]]) -> None:
    path, truth = archive
    beside = path.with_name("archive.zip.truth.json")
    assert json.loads(beside.read_text(encoding="utf-8")) == truth
    assert truth["speakers"][0]["name"] == "Hana Osei"
    assert [s["role"] for s in truth["speakers"]] == ["host", "speaker", "speaker", "speaker"]
    assert sum(len(s["segments"]) for s in truth["speakers"]) == len(truth["segments"])


def test_an_archive_has_what_x_delivers(archive: tuple[Path, dict[str, Any]]) -> None:
    path, truth = archive
    with zipfile.ZipFile(path) as whole:
        assert whole.testzip() is None
        names = set(whole.namelist())
        assert {
            "data/manifest.js", "data/account.js", "data/spaces-metadata.js", "data/tweets.js",
            "data/direct-messages.js", "data/contact.js", "data/ip-audit.js",
            f"data/spaces_media/space-{truth['room']['id']}_0.ts",
        } <= names  # fmt: skip
        assert whole.read("data/manifest.js").startswith(b"window.__THAR_CONFIG = {")
        for name in ("account", "spaces-metadata", "tweets", "direct-messages"):
            start = f"window.YTD.{name.replace('-', '_')}.part0 = [".encode()
            assert whole.read(f"data/{name}.js").startswith(start)
        private = [name for name in names if CANARY.encode() in whole.read(name)]
    assert "data/direct-messages.js" in private
    assert not {name for name in private if "space" in name or "tweet" in name}


def test_nothing_private_is_found_by_an_import(
    archive: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    room = imported(archive[0], tmp_path / "work")
    assert CANARY not in repr(room)
    assert all(CANARY.encode() not in path.read_bytes() for path in (tmp_path / "work").iterdir())


def test_an_older_space_is_there_to_choose(
    archive: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    path, truth = archive
    known = registry.importers(Ear())
    first, second = registry.detect([path], known).plan([path])
    assert first.key == truth["room"]["id"]
    assert first.title == words.POST
    older = imported(path, tmp_path / "work", second.key)
    assert older.title.startswith("Space of ")
    assert [s.name for s in older.speakers] == ["Hana Osei"]
    assert older.warnings == ()


@pytest.mark.parametrize("make", [make_x_archive, partial(make_sidecar, tracks=True)])
def test_the_same_seed_makes_the_same_bytes(make: Any, place: Path) -> None:
    one, two, other = (place / name for name in ("1.zip", "2.zip", "3.zip"))
    for path, seed in ((one, 7), (two, 7), (other, 8)):
        make(path, minutes=0.4, speakers=2, seed=seed, flite=False)
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes() != other.read_bytes()
    assert {path.name for path in place.iterdir()} == {
        f"{n}.zip{end}" for n in (1, 2, 3) for end in ("", ".truth.json")
    }


@pytest.fixture(scope="module")
def built() -> stage.Stage:
    return stage.build(minutes=2, speakers=4, seed=9, progress=silent)


def test_speech_is_loud_where_the_truth_has_it_and_silent_elsewhere(built: stage.Stage) -> None:
    whole = np.concatenate(list(stage.sound(built)))
    speech = np.zeros(len(whole), bool)
    for said in built.utterances():
        speech[said.start_ms * RATE // 1000 : said.end_ms * RATE // 1000] = True
    assert len(whole) == 2 * 60 * RATE
    assert 0.5 < speech.mean() < 0.98
    assert rms_db(whole[speech]) > -36
    assert rms_db(whole[~speech]) < -55


def test_speakers_differ_in_loudness(built: stage.Stage) -> None:
    heard = [
        rms_db(np.concatenate(list(stage.sound(built, speaker=number))))
        for number in range(len(built.people))
    ]
    assert max(heard) - min(heard) > 3


def test_tracks_add_up_to_the_mix(built: stage.Stage) -> None:
    mix = np.concatenate(list(stage.sound(built)))
    tracks = sum(np.concatenate(list(stage.sound(built, speaker=n))) for n in range(4))
    assert rms_db(np.clip(tracks, -0.98, 0.98) - mix) < -50


def rms_db(samples: Any) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(samples, dtype=np.float64))) + 1e-12))


@pytest.mark.parametrize(("speakers", "seed"), [(1, 1), (2, 2), (5, 3), (12, 4), (24, 5)])
def test_turns_can_be_told_apart(speakers: int, seed: int) -> None:
    turns = timetable.turns(20 * 60_000, speakers, 16, 2, lambda _who, n: 1_700 + 150 * n, seed)
    assert {turn.speaker for turn in turns} == set(range(speakers))
    for speaker in range(speakers):
        own = [turn for turn in turns if turn.speaker == speaker]
        for before, after in pairwise(own):
            assert after.start_ms - before.end_ms >= timetable.APART_MS
    for turn in turns:
        assert 0 <= turn.start_ms < turn.end_ms <= 20 * 60_000
        assert all(b.start_ms - a.end_ms < 1_000 for a, b in pairwise(turn.utterances))
    if speakers > 2:
        assert any(after.start_ms < before.end_ms for before, after in pairwise(turns))


def test_everybody_is_on_stage_while_they_speak() -> None:
    turns = timetable.turns(10 * 60_000, 6, 16, 2, lambda _who, _n: 2_000, 3)
    stays = {stay.speaker: stay for stay in timetable.stays(turns, 10 * 60_000, 3)}
    assert set(stays) == {1, 2, 3, 4, 5}
    for turn in turns:
        if turn.speaker:
            stay = stays[turn.speaker]
            assert stay.joined_ms < turn.start_ms < turn.end_ms < stay.left_ms


@pytest.mark.parametrize(
    ("minutes", "speakers", "sentence"),
    [(0.2, 9, "do not fit"), (0, 2, "lasts up to"), (-1, 2, "lasts up to"), (721, 2, "up to 720"),
     (1, 0, "between 1 and 24"), (1, 25, "between 1 and 24")],
)  # fmt: skip
def test_numbers_that_make_no_room_are_refused(
    minutes: float, speakers: int, sentence: str, place: Path
) -> None:
    with pytest.raises(ValueError, match=sentence):
        make_x_archive(place / "a.zip", minutes=minutes, speakers=speakers, flite=False)
    assert list(place.iterdir()) == []


def test_the_cast_is_always_the_same_people() -> None:
    names = [person.name for person in people.cast(4, 1)]
    assert names == ["Hana Osei", "Sami Haddad", "Noor Ali", "Lee Brandt"]
    everybody = people.cast(len(people.NAMES), 1)
    for ids in ([p.x_id for p in everybody], [p.periscope_id for p in everybody],
                [p.handle for p in everybody]):  # fmt: skip
        assert len(set(ids)) == len(everybody)
    assert people.cast(4, 1) != people.cast(4, 2)


def test_a_spoken_sentence_needs_no_flite() -> None:
    said = [formants.say(words.SENTENCES[0], voice, RATE) for voice in range(4)]
    assert all(1.6 < len(samples) / RATE < 8 for samples in said)
    assert all(np.isfinite(samples).all() and abs(samples).max() <= 1 for samples in said)
    assert np.array_equal(said[0], formants.say(words.SENTENCES[0], 0, RATE))
    assert not np.array_equal(said[0][:1000], said[2][:1000])


@pytest.mark.parametrize("flite", [True, False])
def test_every_sentence_is_long_enough_to_be_noticed(flite: bool) -> None:
    """Tags come once a second. The shortest sentences, in every voice at every pitch."""
    shortest = sorted(words.SENTENCES, key=len)[:3] if flite else words.SENTENCES
    spoken = voices.speak((), shortest, 24, silent, flite=flite)
    for speaker in range(24):
        for sentence in range(len(shortest)):
            assert spoken.length_ms(speaker, sentence) >= 1_500


def test_what_fails_half_way_leaves_no_file(place: Path) -> None:
    def stop(stage_: str, _done: int, _total: int) -> None:
        if stage_ == "Recording the room":
            raise ImportFailed("Hana has seen enough.")

    with pytest.raises(ImportFailed):
        make_x_archive(place / "a.zip", minutes=0.5, speakers=1, flite=False, progress=stop)
    assert list(place.iterdir()) == []


LONG = """
from recordings.samples import encoding, stage
from tests.memory import most_memory
built = stage.build(minutes=20, speakers=5, seed=2, progress=lambda *_: None, flite=False)
before = most_memory()
for block in stage.sound(built, skip=encoding.PRIMING):
    block.sum()
print(most_memory() - before)
"""


def test_a_long_room_needs_no_more_memory_than_a_short_one() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LONG], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) < 60 * 1024 * 1024
