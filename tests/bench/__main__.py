"""`python -m tests.bench [--minutes 10 60 180] [--rounds 3] [--write]`: how fast, how small.

Everybody does the same job in turn, each round in the other direction, on a room made for it.
Beside the figures stands what nothing can beat: one bare encoder, its processor time divided by
the processors. With `--write` the table goes into docs/benchmarks.md. Of
the peers only those are run that are installed (`ffmpeg-normalize`, `pydub`).
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from recordings.audio.ffmpeg import version
from recordings.audio.jingle import jingle
from recordings.audio.workers import cores
from tests.bench.contenders import (
    BARE,
    BARE_MONO,
    BARE_TWICE,
    EDITS,
    FFMPEG,
    IMPORT,
    MANY,
    ONE,
    PEERS,
    PUBLISH,
    WHOLE,
    Contender,
)
from tests.bench.ours import EACH_QUEUE, QUEUES
from tests.bench.process import ROOT, Used

Found = dict[str, list[Used]]
Edited = dict[str, Any]
_PAGE = ROOT / "docs" / "benchmarks.md"
_HEAD = """# Benchmarks

`make bench` writes this page. Every figure is the median of some rounds, its range behind it; the
contenders run in turn. **Wall** is time by the clock, divided by what one bare encoder takes of the
processors, spread over all of them: nothing that makes an MP3 can be below 1 by much. **CPU** is
processor time by that encoder's. Memory is that of all processes together, shared pages once.
What takes very long (20 rooms; the peers on an hour; all of three hours) runs in one round only.
"""

_ONCE_FROM_MINUTES = 180


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--minutes", type=int, nargs="+", default=[10, 60, 180])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    pages = [_HEAD, _machine()]
    for minutes in chosen.minutes:
        with tempfile.TemporaryDirectory(prefix="roomcast-bench-") as name:
            folder = Path(name)
            _room(folder, minutes)
            running = _running(minutes, chosen.without_peers)
            rounds = chosen.rounds if minutes < _ONCE_FROM_MINUTES else 1
            found, edits = _measured(folder, minutes, running, rounds)
        pages.append(_table(minutes, found) + _edits(edits, found) + _queue(found))
        sys.stdout.write(pages[-1])
        sys.stdout.flush()
    if chosen.write:
        _PAGE.write_text("\n".join(pages))


def _running(minutes: int, without_peers: bool) -> list[Contender]:
    ours = [BARE, BARE_MONO, BARE_TWICE, IMPORT, WHOLE, PUBLISH, EDITS]
    if minutes <= MANY.longest_minutes:
        ours += [ONE, MANY]
    peers = [one for one in PEERS if one.is_here and minutes <= one.longest_minutes]
    return [*ours, *([] if without_peers else peers)]


def _room(folder: Path, minutes: int) -> None:
    """A room of four people as X records it, in one file; who speaks when; and an intro."""
    zipped = folder / "room.zip"
    data = {"ROOMCAST_DATA": str(folder / "data")}
    command = [sys.executable, "manage.py", "sample_room", str(zipped)]
    command += ["--minutes", str(minutes), "--speakers", "4"]
    subprocess.run(command, cwd=ROOT, env=os.environ | data, check=True, capture_output=True)
    shutil.unpack_archive(zipped, folder / "zip")
    sound = next((folder / "zip").rglob("*.ts"))
    copy = ["-i", str(sound), "-vn", "-c", "copy", str(folder / "room.m4a")]
    subprocess.run([*FFMPEG, *copy], check=True)
    truth = json.loads(Path(f"{zipped}.truth.json").read_text())
    spans = {
        one["key"]: [[span["start_ms"], span["end_ms"]] for span in one["segments"]]
        for one in truth["speakers"]
    }
    (folder / "spans.json").write_text(json.dumps(spans))
    jingle(folder / "intro.flac")


def _measured(
    folder: Path, minutes: int, contenders: Sequence[Contender], rounds: int
) -> tuple[Found, list[Edited]]:
    found: Found = defaultdict(list)
    edits: list[Edited] = []
    for number in range(rounds):
        again = [one for one in contenders if not number or minutes < one.once_from_minutes]
        for one in again if number % 2 == 0 else _backwards(again):
            sys.stderr.write(f"… round {number + 1}: {one.name}\n")
            found[one.name].append(one.run(folder))
            if one is EDITS:
                edits.append(json.loads((folder / "edits.json").read_text()))
    return found, edits


def _backwards(contenders: Sequence[Contender]) -> Iterator[Contender]:
    """Peers first; ours in their own order, since each needs what the one before left."""
    yield from (one for one in reversed(contenders) if one in PEERS)
    yield from (one for one in contenders if one not in PEERS)


def _table(minutes: int, found: Found) -> str:
    bare = statistics.median(one.cpu for one in found[BARE.name])
    lines = [
        f"\n## {minutes} minutes, {_rounds(len(found[BARE.name]))}\n",
        f"One bare encoder: {bare:.1f} s of processor time.\n",
        "| what | wall / (bare / processors) | CPU / bare | memory |",
        "|---|---|---|---|",
    ]
    for name, rounds in found.items():
        wall = _range([one.wall / (bare / cores()) for one in rounds])
        cpu = _range([one.cpu / bare for one in rounds])
        memory = statistics.median(one.memory for one in rounds)
        lines.append(f"| {name} | {wall} | {cpu} | {memory:.0f} MB |")
    return "\n".join(lines) + "\n"


def _rounds(count: int) -> str:
    return "one round" if count == 1 else f"{count} rounds"


def _edits(rounds: Sequence[Edited], found: Found) -> str:
    """Each against the whole render beside it, in one process as a worker does them."""
    lines = [
        "\n| 5 s of it | share of a render from the file | share of a publish | seconds |",
        "|---|---|---|---|",
    ]
    whole = statistics.median(one.wall for one in found[WHOLE.name])
    for name in ("silence", "bleep", "cut"):
        took = [one["took"][name] for one in rounds]
        of_render = _percent([each / whole for each in took])
        of_publish = _percent([one["took"][name] / one["took"]["whole"] for one in rounds])
        lines.append(f"| {name} | {of_render} | {of_publish} | {_range(took)} |")
    same = "the same" if all(one["same"] for one in rounds) else "NOT THE SAME"
    lines.append(f"\nThe bytes of an edit are {same} as those of a whole render of it.")
    return "\n".join(lines) + "\n"


def _percent(shares: Sequence[float]) -> str:
    least, middle, most = (
        100 * one for one in (min(shares), statistics.median(shares), max(shares))
    )
    return f"{middle:.1f} % [{least:.1f}–{most:.1f}]"


def _queue(found: Found) -> str:
    if MANY.name not in found:
        return ""
    alone = statistics.median(one.wall for one in found[ONE.name])
    ratios = [one.wall / (QUEUES * EACH_QUEUE * alone / cores()) for one in found[MANY.name]]
    return f"\n{MANY.name}: {_range(ratios)} of the sum of single renders, spread over the cores.\n"


def _range(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} [{min(values):.2f}–{max(values):.2f}]"


def _machine() -> str:
    return (
        f"\nMeasured on {cores()} processors ({_model()}, {platform.machine()}), Python"
        f" {platform.python_version()}, ffmpeg {version()}.\n"
    )


def _model() -> str:
    """As Linux names the processor; elsewhere as Python does."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


if __name__ == "__main__":
    main()
