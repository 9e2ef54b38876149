"""What the benchmarks run of ours, each in a process of its own: `python -m tests.bench.ours …`."""

import argparse
import hashlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from recordings.audio.plan import Edit, EditPlan, Music, Track, Treatment, Voice
from recordings.audio.render import render
from recordings.audio.tags import Tags
from recordings.audio.working import prepare
from recordings.spans import Span

INTRO_MS = 8_000
EDIT_MS = 5_000
QUEUES, EACH_QUEUE = 2, 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["import", "publish", "both", "edits", "one", "many"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=0, help="which of several at a time")
    chosen = parser.parse_args()
    folder: Path = chosen.folder
    if chosen.what in ("import", "both"):
        _import(folder)
    if chosen.what in ("publish", "both"):
        _publish(folder)
    if chosen.what == "edits":
        _edits(folder)
    if chosen.what == "one":
        _render(folder, _plan(folder), folder / "one.mp3", workers=1)
    if chosen.what == "many":
        for number in range(EACH_QUEUE):
            _render(folder, _plan(folder), folder / f"many-{chosen.number}-{number}.mp3")


def _publish(folder: Path) -> str:
    shutil.rmtree(folder / "shelf", ignore_errors=True)
    return _render(folder, _plan(folder), folder / "ours.mp3", shelf=folder / "shelf")


def _edits(folder: Path) -> None:
    """A whole render and then each edit of it, in one process, as a worker does them; seconds of
    each, and whether an edit's bytes are those of a whole render of the same plan."""
    took = {"whole": _timed(partial(_publish, folder))}
    plan, same, shelf = _plan(folder), True, folder / "shelf"
    kept = shelf.rename(folder / "kept")
    middle = plan.duration_ms // 2
    for treatment in (Treatment.SILENCE, Treatment.BLEEP, Treatment.CUT):
        shutil.copytree(kept, shelf)
        edit = Edit(span=Span(middle, middle + EDIT_MS), treatment=treatment)
        edited = replace(plan, edits=(edit,))
        out = folder / "edited.mp3"
        took[treatment.value] = _timed(partial(_render, folder, edited, out, shelf=shelf))
        same = same and _render(folder, edited, folder / "proof.mp3") == _sha256(out)
        shutil.rmtree(shelf)
    shutil.rmtree(kept)
    (folder / "edits.json").write_text(json.dumps({"took": took, "same": same}))


def _timed(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _import(folder: Path) -> None:
    """The working copy, and each speaker's level, as an import measures it."""
    spans = json.loads((folder / "spans.json").read_text())
    prepare(folder / "intro.flac", folder / "intro-copy.flac")
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


def _render(
    folder: Path,
    plan: EditPlan,
    out: Path,
    *,
    shelf: Path | None = None,
    workers: int | None = None,
) -> str:
    """The SHA-256 of the file, read again from the disk."""
    made = render(
        plan,
        {0: folder / "working.flac", 1: folder / "intro-copy.flac"},
        out,
        tags=Tags(title="A benchmark", show="Open Table", chapters=((0, "Start"),)),
        progress=_ignore,
        work=folder,
        shelf=shelf,
        hashes={0: "the room", 1: "the intro"},
        workers=workers,
    )
    told = {"lufs": made.lufs, "true_peak_dbtp": made.true_peak_dbtp, "sha256": made.sha256}
    (folder / "ours.json").write_text(json.dumps(told))
    if _sha256(out) != made.sha256:
        raise SystemExit("what is on the disk is not what was made")
    return made.sha256


if __name__ == "__main__":
    main()
