"""A sample of our own contract: a zip with `room.json` and the room's sound."""

import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recordings.importers.room import Progress
from recordings.samples import encoding, people, words, zip_out
from recordings.samples import stage as stages
from recordings.samples.people import Person
from recordings.samples.stage import Stage
from recordings.samples.truth import truth, write
from recordings.samples.x_archive import silent

PLATFORM = "jitsi"


def make_sidecar(
    out: Path,
    *,
    minutes: float = 3,
    speakers: int = 4,
    seed: int = 1,
    tracks: bool = False,
    flite: bool | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Writes the zip `out` and `out.truth.json`; the truth as a document.

    A mix with segments, or with `tracks` one file for each speaker and no segments. Raises
    `ValueError` where the numbers make no room, `AudioError` where ffmpeg fails.
    """
    stage = stages.build(
        minutes=minutes, speakers=speakers, seed=seed, progress=progress, flite=flite
    )
    voices: list[int | None] = list(range(speakers)) if tracks else [None]

    def fill(archive: zipfile.ZipFile) -> None:
        zip_out.add_text(archive, "room.json", json.dumps(_room(stage, tracks=tracks), indent=1))
        for speaker in voices:
            _record(archive, stage, speaker, progress)

    zip_out.write_whole(out, fill)
    room_id = people.space_id(seed)
    document = truth(
        stage, source="sidecar", room_id=room_id, duration_ms=stage.duration_ms, key=_key
    )
    write(document, out)
    return document


def _record(
    archive: zipfile.ZipFile, stage: Stage, speaker: int | None, progress: Progress
) -> None:
    with TemporaryDirectory() as folder:
        sound = Path(folder, "sound.flac")
        blocks = stages.sound(stage, speaker=speaker)
        encoding.encode(blocks, sound, encoding.FLAC, stage.duration_ms, progress)
        zip_out.add_sound(archive, _file(stage, speaker), sound)


def _file(stage: Stage, speaker: int | None) -> str:
    return "room.flac" if speaker is None else f"{speaker + 1}-{stage.people[speaker].handle}.flac"


def _key(person: Person) -> str:
    return person.handle


def _room(stage: Stage, *, tracks: bool) -> dict[str, Any]:
    """The contract's document (`room.schema.json`)."""
    sound: dict[str, Any] = {"audio": _file(stage, None), "segments": _segments(stage)}
    if tracks:
        numbers = range(len(stage.people))
        sound = {
            "tracks": [
                {"file": _file(stage, number), "speaker": _key(stage.people[number])}
                for number in numbers
            ]
        }
    return {
        "version": 1,
        "room": {
            "id": people.space_id(stage.seed),
            "platform": PLATFORM,
            "title": words.TITLE,
            "started_at": stage.started_at.isoformat(timespec="milliseconds"),
            "language": "en",
        },
        "speakers": [_speaker(person, host=not n) for n, person in enumerate(stage.people)],
        "chapters": _chapters(stage),
        "cues": _cues(stage),
        **sound,
    }


def _speaker(person: Person, *, host: bool) -> dict[str, str]:
    return {
        "id": _key(person),
        "name": person.name,
        "handle": person.handle,
        "email": f"{person.handle}@example.org",
        "role": "host" if host else "speaker",
    }


def _segments(stage: Stage) -> list[dict[str, Any]]:
    return [
        {
            "speaker": _key(stage.people[turn.speaker]),
            "start_ms": turn.start_ms,
            "end_ms": turn.end_ms,
        }
        for turn in stage.turns
    ]


def _cues(stage: Stage) -> list[dict[str, Any]]:
    return [
        {
            "speaker": _key(stage.people[said.speaker]),
            "start_ms": said.start_ms,
            "end_ms": said.end_ms,
            "text": stage.sentences[said.sentence],
        }
        for said in stage.utterances()
    ]


def _chapters(stage: Stage) -> list[dict[str, Any]]:
    """The topics, spread over the room and each begun with a turn."""
    count = min(len(words.TOPICS), len(stage.turns))
    firsts = [stage.turns[number * len(stage.turns) // count] for number in range(count)]
    starts = [0, *(turn.start_ms for turn in firsts[1:])]
    return [
        {"start_ms": start, "title": topic}
        for start, topic in zip(starts, words.TOPICS, strict=False)
    ]
