"""How much memory this process has had at most."""

import resource
import sys
from pathlib import Path


def most_memory() -> int:
    """Peak resident bytes. Linux hands the peak of whoever forked a process down in `ru_maxrss`,
    through exec; `VmHWM` is the process's own."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
