"""Files that were made to do harm: they read nothing but themselves, and end soon and small."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from recordings.audio import loudness
from recordings.audio.errors import AudioError
from recordings.audio.probe import probe
from recordings.audio.speech import speech_spans
from recordings.audio.working import prepare
from tests.door import Outcome, faults, outcomes
from tests.recordings.audio import sounds


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of MP3 without any tag."""
    bare = ["-f", "lavfi", "-i", "sine=d=1", "-c:a", "libmp3lame", "-id3v2_version", "0"]
    return sounds.make(tmp_path_factory.mktemp("second") / "second.mp3", *bare)


# What would read another file

HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n"
MPD = (
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S">'
    '<Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1">'
    "<BaseURL>{}</BaseURL></Representation></AdaptationSet></Period></MPD>"
)
LISTS = {
    "hls": HLS,
    "hls by file:": HLS.replace("{}", "file:{}"),
    "hls by concat:": HLS.replace("{}", "concat:{}|{}"),
    "hls by subfile": HLS.replace("{}", "subfile,,start,0,end,0,,:{}"),
    "hls by crypto:": HLS.replace("{}", "crypto:{}"),
    "hls that begins with a mark": "\ufeff" + HLS,
    "ffconcat": "ffconcat version 1.0\nfile '{}'\n",
    "ffconcat by file:": "ffconcat version 1.0\nfile 'file:{}'\n",
    "dash": MPD,
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    "image list": "file:{}\n" * 3,
    "pls": "[playlist]\nFile1={}\nNumberOfEntries=1\n",
}


def into_a_copy(path: Path) -> object:
    return prepare(path, path.with_suffix(".flac"))


def looked_at(path: Path) -> object:
    return probe(path, path.name)


@pytest.mark.parametrize("suffix", ["mp3", "m3u8", "mpd"])
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_of_other_files_is_no_sound(kind: str, suffix: str, tmp_path: Path) -> None:
    """Whatever it is called, and at every way in: what recognises some lists by their first words
    stands before one of them only."""
    canary = sounds.write(tmp_path / "canary.wav", sounds.tone(2))
    path = tmp_path / f"room.{suffix}"
    path.write_text(LISTS[kind].replace("{}", str(canary)), encoding="utf-8")
    ways: list[Callable[[Path], object]] = [looked_at, into_a_copy]
    if suffix == "mp3":
        ways += [speech_spans, loudness.measure]
    for way in ways:
        with pytest.raises(AudioError):
            way(path)
    assert sorted(one.name for one in tmp_path.glob("*.flac")) == []


def test_a_list_behind_a_tag_is_no_sound(tmp_path: Path) -> None:
    canary = sounds.write(tmp_path / "canary.wav", sounds.tone(2))
    path = tmp_path / "room.mp3"
    path.write_bytes(tag(b"") + HLS.replace("{}", str(canary)).encode())
    for way in (looked_at, into_a_copy):
        with pytest.raises(AudioError):
            way(path)


def test_a_broadcast_stream_is_refused(tmp_path: Path) -> None:
    """What X calls `.ts` is bare AAC; a real transport stream is not taken."""
    tone = ["-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", "-f", "mpegts"]
    with pytest.raises(AudioError, match="Roomcast takes MP3"):
        looked_at(sounds.make(tmp_path / "space.ts", *tone))


# What claims to be more than it is, or is more than it claims


def wav(path: Path, rate: int, channels: int) -> Path:
    form = struct.pack("<HHIIHH", 1, channels, rate, rate & 0xFFFF, channels & 0xFFFF, 8)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", 96_000)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 96_000) + body + b"\x80" * 96_000)
    return path


@pytest.mark.parametrize(
    ("rate", "channels"),
    [
        (0, 1),
        (1, 1),
        (7_999, 1),
        (192_001, 1),
        (768_000, 1),
        (0x7FFFFFFF, 1),
        (0xFFFFFFFF, 1),
        (48_000, 0),
        (48_000, 9),
        (48_000, 255),
        (48_000, 65_535),
    ],
)
def test_absurd_rates_and_channels_are_refused(rate: int, channels: int, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"a second\.|channels\.|could not be opened"):
        looked_at(wav(tmp_path / "room.wav", rate, channels))


def test_eight_channels_become_what_they_hold_together(tmp_path: Path) -> None:
    tone = ["-f", "lavfi", "-i", "sine=d=1:r=192000", "-ac", "8", "-c:a", "flac"]
    path = sounds.make(tmp_path / "room.flac", *tone)
    assert looked_at(path).channels == 8  # type: ignore[attr-defined]
    assert prepare(path, tmp_path / "copy.flac").duration_ms == 1_000


def gap(path: Path, seconds: int, *more: str) -> Path:
    """A second of sound that says of its second half that it comes later."""
    later = f"asetpts='if(gt(T,0.5),PTS+{seconds}/TB,PTS)'"
    tone = ["-f", "lavfi", "-i", "sine=d=1", "-af", later, "-c:a", "libopus", *more]
    return sounds.make(path, *tone)


def test_a_gap_of_eleven_hours_in_ten_kilobytes_is_refused(tmp_path: Path) -> None:
    """A gap becomes silence, as far as memory goes; of what is behind it nothing would be left."""
    (said, memory) = outcomes([gap(tmp_path / "room.webm", 40_000)])
    assert "of 11 h 07 min" in str(said["refused"])
    assert (faults(said), faults(memory)) == ([], [])


def test_a_gap_that_no_header_tells_of_is_bounded(tmp_path: Path) -> None:
    path = gap(tmp_path / "room.webm", 40_000)
    raw = bytearray(path.read_bytes())
    length = raw.find(b"\x44\x89\x88")
    raw[length + 3 : length + 11] = struct.pack(">d", 1_000.0)
    path.write_bytes(raw)
    assert [faults(one) for one in outcomes([path])] == [[], []]


# What hangs on to the sound


def tag(frames: bytes) -> bytes:
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + frames


def frame(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + b"\x00\x00" + body


def chapter(number: int) -> bytes:
    times = struct.pack(">IIII", number, number + 1, 0xFFFFFFFF, 0xFFFFFFFF)
    return frame(b"CHAP", b"c%d\x00" % number + times)


def png(side: int) -> bytes:
    """A black square, a megabyte for a hundred million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    squeezed = zlib.compressobj(9)
    rows = b"".join(squeezed.compress(bytes(1 + side * 3)) for _ in range(side))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", rows + squeezed.flush())
        + chunk(b"IEND", b"")
    )


def taken(path: Path) -> tuple[Outcome, Outcome]:
    said, memory = outcomes([path])
    assert "refused" not in said
    return said, memory


def test_two_hundred_thousand_chapters_are_no_harm(second: Path, tmp_path: Path) -> None:
    path = tmp_path / "room.mp3"
    chapters = b"".join(chapter(number) for number in range(200_000))
    path.write_bytes(tag(chapters) + second.read_bytes())
    assert [faults(one) for one in outcomes([path])] == [[], []]


def test_ten_thousand_long_tags_are_no_harm(second: Path, tmp_path: Path) -> None:
    path = tmp_path / "room.mp3"
    text = frame(b"TXXX", b"\x00a\x00" + b"x" * 4_000)
    path.write_bytes(tag(text * 10_000) + second.read_bytes())
    said, memory = taken(path)
    assert said["duration_ms"] == 1_000
    assert (faults(said), faults(memory)) == ([], [])


def test_a_cover_of_a_hundred_million_pixels_is_not_opened(second: Path, tmp_path: Path) -> None:
    """As pixels it would take 300 MB."""
    path = tmp_path / "room.mp3"
    cover = b"\x00image/png\x00\x03\x00" + png(10_000)
    path.write_bytes(tag(frame(b"APIC", cover)) + second.read_bytes())
    said, memory = taken(path)
    assert (faults(said), faults(memory)) == ([], [])
    assert int(str(memory["children_bytes"])) < 128 * 1024 * 1024


@pytest.mark.parametrize("suffix", ["mp4", "webm"])
def test_of_a_film_only_the_sound_is_taken(suffix: str, tmp_path: Path) -> None:
    codec = {"mp4": ["-c:v", "mpeg4", "-c:a", "aac"], "webm": ["-c:v", "libvpx", "-c:a", "libopus"]}
    picture = ["-f", "lavfi", "-i", "color=s=64x64:d=2", "-f", "lavfi", "-i", "sine=d=2"]
    path = sounds.make(tmp_path / f"film.{suffix}", *picture, *codec[suffix])
    said, memory = taken(path)
    assert int(str(said["duration_ms"])) == pytest.approx(2_000, abs=60)
    assert (faults(said), faults(memory)) == ([], [])


def test_a_file_with_a_hundred_tracks_is_heard_by_its_first(tmp_path: Path) -> None:
    tone = sounds.write(tmp_path / "tone.wav", sounds.tone(1))
    maps = ["-map", "0:a"] * 100
    path = sounds.make(tmp_path / "room.mp4", "-i", str(tone), *maps, "-c:a", "aac")
    said, memory = taken(path)
    assert int(str(said["duration_ms"])) == pytest.approx(1_000, abs=60)
    assert (faults(said), faults(memory)) == ([], [])


# What was cut off

KINDS = {
    "mp3": ["-c:a", "libmp3lame"],
    "flac": ["-c:a", "flac"],
    "wav": [],
    "webm": ["-c:a", "libopus"],
    "mp4": ["-c:a", "aac", "-movflags", "+faststart"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_wherever_a_file_is_cut_off_it_is_refused(kind: str, tmp_path: Path) -> None:
    """Of bare AAC nobody can tell, and Ogg tells only in the middle of a page."""
    noise = sounds.write(tmp_path / "noise.f.wav", sounds.noise(6))
    raw = sounds.make(tmp_path / f"room.{kind}", "-i", str(noise), *KINDS[kind]).read_bytes()
    path = tmp_path / "cut"
    for share in (0.001, 0.02, 0.1, 0.33, 0.66, 0.85):
        path.write_bytes(raw[: int(len(raw) * share)])
        with pytest.raises(AudioError, match=r"cut off|could not be opened|no sound|is damaged"):
            looked_at(path)
