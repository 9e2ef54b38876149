"""A host, recording or speaker is found by every id that we print or that the source gave."""

import pytest

from recordings.find import NotFound, find_host, find_recording, find_speaker
from recordings.models import Host, Recording, Room, Speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording() -> Recording:
    host = Host.objects.create(slug="open-table", name="Hana Osei")
    room = Room.objects.create(host=host, platform="x", title="Water")
    made = Recording.objects.create(
        host=host, room=room, source="x_archive", sha256="a" * 64, duration_ms=60_000
    )
    for number, name in enumerate(("Hana", "Noor", "noor"), start=1):
        Speaker.objects.create(
            recording=made, key=f"k{number}", name=name, handle=f"{name}_x", role="speaker",
            external_ids={"x": f"99{number}"}, number=number,
        )  # fmt: skip
    return made


def test_a_host_is_found_by_slug(recording: Recording) -> None:
    assert find_host("open-table") == recording.host
    with pytest.raises(NotFound, match="create_host"):
        find_host("max")


@pytest.mark.parametrize("name", ["uid", "pk"])
def test_a_recording_is_found_by_uid_and_number(recording: Recording, name: str) -> None:
    assert find_recording(str(getattr(recording, name))) == recording


@pytest.mark.parametrize("text", ["", "0", "water", "9" * 40, "²"])
def test_what_is_no_recording_is_said_so(recording: Recording, text: str) -> None:
    with pytest.raises(NotFound, match="no recording"):
        find_recording(text)


@pytest.mark.parametrize("text", ["k1", "991", "hana_x", "@hana_x", "@HANA_X"])
def test_a_speaker_is_found_by_key_id_and_handle(recording: Recording, text: str) -> None:
    assert find_speaker(recording, text).name == "Hana"


def test_a_speaker_is_found_by_uid(recording: Recording) -> None:
    noor = recording.speakers.get(name="Noor")
    assert find_speaker(recording, str(noor.uid)) == noor


def test_a_handle_two_speakers_share_is_not_guessed(recording: Recording) -> None:
    with pytest.raises(NotFound, match="2 speakers"):
        find_speaker(recording, "noor_x")


def test_who_is_not_there_is_answered_with_who_is(recording: Recording) -> None:
    with pytest.raises(NotFound, match="Hana"):
        find_speaker(recording, "max")
