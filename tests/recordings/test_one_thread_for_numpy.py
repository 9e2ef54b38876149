"""numpy computes on the thread that asks it to."""

import subprocess
import sys
from pathlib import Path

import pytest

_COUNT = """
import os, recordings.audio.meter, numpy
numpy.ones((400, 400)) @ numpy.ones((400, 400))
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted on Linux")
def test_a_product_of_matrices_starts_no_threads() -> None:
    """One that is under way while another thread starts a program would never end."""
    found = subprocess.run(
        [sys.executable, "-c", _COUNT], capture_output=True, text=True, check=True, env={}
    )
    assert found.stdout.strip() == "1"
