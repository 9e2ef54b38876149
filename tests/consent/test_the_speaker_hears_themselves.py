"""Behind the link sounds the speaker's own voice and nobody else's, in byte ranges."""

import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from django.test import Client

from consent import voice
from consent.models import Ask, Excerpt, Listening
from recordings import storage
from recordings.models import Speaker, Track
from recordings.spans import Span
from tests.consent.people import Room, hear
from tests.consent.visitor import path_of

RATE = 16_000
NOORS_HZ, OTHERS_HZ = 440, 1_000
NOORS = (Span(10_000, 20_000), Span(50_000, 51_000))


def tone_of_the_room(path: Path) -> Path:
    """A minute: Noor's tone where Noor speaks, another tone everywhere else."""
    noors = "between(t,10,20)+between(t,50,51)"
    tone = f"0.3*sin(2*PI*t*if({noors},{NOORS_HZ},{OTHERS_HZ}))"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"aevalsrc='{tone}':s=48000:d=60",
         "-c:a", "flac", str(path)],
        check=True,
    )  # fmt: skip
    return path


def track(room: Room, path: Path, speaker: Speaker | None = None, **more: int) -> Track:
    stored = storage.put(path, kind="working", content_type="audio/flac")
    return Track.objects.create(
        recording=room.recording,
        index=Track.objects.count(),
        speaker=speaker,
        name="room.flac",
        sha256=stored.sha256,
        bytes=stored.bytes,
        duration_ms=60_000,
        original_key=stored.key,
        working_key=stored.key,
        peaks_key=f"peaks/aa/{'a' * 64}",
        **more,
    )


def samples(path: Path) -> npt.NDArray[np.float32]:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "1",
               "-ar", str(RATE), "-"]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True)
    return np.frombuffer(done.stdout, dtype="<f4")


def strength(sound: npt.NDArray[np.float32], hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(sound))
    at = round(hz * len(sound) / RATE)
    return float(spectrum[max(0, at - 20) : at + 20].max())


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tone_of_the_room(tmp_path_factory.mktemp("sound") / "room.flac")


def test_only_their_own_parts_sound(room: Room, link: str, minute: Path, tmp_path: Path) -> None:
    track(room, minute)
    response = Client().get(f"{path_of(link)}voice.mp3")
    assert (response.status_code, response["Content-Type"]) == (200, "audio/mpeg")
    assert "no-store" in response["Cache-Control"]
    file = tmp_path / "voice.mp3"
    file.write_bytes(b"".join(response))
    heard = samples(file)
    assert len(heard) / RATE == pytest.approx(11.5, abs=0.1)
    assert strength(heard, NOORS_HZ) > 100 * strength(heard, OTHERS_HZ)


def test_a_part_of_it_can_be_asked_for(room: Room, link: str, minute: Path) -> None:
    track(room, minute)
    address = f"{path_of(link)}voice.mp3"
    part = Client().get(address, headers={"range": "bytes=100-199"})
    assert part.status_code == 206
    assert len(b"".join(part)) == 100
    made = Listening.objects.get()
    assert part["Content-Range"] == f"bytes 100-199/{made.bytes}"
    assert Client().head(address)["Content-Length"] == str(made.bytes)


def test_it_is_made_once_and_anew_when_the_parts_change(room: Room, minute: Path) -> None:
    track(room, minute)
    first = voice.excerpt_of(room.noor, NOORS)
    assert first == voice.excerpt_of(room.noor, NOORS)
    second = voice.excerpt_of(room.noor, NOORS[:1])
    assert first
    assert second
    assert first.key != second.key
    assert not storage.exists(first.key)
    assert Excerpt.objects.count() == 1


def test_a_track_of_their_own_goes_before_the_mix(room: Room, minute: Path) -> None:
    mix, own = track(room, minute), track(room, minute, room.noor)
    assert voice.track_of(room.noor, NOORS) == own
    assert voice.track_of(room.sami, NOORS) == mix


def test_of_several_files_the_one_with_their_parts_is_played(room: Room, minute: Path) -> None:
    track(room, minute, offset_ms=-58_000)
    second = track(room, minute, offset_ms=2_000)
    assert voice.track_of(room.noor, NOORS) == second


def test_somebody_elses_track_is_never_played(room: Room, link: str, minute: Path) -> None:
    track(room, minute, room.sami)
    assert voice.track_of(room.noor, NOORS) is None
    assert Client().get(f"{path_of(link)}voice.mp3").status_code == 404


def test_who_has_no_part_has_nothing_to_hear(room: Room, minute: Path) -> None:
    track(room, minute)
    assert voice.excerpt_of(room.noor, ()) is None


def test_a_sound_that_cannot_be_read_is_no_crash(
    room: Room, link: str, ask: Ask, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.flac"
    broken.write_bytes(b"no sound")
    track(room, broken)
    assert Client().get(f"{path_of(link)}voice.mp3").status_code == 503
    assert Client().get(path_of(link)).status_code == 200


def test_the_page_knows_where_the_parts_begin(room: Room, link: str, minute: Path) -> None:
    track(room, minute)
    hear(room.recording, room.noor, 55_000, 56_000)
    page = Client().get(path_of(link)).content.decode()
    assert 'data-starts="0 10.5 12"' in page
