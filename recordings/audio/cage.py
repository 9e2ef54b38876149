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

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def cage(cpu_s: int, memory_bytes: int, output_bytes: int) -> Callable[[], None]:
    """The function to hand to `subprocess.Popen(preexec_fn=…)`.

    A network namespace of its own is taken where the kernel gives one (4 ms; as root directly,
    else inside a user namespace) and done without where it does not, as in many containers: the
    whitelists already leave ffmpeg no protocol but files and pipes. macOS has neither this nor
    the parent-death signal nor a kept address-space limit.
    """
    parent = os.getpid()
    wanted = [
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_CORE, 0),
    ]
    bounds = [(which, _within(which, most)) for which, most in wanted]
    memory = _within(resource.RLIMIT_AS, memory_bytes)

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
        resource.setrlimit(resource.RLIMIT_AS, memory)

    return enter


def _within(which: int, most: int) -> tuple[int, int]:
    """Soft and hard limit; the hard one a little above, so that the signal tells which it was."""
    ours = most + 2 if most else 0
    inherited = resource.getrlimit(which)[1]
    hard = ours if inherited == resource.RLIM_INFINITY else min(ours, inherited)
    return min(most, hard), hard
