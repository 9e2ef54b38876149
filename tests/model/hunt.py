"""Plants one bug and looks for it: `python -m tests.model.hunt "NAME" [--steps 6000] [--seed 0]`.

A process of its own, for a planted module is imported once. Ends with 0 where the bug was found.
The database is the one the environment names: migrated, and empty.
"""

import argparse
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

from tests.model.bug import MACHINE, Bug
from tests.model.bugs import BUGS


class Planted(importlib.machinery.SourceFileLoader):
    """Reads the module's source with the mistake in it, and never a compiled copy."""

    bug: Bug

    def get_code(self, fullname: str) -> CodeType:
        del fullname  # a loader has one module
        text = self.bug.planted(Path(self.path).read_text())
        return compile(text, self.path, "exec", dont_inherit=True)


class Planting(importlib.abc.MetaPathFinder):
    def __init__(self, bug: Bug) -> None:
        self.bug = bug

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.bug.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = Planted(fullname, spec.origin)
            spec.loader.bug = self.bug
        return spec


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.model.hunt", description=__doc__)
    parser.add_argument("bug", choices=BUGS)
    parser.add_argument("--steps", type=int, default=1_500, help="after so many it is given up")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    bug = BUGS[chosen.bug]
    sys.meta_path.insert(0, Planting(bug))
    _set_up()
    said = _machine(chosen.steps, chosen.seed) if bug.by == MACHINE else _orders(bug)
    sys.stdout.write(f"{said}\n")
    return 0 if bug.says in said else 1


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    for folder in (settings.OBJECTS, settings.UPLOADS, settings.WORK):
        Path(folder).mkdir(parents=True, exist_ok=True)


def _machine(steps: int, seed: int) -> str:
    """The walk is quick, so it goes first."""
    from tests.model.running import run
    from tests.model.walk import walk

    try:
        walk()
        run(steps, seed, shrink=False)
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller looks at it
        return f"{type(error).__name__}: {error}"
    return ""


def _orders(bug: Bug) -> str:
    """Some of the orders are enough: a lock that is missing is missed in many of them."""
    from tests.feeds import story
    from tests.races.schedules import dealt
    from tests.races.steps import orders

    return "\n".join(dealt(bug.story, list(orders())[::40], story.host()))


if __name__ == "__main__":
    raise SystemExit(main())
