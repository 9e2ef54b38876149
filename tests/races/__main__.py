"""`python -m tests.races [--count 10000] [--seed N] [--database sqlite]`: the long races.

Every finding names its seed; `--seed N --count 1` plays that round again.
"""

import argparse

from tests import long


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="rounds on each database")
    parser.add_argument("--seed", type=int, default=0, help="the first round's seed")
    parser.add_argument("--database", choices=long.DATABASES, action="append")
    chosen = parser.parse_args()
    settings = {
        "ROOMCAST_RACES": chosen.count,
        "ROOMCAST_SEED": chosen.seed,
        "ROOMCAST_ORDERS": 1,
    }
    return long.run(["tests/races"], settings, chosen.database or long.DATABASES)


if __name__ == "__main__":
    raise SystemExit(main())
