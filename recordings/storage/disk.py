"""Objects on the local disk: written beside, forced to the disk, then renamed into place."""

import contextlib
import hashlib
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from recordings.storage.values import KEY, ObjectMissing, StorageFailed

UNFINISHED = ".unfinished"
ABANDONED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Disk:
    root: Path

    def size(self, key: str) -> int | None:
        with contextlib.suppress(FileNotFoundError):
            return (self.root / key).stat().st_size
        return None

    def keep(self, source: Path, key: str, *, content_type: str, consume: bool) -> None:
        """A name in the store means whole bytes on the disk, whenever the power goes."""
        del content_type  # a disk keeps none; whoever serves the object says it
        place = self.root / key
        self._make_folders(place.parent)
        written = self.root / UNFINISHED / uuid.uuid4().hex
        try:
            self._bring(source, written, expected=_sha256_in(key), consume=consume)
            written.chmod(0o400)
            written.replace(place)
        except OSError as error:
            raise StorageFailed(
                f"The file could not be kept: {error.strerror}. Make room on the disk, then retry."
            ) from error
        finally:
            written.unlink(missing_ok=True)
        _force(place.parent)

    def _bring(self, source: Path, written: Path, *, expected: str, consume: bool) -> None:
        """By a second name when the file is ours to take and on the same disk, else by copying."""
        if consume and _linked(source, written):
            _force(written)
        elif _copied(source, written) != expected:
            raise StorageFailed("The file changed while it was being kept. Try again.")

    def _make_folders(self, folder: Path) -> None:
        """A new folder's name is forced to the disk as well, or the file in it could be lost."""
        for new in (self.root / UNFINISHED, folder.parent, folder):
            if not new.is_dir():
                new.mkdir(mode=0o700, parents=True, exist_ok=True)
                _force(new.parent)

    def local_path(self, key: str) -> Path | None:
        return self.root / key

    @contextlib.contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        path = self.root / key
        if not path.is_file():
            raise ObjectMissing(key)
        yield path

    def signed_url(self, key: str, *, content_type: str, filename: str) -> str | None:
        del key, content_type, filename
        return None

    def keys(self, kind: str) -> Iterator[str]:
        for path in (self.root / kind).glob("??/*"):
            yield path.relative_to(self.root).as_posix()

    def delete(self, key: str) -> None:
        (self.root / key).unlink(missing_ok=True)

    def sweep(self, now: datetime) -> int:
        old = (now - ABANDONED).timestamp()
        left = [p for p in (self.root / UNFINISHED).glob("*") if p.stat().st_mtime < old]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def _sha256_in(key: str) -> str:
    match = KEY.fullmatch(key)
    if match is None:
        raise ValueError(f"{key!r} is not the key of an object")
    return match["sha256"]


def _linked(source: Path, written: Path) -> bool:
    try:
        os.link(source, written)
    except OSError:
        return False  # another disk, or one without links
    return True


def _copied(source: Path, written: Path) -> str:
    """Copy, force to the disk, and say the hash of what was written."""
    hashed = hashlib.sha256()
    with source.open("rb") as file, written.open("xb") as copy:
        while piece := file.read(1 << 20):
            hashed.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return hashed.hexdigest()


def _force(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
