"""What a child process is bound to before it becomes ffmpeg: limits, no network, dying with us.

Runs between fork and exec, so it only makes system calls through what was looked up before the
fork: no imports, no locks, no logging. A wrapper program would cost 2 to 15 ms more a start.
"""

import ctypes
import os
import resource
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000

_STACK_BYTES = 2 * 1024 * 1024
"""Each thread is given as much address space, which counts as its data; ffmpeg starts one for each
processor. Elsewhere it makes do with a quarter of this."""

_PROGRAM_BYTES = 512 * 1024 * 1024
"""Room for the program and its libraries: 270 MB of addresses in Debian's, of which 45 are used."""

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def cage(cpu_s: int, memory_bytes: int, output_bytes: int) -> Callable[[], None]:
    """The function to hand to `subprocess.Popen(preexec_fn=…)`.

    A network namespace of its own is taken where the kernel gives one (4 ms; as root directly,
    else inside a user namespace) and done without where it does not, as in many containers: the
    whitelists already leave ffmpeg no protocol but files and pipes. macOS has neither this nor
    the parent-death signal nor a kept address-space limit.
    """
    parent = os.getpid()
    bounds = _bounds(
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_CORE, 0),
    )
    memory = _bounds(
        (resource.RLIMIT_STACK, _STACK_BYTES),
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_AS, memory_bytes + _PROGRAM_BYTES),
    )

    def enter() -> None:
        for which, pair in bounds:
            resource.setrlimit(which, pair)
        if _libc is None:
            return
        if _libc.unshare(_CLONE_NEWNET) != 0:
            _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        _libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        # Last: what was forked may already be larger than this, and from here on Python is given
        # no memory; anything after it would fail by chance. exec starts from nothing again.
        for which, pair in memory:
            resource.setrlimit(which, pair)

    return enter


def _bounds(*wanted: tuple[int, int]) -> list[tuple[int, tuple[int, int]]]:
    return [(which, _within(which, most)) for which, most in wanted]


def _within(which: int, most: int) -> tuple[int, int]:
    """Soft and hard limit; the hard one a little above, so that the signal tells which it was."""
    ours = most + 2 if most else 0
    inherited = resource.getrlimit(which)[1]
    hard = ours if inherited == resource.RLIM_INFINITY else min(ours, inherited)
    return min(most, hard), hard
