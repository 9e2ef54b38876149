"""Several processes run as one: started together, stopped together, none left behind.

Each child leads a session of its own. A stop goes to the child alone, never to its group: a queue
whose workers are signalled together with it hangs on its way out. What is left after the grace
is killed with its whole group.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

GRACE_S = 25.0
POLL_S = 0.2
PR_SET_PDEATHSIG = 1  # prctl(2): the signal a child gets when its parent dies


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    argv: Sequence[str]


class Ended(Exception):
    """A child ended that was to run for ever; `str(error)` says which."""


class Stop:
    """Asked for by SIGTERM or SIGINT; noticed at the next look."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.asked = True


def run_together(children: Sequence[Child], look: Callable[[], object]) -> None:
    """Run until a signal asks to stop, calling `look` between; raises `Ended` if one dies."""
    stop = Stop()
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for child in children:
            running[child.name] = _start(child)
        while not stop.asked:
            _all_alive(running)
            look()
            time.sleep(POLL_S)
    finally:
        _stop(list(running.values()))


def _start(child: Child) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        child.argv,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads here
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _all_alive(running: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in running.items():
        if process.poll() is not None:
            raise Ended(f"The {name} process ended with {process.returncode}; see its log above.")


def _stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_S
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Whatever is left of a child's group; after a clean stop there is none."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
