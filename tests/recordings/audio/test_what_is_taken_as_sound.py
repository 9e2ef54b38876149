"""Lengths are counted, not believed; what is no sound, cut off or out of bounds is refused."""

import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from recordings.audio.errors import AudioError
from recordings.audio.probe import accept_music, probe
from tests.recordings.audio import sounds

CODECS = {
    "mp3": ["-c:a", "libmp3lame"],
    "m4a": ["-c:a", "aac"],
    "aac": ["-c:a", "aac"],
    "flac": ["-c:a", "flac"],
    "ogg": ["-c:a", "libvorbis"],
    "opus": ["-c:a", "libopus"],
    "webm": ["-c:a", "libopus"],
    "wav": [],
}


@pytest.fixture(scope="session")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("minute") / "minute.wav"
    return sounds.write(path, sounds.noise(60))


def refusal(path: Path, name: str = "room.mp3") -> str:
    with pytest.raises(AudioError) as caught:
        probe(path, name)
    assert caught.value.permanent
    return str(caught.value)


def wav(path: Path, rate: int, count: int, channels: int = 1) -> Path:
    data = b"\x80" * count
    head = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * channels, channels, 8)
    size = struct.pack("<I", 36 + len(data))
    path.write_bytes(b"RIFF" + size + b"WAVEfmt " + head + b"data" + size[:0])
    with path.open("ab") as file:
        file.write(struct.pack("<I", len(data)) + data)
    return path


@pytest.mark.parametrize("kind", CODECS)
def test_each_kind_is_taken_with_its_length_in_samples(
    kind: str, minute: Path, tmp_path: Path
) -> None:
    path = sounds.make(tmp_path / f"room.{kind}", "-i", str(minute), "-t", "10", *CODECS[kind])
    found = probe(path, path.name)
    assert found.duration_ms == pytest.approx(10_000, abs=50)
    assert found.sample_rate == 48_000
    assert found.channels == 1


@pytest.mark.parametrize("kind", sorted({*CODECS} - {"aac", "m4a"}))
def test_a_file_cut_in_half_is_refused(kind: str, minute: Path, tmp_path: Path) -> None:
    path = sounds.make(tmp_path / f"room.{kind}", "-i", str(minute), *CODECS[kind])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    said = refusal(path, path.name)
    assert "cut off" in said
    assert path.name in said


def test_the_cut_is_told_in_minutes(minute: Path, tmp_path: Path) -> None:
    half = minute.read_bytes()[: minute.stat().st_size // 2]
    path = tmp_path / "room.wav"
    path.write_bytes(half)
    assert refusal(path, "room.wav").startswith("Only 30 s of 1 min of “room.wav” could be read")


def test_an_m4a_without_its_index_says_that_it_was_cut_off(minute: Path, tmp_path: Path) -> None:
    path = sounds.make(tmp_path / "room.m4a", "-i", str(minute))
    path.write_bytes(path.read_bytes()[:200_000])
    assert "was cut off: the index at its end" in refusal(path)


def test_an_m4a_with_its_index_first_is_counted(minute: Path, tmp_path: Path) -> None:
    path = sounds.make(tmp_path / "room.m4a", "-i", str(minute), "-movflags", "+faststart")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "of 1 min" in refusal(path)


def test_raw_aac_with_tags_between_its_frames_is_counted_by_frames(
    minute: Path, tmp_path: Path
) -> None:
    """As X delivers it; ffprobe's guess is a third too long here."""
    path = sounds.make(tmp_path / "room.aac", "-i", str(minute), "-c:a", "aac", "-b:a", "64k")
    frames, raw, at = [], path.read_bytes(), 0
    while at < len(raw):
        size = (raw[at + 3] & 3) << 11 | raw[at + 4] << 3 | raw[at + 5] >> 5
        frames.append(raw[at : at + size])
        at += size
    tag = b"ID3\x04\x00\x00\x00\x00\x0f\x76" + b"\x00" * (0x0F * 128 + 0x76)
    tagged = [tag + frame if index % 47 == 0 else frame for index, frame in enumerate(frames)]
    path.write_bytes(b"".join(tagged))
    assert probe(path, "space.ts").duration_ms == round(len(frames) * 1024 / 48)


def test_a_variable_bit_rate_without_a_header_is_counted(minute: Path, tmp_path: Path) -> None:
    options = ["-c:a", "libmp3lame", "-q:a", "7", "-write_xing", "0"]
    path = sounds.make(tmp_path / "room.mp3", "-i", str(minute), *options)
    assert probe(path, "room.mp3").duration_ms == pytest.approx(60_000, abs=60)


def test_a_header_that_says_less_than_there_is_does_not_shorten_it(
    minute: Path, tmp_path: Path
) -> None:
    path = sounds.make(tmp_path / "room.mp3", "-i", str(minute), "-c:a", "libmp3lame")
    raw = bytearray(path.read_bytes())
    at = raw.find(b"Xing") if b"Xing" in raw[:4096] else raw.find(b"Info")
    raw[at + 8 : at + 12] = struct.pack(">I", 400)
    path.write_bytes(raw)
    assert probe(path, "room.mp3").duration_ms == pytest.approx(60_000, abs=60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n", "is a playlist"),
        ("ffconcat version 1.0\nfile 'other.wav'\n", "is a playlist"),
        ('<?xml version="1.0"?><MPD></MPD>', "is a playlist"),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        ("not sound at all, only words", "could not be opened as sound"),
    ],
)
def test_what_is_no_sound_is_refused_in_a_sentence(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "room.mp3"
    path.write_text(text)
    assert words in refusal(path)


def test_a_playlist_that_hides_its_first_line_reads_no_other_file(tmp_path: Path) -> None:
    canary = sounds.write(tmp_path / "canary.wav", sounds.tone(2))
    path = tmp_path / "room.mp3"
    path.write_text(f"\x0b#EXTM3U\n#EXTINF:1,\n{canary}\n#EXT-X-ENDLIST\n")
    refusal(path)


def test_a_wav_of_one_sample_a_second_is_refused_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    said = refusal(wav(tmp_path / "bomb.wav", 1, 1_000_000), "bomb.wav")
    assert said.startswith("“bomb.wav” has 1 sample a second.")
    assert time.monotonic() - started < 10


def test_more_than_eight_channels_are_refused(tmp_path: Path) -> None:
    assert "has 12 channels" in refusal(wav(tmp_path / "wide.wav", 48_000, 48_000, channels=12))


def test_more_than_twelve_hours_are_refused_by_the_header_alone(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    wav(path, 8_000, 1000)
    raw = bytearray(path.read_bytes())
    raw[40:44] = struct.pack("<I", 8_000 * 13 * 3600)
    path.write_bytes(raw)
    started = time.monotonic()
    assert "is longer than 12 h." in refusal(path)
    assert time.monotonic() - started < 5


def test_the_limit_holds_where_no_header_tells(minute: Path, tmp_path: Path) -> None:
    bare = ["-c:a", "libmp3lame", "-write_xing", "0"]
    path = sounds.make(tmp_path / "long.mp3", "-i", str(minute), *bare)
    with pytest.raises(AudioError, match="is longer than 40 s"):
        probe(path, "long.mp3", most_ms=40_000)


def test_a_picture_alone_is_no_sound(tmp_path: Path) -> None:
    picture = ["-f", "lavfi", "-i", "color=s=16x16:d=1", "-an"]
    path = sounds.make(tmp_path / "film.mp4", *picture)
    assert "has no sound" in refusal(path, "film.mp4")


def test_refusals_stay_small(minute: Path, tmp_path: Path) -> None:
    """In a fresh process, since a child's size begins with its parent's."""
    (tmp_path / "noise.mp3").write_bytes(bytes(sounds.noise(2, 1).view(np.uint8)))
    (tmp_path / "cut.wav").write_bytes(minute.read_bytes()[:2_000_000])
    (tmp_path / "playlist.mp3").write_text("\x0b#EXTM3U\n#EXTINF:1,\n/etc/hostname\n")
    wav(tmp_path / "bomb.wav", 1, 1_000_000)
    look = (
        "import resource, sys; from pathlib import Path\n"
        "from recordings.audio.probe import probe; from recordings.audio.errors import AudioError\n"
        "for name in sys.argv[1:]:\n"
        "    try: probe(Path(name), name)\n"
        "    except AudioError: print('refused')\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    command = [sys.executable, "-c", look, *map(str, sorted(tmp_path.glob("*.*")))]
    here = Path(__file__).parents[3]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=here).stdout
    *answers, kilobytes = said.split()
    assert answers == ["refused"] * 4
    assert int(kilobytes) < 256 * 1024


def test_music_lasts_between_a_second_and_two_minutes(tmp_path: Path) -> None:
    fine = sounds.write(tmp_path / "intro.wav", sounds.tone(12))
    assert accept_music(fine, "intro.wav").duration_ms == 12_000
    long = sounds.write(tmp_path / "long.flac", sounds.tone(121))
    with pytest.raises(AudioError, match="lasts 2 min 01 s"):
        accept_music(long, "long.flac")
