"""`python -m tests.mutations.trial FOLDER KIND FIRST COUNT`: damaged files through the door of an
import, as `tests.door` tells of them, with the seed of each."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.door import Outcome, memory, through
from tests.mutations.damage import damaged


def trials(raw: bytes, first: int, count: int) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory() as work:
        path, out = Path(work) / "room", Path(work) / "working.flac"
        for seed in range(first, first + count):
            path.write_bytes(damaged(raw, seed))
            yield {"seed": seed, **through(path, out)}
    yield memory()


if __name__ == "__main__":
    whole = (Path(sys.argv[1]) / f"room.{sys.argv[2]}").read_bytes()
    for line in trials(whole, int(sys.argv[3]), int(sys.argv[4])):
        print(json.dumps(line), flush=True)  # noqa: T201
