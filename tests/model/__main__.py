"""`python -m tests.model [--steps 100000] [--seed N]`: the long run of the model.

With `--bugs` the planted bugs are hunted instead, each in a process of its own.
"""

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import long
from tests.model import hunting
from tests.model.bugs import BUGS
from tests.model.hunting import Hunt


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bugs", action="store_true", help="hunt the planted bugs, all of them")
    chosen = parser.parse_args()
    if chosen.bugs:
        return _hunt(chosen.seed)
    settings = {"ROOMCAST_STEPS": chosen.steps, "ROOMCAST_SEED": chosen.seed}
    tests = ["tests/model/test_the_site_fits_the_word.py"]
    return long.run(tests, settings, [long.SQLITE])


def _hunt(seed: int) -> int:
    """Two hunts at a time; a line for each, and how many were found."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        migrated = hunting.template(Path(name))

        def one(number: int) -> Hunt:
            folder = Path(name) / str(number)
            folder.mkdir()
            done = hunting.hunt(list(BUGS.values())[number], migrated, folder, seed)
            verdict = "found" if done.found else "MISSED"
            sys.stdout.write(f"{verdict}  {done.bug.name}\n")
            sys.stdout.flush()
            return done

        hunts = list(pool.map(one, range(len(BUGS))))
    found = sum(done.found for done in hunts)
    sys.stdout.write(f"{found} of {len(hunts)} found\n")
    return 0 if found == len(hunts) else 1


if __name__ == "__main__":
    raise SystemExit(main())
