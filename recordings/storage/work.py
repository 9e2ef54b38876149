"""Work folders: where a job keeps files for as long as it lives, and not longer.

Each folder has a lock file beside it. The kernel lets go of the lock when its holder dies, however
it dies, so a sweep can tell an abandoned folder from one in use.
"""

import contextlib
import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

YOUNG = timedelta(seconds=60)
"""A folder is made a moment before its lock is held; one younger than this is left alone."""


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """An empty folder below work/, readable by this user only, gone when the block ends."""
    folder = Path(settings.WORK) / uuid.uuid4().hex
    lock = os.open(_lock_of(folder), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def sweep_work(now: datetime) -> int:
    """Remove the folders whose holder died; how many there were."""
    locks = [path for path in Path(settings.WORK).glob("*.lock") if _is_old(path, now)]
    return sum(_remove_if_abandoned(path) for path in locks)


def _remove_if_abandoned(lock_path: Path) -> bool:
    try:
        lock = os.open(lock_path, os.O_RDWR)
    except FileNotFoundError:
        return False  # its holder has just removed it
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(lock_path.with_suffix(""))
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _remove(folder: Path) -> None:
    """The lock file goes last: as long as there is a folder, a sweep can find it."""
    shutil.rmtree(folder, ignore_errors=True)
    _lock_of(folder).unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_suffix(".lock")


def _is_old(path: Path, now: datetime) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mtime < (now - YOUNG).timestamp()
    return False
