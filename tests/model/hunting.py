"""Hunts for planted bugs, each in a process and on a database of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.long import POSTGRESQL, ROOT, database
from tests.model.bug import Bug

MOST_S = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunt:
    """`said` is what the finder said, or what the process did instead."""

    bug: Bug
    found: bool
    said: str


def template(folder: Path) -> Path:
    """A migrated, empty database; a copy of it is quicker than migrating anew."""
    path = folder / "template.sqlite3"
    _python(["manage.py", "migrate", "--verbosity", "0"], _on(path, folder), check=True)
    return path


def hunt(bug: Bug, migrated: Path, folder: Path, seed: int = 0) -> Hunt:
    """Look for one bug. `folder` is an empty place of the hunt's own."""
    if bug.postgresql:
        with database(POSTGRESQL) as address:
            environ = _environ(folder) | address
            _python(["manage.py", "migrate", "--verbosity", "0"], environ, check=True)
            return _hunt(bug, environ, seed)
    path = folder / "hunt.sqlite3"
    shutil.copy(migrated, path)
    return _hunt(bug, _on(path, folder), seed)


def _hunt(bug: Bug, environ: dict[str, str], seed: int) -> Hunt:
    argv = ["-m", "tests.model.hunt", bug.name, "--seed", str(seed)]
    done = _python(argv, environ, check=False)
    said = f"{done.stdout}{done.stderr if done.returncode else ''}"
    return Hunt(bug=bug, found=done.returncode == 0, said=said)


def _on(path: Path, folder: Path) -> dict[str, str]:
    return _environ(folder) | {"DATABASE_URL": f"sqlite:///{path}"}


def _environ(folder: Path) -> dict[str, str]:
    """Without the run's own database, and with a data folder of the hunt's own."""
    own = {"ROOMCAST_TEST_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | own


def _python(
    argv: list[str], environ: dict[str, str], *, check: bool
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *argv],
        cwd=ROOT,
        env=environ,
        check=check,
        capture_output=True,
        text=True,
        timeout=MOST_S,
    )
