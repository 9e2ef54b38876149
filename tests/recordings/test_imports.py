"""Bringing a room in: rows, objects, the same bytes twice, and what nothing is kept of."""

from pathlib import Path

import pytest
from django.conf import settings

from recordings import imports, jobs, storage
from recordings.hosts import create_host
from recordings.importers.room import ImportFailed
from recordings.imports import Upload
from recordings.models import Host, Import, Recording, Run
from tests.recordings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return create_host(slug="hana", name="Hana Osei", email="hana@example.org")


def test_a_room_becomes_rows_and_objects(hana: Host, tmp_path: Path) -> None:
    recording = rooms.bring(hana, tmp_path / "room")
    assert recording.duration_ms == rooms.SECONDS * 1000
    assert str(recording.room) == "Who owns a city’s water?"
    speakers = list(recording.speakers.all())
    assert [(s.number, s.name, s.role) for s in speakers] == [
        (1, "Hana Osei", "host"),
        (2, "Sami Haddad", "speaker"),
        (3, "Noor Ali", "speaker"),
    ]
    heard = {(s.speaker.key, s.start_ms, s.end_ms) for s in recording.segments.all() if s.speaker}
    assert heard == set(rooms.PARTS)
    assert all(speaker.level_lufs and -40 < speaker.level_lufs < 0 for speaker in speakers)


def test_the_original_is_kept_byte_for_byte(hana: Host, tmp_path: Path) -> None:
    recording = rooms.bring(hana, tmp_path / "room")
    track = recording.tracks.get()
    assert storage.read(track.original_key) == (tmp_path / "room" / "room.flac").read_bytes()
    assert recording.sha256 == track.sha256 == storage.digest(tmp_path / "room" / "room.flac")[0]
    assert len(storage.read(track.peaks_key)) == rooms.SECONDS * 1_000 // 48


def test_the_same_bytes_twice_are_the_same_recording(hana: Host, tmp_path: Path) -> None:
    first = rooms.bring(hana, tmp_path / "room")
    again = imports.bring_in(hana, [tmp_path / "room"], progress=rooms.quiet)
    assert (again.recording, again.new) == (first, False)
    assert Recording.objects.count() == 1


def test_another_host_gets_a_recording_of_its_own(hana: Host, tmp_path: Path) -> None:
    max_ = create_host(slug="max", name="Max", email="max@example.org")
    first = rooms.bring(hana, tmp_path / "room")
    second = imports.bring_in(max_, [tmp_path / "room"], progress=rooms.quiet)
    assert second.new
    assert second.recording != first


def _upload(folder: Path, names: tuple[str, ...]) -> list[Upload]:
    uploads = []
    for number, name in enumerate(names):
        (Path(settings.UPLOADS) / f"{number}").write_bytes((folder / name).read_bytes())
        uploads.append(Upload(path=f"{number}", name=name))
    return uploads


def test_uploaded_files_are_imported_by_the_job_and_then_gone(hana: Host, tmp_path: Path) -> None:
    folder = rooms.write(tmp_path / "room")
    imported = imports.begin(hana, _upload(folder, ("room.json", "room.flac")), by=None)
    run = jobs.latest(imports.IMPORT, imported.pk)
    assert run is not None
    from recordings import tasks

    tasks.bring_in(run.pk)
    imported.refresh_from_db()
    assert imported.state == Import.State.DONE, imported.sentence
    assert imported.recording is not None
    assert imported.found["title"] == "Who owns a city’s water?"
    assert list(Path(settings.UPLOADS).iterdir()) == []
    assert list(Path(settings.WORK).iterdir()) == []


def test_a_file_that_is_refused_leaves_a_sentence_and_no_recording(
    hana: Host, tmp_path: Path
) -> None:
    (tmp_path / "talk.mp3").write_text("<!doctype html><p>Not found</p>")
    imported = imports.begin(hana, _upload(tmp_path, ("talk.mp3",)), by=None)
    run = jobs.latest(imports.IMPORT, imported.pk)
    assert run is not None
    jobs.perform(run.pk, lambda beat: imports.proceed(beat.subject_id, beat))
    imported.refresh_from_db()
    run.refresh_from_db()
    assert (imported.state, run.state) == (Import.State.FAILED, Run.State.FAILED)
    assert "talk.mp3" in imported.sentence
    assert not Recording.objects.exists()
    assert list(Path(settings.OBJECTS).rglob("*.*")) == []


def test_a_cancelled_import_keeps_nothing(
    hana: Host, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    folder = rooms.write(tmp_path / "room")
    imported = imports.begin(hana, _upload(folder, ("room.json", "room.flac")), by=None)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        imports.cancel(imported)
    imported.refresh_from_db()
    assert imported.state == Import.State.CANCELLED
    assert not jobs.is_live(imports.IMPORT, imported.pk)
    assert list(Path(settings.UPLOADS).iterdir()) == []


def test_a_name_is_reduced_to_harmless_letters() -> None:
    assert imports.safe_name("../../etc/passwd") == "passwd"
    assert imports.safe_name("-y.mp3") == "y.mp3"
    assert imports.safe_name("C:\\rooms\\talk one.mp3") == "talk_one.mp3"
    assert imports.safe_name("...") == "file"


def test_of_several_rooms_one_has_to_be_named() -> None:
    from recordings.importers.room import FoundRoom

    found = [FoundRoom(key="a", title="One"), FoundRoom(key="b", title="Two")]
    with pytest.raises(ImportFailed, match=r"holds 2 rooms. Choose one: a \(One\), b \(Two\)"):
        imports.the_room(found, "")
    assert imports.the_room(found, "b") is found[1]
