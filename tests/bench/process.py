"""Commands, measured: time by the wall, processor time of all their processes, and how much memory
they held together (shared pages counted once)."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Seconds, and megabytes of 2^20 bytes at the worst moment."""

    wall: float
    cpu: float
    memory: float


def run(*commands: Sequence[str]) -> Used:
    """Commands one after the other, counted as one. Raises `SystemExit` if one fails."""
    each = [together(one) for one in commands]
    return Used(
        wall=sum(one.wall for one in each),
        cpu=sum(one.cpu for one in each),
        memory=max(one.memory for one in each),
    )


def together(*commands: Sequence[str]) -> Used:
    """Commands at the same time, counted as one. Raises `SystemExit` if one fails."""
    begun, ended = time.perf_counter(), threading.Event()
    worst: list[float] = [0.0]
    with tempfile.TemporaryFile("w+") as log:
        started = [subprocess.Popen([*argv], cwd=ROOT, stdout=log, stderr=log) for argv in commands]
        pids = [process.pid for process in started]
        watch = threading.Thread(target=_watch, args=(pids, ended, worst))
        watch.start()
        try:
            cpu = sum(_ended(process, log) for process in started)
            wall = time.perf_counter() - begun
        finally:
            ended.set()
            watch.join()
    return Used(wall=wall, cpu=cpu, memory=worst[0])


def _ended(process: "subprocess.Popen[bytes]", log: IO[str]) -> float:
    """Its processor time; `wait4` counts the process and all that it waited for."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        log.seek(0)
        raise SystemExit(f"{process.args!r} ended with {process.returncode}:\n{log.read()}")
    return used.ru_utime + used.ru_stime


def _watch(pids: Sequence[int], ended: threading.Event, worst: list[float]) -> None:
    while not ended.wait(_LOOK_EVERY_S):
        family = {one for pid in pids for one in _family(pid)}
        worst[0] = max(worst[0], sum(map(_megabytes, family)))


def _family(pid: int) -> Iterable[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _family(int(child))


def _megabytes(pid: int) -> float:
    with suppress(OSError, IndexError, ValueError):
        smaps = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(smaps.split("\nPss:")[1].split()[0]) / 1024
    return 0.0
