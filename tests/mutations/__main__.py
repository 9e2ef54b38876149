"""`python -m tests.mutations [--count 1000] [--seed N]`: damaged files of every kind."""

import argparse

from tests import long


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    settings = {"ROOMCAST_MUTATIONS": chosen.count, "ROOMCAST_SEED": chosen.seed}
    return long.run(["tests/mutations"], settings, [long.SQLITE])


if __name__ == "__main__":
    raise SystemExit(main())
