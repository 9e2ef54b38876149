"""Our own contract: audio with a list of who spoke, in a folder, in a zip, beside a file."""

import hashlib
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.importers import room_document
from recordings.importers.room import Confidence, ImportedRoom, ImportFailed, Role, SegmentMethod
from recordings.importers.sidecar import Sidecar
from tests.recordings.importers.ears import WaveEar, quiet, tone
from tests.recordings.importers.spaces import zipped

SPEAKERS: list[dict[str, Any]] = [
    {"id": "h", "name": "Hana Osei", "handle": "@hana_osei", "role": "host"},
    {"id": "s", "name": "Sami Haddad", "email": "sami@example.org"},
    {"id": "n", "name": "Noor Ali", "role": "cohost"},
]
SEGMENTS: list[dict[str, Any]] = [
    {"speaker": "s", "start_ms": 3_000, "end_ms": 5_000},
    {"speaker": "h", "start_ms": 0, "end_ms": 3_000},
    {"speaker": None, "start_ms": 5_000, "end_ms": 6_000},
]


def document(**changes: Any) -> dict[str, Any]:
    """A room.json; a change to None leaves the entry out."""
    whole = {
        "version": 1,
        "room": {
            "id": "r1",
            "platform": "jitsi",
            "title": "Night shift",
            "started_at": "2026-11-06T18:00:00Z",
            "language": "en",
        },
        "audio": "room.wav",
        "speakers": SPEAKERS,
        "segments": SEGMENTS,
        "chapters": [{"start_ms": 2_000, "title": "Two"}, {"start_ms": 0, "title": "One"}],
        "cues": [{"speaker": "h", "start_ms": 0, "end_ms": 900, "text": "Good evening."}],
    } | changes
    return {key: value for key, value in whole.items() if value is not None}


def folder(place: Path, listed: Any, sounds: dict[str, int]) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    for name, milliseconds in sounds.items():
        tone(place / name, milliseconds)
    text = listed if isinstance(listed, str) else json.dumps(listed)
    (place / "room.json").write_text(text, encoding="utf-8")
    return place


def load(path: Path, work: Path, ear: WaveEar | None = None) -> ImportedRoom:
    importer = Sidecar(ear or WaveEar())
    work.mkdir(exist_ok=True)
    (found,) = importer.plan([path])
    return importer.load([path], found.key, work, quiet)


@pytest.fixture
def room(tmp_path: Path) -> ImportedRoom:
    return load(folder(tmp_path / "in", document(), {"room.wav": 6_000}), tmp_path / "work")


def refusal(tmp_path: Path, listed: Any, sounds: dict[str, int] | None = None) -> str:
    path = folder(tmp_path / "in", listed, {"room.wav": 6_000} if sounds is None else sounds)
    with pytest.raises(ImportFailed) as refused:
        load(path, tmp_path / "work")
    return str(refused.value)


def test_what_the_list_says_is_what_the_room_is(room: ImportedRoom) -> None:
    assert (room.source, room.platform, room.external_id) == ("sidecar", "jitsi", "r1")
    assert (room.title, room.language, room.duration_ms) == ("Night shift", "en", 6_000)
    assert room.started_at == datetime(2026, 11, 6, 18, tzinfo=UTC)
    assert [(s.key, s.name, s.handle, s.role) for s in room.speakers] == [
        ("h", "Hana Osei", "hana_osei", Role.HOST),
        ("s", "Sami Haddad", "", Role.SPEAKER),
        ("n", "Noor Ali", "", Role.COHOST),
    ]
    assert room.speakers[1].email == "sami@example.org"
    assert [(s.speaker, s.start_ms, s.end_ms) for s in room.segments] == [
        ("h", 0, 3_000), ("s", 3_000, 5_000), (None, 5_000, 6_000),
    ]  # fmt: skip
    assert {s.method for s in room.segments} == {SegmentMethod.STATED}
    assert [(c.start_ms, c.title) for c in room.chapters] == [(0, "One"), (2_000, "Two")]
    assert [(c.speaker, c.text) for c in room.cues] == [("h", "Good evening.")]
    assert (room.warnings, room.unrecognised) == ((), ())


def test_the_original_is_copied_under_a_name_of_ours(room: ImportedRoom, tmp_path: Path) -> None:
    (track,) = room.tracks
    original = (tmp_path / "in" / "room.wav").read_bytes()
    assert track.path == tmp_path / "work" / "track-0"
    assert track.path.read_bytes() == original
    assert track.sha256 == hashlib.sha256(original).hexdigest()
    assert track.name == "room.wav"


@pytest.mark.parametrize("inside", ["", "export/", "a/b/"])
def test_a_zip_gives_the_same_as_its_folder(
    inside: str, room: ImportedRoom, tmp_path: Path
) -> None:
    place = tmp_path / "in"
    files = {f"{inside}{path.name}": path.read_bytes() for path in place.iterdir()}
    zipped_room = load(zipped(tmp_path / "room.zip", files), tmp_path / "work2")
    assert zipped_room.segments == room.segments
    assert zipped_room.tracks[0].sha256 == room.tracks[0].sha256


@pytest.mark.parametrize("brought", ["talk.wav", "talk.room.json", "both"])
@pytest.mark.parametrize("named", [True, False])
def test_a_list_beside_a_file_belongs_to_it(brought: str, named: bool, tmp_path: Path) -> None:
    tone(tmp_path / "talk.wav", 6_000)
    tone(tmp_path / "other.wav", 1_000)
    listed = document(audio="talk.wav" if named else None)
    (tmp_path / "talk.room.json").write_text(json.dumps(listed))
    names = ["talk.wav", "talk.room.json"] if brought == "both" else [brought]
    paths = [tmp_path / name for name in names]
    importer = Sidecar(WaveEar())
    assert importer.probe(paths) is Confidence.YES
    (found,) = importer.plan(paths)
    work = tmp_path / "work"
    work.mkdir()
    loaded = importer.load(paths, found.key, work, quiet)
    assert [track.name for track in loaded.tracks] == ["talk.wav"]
    assert len(loaded.segments) == 3


def test_a_list_beside_a_file_reaches_no_other_file(tmp_path: Path) -> None:
    """Whoever may put a list somewhere may not take what lies there under another name."""
    tone(tmp_path / "somebody-elses.wav", 1_000)
    path = tmp_path / "talk.room.json"
    path.write_text(json.dumps(document(audio="somebody-elses.wav")))
    with pytest.raises(ImportFailed, match="no such file"):
        Sidecar(WaveEar()).plan([path])


def test_tracks_keep_their_speakers_and_places(tmp_path: Path) -> None:
    tracks = [
        {"file": "1.wav", "speaker": "h"},
        {"file": "2.wav", "speaker": "s", "offset_ms": 1_500},
    ]
    listed = document(audio=None, segments=None, tracks=tracks)
    room = load(
        folder(tmp_path / "in", listed, {"1.wav": 4_000, "2.wav": 5_000}), tmp_path / "work"
    )
    assert [(t.speaker, t.offset_ms) for t in room.tracks] == [("h", 0), ("s", 1_500)]
    assert room.duration_ms == 6_500
    assert [(s.speaker, s.start_ms, s.end_ms, s.method) for s in room.segments] == [
        ("h", 250, 4_000, SegmentMethod.TRACK_VAD), ("s", 1_750, 6_500, SegmentMethod.TRACK_VAD),
    ]  # fmt: skip


def test_speech_in_a_mix_belongs_to_nobody_yet(tmp_path: Path) -> None:
    listed = document(segments=None)
    room = load(folder(tmp_path / "in", listed, {"room.wav": 4_000}), tmp_path / "work")
    assert [(s.speaker, s.method) for s in room.segments] == [(None, SegmentMethod.VAD)]


def test_a_mix_and_tracks_are_both_kept_and_speech_is_found_in_the_tracks(tmp_path: Path) -> None:
    listed = document(segments=None, tracks=[{"file": "1.wav", "speaker": "h"}])
    sounds = {"room.wav": 4_000, "1.wav": 4_000}
    room = load(folder(tmp_path / "in", listed, sounds), tmp_path / "work")
    assert [track.speaker for track in room.tracks] == [None, "h"]
    assert [segment.speaker for segment in room.segments] == ["h"]


def test_parts_behind_the_end_are_cut_and_told(tmp_path: Path) -> None:
    segments = [
        {"speaker": "h", "start_ms": 1_000, "end_ms": 9_000},
        {"speaker": "s", "start_ms": 8_000, "end_ms": 9_000},
    ]
    room = load(
        folder(tmp_path / "in", document(segments=segments), {"room.wav": 6_000}), tmp_path / "work"
    )
    assert [(s.speaker, s.end_ms) for s in room.segments] == [("h", 6_000)]
    assert any("2 of the parts" in warning for warning in room.warnings)


def test_unknown_fields_are_kept_and_named(tmp_path: Path) -> None:
    speakers = [SPEAKERS[0] | {"pronoun": "she"}, *SPEAKERS[1:]]
    listed = document(segmnts=[], speakers=speakers, room={"id": "r1", "mood": "calm"})
    room = load(folder(tmp_path / "in", listed, {"room.wav": 6_000}), tmp_path / "work")
    assert room.unrecognised == ("segmnts", "room.mood", "speakers[].pronoun")
    assert room.raw["room"]["mood"] == "calm"
    assert room.title == "room"


@pytest.mark.parametrize(
    "name",
    ["../room.wav", "/etc/passwd", "./room.wav", "in/room.wav", "ROOM.WAV", "room.json",
     "file:room.wav", "concat:room.wav|room.wav", "room.wav\u202e"],
)  # fmt: skip
def test_a_name_is_only_compared_never_followed(name: str, tmp_path: Path) -> None:
    tone(tmp_path / "room.wav", 100)
    sentence = refusal(tmp_path, document(audio=name))
    assert "no such file" in sentence
    assert "audio" in sentence


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2}, "version has to be 1"),
        ({"version": None}, "lacks “version”"),
        ({"room": []}, "room has to be an object"),
        ({"room": {"platform": "Big Blue"}}, "room.platform is not written"),
        ({"room": {"title": "x" * 301}}, "room.title is longer than 300"),
        ({"speakers": [{"name": "Hana"}]}, "speakers[0] lacks “id”"),
        ({"speakers": [*SPEAKERS, SPEAKERS[0]]}, "speakers[3].id stands there twice"),
        ({"speakers": [SPEAKERS[0] | {"role": "boss"}]}, "one of host, cohost, speaker"),
        ({"speakers": [SPEAKERS[0] | {"email": "nobody"}]}, "speakers[0].email is not written"),
        ({"segments": [SEGMENTS[0] | {"end_ms": 1.5}]}, "end_ms has to be a whole number"),
        ({"segments": [SEGMENTS[0] | {"start_ms": -1}]}, "at least 0"),
        ({"segments": [SEGMENTS[0] | {"end_ms": 10**9}]}, "at most 43,200,000"),
        ({"segments": [SEGMENTS[0] | {"end_ms": 3_000}]}, "segments[0] ends before it begins"),
        ({"segments": [SEGMENTS[0] | {"speaker": "max"}]}, "segments[0].speaker is nobody"),
        ({"segments": [SEGMENTS[0] | {"speaker": 4}]}, "a speaker's id, or null"),
        ({"segments": {}}, "segments has to be a list"),
        ({"tracks": [{"file": "room.wav"}]}, "tracks[0] lacks “speaker”"),
        ({"audio": ""}, "audio is empty"),
        ({"audio": None}, "names no audio"),
        ({"cues": [{"start_ms": 0, "end_ms": 1}]}, "cues[0] lacks “text”"),
        ({"chapters": [{"start_ms": 0, "title": ""}]}, "chapters[0].title is empty"),
    ],
)
def test_what_breaks_the_contract_is_named_by_its_place(
    changes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    sentence = refusal(tmp_path, document(**changes))
    assert words in sentence
    assert "“room.json”" in sentence


@pytest.mark.parametrize("listed", ["", "[]", "4", "null", '"room"', "{", "[" * 200_000])
def test_a_list_that_is_none_is_refused(listed: str, tmp_path: Path) -> None:
    assert "“room.json”" in refusal(tmp_path, listed)


def test_a_value_is_never_repeated_in_a_refusal(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, document(room={"title": ["x" * 100_000]}))) < 400


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"#EXTM3U\n/etc/passwd\n", "playlist"), (b"<html>", "web page"), (b"", "empty"),
     (b"\x89PNG\r\n", "a picture")],
)  # fmt: skip
def test_a_named_file_has_to_be_sound(data: bytes, words: str, tmp_path: Path) -> None:
    place = folder(tmp_path / "in", document(), {})
    (place / "room.wav").write_bytes(data)
    (tmp_path / "work").mkdir()
    with pytest.raises(ImportFailed, match=words):
        Sidecar(WaveEar()).load([place], "room.json", tmp_path / "work", quiet)
    assert list((tmp_path / "work").iterdir()) == []


def test_several_rooms_in_a_zip_are_listed(tmp_path: Path) -> None:
    files: dict[str, bytes] = {}
    for name in ("a", "b"):
        place = folder(tmp_path / name, document(room={"title": name}), {"room.wav": 500})
        files |= {f"{name}/{path.name}": path.read_bytes() for path in place.iterdir()}
    path = zipped(tmp_path / "all.zip", files)
    importer = Sidecar(WaveEar())
    assert [(f.key, f.title) for f in importer.plan([path])] == [
        ("a/room.json", "a"), ("b/room.json", "b"),
    ]  # fmt: skip
    assert importer.load([path], "b/room.json", tmp_path, quiet).title == "b"
    with pytest.raises(ImportFailed, match="no room"):
        importer.load([path], "a/room.wav", tmp_path, quiet)


def test_a_folder_without_a_list_is_not_ours(tmp_path: Path) -> None:
    path = tone(tmp_path / "talk.wav", 100)
    assert Sidecar(WaveEar()).probe([path]) is Confidence.NO
    with pytest.raises(ImportFailed, match=r"room\.json"):
        Sidecar(WaveEar()).plan([path])


@pytest.mark.parametrize("when", ["yesterday", "2026-11-06T18:00:00", "2026-13-40T00:00:00Z"])
def test_a_start_without_a_zone_is_left_out_and_told(when: str, tmp_path: Path) -> None:
    listed = document(room={"title": "Night shift", "started_at": when})
    room = load(folder(tmp_path / "in", listed, {"room.wav": 6_000}), tmp_path / "work")
    assert room.started_at is None
    assert any("start" in warning for warning in room.warnings)


def test_the_longest_list_is_checked_in_time() -> None:
    cue = {"speaker": "h", "start_ms": 1, "end_ms": 2, "text": "a few words"}
    listed = document(cues=[cue] * 30_000, segments=[SEGMENTS[0]] * 30_000)
    began = time.process_time()
    room_document.document(json.dumps(listed).encode(), "room.json")
    assert time.process_time() - began < 15
    with pytest.raises(ImportFailed, match="more than 30,000 entries"):
        room_document.document(json.dumps(document(cues=[cue] * 30_001)).encode(), "room.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "speaker", "file", "start_ms", "end_ms", "text", "title"]), inner
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(key=st.sampled_from(sorted(document())), value=JSON)
def test_any_list_is_read_or_refused(
    key: str, value: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("any")
    path = folder(place / "in", document() | {key: value}, {"room.wav": 300})
    try:
        room = load(path, place / "work")
    except ImportFailed:
        return
    for segment in room.segments:
        assert 0 <= segment.start_ms < segment.end_ms <= room.duration_ms
