"""What the benchmarks run of ours, each in a process of its own: `python -m tests.bench.ours …`."""

import argparse
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

from recordings.audio.plan import Edit, EditPlan, Music, Track, Treatment, Voice
from recordings.audio.render import render
from recordings.audio.tags import Tags
from recordings.audio.working import prepare
from recordings.spans import Span

INTRO_MS = 8_000
EDIT_MS = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["import", "publish", "both", "edit"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--treatment", default="silence", choices=[t.value for t in Treatment])
    chosen = parser.parse_args()
    folder: Path = chosen.folder
    if chosen.what in ("import", "both"):
        _import(folder)
    if chosen.what in ("publish", "both"):
        shutil.rmtree(folder / "shelf", ignore_errors=True)
        _render(folder, _plan(folder))
    if chosen.what == "edit":
        plan = _plan(folder)
        middle = plan.duration_ms // 2
        edit = Edit(span=Span(middle, middle + EDIT_MS), treatment=Treatment(chosen.treatment))
        _render(folder, replace(plan, edits=(edit,)))


def _import(folder: Path) -> None:
    """The working copy, and each speaker's level, as an import measures it."""
    spans = json.loads((folder / "spans.json").read_text())
    made = prepare(folder / "room.m4a", folder / "working.flac")
    voices = [
        asdict(
            Voice(
                key=key,
                spans=tuple(Span(start, end) for start, end in some),
                level_lufs=made.levels.lufs(Span(start, end) for start, end in some),
            )
        )
        for key, some in spans.items()
    ]
    told = {"duration_ms": made.duration_ms, "voices": voices}
    (folder / "imported.json").write_text(json.dumps(told))


def _plan(folder: Path) -> EditPlan:
    told = json.loads((folder / "imported.json").read_text())
    voices = tuple(
        Voice(
            key=voice["key"],
            spans=tuple(Span(span["start_ms"], span["end_ms"]) for span in voice["spans"]),
            level_lufs=voice["level_lufs"],
        )
        for voice in told["voices"]
    )
    return EditPlan(
        duration_ms=told["duration_ms"],
        tracks=(Track(input=0),),
        voices=voices,
        intro=Music(input=1, duration_ms=INTRO_MS),
    )


def _ignore(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def _render(folder: Path, plan: EditPlan) -> None:
    made = render(
        plan,
        {0: folder / "working.flac", 1: folder / "intro.flac"},
        folder / "ours.mp3",
        tags=Tags(title="A benchmark", show="Open Table", chapters=((0, "Start"),)),
        progress=_ignore,
        work=folder,
        shelf=folder / "shelf",
        hashes={0: "the room", 1: "the intro"},
    )
    told = {"lufs": made.lufs, "true_peak_dbtp": made.true_peak_dbtp, "sha256": made.sha256}
    (folder / "ours.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main()
