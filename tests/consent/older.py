"""A site of an older version: its commands, and rows as it wrote them."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def manage(data: Path, *args: str) -> str:
    """Run a command over a data folder of its own."""
    env = os.environ | {"ROOMCAST_DATA": str(data), "ROOMCAST_SECRET_KEY": settings.SECRET_KEY}
    env["DATABASE_URL"] = f"sqlite:///{data / 'db.sqlite3'}"
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    done = subprocess.run(
        [sys.executable, "manage.py", *args],
        env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    return done.stdout


def insert(database: sqlite3.Connection, table: str, **values: object) -> None:
    """A row as an older version of the site wrote it; what is not named is empty."""
    columns = database.execute(f"PRAGMA table_info({table})").fetchall()
    empty = {name: "" if "char" in kind or kind == "text" else 0 for _, name, kind, *_ in columns}
    may = {name: None for _, name, _, needed, *_ in columns if not needed}
    row = empty | may | values
    places = ", ".join("?" * len(row))
    database.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})",  # noqa: S608
        list(row.values()),
    )
