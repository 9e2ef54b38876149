"""Spaces from X archives: found, read from their tags, joined with X's list; no more is opened."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.importers import x_archive
from recordings.importers.archive import Archive
from recordings.importers.hydra import ntp_time
from recordings.importers.room import Confidence, ImportedRoom, ImportFailed, Role, SegmentMethod
from recordings.importers.x_archive import XArchive
from tests.recordings.importers import spaces
from tests.recordings.importers.ears import quiet
from tests.recordings.importers.spaces import NOOR, NTP, SAMI, SPACE, members, record, talk, zipped

BEGAN = datetime(2026, 11, 8, 17, 0, 0, 500_000, tzinfo=UTC)
TURNS = ((0, 1, 5), (1, 7, 11), (2, 10, 15), (0, 18, 20))
CANARY = "canary"


def sound(seconds: int = 24, **how: Any) -> bytes:
    return spaces.space(seconds, talk(*TURNS), **how)


def loaded(path: Path, work: Path, key: str = SPACE) -> ImportedRoom:
    work.mkdir(exist_ok=True)
    return XArchive().load([path], key, work, quiet)


def heard(room: ImportedRoom, speaker: str | None) -> list[tuple[int, int]]:
    return [(s.start_ms, s.end_ms) for s in room.segments if s.speaker == speaker]


def at(seconds: float) -> str:
    return (BEGAN + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return zipped(tmp_path / "twitter-2026-11-20.zip", members(sound()))


def test_the_clock_of_these_tests_is_right() -> None:
    assert ntp_time(NTP) == BEGAN
    assert ntp_time(3856965984.391) == datetime(2022, 3, 22, 19, 26, 24, 391_000, tzinfo=UTC)


def test_who_spoke_when_comes_from_the_tags(archive: Path, tmp_path: Path) -> None:
    room = loaded(archive, tmp_path / "work")
    assert {s.method for s in room.segments} == {SegmentMethod.HYDRA}
    for speaker, turns in (("host", TURNS[::3]), (SAMI["UserId"], TURNS[1:2]),
                           (NOOR["UserId"], TURNS[2:3])):  # fmt: skip
        found = heard(room, speaker)
        assert len(found) == len(turns)
        for (start, end), (_, first, last) in zip(found, turns, strict=True):
            assert start == pytest.approx(first * 1000 - 500, abs=25)
            assert end == pytest.approx(last * 1000 + 500, abs=25)
    assert room.duration_ms == round(round(24 / spaces.FRAME_S) * 1024 / 48)
    assert (room.started_at, room.started_at_from) == (BEGAN, "the clock in the recording")


def test_the_people_are_the_host_and_who_was_on_stage(archive: Path, tmp_path: Path) -> None:
    host, sami, noor = loaded(archive, tmp_path / "work").speakers
    assert (host.key, host.name, host.handle, host.role) == (
        "host", "Hana Osei", "hana_osei", Role.HOST,
    )  # fmt: skip
    assert host.external_ids == {"x": "100200300"}
    assert (sami.key, sami.handle, sami.role) == (SAMI["UserId"], "sami_h", Role.SPEAKER)
    assert noor.external_ids == {"periscope": NOOR["UserId"]}


def test_the_original_is_kept_byte_for_byte_under_a_name_of_ours(
    archive: Path, tmp_path: Path
) -> None:
    room = loaded(archive, tmp_path / "work")
    (track,) = room.tracks
    assert track.path.read_bytes() == sound()
    assert track.sha256 == hashlib.sha256(sound()).hexdigest()
    assert track.name == f"space-{SPACE}_0.ts"
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["space-0.aac"]
    assert track.speaker is None


@pytest.mark.parametrize("how", ["zip", "folder", "data_folder", "parts", "loose"])
def test_every_way_to_bring_an_archive_gives_the_same(how: str, tmp_path: Path) -> None:
    files = members(sound())
    whole = spaces.laid_out(tmp_path / "unpacked", files)
    names = list(files)
    first = zipped(tmp_path / "1.zip", {name: files[name] for name in names[:2]})
    second = zipped(tmp_path / "2.zip", {name: files[name] for name in [names[0], *names[2:]]})
    brought = {
        "zip": [zipped(tmp_path / "a.zip", files)],
        "folder": [whole],
        "data_folder": [whole / "data"],
        "parts": [second, first],
        "loose": sorted(path for path in whole.rglob("*") if path.is_file()),
    }[how]
    importer, work = XArchive(), tmp_path / "work"
    work.mkdir()
    assert importer.probe(brought) is Confidence.YES
    (found,) = importer.plan(brought)
    room = importer.load(brought, found.key, work, quiet)
    straight = loaded(zipped(tmp_path / "b.zip", files), tmp_path / "work2")
    assert (room.segments, room.speakers) == (straight.segments, straight.speakers)
    assert room.tracks[0].sha256 == straight.tracks[0].sha256


def test_only_the_spaces_own_members_are_opened(tmp_path: Path) -> None:
    """What is private is not even readable here: opening it would fail."""
    private = {
        f"data/{name}": CANARY.encode()
        for name in ("direct-messages.js", "contact.js", "ip-audit.js", "phone-number.js",
                     "direct_messages_media/account.js", "follower.js",
                     "profile_media/manifest.js", "deleted-tweets.js")
    }  # fmt: skip
    path = zipped(tmp_path / "a.zip", members(sound(), **private, **{"data/tweets.js": b"[]"}))
    for name in private:
        spoil(path, name)
    with Archive([path]) as archive:
        room = x_archive.load_from(archive, SPACE, tmp_path, quiet)
        assert not set(archive.opened) & set(private)
        assert set(archive.opened) <= {
            "data/manifest.js", "data/account.js", "data/spaces-metadata.js", "data/tweets.js",
            f"data/spaces_media/space-{SPACE}_0.ts",
        }  # fmt: skip
    assert CANARY not in repr(room)


def spoil(path: Path, name: str) -> None:
    """Makes a member's bytes wrong, so that reading it cannot go unnoticed."""
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo(name).header_offset + 30 + len(name)
    raw = bytearray(path.read_bytes())
    raw[place : place + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(bytes(raw))


def test_the_address_in_the_account_is_not_taken(tmp_path: Path) -> None:
    account = spaces.ytd("account", [{"account": spaces.HOST | {"email": f"{CANARY}@x.example"}}])
    path = zipped(tmp_path / "a.zip", members(sound(), **{"data/account.js": account}))
    assert CANARY not in repr(loaded(path, tmp_path / "work"))


def test_every_space_is_listed_the_newest_first(tmp_path: Path) -> None:
    old, silent = "1oldOldOldOld", "1noSoundNoSou"
    records = [
        record(id=old, createdAt="2026-10-01T10:00:00.000Z"),
        record(),
        record(id=silent, createdAt="2026-11-19T10:00:00.000Z"),
    ]
    more = {f"data/spaces_media/space-{old}_0.ts": sound(5)}
    files = members(sound(), *records, **more)
    path = zipped(tmp_path / "a.zip", files)
    found = XArchive().plan([path])
    assert [room.key for room in found] == [SPACE, old, silent]
    assert [room.title for room in found] == [
        "Space of 8 November 2026", "Space of 1 October 2026", "Space of 19 November 2026",
    ]  # fmt: skip
    assert found[0].bytes == len(sound())
    assert found[2].note
    with pytest.raises(ImportFailed, match="without its sound"):
        loaded(path, tmp_path / "work", silent)
    with pytest.raises(ImportFailed, match="no Space “nobody”"):
        loaded(path, tmp_path / "work", "nobody")


def test_a_title_is_proposed_from_the_first_post_that_links_the_space(tmp_path: Path) -> None:
    def post(number: int, text: str, space: str = SPACE) -> dict[str, Any]:
        link = {"expanded_url": f"https://x.com/i/spaces/{space}"}
        return {"tweet": {"id_str": str(number), "full_text": text, "entities": {"urls": [link]}}}

    filler = [post(n, f"Nothing {n} {CANARY}", "1elsewhereXYZ") for n in range(4_000)]
    posts = [
        post(30, "Thanks to all who came! https://t.co/a"),
        *filler,
        post(20, "Night shift:\nwho is   awake? https://t.co/b"),
        post(10, "RT @lee: Night shift with Hana"),
    ]
    files = members(sound(), **{"data/tweets.js": spaces.ytd("tweets", posts)})
    room = loaded(zipped(tmp_path / "a.zip", files), tmp_path / "work")
    assert (room.title, room.title_from) == (
        "Night shift: who is awake?", "your post that links the Space",
    )  # fmt: skip
    assert CANARY not in repr(room)


@pytest.mark.parametrize("tweets", [b"", b"not json i/spaces/" + SPACE.encode(), b'{"tweet" : {"a'])
def test_posts_that_cannot_be_read_cost_only_the_title(tweets: bytes, tmp_path: Path) -> None:
    files = members(sound(), **{"data/tweets.js": tweets})
    room = loaded(zipped(tmp_path / "a.zip", files), tmp_path / "work")
    assert (room.title, room.title_from) == ("Space of 8 November 2026", "the Space's date")


def test_parts_of_a_space_follow_each_other(tmp_path: Path) -> None:
    first, second = sound(24), spaces.space(12, talk((2, 2, 6)), began=NTP + 24)
    files = members(first, **{f"data/spaces_media/space-{SPACE}_1.ts": second})
    room = loaded(zipped(tmp_path / "a.zip", files), tmp_path / "work")
    one, two = room.tracks
    assert (one.offset_ms, one.name) == (0, f"space-{SPACE}_0.ts")
    assert two.offset_ms == round(round(24 / spaces.FRAME_S) * 1024 / 48)
    assert two.path.read_bytes() == second
    assert heard(room, NOOR["UserId"])[-1][0] == pytest.approx(25_500, abs=50)
    assert room.duration_ms == pytest.approx(36_000, abs=50)


def test_levels_below_a_voice_are_silence(tmp_path: Path) -> None:
    readings = {second: ([SAMI], [7, 7.9]) for second in range(9)} | {4: ([SAMI], [0, 8])}
    path = zipped(tmp_path / "a.zip", members(spaces.space(10, readings)))
    room = loaded(path, tmp_path / "work")
    (segment,) = room.segments
    assert segment.speaker == SAMI["UserId"]
    assert segment.end_ms - segment.start_ms == pytest.approx(1000, abs=50)


def test_a_missed_reading_does_not_cut_a_turn_and_two_do(tmp_path: Path) -> None:
    readings = talk((1, 2, 3), (1, 5, 6), (1, 9, 10))
    room = loaded(
        zipped(tmp_path / "a.zip", members(spaces.space(14, readings))), tmp_path / "work"
    )
    assert len(heard(room, SAMI["UserId"])) == 2


def test_somebody_who_moves_to_another_place_is_still_the_same(tmp_path: Path) -> None:
    readings = {
        second: (([SAMI, NOOR], [0, 0, 50]) if second < 5 else ([NOOR], [0, 50]))
        for second in range(10)
    }
    path = zipped(tmp_path / "a.zip", members(spaces.space(10, readings)))
    room = loaded(path, tmp_path / "work")
    assert len(heard(room, NOOR["UserId"])) == 1
    assert heard(room, SAMI["UserId"]) == []
    assert [s.key for s in room.speakers] == ["host", SAMI["UserId"], NOOR["UserId"]]


def test_a_voice_in_a_place_without_a_name_is_nobodys_yet(tmp_path: Path) -> None:
    readings = {second: ([SAMI], [0, 0, 40]) for second in range(5)}
    path = zipped(tmp_path / "a.zip", members(spaces.space(8, readings)))
    room = loaded(path, tmp_path / "work")
    assert len(heard(room, None)) == 1
    assert any("no name" in warning for warning in room.warnings)


def test_the_host_on_a_second_device_is_the_host(tmp_path: Path) -> None:
    second = {"UserId": "1hanaPeriscop", "UserName": "Hana_Osei"}
    readings = {n: ([second], [0, 50] if n > 4 else [50, 0]) for n in range(10)}
    path = zipped(tmp_path / "a.zip", members(spaces.space(10, readings)))
    room = loaded(path, tmp_path / "work")
    assert [s.key for s in room.speakers] == ["host"]
    assert room.speakers[0].external_ids == {"x": "100200300", "periscope": "1hanaPeriscop"}
    assert len(heard(room, "host")) == 1


def test_a_guest_who_calls_himself_host_is_not_the_host(tmp_path: Path) -> None:
    readings = {n: ([{"UserId": "host", "UserName": "max"}], [0, 50]) for n in range(6)}
    room = loaded(zipped(tmp_path / "a.zip", members(spaces.space(8, readings))), tmp_path / "work")
    assert heard(room, "host") == []
    assert len({speaker.key for speaker in room.speakers}) == 2


SHAPES: dict[str, Callable[[str, float, float], Any]] = {
    "flat": lambda who, start, end: {"userId": who, "start": at(start), "end": at(end)},
    "nested": lambda who, start, end: {
        "userId": who, "sessions": [{"startedAt": at(start), "endedAt": at(end)}],
    },
    "keyed": lambda who, start, end: {who: [{"startTime": at(start), "endTime": at(end)}]},
    "wrapped": lambda who, start, end: {
        "speaker": {"id": int(who), "joinedAt": at(start), "leftAt": at(end)}
    },
    "millis": lambda who, start, end: {
        "twitterUserId": who,
        "a": round((BEGAN.timestamp() + end) * 1000),
        "b": str(round((BEGAN.timestamp() + start) * 1000)),
    },
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_x_ids_join_voices_whose_time_on_stage_fits(shape: str, tmp_path: Path) -> None:
    readings = {
        n: ([SAMI] * (n >= 4) + [NOOR] * (n >= 20), [0, 50 * (n == 30), 50 * (n == 32)])
        for n in range(40)
    }
    speakers = [
        SHAPES[shape]("100200300", 0, 40),
        SHAPES[shape]("222", 20, 40),
        SHAPES[shape]("111", 4, 40),
    ]
    listed = record(speakers=speakers, hostUserIds=["100200300", "222"])
    path = zipped(tmp_path / "a.zip", members(spaces.space(40, readings), listed))
    room = loaded(path, tmp_path / "work")
    ids = {speaker.handle: speaker.external_ids.get("x") for speaker in room.speakers}
    assert ids == {"hana_osei": "100200300", "sami_h": "111", "noor_ali": "222"}
    assert [s.role for s in room.speakers] == [Role.HOST, Role.SPEAKER, Role.COHOST]
    assert room.unrecognised == ()
    assert room.warnings == ()


def test_two_who_came_and_went_together_are_not_told_apart(tmp_path: Path) -> None:
    readings = {n: ([SAMI, NOOR], [50, 50, 50]) for n in range(20)}
    speakers = [SHAPES["flat"](who, 0, 20) for who in ("111", "222")]
    path = zipped(
        tmp_path / "a.zip", members(spaces.space(20, readings), record(speakers=speakers))
    )
    room = loaded(path, tmp_path / "work")
    assert all("x" not in speaker.external_ids for speaker in room.speakers[1:])
    assert any("2 more accounts" in warning for warning in room.warnings)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"speakers": [{"who": "sami", "minutes": 4}]}, ["speakers[0]"]),
        ({"speakers": "everybody"}, ["speakers"]),
        ({"speakers": [{"userId": "111", "talked": "a lot"}]}, ["speakers[0]"]),
        ({"mood": {"a": [1]}}, ["mood"]),
        ({"createdAt": "last Tuesday"}, ["createdAt"]),
    ],
)
def test_what_x_writes_in_an_unknown_way_is_kept_and_named(
    changes: dict[str, Any], names: list[str], tmp_path: Path
) -> None:
    listed = record(**changes)
    room = loaded(zipped(tmp_path / "a.zip", members(sound(), listed)), tmp_path / "work")
    assert list(room.unrecognised) == names
    assert room.raw["spaces_metadata"] == listed["spacesMetadata"]
    assert len(room.segments) == 4


@pytest.mark.parametrize(
    "value", [{}, [], [[]], [{"spacesMetadata": {"what": "ever"}}], "text", 4, None, [{"id": None}]]
)
def test_a_list_of_spaces_in_an_unknown_shape_does_not_stop_the_sound(
    value: Any, tmp_path: Path
) -> None:
    files = members(sound()) | {"data/spaces-metadata.js": json.dumps(value).encode()}
    room = loaded(zipped(tmp_path / "a.zip", files), tmp_path / "work")
    assert len(room.segments) == 4
    assert room.started_at == BEGAN


def test_a_space_made_by_another_account_has_an_unknown_host(tmp_path: Path) -> None:
    files = members(sound(), record(creatorUserId="999"))
    room = loaded(zipped(tmp_path / "a.zip", files), tmp_path / "work")
    assert (room.speakers[0].name, room.speakers[0].external_ids) == ("", {"x": "999"})
    assert any("another account" in warning for warning in room.warnings)


def test_without_an_account_the_manifest_names_the_host(tmp_path: Path) -> None:
    info = {"accountId": "100200300", "userName": "hana_osei", "displayName": "Hana Osei"}
    manifest = b"window.__THAR_CONFIG = " + json.dumps({"userInfo": info}).encode()
    files = members(sound()) | {"data/manifest.js": manifest}
    del files["data/account.js"]
    room = loaded(zipped(tmp_path / "a.zip", files), tmp_path / "work")
    assert room.speakers[0].name == "Hana Osei"


def test_a_file_that_another_program_changed_has_lost_its_tags(tmp_path: Path) -> None:
    """As after a remux: the frames are whole, no tag is left."""
    speakers = [SHAPES["flat"]("111", 4, 20)]
    files = members(spaces.frame() * 2_000, record(speakers=speakers))
    room = loaded(zipped(tmp_path / "a.zip", files), tmp_path / "work")
    assert room.segments == ()
    assert any("speaker tags are lost" in warning for warning in room.warnings)
    assert [s.external_ids["x"] for s in room.speakers] == ["100200300", "111"]
    assert room.started_at_from == "X's list of your Spaces"


@pytest.mark.parametrize("name", [f"space-{SPACE}_0.ts", "download.aac", "space.mp3"])
def test_a_single_file_with_the_tags_is_a_space(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(sound())
    importer = XArchive()
    assert importer.probe([path]) is Confidence.YES
    (found,) = importer.plan([path])
    assert (found.title, found.started_at) == ("Space of 8 November 2026", BEGAN)
    room = loaded(path, tmp_path / "work", found.key)
    assert room.external_id == (SPACE if SPACE in name else "")
    assert len(room.segments) == 4
    assert [s.handle for s in room.speakers] == ["", "sami_h", "noor_ali"]
    assert any("who its host is" in warning for warning in room.warnings)


def test_a_space_in_transport_packets_is_refused_with_a_way_out(tmp_path: Path) -> None:
    packets = (b"\x47" + bytes(187)) * 50
    path = zipped(tmp_path / "a.zip", members(packets))
    with pytest.raises(ImportFailed, match=r"MPEG transport stream.*M4A or MP3"):
        loaded(path, tmp_path / "work")


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "is empty"), (b"#EXTM3U\nhttp://x.example/a.ts\n", "a playlist"),
     (b"<!doctype html>", "a web page"), (bytes(9_000), "no AAC sound")],
)  # fmt: skip
def test_sound_that_is_none_is_named(data: bytes, words: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", members(data))
    with pytest.raises(ImportFailed, match=words):
        loaded(path, tmp_path / "work")


def test_a_recording_that_breaks_off_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", members(sound()[:-20]))
    assert any("cut off" in warning for warning in loaded(path, tmp_path / "work").warnings)


def test_an_archive_without_a_space_says_why(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"data/manifest.js": b"window.__THAR_CONFIG = {}"})
    assert XArchive().probe([path]) is Confidence.MAYBE
    with pytest.raises(ImportFailed, match="30 days"):
        XArchive().plan([path])


def test_two_different_files_of_one_space_are_refused(tmp_path: Path) -> None:
    one = zipped(tmp_path / "1.zip", members(sound()))
    two = zipped(tmp_path / "2.zip", members(sound(20)))
    with pytest.raises(ImportFailed, match="two different files"):
        XArchive().plan([one, two])


def test_the_work_goes_on_in_words_and_can_be_stopped(archive: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    XArchive().load([archive], SPACE, tmp_path, lambda stage, _d, _t: stages.append(stage))
    assert list(dict.fromkeys(stages)) == ["Copying the recording", "Finding the voices"]

    def stop(_stage: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    (tmp_path / "other").mkdir()
    with pytest.raises(KeyboardInterrupt):
        XArchive().load([archive], SPACE, tmp_path / "other", stop)


PEOPLE = st.lists(
    st.none() | st.integers() | st.dictionaries(
        st.sampled_from(["UserId", "UserName", "x"]), st.none() | st.text(max_size=5), max_size=3
    ), max_size=4,
)  # fmt: skip
LEVELS = st.lists(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False), max_size=5
)


@settings(max_examples=100, deadline=None)
@given(readings=st.dictionaries(st.integers(0, 8), st.tuples(PEOPLE, LEVELS), max_size=9))
def test_any_tags_give_parts_within_the_recording(
    readings: dict[int, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tags")
    path = folder / "space.ts"
    path.write_bytes(spaces.space(9, readings))
    room = loaded(path, folder / "work", "space")
    keys = [speaker.key for speaker in room.speakers]
    assert len(set(keys)) == len(keys)
    for segment in room.segments:
        assert 0 <= segment.start_ms < segment.end_ms <= room.duration_ms
        assert segment.speaker is None or segment.speaker in keys
    json.dumps(room.raw)
