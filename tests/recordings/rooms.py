"""Rooms for tests: small real audio with a list of who spoke, brought in by the real verbs."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from recordings import imports, storage
from recordings.audio import working
from recordings.models import Host, Recording, Track
from tests.recordings.audio import sounds

SECONDS = 12
PEOPLE = (
    {"id": "hana", "name": "Hana Osei", "handle": "hana_osei", "role": "host"},
    {"id": "sami", "name": "Sami Haddad", "handle": "sami_h", "role": "speaker"},
    {"id": "noor", "name": "Noor Ali", "handle": "noor_ali", "role": "speaker"},
)
PARTS = (
    ("hana", 0, 3_000),
    ("sami", 3_500, 6_000),
    ("noor", 6_500, 9_000),
    ("hana", 9_000, 12_000),
)
TONES = {"hana": 220.0, "sami": 440.0, "noor": 880.0}


def quiet(stage: str, done: int, total: int) -> None:
    """A progress that nobody watches."""


def document(**changes: Any) -> dict[str, Any]:
    """A room.json of three people; `changes` replace its entries."""
    room = {
        "id": "room-1",
        "platform": "discord",
        "title": "Who owns a city’s water?",
        "started_at": "2026-11-06T18:00:00Z",
        "language": "en",
    }
    segments = [{"speaker": who, "start_ms": a, "end_ms": b} for who, a, b in PARTS]
    whole = {"version": 1, "room": room, "audio": "room.flac", "speakers": list(PEOPLE)}
    return whole | {"segments": segments} | changes


def sound() -> sounds.Signal:
    """Everybody on a tone of their own where they speak, over a little noise."""
    mix = sounds.noise(SECONDS, level=0.002)
    for who, start, end in PARTS:
        at = start * sounds.RATE // 1000
        tone = sounds.tone((end - start) / 1000, TONES[who], level=0.2)
        mix[at : at + len(tone)] += tone
    return mix.astype(np.float32)


def write(folder: Path, **changes: Any) -> Path:
    """A folder with a sidecar room in it."""
    folder.mkdir(parents=True, exist_ok=True)
    sounds.write(folder / "room.flac", sound())
    (folder / "room.json").write_text(json.dumps(document(**changes)), encoding="utf-8")
    return folder


def bring(host: Host, folder: Path, **changes: Any) -> Recording:
    """A recording of Hana, Sami and Noor, imported for real."""
    return imports.bring_in(host, [write(folder, **changes)], progress=quiet).recording


def own_track(
    recording: Recording, who: str, sound: sounds.Signal, folder: Path, offset_ms: int = 0
) -> Track:
    """A microphone of their own, as an import keeps it."""
    made = working.prepare(sounds.write(folder / f"{who}.wav", sound), folder / f"{who}.flac")
    peaks = folder / f"{who}.peaks"
    peaks.write_bytes(made.peaks.values)
    kept = storage.put(made.path, kind="working", content_type="audio/flac")
    return Track.objects.create(
        recording=recording, index=recording.tracks.count(),
        speaker=recording.speakers.get(key=who), name=who, sha256=kept.sha256,
        bytes=kept.bytes, offset_ms=offset_ms, duration_ms=made.duration_ms,
        original_key=kept.key, working_key=kept.key,
        peaks_key=storage.put(peaks, kind="peaks", content_type="application/octet-stream").key,
    )  # fmt: skip
