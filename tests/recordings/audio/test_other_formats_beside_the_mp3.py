"""Opus and AAC beside the MP3: the same sound, as long and as loud, with our own tags, chapters and
cover, and nothing of the source's; and an MP3 that does not wait for them."""

import shutil
import time
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from PIL import Image

from recordings.audio import ffmpeg, loudness
from recordings.audio.plan import Codec, EditPlan, Track, episode_ms
from recordings.audio.render import Rendered, render
from recordings.audio.tags import Tags
from recordings.spans import Span
from tests.recordings.audio import sounds

BOTH = (Codec.OPUS, Codec.AAC)
SECRETS = ("comment=Noor, 5 Bee Lane", "location=+52.5+013.4/", "HydraParticipants=noor_x")
TAGS = Tags(
    title="Bees = honey; #1 \\ more",
    show="Hana’s rooms",
    author="Hana Osei",
    date="2026-11-06",
    url="https://example.org/e/1",
    chapters=((9_000, "Second; part"), (0, "First"), (10**9, "Never")),
)


class Cancelled(Exception):
    pass


def speech(folder: Path) -> sounds.Signal:
    """Some twenty seconds of two people by turns, over a soft hiss."""
    said = [
        sounds.read(sounds.voice(folder / f"{who}.wav", text, who))
        for who, text in {
            "slt": "Good evening everybody and welcome to the room where we talk about bees",
            "rms": "Begin with a course and find a neighbour who knows what to do in the spring",
        }.items()
    ]
    turns = np.concatenate([*said, sounds.silence(0.4)] * 3)
    whole = 0.4 * turns + sounds.noise(len(turns) / 48_000, 0.002)
    return whole[: len(turns) // 48 * 48].astype(np.float32)


def secretive(folder: Path, signal: sounds.Signal) -> Path:
    """A source that tells what nobody may know."""
    sound = sounds.write(folder / "sound.wav", signal)
    given = [word for pair in SECRETS for word in ("-metadata", pair)]
    return sounds.make(folder / "room.mp3", "-i", str(sound), *given, "-b:a", "192k")


def plan_of(signal: sounds.Signal, channels: int = 1) -> EditPlan:
    return EditPlan(
        duration_ms=len(signal) // 48,
        tracks=(Track(input=0),),
        channels=channels,
        bitrate_kbps=96 if channels == 1 else 128,
    )


def ignore(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def made(
    plan: EditPlan,
    source: Path,
    folder: Path,
    *,
    tags: Tags = TAGS,
    codecs: tuple[Codec, ...] = BOTH,
    progress: Callable[[int, int], None] = ignore,
) -> Rendered:
    work = folder / "rendering"
    work.mkdir(exist_ok=True)
    out = folder / "episode.mp3"
    try:
        return render(
            plan, {0: source}, out, tags=tags, progress=progress, work=work, alternates=codecs
        )
    finally:
        assert [*work.iterdir()] == []


@pytest.fixture(scope="module")
def cover(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cover") / "cover.jpg"
    Image.effect_noise((300, 300), 40).convert("RGB").save(path)
    return path


@pytest.fixture(scope="module")
def mono(tmp_path_factory: pytest.TempPathFactory, cover: Path) -> Rendered:
    folder = tmp_path_factory.mktemp("mono")
    signal = speech(folder)
    plan = replace(plan_of(signal), trim=Span(1_000, len(signal) // 48))
    tags = replace(TAGS, cover_jpeg=cover)
    return made(plan, secretive(folder, signal), folder, tags=tags)


@pytest.fixture(scope="module")
def stereo(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """One person to the left, another to the right."""
    folder = tmp_path_factory.mktemp("stereo")
    signal = speech(folder)
    sides = np.stack([signal, np.roll(signal, len(signal) // 7)], axis=1)
    source = sounds.write(folder / "room.flac", sides)
    return made(plan_of(signal, channels=2), source, folder)


def path_of(rendered: Rendered, codec: Codec) -> Path:
    return next(one.path for one in rendered.alternates if one.codec == codec)


def read(path: Path) -> Any:
    return mutagen.File(path)


def channels(path: Path) -> int:
    """As a decoder counts them: the box of an MP4 always says two."""
    told, _ = ffmpeg.describe(path, "The file could not be read")
    return next(int(one["channels"]) for one in told["streams"] if "channels" in one)


# --- The same sound ------------------------------------------------------------------------------
def test_without_a_wish_there_is_the_mp3_alone(tmp_path: Path) -> None:
    signal = sounds.noise(3)
    source = sounds.write(tmp_path / "room.flac", signal)
    rendered = made(plan_of(signal), source, tmp_path, codecs=())
    assert (rendered.alternates, rendered.missing) == ((), ())


def test_they_lie_beside_the_mp3_under_its_name(mono: Rendered) -> None:
    names = [one.path.name for one in mono.alternates]
    assert names == ["episode.opus", "episode.m4a"]
    assert {path.name for path in mono.path.parent.glob("episode.*")} == {mono.path.name, *names}
    for one in mono.alternates:
        assert one.path.stat().st_size == one.bytes < mono.bytes


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize("channels", ["mono", "stereo"])
def test_each_is_as_loud_as_asked_and_no_peak_too_high(
    codec: Codec, channels: str, request: pytest.FixtureRequest
) -> None:
    rendered: Rendered = request.getfixturevalue(channels)
    measured = loudness.measure(path_of(rendered, codec))
    assert measured.lufs == pytest.approx(-16, abs=0.4)
    assert measured.true_peak_dbtp <= -1.0


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize("channels", ["mono", "stereo"])
def test_each_is_as_long_as_the_mp3(
    codec: Codec, channels: str, request: pytest.FixtureRequest
) -> None:
    rendered: Rendered = request.getfixturevalue(channels)
    path = path_of(rendered, codec)
    assert len(sounds.read(path)) / 48 == pytest.approx(rendered.duration_ms, abs=50)
    assert read(path).info.length * 1000 == pytest.approx(rendered.duration_ms, abs=50)


@pytest.mark.parametrize("codec", BOTH)
def test_every_word_comes_at_the_same_moment(codec: Codec, mono: Rendered) -> None:
    ours, theirs = sounds.read(mono.path), sounds.read(path_of(mono, codec))
    piece = slice(5 * 48_000, 8 * 48_000)
    shifts = range(-960, 961, 24)
    alike = [float(np.dot(ours[piece], np.roll(theirs, shift)[piece])) for shift in shifts]
    assert abs(shifts[int(np.argmax(alike))]) <= 48


@pytest.mark.parametrize("codec", BOTH)
def test_mono_stays_mono_and_stereo_stays_stereo(
    codec: Codec, mono: Rendered, stereo: Rendered
) -> None:
    assert channels(path_of(mono, codec)) == 1
    path = path_of(stereo, codec)
    assert channels(path) == 2
    left, right = sounds.read(path, 2).T
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.3


def test_noise_that_rings_stays_below_the_peak(tmp_path: Path) -> None:
    signal = sounds.noise(12, 0.01)
    for at in range(0, 12, 2):
        signal[at * 48_000 : at * 48_000 + 4_000] = sounds.noise(4_000 / 48_000, 3.0, seed=at)
    source = sounds.write(tmp_path / "room.flac", np.clip(signal, -1, 1))
    rendered = made(plan_of(signal), source, tmp_path)
    for one in rendered.alternates:
        assert loudness.measure(one.path).true_peak_dbtp <= -1.0
    assert len(rendered.alternates) + len(rendered.missing) == 2


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path, cover: Path) -> None:
    signal = sounds.noise(4)
    source, tags = sounds.write(tmp_path / "room.flac", signal), replace(TAGS, cover_jpeg=cover)
    first = made(plan_of(signal), source, tmp_path, tags=tags)
    before = [one.path.read_bytes() for one in first.alternates]
    again = made(plan_of(signal), source, tmp_path, tags=tags)
    assert [one.path.read_bytes() for one in again.alternates] == before
    assert [one.sha256 for one in again.alternates] == [one.sha256 for one in first.alternates]


# --- What they say -------------------------------------------------------------------------------
def test_opus_says_what_we_want_it_to_say(mono: Rendered, cover: Path) -> None:
    found: Any = OggOpus(path_of(mono, Codec.OPUS))  # type: ignore[no-untyped-call]
    assert found["title"] == [TAGS.title]
    assert found["album"] == ["Hana’s rooms"]
    assert found["artist"] == ["Hana Osei"]
    assert found["date"] == ["2026-11-06"]
    assert (found["chapter000"], found["chapter000name"]) == (["00:00:00.000"], ["First"])
    assert (found["chapter001"], found["chapter001name"]) == (["00:00:09.000"], ["Second; part"])
    assert "chapter002" not in found
    [picture] = [Picture(b64decode(one, validate=True)) for one in found["metadata_block_picture"]]  # type: ignore[no-untyped-call]
    assert (picture.type, picture.mime) == (3, "image/jpeg")
    assert picture.data == cover.read_bytes()


def test_m4a_says_what_we_want_it_to_say(mono: Rendered, cover: Path) -> None:
    found: Any = MP4(path_of(mono, Codec.AAC))  # type: ignore[no-untyped-call]
    assert found["\xa9nam"] == [TAGS.title]
    assert found["\xa9alb"] == ["Hana’s rooms"]
    assert found["\xa9ART"] == ["Hana Osei"]
    assert found["\xa9day"] == ["2026-11-06"]
    told = [(chapter.start, chapter.title) for chapter in found.chapters]
    assert told == [(0, "First"), (9, "Second; part")]
    assert [bytes(picture) for picture in found["covr"]] == [cover.read_bytes()]


def test_m4a_can_be_played_before_it_has_come_whole(mono: Rendered) -> None:
    head = path_of(mono, Codec.AAC).read_bytes()
    assert 0 < head.index(b"moov") < head.index(b"mdat")


@pytest.mark.parametrize("codec", BOTH)
def test_nothing_of_the_source_is_told(codec: Codec, mono: Rendered) -> None:
    raw = path_of(mono, codec).read_bytes()
    told = (b"Hydra", b"noor_x", b"Bee Lane", b"52.5", b"Lavf59", b"Lavc59", b"room.mp3")
    assert not [word for word in told if word in raw]


# --- What goes wrong -----------------------------------------------------------------------------
def test_the_mp3_comes_without_one_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, programs = shutil.which("ffmpeg"), tmp_path / "programs"
    programs.mkdir()
    poor = programs / "ffmpeg"
    poor.write_text(
        f'#!/bin/sh\ncase "$*" in *libopus*) echo "Unknown encoder" >&2; exit 1;; esac\n'
        f'exec {real} "$@"\n'
    )
    poor.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    signal = sounds.noise(3)
    source = sounds.write(tmp_path / "room.flac", signal)
    rendered = made(plan_of(signal), source, tmp_path)
    assert [one.codec for one in rendered.alternates] == [Codec.AAC]
    [missing] = rendered.missing
    assert missing.codec == Codec.OPUS
    assert missing.sentence.startswith("The Opus file is missing: ")
    assert sorted(path.suffix for path in tmp_path.glob("episode.*")) == [".m4a", ".mp3"]


@pytest.mark.parametrize("share", [0.4, 0.6, 0.93])
def test_cancelling_leaves_no_file_and_takes_no_time(share: float, tmp_path: Path) -> None:
    signal = sounds.noise(30)
    source = sounds.write(tmp_path / "room.flac", signal)
    asked: list[float] = []

    def progress(done: int, total: int) -> None:
        if done >= share * total:
            asked.append(time.monotonic())
            raise Cancelled

    with pytest.raises(Cancelled):
        made(plan_of(signal), source, tmp_path, progress=progress)
    assert time.monotonic() - asked[0] < 2
    assert [*tmp_path.glob("episode.*")] == []


def test_progress_grows_to_the_end(tmp_path: Path) -> None:
    signal = sounds.noise(20)
    source, plan = sounds.write(tmp_path / "room.flac", signal), plan_of(signal)
    seen: list[tuple[int, int]] = []
    made(plan, source, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (episode_ms(plan), episode_ms(plan))
