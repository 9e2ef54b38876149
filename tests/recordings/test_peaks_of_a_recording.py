"""Waveforms on the recording's clock: of a person's own track, else of the mix."""

from pathlib import Path

import pytest

from recordings import storage
from recordings.hosts import create_host
from recordings.models import Recording, Room, Speaker, Track
from recordings.peaks import peaks_by_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Recording:
    host = create_host(slug="hana", name="Hana Osei", email="hana@example.org")
    row = Room.objects.create(host=host, platform="discord", title="Night shift")
    return Recording.objects.create(
        host=host, room=row, source="sidecar", sha256="a" * 64, duration_ms=1_000
    )


def track(
    room: Recording, folder: Path, values: bytes, speaker: Speaker | None = None, offset_ms: int = 0
) -> Track:
    file = folder / f"{room.tracks.count()}.bin"
    file.write_bytes(values)
    kept = storage.put(file, kind="peaks", content_type="application/octet-stream")
    return Track.objects.create(
        recording=room,
        index=room.tracks.count(),
        speaker=speaker,
        name="a.flac",
        sha256="b" * 64,
        bytes=1,
        offset_ms=offset_ms,
        duration_ms=len(values) * 100,
        original_key=kept.key,
        working_key=kept.key,
        peaks_key=kept.key,
    )


def noor(room: Recording) -> Speaker:
    return Speaker.objects.create(recording=room, key="n", name="Noor", role="speaker", number=1)


def test_the_mix_serves_everybody_who_has_no_track(room: Recording, tmp_path: Path) -> None:
    track(room, tmp_path, bytes(range(10)))
    peaks = peaks_by_speaker(room)
    assert peaks(noor(room).pk) == peaks(None) == bytes(range(10))


def test_a_track_that_begins_later_is_silent_before(room: Recording, tmp_path: Path) -> None:
    speaker = noor(room)
    track(room, tmp_path, bytes([9] * 4), speaker, offset_ms=300)
    peaks = peaks_by_speaker(room)
    assert peaks(speaker.pk) == bytes([0, 0, 0, 9, 9, 9, 9, 0, 0, 0])
    assert peaks(None) == b""


def test_a_track_that_began_before_the_room_loses_its_beginning(
    room: Recording, tmp_path: Path
) -> None:
    speaker = noor(room)
    track(room, tmp_path, bytes(range(12)), speaker, offset_ms=-200)
    assert peaks_by_speaker(room)(speaker.pk) == bytes(range(2, 12))


def test_a_waveform_that_is_gone_draws_nothing(room: Recording, tmp_path: Path) -> None:
    kept = track(room, tmp_path, bytes(range(10)))
    storage.delete(kept.peaks_key)
    assert peaks_by_speaker(room)(None) == b""
