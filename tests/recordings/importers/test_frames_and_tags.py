"""Counting frames for the exact length, and reading the tags between them, damaged or whole."""

import json
import random
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.importers import adts, id3
from recordings.importers.adts import Frames
from recordings.importers.room import ImportFailed
from tests.memory import most_memory
from tests.recordings.importers import spaces
from tests.recordings.importers.spaces import frame, plain_size, synchsafe

Tags = list[tuple[int, bytes]]


def scanned(path: Path, data: bytes) -> tuple[Frames, Tags]:
    path.write_bytes(data)
    tags: Tags = []
    return adts.scan(path, "space.ts", lambda at, tag: tags.append((at, tag))), tags


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("frames") / "space.ts"


def test_the_length_is_the_number_of_frames(place: Path) -> None:
    frames, tags = scanned(place, frame() * 2_813)
    assert (frames.count, frames.duration_ms, frames.sample_rate) == (2_813, 60_011, 48_000)
    assert (frames.skipped, frames.cut_off, tags) == (0, False, [])


def test_each_tag_has_its_place_on_the_clock(place: Path) -> None:
    frames, tags = scanned(place, spaces.space(5, {}))
    assert [at for at, _ in tags] == [0, 1003, 2005, 3008, 4011]
    assert frames.duration_ms == 4992


def test_frames_of_several_blocks_count_for_each(place: Path) -> None:
    two = bytearray(frame())
    two[6] |= 1
    frames, _ = scanned(place, bytes(two) * 100)
    assert frames.duration_ms == round(200 * 1024 / 48)


def test_a_change_of_rate_is_counted_at_each_rate(place: Path) -> None:
    data = frame() * 47 + frame(rate_index=4) * 43 + frame() * 47
    frames, _ = scanned(place, data)
    assert frames.duration_ms == pytest.approx(94 * 1024 / 48 + 43 * 1024 / 44.1, abs=1)


def test_damage_in_the_middle_is_left_out_and_told(place: Path) -> None:
    data = frame() * 100 + bytes(50_000) + frame() * 100
    frames, _ = scanned(place, data)
    assert (frames.count, frames.skipped, frames.cut_off) == (200, 50_000, False)


def test_noise_in_the_middle_does_not_pass_for_frames(place: Path) -> None:
    noise = random.Random(5).randbytes(400_000)
    frames, _ = scanned(place, frame() * 100 + noise + frame() * 100)
    assert 200 <= frames.count <= 202
    assert frames.skipped > 390_000


def test_a_file_that_ends_inside_of_a_frame_is_cut_off(place: Path) -> None:
    for missing in (1, 30, 63):
        frames, _ = scanned(place, frame() * 101 + frame()[:-missing])
        assert (frames.count, frames.cut_off) == (101, True)


def test_a_file_that_ends_inside_of_a_tag_is_cut_off(place: Path) -> None:
    whole = spaces.tag(spaces.NTP, (), (0,))
    frames, tags = scanned(place, frame() * 10 + whole[:-5])
    assert (frames.count, frames.cut_off, tags) == (10, True, [])


@pytest.mark.parametrize("data", [b"", b"\xff", b"ID3", bytes(5_000), b"G" * 5_000])
def test_a_file_without_a_frame_is_refused(data: bytes, place: Path) -> None:
    with pytest.raises(ImportFailed, match=r"“space\.ts” holds no AAC sound"):
        scanned(place, data)


@pytest.mark.parametrize("filling", [b"\xff\xf1", b"\xff\xf9\x50", b"ID3", b"\xff" * 7])
def test_bytes_made_to_keep_us_busy_end_soon(filling: bytes, place: Path) -> None:
    began = time.process_time()
    with suppress(ImportFailed):
        scanned(place, filling * (6_000_000 // len(filling)))
    assert time.process_time() - began < 10


def test_a_room_longer_than_any_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adts, "MAX_HOURS", 0.001)
    with pytest.raises(ImportFailed, match="longer than"):
        scanned(place, frame() * 200)


def test_too_many_tags_are_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adts, "MAX_TAGS", 10)
    with pytest.raises(ImportFailed, match="more tags"):
        scanned(place, (frame() + spaces.tag(1.0, (), (0,))) * 11)


def test_three_hours_are_read_in_seconds_in_little_memory(place: Path) -> None:
    minute = spaces.space(60, {})
    with place.open("wb") as file:
        for _ in range(180):
            file.write(minute)
    tags: list[int] = []
    before, began = most_memory(), time.process_time()
    frames = adts.scan(place, "space.ts", lambda at, _tag: tags.append(at))
    assert time.process_time() - began < 8
    assert most_memory() - before < 16_000_000
    assert frames.duration_ms == pytest.approx(3 * 3_600_000, abs=180 * 22)
    assert len(tags) == 180 * 60


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_damage_is_counted_or_refused(data: st.DataObject, place: Path) -> None:
    raw = bytearray(spaces.space(3, spaces.talk((0, 0, 1), (1, 1, 2))))
    for _ in range(data.draw(st.integers(1, 12))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    with suppress(ImportFailed):
        frames, tags = scanned(place, bytes(raw[:cut]))
        assert 0 < frames.duration_ms < 10_000
        for _, tag in tags:
            assert isinstance(id3.texts(tag), dict)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_frames_or_refused(place: Path, data: bytes) -> None:
    with suppress(ImportFailed):
        assert scanned(place, data)[0].count > 0


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("sizes", [plain_size, synchsafe])
@pytest.mark.parametrize("length", [5, 127, 128, 300, 20_000])
def test_both_ways_to_write_sizes_are_read_in_both_versions(
    version: int, sizes: Any, length: int
) -> None:
    texts = {"HydraParticipants": "x" * length, "HydraAudioLevel": "[1]", "JSONMetadata": "{}"}
    assert id3.texts(spaces.id3(texts, version=version, sizes=sizes)) == texts


@pytest.mark.parametrize(
    ("code", "codec"), [(0, "latin-1"), (1, "utf-16"), (2, "utf-16-be"), (3, "utf-8")]
)
def test_texts_in_all_four_codes_are_read(code: int, codec: str) -> None:
    inner = bytes((code,)) + "Größe\x00[1]".encode(codec)
    body = b"TXXX" + synchsafe(len(inner)) + b"\x00\x00" + inner
    tag = b"ID3\x04\x00\x00" + synchsafe(len(body)) + body
    assert id3.texts(tag) == {"Größe": "[1]"}


def test_a_plain_text_frame_keeps_its_own_name() -> None:
    body = b"TIT3" + synchsafe(8) + b"\x00\x00" + b"\x03385.25\x00"
    assert id3.texts(b"ID3\x04\x00\x00" + synchsafe(len(body)) + body) == {"TIT3": "385.25"}


@pytest.mark.parametrize(
    "tag", [b"", b"ID3", b"ID3\x02\x00\x00" + bytes(40), b"ID3\x04\x00\x00" + bytes(4)]
)
def test_a_tag_without_texts_is_empty(tag: bytes) -> None:
    assert id3.texts(tag) == {}


def test_packed_and_locked_frames_are_left_out() -> None:
    inner = b"\x03a\x00b"
    body = b"TXXX" + synchsafe(len(inner)) + b"\x00\x08" + inner
    assert id3.texts(b"ID3\x04\x00\x00" + synchsafe(len(body)) + body) == {}


@given(st.binary(max_size=300), st.integers(0, 255), st.sampled_from([2, 3, 4, 5]))
def test_any_tag_is_read_without_failing(body: bytes, flags: int, version: int) -> None:
    texts = id3.texts(b"ID3" + bytes((version, 0, flags)) + synchsafe(len(body)) + body)
    json.dumps(texts)
