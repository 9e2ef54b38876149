"""The pages that bring a room in: choosing files, watching, choosing a room, giving up."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from recordings.hosts import create_host
from recordings.imports import IMPORT, fail
from recordings.models import Host, Import, Member, Recording, Room, Run
from tests.signed_in import ada_the_admin, max_the_stranger, member_of, words

pytestmark = pytest.mark.django_db
PAGE = "/recordings/import/"


@pytest.fixture
def hana() -> Host:
    return create_host(slug="hana", name="Hana Osei", email="hana@example.org")


def a_file(name: str = "room.zip", content: bytes = b"PK\x03\x04 a room") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def begun(host: Host, **facts: object) -> Import:
    return Import.objects.create(**{"host": host, "names": ["room.zip"], "paths": ["x/0"]} | facts)


def running(imported: Import) -> str:
    return reverse("recordings:import_running", args=[imported.uid])


def kept_files() -> list[Path]:
    return [path for path in Path(settings.UPLOADS).rglob("*") if path.is_file()]


def test_a_new_host_is_asked_for_a_first_room(hana: Host) -> None:
    answer = member_of(hana).get("/recordings/")
    assert answer.status_code == 302
    assert answer["Location"] == PAGE
    page = words(member_of(hana).get(PAGE))
    assert "Bring your first room" in page
    assert "Messages, contacts and sign-in history are never opened" in page


def test_an_uploaded_file_becomes_an_import_with_a_job(hana: Host) -> None:
    answer = member_of(hana).post(PAGE, {"file": a_file()})
    imported = Import.objects.get()
    assert answer["Location"] == running(imported)
    assert (imported.host, imported.names) == (hana, ["room.zip"])
    assert imported.created_by is not None
    assert Run.objects.filter(kind=IMPORT, subject_id=imported.pk).exists()
    (kept,) = kept_files()
    assert kept.read_bytes() == b"PK\x03\x04 a room"
    assert str(kept.relative_to(settings.UPLOADS)) == imported.paths[0]


def test_several_parts_of_an_archive_are_one_import(hana: Host) -> None:
    member_of(hana).post(PAGE, {"file": [a_file("one.zip"), a_file("two.zip")]})
    assert Import.objects.get().names == ["one.zip", "two.zip"]
    assert len(kept_files()) == 2


def test_no_name_of_the_hosts_is_ever_a_path(hana: Host) -> None:
    member_of(hana).post(PAGE, {"file": a_file("../../../escape.zip")})
    (kept,) = kept_files()
    assert "escape" not in str(kept)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [({}, "No file was chosen."), ({"file": a_file(content=b"")}, "This file is empty.")],
    ids=["nothing", "empty"],
)
def test_what_cannot_be_a_recording_is_refused_in_a_sentence(
    hana: Host, files: dict[str, SimpleUploadedFile], sentence: str
) -> None:
    answer = member_of(hana).post(PAGE, files)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Import.objects.exists()


def test_more_than_the_site_takes_is_refused_and_nothing_is_kept(
    hana: Host, settings: Settings
) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000
    answer = member_of(hana).post(PAGE, {"file": a_file(content=b"x" * 5_000)})
    assert answer.status_code == 413
    assert "larger than the 1.0 kB this site takes" in words(answer)
    assert not Import.objects.exists()
    assert kept_files() == []


def test_a_strangers_file_is_not_even_read(hana: Host) -> None:
    for client in (Client(), max_the_stranger()):
        answer = client.post(PAGE, {"file": a_file()})
        assert answer.status_code in (302, 404)
    assert kept_files() == []
    assert not Import.objects.exists()


def test_an_upload_without_the_forms_token_is_refused(hana: Host) -> None:
    answer = member_of(hana, enforce_csrf_checks=True).post(PAGE, {"file": a_file()})
    assert answer.status_code == 403
    assert not Import.objects.exists()


def test_an_upload_with_the_forms_token_is_taken(hana: Host) -> None:
    client = member_of(hana, enforce_csrf_checks=True)
    token = client.get(PAGE).context["csrf_token"]
    client.post(PAGE, {"file": a_file(), "csrfmiddlewaretoken": str(token)})
    assert Import.objects.exists()


def test_whoever_works_for_two_hosts_says_whose_recording_it_is(hana: Host) -> None:
    other = create_host(slug="jonas", name="Jonas Weber", email="jonas@example.org")
    member = Member.objects.get(host=hana)
    Member.objects.create(host=other, user=member.user)
    client = member_of(hana)
    assert "Whose recording is it?" in words(client.get(PAGE))
    client.post(PAGE, {"file": a_file(), "host": other.pk})
    assert Import.objects.get().host == other


def test_a_running_import_shows_its_stages_and_what_was_found(hana: Host) -> None:
    imported = begun(
        hana,
        state=Import.State.READING,
        source="x_archive",
        rooms=[{"key": "1", "title": "Night shift", "started_at": "2026-11-18T20:00:00+00:00"}],
        found={
            "title": "Night shift",
            "duration_ms": 91 * 60_000,
            "speakers": [{"name": "Hana"}, {"name": "Sami"}],
            "keys": ["h", "s"],
            "segments": [[0, 60_000, "h"], [70_000, 90_000, "s"], [95_000, 107_000, None]],
        },
    )
    Run.objects.create(
        kind=IMPORT,
        subject_id=imported.pk,
        task="t",
        state=Run.State.RUNNING,
        stage="Finding the voices",
        done=57,
        total=91,
    )
    page = words(member_of(hana).get(running(imported)))
    assert "Importing “Night shift”" in page
    assert "an X archive" in page
    assert "1 h 31 min" in page
    assert "Finding the voices 62 %" in page
    assert "2 people spoke" in page
    assert "12 s of speech without a name" in page


def test_the_page_renews_itself_with_and_without_script(hana: Host) -> None:
    imported = begun(hana)
    client = member_of(hana)
    whole = client.get(running(imported)).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in whole
    assert "hx-get" in whole
    part = client.get(running(imported), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<div")
    assert "<html" not in part


def test_a_finished_import_leads_to_its_recording_and_says_if_it_was_here(hana: Host) -> None:
    room = Room.objects.create(host=hana, platform="x", title="Night shift")
    recording = Recording.objects.create(
        host=hana, room=room, source="x", sha256="a" * 64, duration_ms=1_000
    )
    imported = begun(hana, state=Import.State.DONE, recording=recording, already_there=True)
    client = member_of(hana)
    part = client.get(running(imported), headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == running(imported)
    answer = client.get(running(imported), follow=True)
    assert answer.redirect_chain[0][0] == f"/recordings/{recording.uid}/"
    assert "which was already here" in words(answer)


def test_several_rooms_are_offered_and_the_chosen_one_is_read(hana: Host) -> None:
    rooms = [
        {"key": "a", "title": "Night shift", "started_at": None, "bytes": 49_000_000},
        {"key": "b", "title": "", "started_at": None, "note": "its sound is missing"},
    ]
    imported = begun(hana, state=Import.State.CHOOSING, rooms=rooms)
    client = member_of(hana)
    page = words(client.get(running(imported)))
    assert "“room.zip” holds 2 rooms" in page
    assert "Night shift 49.0 MB" in page
    assert "its sound is missing" in page
    choose = reverse("recordings:choose_room", args=[imported.uid])
    assert client.post(choose, {}).status_code == 422
    assert "not in this file" in words(client.post(choose, {"room": "z"}))
    client.post(choose, {"room": "b"})
    imported.refresh_from_db()
    assert (imported.room_key, imported.state) == ("b", Import.State.READING)


def test_a_stopped_import_says_why_and_can_be_tried_again(hana: Host) -> None:
    imported = begun(hana)
    fail(imported.pk, "“room.zip” ends after 3 minutes of 52: the download was cut off.")
    client = member_of(hana)
    page = words(client.get(running(imported)))
    assert "ends after 3 minutes of 52" in page
    assert "Import the new file" in page
    client.post(reverse("recordings:try_import_again", args=[imported.uid]))
    imported.refresh_from_db()
    assert (imported.state, imported.sentence) == (Import.State.LOOKING, "")


@pytest.mark.parametrize("state", [Import.State.READING, Import.State.FAILED])
def test_an_import_can_be_given_up(hana: Host, state: str) -> None:
    imported = begun(hana, state=state)
    answer = member_of(hana).post(
        reverse("recordings:cancel_import", args=[imported.uid]), follow=True
    )
    imported.refresh_from_db()
    assert imported.state == Import.State.CANCELLED
    assert "The import is cancelled" in words(answer)


def test_looking_changes_nothing(hana: Host) -> None:
    imported = begun(hana)
    client = member_of(hana)
    for name in ("choose_room", "cancel_import", "try_import_again"):
        address = reverse(f"recordings:{name}", args=[imported.uid])
        assert client.get(address).status_code == 405
    imported.refresh_from_db()
    assert imported.state == Import.State.LOOKING


def test_a_foreign_import_is_not_there(hana: Host) -> None:
    imported = begun(hana)
    other = create_host(slug="jonas", name="Jonas Weber", email="jonas@example.org")
    for client in (member_of(other), max_the_stranger(), ada_the_admin()):
        assert client.get(running(imported)).status_code == 404
        cancel = reverse("recordings:cancel_import", args=[imported.uid])
        assert client.post(cancel).status_code == 404
    imported.refresh_from_db()
    assert imported.state == Import.State.LOOKING
