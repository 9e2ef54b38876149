"""`python -m tests.door FILE…`: files through the door of an import (probed, then prepared), one
JSON line each, and a last one with the memory that was used.

A process of its own: what a child has had at most begins with what its parent had.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from recordings.audio.errors import AudioError
from recordings.audio.pcm import MAX_MS
from recordings.audio.probe import TOLERANCE_MS, probe
from recordings.audio.working import prepare
from tests.memory import most_memory

Outcome = Mapping[str, object]

MOST_CPU_S = 30
MOST_MEMORY = 300 * 1024 * 1024
_BYTES_A_MS = 48 * 2 * 2
_HEADERS = 64 * 1024
_ROOT = Path(__file__).parents[1]


def outcomes(files: Sequence[Path]) -> list[Outcome]:
    """Of files, in a process of its own; the last one is about memory."""
    return lines("tests.door", *map(str, files))


def lines(module: str, *words: str) -> list[Outcome]:
    command = [sys.executable, "-m", module, *words]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    return [json.loads(line) for line in ended.stdout.splitlines()]


def through(path: Path, out: Path) -> dict[str, object]:
    """Either `refused` with the sentence, or the lengths and `bytes` of the working copy."""
    before = _cpu_s()
    outcome = _through(path, out)
    return {"cpu_s": round(_cpu_s() - before, 2), **outcome}


def _through(path: Path, out: Path) -> dict[str, object]:
    try:
        counted_ms = probe(path, path.name).duration_ms
        made = prepare(path, out, duration_ms=counted_ms)
    except AudioError as error:
        return {"refused": str(error), "permanent": error.permanent, "left": out.exists()}
    size = out.stat().st_size
    out.unlink()
    return {"counted_ms": counted_ms, "duration_ms": made.duration_ms, "bytes": size}


def memory() -> Outcome:
    """The most that any program had which was started so far, and this one."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return {"children_bytes": children, "own_bytes": most_memory()}


def _cpu_s() -> float:
    """Of all programs started so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def faults(outcome: Outcome) -> list[str]:
    """What must not happen to a hostile file, and did."""
    if "children_bytes" in outcome:
        most = max(int(str(outcome["children_bytes"])), int(str(outcome["own_bytes"])))
        return [] if most <= MOST_MEMORY else [f"took {most} bytes"]
    found = _of_refusal(outcome) if "refused" in outcome else _of_copy(outcome)
    if float(str(outcome["cpu_s"])) > MOST_CPU_S:
        found.append(f"took {outcome['cpu_s']} s")
    return found


def _of_refusal(outcome: Outcome) -> list[str]:
    found = [] if outcome["permanent"] else ["ended by the clock"]
    if outcome["left"]:
        found.append("left half a working copy")
    if not str(outcome["refused"]).endswith("."):
        found.append("was refused without a sentence")
    return found


def _of_copy(outcome: Outcome) -> list[str]:
    counted, made, size = (int(str(outcome[key])) for key in ("counted_ms", "duration_ms", "bytes"))
    found = [] if 0 < made <= MAX_MS else [f"lasts {made} ms"]
    if abs(counted - made) > TOLERANCE_MS:
        found.append(f"was counted as {counted} ms and lasts {made} ms")
    if size > made * _BYTES_A_MS + _HEADERS:
        found.append(f"became {size} bytes")
    return found


def _all(files: Sequence[str]) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory() as work:
        for name in files:
            yield through(Path(name), Path(work) / "working.flac")
    yield memory()


if __name__ == "__main__":
    for line in _all(sys.argv[1:]):
        print(json.dumps(line), flush=True)  # noqa: T201
