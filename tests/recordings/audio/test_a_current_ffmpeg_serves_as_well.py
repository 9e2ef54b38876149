"""Debian's ffmpeg is some years old. With a current one at the door (the binary in the
`imageio-ffmpeg` wheel, which has no ffprobe: the system's goes with it) all comes out as well."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pyloudnorm
import pytest
from mutagen.id3 import ID3

from recordings.audio import ffmpeg, loudness, segments
from recordings.audio.errors import AudioError
from recordings.audio.excerpt import excerpt
from recordings.audio.grid import FRAME
from recordings.audio.plan import Edit, EditPlan, Music, Track, Treatment, episode_ms
from recordings.audio.probe import probe
from recordings.audio.render import render
from recordings.audio.speech import speech_spans
from recordings.audio.tags import Tags
from recordings.audio.working import prepare
from recordings.spans import Span
from tests.door import faults, lines, outcomes
from tests.mutations.damage import KINDS, whole
from tests.recordings.audio import sounds
from tests.recordings.audio.episodes import ignore, made
from tests.recordings.audio.test_hostile_files import frame, png, tag

TEXT = "Good evening everybody and welcome to the room where tonight we talk about bees"
ROOM_MS = 9_007
PLAN = EditPlan(duration_ms=ROOM_MS, tracks=(Track(input=0),), target_lufs=-19)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a current ffmpeg, found before the system's."""
    folder = tmp_path_factory.mktemp("current")
    (folder / "ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    return folder


@pytest.fixture(autouse=True)
def current(door: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(door), prepend=":")
    _forget()
    yield
    _forget()


def _forget() -> None:
    """Which ffmpeg it is, is asked once a process."""
    ffmpeg.version.cache_clear()
    ffmpeg._filters.cache_clear()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    whole(folder)
    return folder


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("room")
    said = np.resize(sounds.read(sounds.voice(folder / "voice.wav", TEXT)), ROOM_MS * 48)
    tune = sounds.tone(3, 330, 0.4)
    return {
        0: sounds.write(folder / "room.wav", said),
        9: sounds.write(folder / "tune.wav", np.stack([tune, tune[::-1]], axis=1)),
    }


def test_it_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    new = ffmpeg.version()
    monkeypatch.undo()
    _forget()
    assert new != ffmpeg.version()


def test_playlists_are_refused(tmp_path: Path) -> None:
    assert ffmpeg.whitelists_hold(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_heard_as_before(kind: str, files: Path, tmp_path: Path) -> None:
    """Sample by sample against the system's ffmpeg, but for how lossy codecs are rounded, and for
    the first milliseconds of those that begin before the sound does."""
    path = files / f"room.{kind}"
    duration_ms = probe(path, path.name).duration_ms
    copy = prepare(path, tmp_path / "copy.flac", duration_ms=duration_ms)
    before = sounds.read(path)
    after = sounds.read(copy.path)
    assert copy.duration_ms == duration_ms == pytest.approx(800, abs=50)
    assert max(_alike(before, after, shift) for shift in range(-1_200, 1_201, 8)) > 0.99


def _alike(one: sounds.Signal, other: sounds.Signal, shift: int) -> float:
    """How alike they are where one is moved, from −1 to 1."""
    moved = np.roll(other, shift)
    count = min(len(one), len(moved)) - 2_400
    return float(np.corrcoef(one[2_400:count], moved[2_400:count])[0, 1])


def test_a_file_cut_in_half_is_refused(files: Path, tmp_path: Path) -> None:
    raw = (files / "room.flac").read_bytes()
    (tmp_path / "half.flac").write_bytes(raw[: len(raw) // 4])
    with pytest.raises(AudioError, match=r"cut off|damaged"):
        probe(tmp_path / "half.flac", "half.flac")


@pytest.mark.parametrize("kind", ["mp3", "m4a", "webm"])
def test_damage_stays_within_bounds(kind: str, files: Path) -> None:
    told = lines("tests.mutations.trial", str(files), kind, "0", "6")
    assert [one for one in told if faults(one)] == []


def test_speech_is_found_where_it_was(room: dict[int, Path], tmp_path: Path) -> None:
    silent = np.concatenate([sounds.silence(3), sounds.read(room[0])[: 48_000 * 4]])
    (first, *_) = speech_spans(sounds.write(tmp_path / "later.wav", silent))
    assert first.start_ms == pytest.approx(3_000, abs=400)


@pytest.mark.parametrize("channels", [1, 2])
def test_an_episode_is_as_loud_and_as_long_as_asked(
    channels: int, room: dict[int, Path], tmp_path: Path
) -> None:
    tune = Music(input=9, duration_ms=3_000, crossfade_ms=1_000)
    plan = replace(PLAN, channels=channels, intro=tune, bitrate_kbps=128)
    episode = made(plan, room, tmp_path)
    heard = sounds.read(episode.path, channels)
    meter = pyloudnorm.Meter(48_000)
    assert meter.integrated_loudness(heard.astype(np.float64)) == pytest.approx(-19, abs=0.2)
    found = loudness.measure(episode.path)
    assert found.lufs == pytest.approx(-19, abs=0.2)
    assert max(found.true_peak_dbtp, episode.true_peak_dbtp) <= -1.0
    assert len(heard) == episode_ms(plan) * 48


def test_joined_is_as_if_made_in_one(
    room: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "joined"):
        (tmp_path / name).mkdir()
    one = made(PLAN, room, tmp_path / "one", 1).path.read_bytes()
    monkeypatch.setattr(segments, "LENGTH", 120 * FRAME)
    monkeypatch.setattr("recordings.audio.job.SHORTEST_RUN", 1)
    assert made(PLAN, room, tmp_path / "joined", 3).path.read_bytes() == one


def test_an_altered_voice_is_another_and_as_long(room: dict[int, Path], tmp_path: Path) -> None:
    whole_room = (Edit(span=Span(0, ROOM_MS), treatment=Treatment.ALTER),)
    episode = made(replace(PLAN, edits=whole_room), room, tmp_path)
    heard, said = sounds.read(episode.path), sounds.read(room[0])
    assert len(heard) == ROOM_MS * 48
    assert abs(float(np.corrcoef(heard, said)[0, 1])) < 0.2


def test_an_excerpt_holds_its_spans(room: dict[int, Path], tmp_path: Path) -> None:
    made_of = excerpt(room[0], [Span(1_000, 2_500), Span(6_000, 7_000)], tmp_path / "some.mp3")
    assert made_of.duration_ms == pytest.approx(3_250, abs=30)
    assert sounds.decibels(sounds.read(made_of.path)[:48_000]) > -40


def test_tags_are_written_and_nothing_else(room: dict[int, Path], tmp_path: Path) -> None:
    tags = Tags(title="Bees = honey; #1", show="Rooms", chapters=((0, "First"), (4_000, "Then")))
    out = tmp_path / "episode.mp3"
    render(PLAN, {0: room[0]}, out, tags=tags, progress=ignore, work=tmp_path)
    found = ID3(out)  # type: ignore[no-untyped-call]
    assert found["TIT2"].text == ["Bees = honey; #1"]
    chapters = found.getall("CHAP")  # type: ignore[no-untyped-call]
    assert sorted(one.start_time for one in chapters) == [0, 4_000]
    assert b"Lavf" not in out.read_bytes()


def test_a_large_cover_takes_little_memory(tmp_path: Path) -> None:
    """This one looks into covers, which Debian's does not."""
    path = tmp_path / "room.mp3"
    second = ["-f", "lavfi", "-i", "sine=d=1", "-c:a", "libmp3lame", "-id3v2_version", "0"]
    sound = sounds.make(tmp_path / "second.mp3", *second).read_bytes()
    path.write_bytes(tag(frame(b"APIC", b"\x00image/png\x00\x03\x00" + png(10_000))) + sound)
    told = outcomes([path])
    assert [faults(one) for one in told] == [[], []]
    assert "refused" not in told[0]
