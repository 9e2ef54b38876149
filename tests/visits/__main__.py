"""`python -m tests.visits [--count 10000] [--seed N]`: machines open every link."""

import argparse

from tests import long


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.visits", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    settings = {
        "ROOMCAST_VISITS": chosen.count,
        "ROOMCAST_BROWSER_VISITS": 40,
        "ROOMCAST_SEED": chosen.seed,
    }
    return long.run(["tests/visits"], settings, [long.SQLITE])


if __name__ == "__main__":
    raise SystemExit(main())
