"""The site's secret key: a file below the data folder, made on first use, readable by its owner."""

import os
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key_of(data: Path) -> str:
    """The key in `data/secret_key`; the first process to ask makes it, the others read it."""
    path = data / "secret_key"
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Write beside, then link: two processes at once still end with one key, and a whole one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".secret_key.")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(get_random_secret_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        _link(name, path)
    finally:
        Path(name).unlink()


def _link(name: str, path: Path) -> None:
    try:
        os.link(name, path)
    except FileExistsError:
        return  # another process was first; its key is the site's
