"""An erased voice in the stored sound: silent to the sample where it was, unchanged elsewhere, and
nothing of before left in the store."""

from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from recordings import storage, voice_erasure
from recordings.audio import working
from recordings.models import Host, Recording, Track, VoiceErasure
from recordings.spans import Span
from recordings.storage import StorageFailed
from tests.recordings import rooms
from tests.recordings.audio import sounds

MS = 48


@pytest.fixture
def recording(db: None, tmp_path: Path) -> Recording:
    return rooms.bring(Host.objects.create(slug="h", name="Hana"), tmp_path / "in")


def _carried_out(recording: Recording, leftovers: tuple[str, ...] = ()) -> VoiceErasure:
    noor = recording.speakers.get(key="noor")
    voice_erasure.begin(noor, leftovers, timezone.now())
    erasure = VoiceErasure.objects.get(speaker=noor)
    voice_erasure.carry_out(erasure.pk, rooms.quiet)
    erasure.refresh_from_db()
    return erasure


def test_a_copy_is_silent_in_the_spans_and_the_same_beside_them(tmp_path: Path) -> None:
    before = sounds.write(tmp_path / "before.flac", sounds.noise(3, level=0.5))
    made = working.silenced(before, tmp_path / "after.flac", [Span(1_000, 2_000)])
    old, new = sounds.read(before), sounds.read(made.path)
    assert made.duration_ms == 3_000
    assert not new[1_000 * MS : 2_000 * MS].any()
    assert np.array_equal(old[: 995 * MS], new[: 995 * MS])
    assert np.array_equal(old[2_005 * MS :], new[2_005 * MS :])


def test_in_a_mix_their_parts_are_silent_and_the_others_are_not(recording: Recording) -> None:
    assert _carried_out(recording).done_at
    track = recording.tracks.get()
    with storage.local_copy(track.original_key) as path:
        sound = sounds.read(path)
    assert not sound[6_500 * MS : 9_000 * MS].any()
    assert sounds.decibels(sound[: 3_000 * MS]) > -30
    assert track.original_key == track.working_key


def test_nothing_of_before_is_left_in_the_store(recording: Recording) -> None:
    before = recording.tracks.get()
    _carried_out(recording)
    keys = (before.original_key, before.working_key, before.peaks_key)
    assert not any(storage.exists(key) for key in keys)
    after = recording.tracks.get()
    assert storage.exists(after.working_key)
    assert storage.exists(after.peaks_key)


def test_done_again_nobody_else_loses_anything(recording: Recording) -> None:
    """A worker died before it could say that it was done."""
    erasure = _carried_out(recording)
    VoiceErasure.objects.filter(pk=erasure.pk).update(recut_at=None, done_at=None)
    first = _sound(recording)
    voice_erasure.carry_out(erasure.pk, rooms.quiet)
    second = _sound(recording)
    assert np.array_equal(first[: 5_000 * MS], second[: 5_000 * MS])
    assert not second[6_500 * MS : 9_000 * MS].any()


def _sound(recording: Recording) -> sounds.Signal:
    with storage.local_copy(recording.tracks.get().working_key) as path:
        return sounds.read(path)


def test_what_the_store_would_not_remove_is_removed_later(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_key: str) -> None:
        raise StorageFailed("The object store does not answer.")

    before = recording.tracks.get()
    with monkeypatch.context() as broken:
        broken.setattr(storage, "delete", refused)
        with pytest.raises(StorageFailed):
            _carried_out(recording)
    erasure = VoiceErasure.objects.get()
    assert before.original_key in erasure.leftovers
    assert erasure.done_at is None
    voice_erasure.carry_out(erasure.pk, rooms.quiet)
    assert not storage.exists(before.original_key)


def test_a_lost_working_copy_is_made_of_the_original(recording: Recording) -> None:
    storage.delete(recording.tracks.get().working_key)
    assert _carried_out(recording).done_at
    with storage.local_copy(Track.objects.get().original_key) as path:
        assert not sounds.read(path)[6_500 * MS : 9_000 * MS].any()


def test_the_same_file_brought_again_does_not_bring_the_voice_back(
    recording: Recording, tmp_path: Path
) -> None:
    _carried_out(recording)
    again = rooms.bring(recording.host, tmp_path / "again")
    assert again == recording
    assert Track.objects.count() == 1
