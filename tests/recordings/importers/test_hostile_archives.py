"""Zips that mean harm are refused in a sentence, whole ones are read as a set of members."""

import hashlib
import random
import time
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.importers import archive, zip_file
from recordings.importers.archive import Archive
from recordings.importers.room import ImportFailed
from tests.recordings.importers import zips
from tests.recordings.importers.zips import Entry, one


def refusal(path: Path) -> str:
    """The sentence, which names the file and comes at once."""
    began = time.monotonic()
    with pytest.raises(ImportFailed) as refused, Archive([path]):
        pass
    assert time.monotonic() - began < 10
    sentence = str(refused.value)
    assert path.name in sentence
    assert refused.value.permanent
    return sentence


@pytest.mark.parametrize(
    "name",
    ["../room.json", "data/../../x", "..", "/etc/passwd", "C:\\room.json", "..\\..\\x", "a/..",
     "data/\x00x.mp3"],
)  # fmt: skip
def test_a_name_that_points_outside_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    path = zips.write(tmp_path / "own" / "a.zip", [one("room.json", b"{}"), one(name, b"x")])
    before = set(tmp_path.rglob("*"))
    assert "points out of the zip" in refusal(path)
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["..a/b", "a..b/c", "...", "-y.mp3", "concat:a|b.mp3", "é/ü.js"])
def test_odd_names_are_only_names(name: str, tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one(name, b"x", flags=0x800)])
    with Archive([path]) as whole:
        assert whole.read(whole.members[0]) == b"x"
        assert whole.members[0].name == name


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one("room.json", b"/etc/passwd", mode=0o120777)])
    assert "a link" in refusal(path)


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one("room.json", b"{}", flags=1)])
    assert "password" in refusal(path)


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 95, 99])
def test_only_stored_and_deflated_members_are_taken(method: int, tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one("x.ts", b"abc", method=method)])
    assert "packed in a way" in refusal(path)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one("a/b", b"1"), one("a\\b", b"2")])
    assert "two files" in refusal(path)


def test_files_over_each_other_are_refused(tmp_path: Path) -> None:
    first = one("a", random.Random(1).randbytes(5_000), method=zips.STORED)
    shared = [Entry(name=f"b{n}".encode(), data=first.data, method=0, at=0) for n in range(50)]
    assert "over each other" in refusal(zips.write(tmp_path / "a.zip", [first, *shared]))


def test_a_packed_length_that_reaches_into_the_next_is_refused(tmp_path: Path) -> None:
    entries = [one("a", b"1" * 100, claimed_packed=120, method=zips.STORED), one("b", b"2" * 500)]
    assert "over each other" in refusal(zips.write(tmp_path / "a.zip", entries))


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out, out.open("x.ts", "w") as member:
        for _ in range(100):
            member.write(bytes(1 << 20))
    assert "bomb" in refusal(path)


def test_many_small_bombs_are_one(tmp_path: Path) -> None:
    entries = [one(f"{n}.js", bytes(2 << 20)) for n in range(60)]
    assert "bomb" in refusal(zips.write(tmp_path / "a.zip", entries))


@pytest.mark.parametrize("claimed", [0, 10, 999])
def test_a_size_stated_too_small_is_found_while_reading(claimed: int, tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one("x.js", b"a" * 1_000, claimed_size=claimed)])
    with Archive([path]) as whole, pytest.raises(ImportFailed, match=r"x\.js"):
        whole.read(whole.members[0])


def test_a_size_stated_too_large_gives_no_more_than_there_is(tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one("x.js", b"a" * 1_000, claimed_size=3_000_000)])
    with Archive([path]) as whole:
        assert whole.read(whole.members[0]) == b"a" * 1_000


def test_a_wrong_checksum_is_found(tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one("x.js", b"a" * 10, claimed_crc=1)])
    with Archive([path]) as whole, pytest.raises(ImportFailed, match="damaged"):
        whole.read(whole.members[0])


def test_a_flood_of_entries_is_refused(tmp_path: Path) -> None:
    entries = (one(f"{n}", method=zips.STORED) for n in range(zip_file.MAX_ENTRIES + 1))
    assert "20,000" in refusal(zips.write(tmp_path / "a.zip", entries))


def test_a_flood_that_claims_to_be_one_entry_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    entries = (one(f"{n}", method=zips.STORED) for n in range(60_000))
    path.write_bytes(zips.build(entries, count=1))
    assert "20,000" in refusal(path)


def test_a_directory_too_large_is_refused(tmp_path: Path) -> None:
    entries = (one("n" * 60_000 + str(n), method=zips.STORED) for n in range(150))
    assert "20,000" in refusal(zips.write(tmp_path / "a.zip", entries))


def test_as_many_entries_as_allowed_are_read(tmp_path: Path) -> None:
    entries = [one(f"{n}", method=zips.STORED) for n in range(zip_file.MAX_ENTRIES)]
    with Archive([zips.write(tmp_path / "a.zip", entries)]) as whole:
        assert len(whole.members) == zip_file.MAX_ENTRIES


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.zip", b"", "empty"),
        ("a.zip", b"<!doctype html><title>Sign in</title>", "web page"),
        ("a.zip", b"\n <html>", "web page"),
        ("a.zip", b"Rar!\x1a\x07\x00", "another kind"),
        ("a.zip", b"PK\x03\x04" + b"\x00" * 100, "cut off"),
        ("a.zip", b"not a zip", "not a zip"),
    ],
)
def test_what_is_no_zip_is_named(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert words in refusal(path)


def test_a_cut_zip_is_told(tmp_path: Path) -> None:
    whole = zips.build([one("x.js", random.Random(1).randbytes(20_000))])
    path = tmp_path / "a.zip"
    for length in range(30, len(whole) - 1, 997):
        path.write_bytes(whole[:length])
        assert "cut off" in refusal(path)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_damage_ends_in_a_sentence(data: st.DataObject, scratch: Path) -> None:
    """Bytes flipped anywhere: the members that are read are right or refused, nothing else."""
    good = zips.build([one("a.js", b"[1]" * 50), one("b/c.ts", bytes(range(256)), method=0)])
    raw = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = scratch / "mutated.zip"
    path.write_bytes(bytes(raw))
    with suppress(ImportFailed), Archive([path]) as whole:
        for member in whole.members:
            assert zlib.crc32(whole.read(member)) == member.checksum


def test_zip64_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out, out.open("x.ts", "w", force_zip64=True) as member:
        member.write(b"sound")
    with Archive([path]) as whole:
        assert whole.read(whole.members[0]) == b"sound"


def test_a_zip_behind_other_bytes_is_read_as_zips_are(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 of another program" + zips.build([one("x.ts", b"sound")]))
    with Archive([path]) as whole:
        assert whole.read(whole.members[0]) == b"sound"


def test_parts_a_folder_and_a_file_are_one_set(tmp_path: Path) -> None:
    first = zips.write(tmp_path / "1.zip", [one("data/a.js", b"1"), one("data/same.js", b"s")])
    second = zips.write(tmp_path / "2.zip", [one("data/b.ts", b"2"), one("data/same.js", b"s")])
    folder = tmp_path / "folder"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "c.js").write_bytes(b"3")
    loose = tmp_path / "d.ts"
    loose.write_bytes(b"4")
    with Archive([first, second, folder, loose]) as whole:
        found = {member.name: whole.read(member) for member in whole.members}
        assert len(whole.members) == 5
    assert found == {
        "data/a.js": b"1",
        "data/same.js": b"s",
        "data/b.ts": b"2",
        "data/c.js": b"3",
        "d.ts": b"4",
    }


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not yours")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "room.flac").symlink_to(secret)
    (folder / "deeper").symlink_to(tmp_path)
    with Archive([folder]) as whole:
        assert whole.members == ()


def test_a_copy_has_the_right_hash_and_a_failed_one_leaves_nothing(tmp_path: Path) -> None:
    entries = [one("a", b"sound" * 1_000), one("b", b"x" * 100, claimed_crc=7)]
    target = tmp_path / "target"
    seen: list[int] = []
    with Archive([zips.write(tmp_path / "a.zip", entries)]) as whole:
        good, bad = whole.members
        digest = whole.copy(good, target, seen.append)
        assert digest == hashlib.sha256(b"sound" * 1_000).hexdigest()
        assert target.read_bytes() == b"sound" * 1_000
        assert seen == [5_000]
        with pytest.raises(ImportFailed):
            whole.copy(bad, tmp_path / "other", seen.append)
        with pytest.raises(ImportFailed, match="larger"):
            whole.copy(good, tmp_path / "other", seen.append, limit=4_999)
    assert not (tmp_path / "other").exists()


def test_a_reader_that_stops_is_heard_and_leaves_nothing(tmp_path: Path) -> None:
    def stop(_done: int) -> None:
        raise RuntimeError("cancelled by Hana")

    path = zips.write(tmp_path / "a.zip", [one("a", b"sound")])
    with Archive([path]) as whole, pytest.raises(RuntimeError, match="Hana"):
        whole.copy(whole.members[0], tmp_path / "target", stop)
    assert not (tmp_path / "target").exists()


def test_a_member_larger_than_its_limit_is_refused(tmp_path: Path) -> None:
    with Archive([zips.write(tmp_path / "a.zip", [one("a.js", b"1" * 100)])]) as whole:
        with pytest.raises(ImportFailed, match=r"a\.js"):
            whole.read(whole.members[0], 99)
        assert whole.read(whole.members[0], 100) == b"1" * 100


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "gone.zip")


def test_what_was_opened_is_remembered(tmp_path: Path) -> None:
    path = zips.write(tmp_path / "a.zip", [one("a", b"1"), one("b", b"2"), one("c", b"3")])
    with Archive([path]) as whole:
        whole.head(whole.members[2], 1)
        whole.read(whole.members[0])
        assert whole.opened == ["c", "a"]


def test_a_folder_with_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(4):
        (folder / str(number)).touch()
    assert "more than 3 files" in refusal(folder)
