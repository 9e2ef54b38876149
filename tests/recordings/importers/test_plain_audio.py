"""One audio file: known by its bytes, speech proposed, nobody named."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.importers import sniff
from recordings.importers.plain import KEY, Plain
from recordings.importers.room import Confidence, ImportFailed, SegmentMethod
from recordings.importers.sniff import AUDIO, Kind, kind
from tests.recordings.importers import spaces
from tests.recordings.importers.ears import WaveEar, quiet, tone

HEADS: list[tuple[bytes, Kind]] = [
    (b"\xff\xfb\x90\x64" + bytes(400), Kind.MP3),
    (b"\xff\xf3\x40\xc4" + bytes(400), Kind.MP3),
    (b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"\xff\xfb\x90\x64", Kind.MP3),
    (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"\xff\xf1\x50\x80", Kind.ADTS),
    (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"fLaC", Kind.FLAC),
    (spaces.frame() * 3, Kind.ADTS),
    (b"\x00\x00\x00\x20ftypM4A \x00\x00", Kind.MP4),
    (b"\x00\x00\x00\x18ftypisom", Kind.MP4),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", Kind.WAV),
    (b"RF64\xff\xff\xff\xffWAVEds64", Kind.WAV),
    (b"fLaC\x00\x00\x00\x22", Kind.FLAC),
    (b"OggS\x00\x02" + bytes(20) + b"OpusHead", Kind.OGG),
    (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01", Kind.WEBM),
    (b"", Kind.EMPTY),
    (b"#EXTM3U\n#EXT-X-VERSION:3", Kind.PLAYLIST),
    (b"\xef\xbb\xbf\r\n #extm3u", Kind.PLAYLIST),
    (b"ffconcat version 1.0", Kind.PLAYLIST),
    (b'<?xml version="1.0"?><MPD xmlns="urn">', Kind.PLAYLIST),
    (b"<!-- x --><!DOCTYPE HTML>", Kind.HTML),
    (b"<!DOCTYPE html>", Kind.HTML),
    (b'<?xml version="1.0"?><svg>', Kind.SVG),
    (b'<?xml version="1.0"?><rss>', Kind.XML),
    (b"PK\x03\x04", Kind.ZIP),
    (b"\x1f\x8b\x08", Kind.OTHER_ARCHIVE),
    (b"%PDF-1.7", Kind.PDF),
    (b'{"version": 1}', Kind.JSON),
    (b"Good evening, and welcome.", Kind.TEXT),
    ((b"\x47" + bytes(187)) * 4, Kind.TRANSPORT),
    (bytes(100), Kind.UNKNOWN),
    (b"\xff\xff\xff\xff", Kind.MP3),
]


@pytest.mark.parametrize(("head", "found"), HEADS)
def test_a_file_is_known_by_its_bytes(head: bytes, found: Kind) -> None:
    assert kind(head) is found


def test_what_stands_behind_a_long_tag_decides(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3\x03\x00\x00\x00\x01\x00\x00" + bytes(16_384) + b"fLaC" + bytes(9))
    assert sniff.kind_of(path) is Kind.FLAC


@given(st.binary(max_size=600))
def test_any_bytes_are_of_some_kind(head: bytes) -> None:
    assert isinstance(kind(head), Kind)


@given(st.binary(max_size=64), st.sampled_from([b"ID3\x04\x00\x10", b"ID3\x03\x00\x00"]))
def test_tags_that_claim_anything_are_survived(claim: bytes, head: bytes) -> None:
    assert isinstance(kind(head + claim, lambda _at: claim), Kind)


def test_a_file_becomes_a_recording_whose_speakers_nobody_knows(tmp_path: Path) -> None:
    path = tone(tmp_path / "Night shift.wav", 4_000)
    importer = Plain(WaveEar())
    assert importer.probe([path]) is Confidence.MAYBE
    (found,) = importer.plan([path])
    work = tmp_path / "work"
    work.mkdir()
    room = importer.load([path], found.key, work, quiet)
    assert (room.title, room.platform, room.duration_ms) == ("Night shift", "file", 4_000)
    assert room.external_id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert room.tracks[0].path.read_bytes() == path.read_bytes()
    assert room.tracks[0].path.parent == work
    assert room.speakers == ()
    assert [(s.start_ms, s.end_ms, s.speaker, s.method) for s in room.segments] == [
        (250, 4_000, None, SegmentMethod.VAD)
    ]
    assert room.warnings == ()


def test_silence_is_told(tmp_path: Path) -> None:
    path = tone(tmp_path / "a.wav", 1_000)
    (tmp_path / "work").mkdir()
    room = Plain(WaveEar(lead_ms=1_000)).load([path], KEY, tmp_path / "work", quiet)
    assert room.segments == ()
    assert "No speech" in room.warnings[0]


@pytest.mark.parametrize(("head", "found"), [pair for pair in HEADS if pair[1] not in AUDIO])
def test_what_is_no_audio_is_refused_by_what_it_is(
    head: bytes, found: Kind, tmp_path: Path
) -> None:
    path = tmp_path / "talk.mp3"
    path.write_bytes(head)
    ear = WaveEar()
    importer = Plain(ear)
    assert importer.probe([path]) is Confidence.NO
    with pytest.raises(ImportFailed) as refused:
        importer.load([path], KEY, tmp_path, quiet)
    assert "“talk.mp3” is " in str(refused.value)
    assert ear.heard == []


def test_the_ear_is_told_the_hosts_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    path.write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    (tmp_path / "work").mkdir()
    with pytest.raises(ImportFailed, match=r"“talk\.wav” is damaged"):
        Plain(WaveEar()).load([path], KEY, tmp_path / "work", quiet)


def test_several_files_are_not_one_recording(tmp_path: Path) -> None:
    paths = [tone(tmp_path / name, 100) for name in ("a.wav", "b.wav")]
    importer = Plain(WaveEar())
    for brought in (paths, [tmp_path], []):
        assert importer.probe(brought) is Confidence.NO
        with pytest.raises(ImportFailed, match="one audio file at a time"):
            importer.plan(brought)
