"""Runs a trial longer than `make test` does, on SQLite and on a PostgreSQL of its own.

The trials are tests; how long they go on stands in the environment.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASES = (SQLITE, POSTGRESQL)


def run(tests: Sequence[str], settings: Mapping[str, int], databases: Sequence[str]) -> int:
    """Run the tests once on each database; the first exit code that is not 0, or 0."""
    codes = [_run(tests, settings, name) for name in databases]
    return next(filter(None, codes), 0)


def _run(tests: Sequence[str], settings: Mapping[str, int], name: str) -> int:
    told = {setting: str(value) for setting, value in settings.items()}
    sys.stderr.write(f"== {name}: {told}\n")
    with database(name) as address:
        environ = {kept: value for kept, value in os.environ.items() if kept != "DATABASE_URL"}
        environ |= address | told
        workers = os.environ.get("PYTEST_WORKERS", "2")
        argv = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--show-capture=no", *tests]
        return subprocess.run(argv, cwd=ROOT, env=environ, check=False).returncode


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """The environment that leads to the database."""
    if name == SQLITE:
        yield {}
        return
    with tempfile.TemporaryDirectory() as beside:
        folder = str(Path(beside).with_suffix(".postgres"))
    script = str(ROOT / ".ci" / "postgres")
    started = subprocess.run([script, "start", folder], check=True, capture_output=True, text=True)
    try:
        yield {"DATABASE_URL": started.stdout.strip()}
    finally:
        subprocess.run([script, "stop", folder], check=True)
