"""Who spoke when in a sample room, as `OUT.truth.json` says it: what an import has to find."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from recordings.samples import words
from recordings.samples.people import Person
from recordings.samples.stage import Stage


def truth(
    stage: Stage, *, source: str, room_id: str, duration_ms: int, key: Callable[[Person], str]
) -> dict[str, Any]:
    """A document; `key` gives the id under which a source knows a person."""
    keys = [key(person) for person in stage.people]
    return {
        "version": 1,
        "source": source,
        "seed": stage.seed,
        "room": {
            "id": room_id,
            "title": words.TITLE,
            "started_at": stage.started_at.isoformat(timespec="milliseconds"),
        },
        "duration_ms": duration_ms,
        "speakers": [
            {
                "key": keys[number],
                "name": person.name,
                "handle": person.handle,
                "x_id": person.x_id,
                "role": "speaker" if number else "host",
                "segments": _segments(stage, number, keys),
            }
            for number, person in enumerate(stage.people)
        ],
        "segments": _segments(stage, None, keys),
    }


def write(document: Mapping[str, Any], out: Path) -> Path:
    """Beside `out`, under its name with `.truth.json` behind it."""
    path = out.with_name(out.name + ".truth.json")
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _segments(stage: Stage, speaker: int | None, keys: list[str]) -> list[dict[str, Any]]:
    return [
        {"speaker": keys[turn.speaker], "start_ms": turn.start_ms, "end_ms": turn.end_ms}
        for turn in stage.turns
        if speaker is None or turn.speaker == speaker
    ]
