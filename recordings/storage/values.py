"""An object's name, what a store has to be able to do, and how it fails."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

KEY = re.compile(r"[a-z][a-z-]*/[0-9a-f]{2}/(?P<sha256>[0-9a-f]{64})(\.[a-z0-9]{1,5})?")
KIND = re.compile(r"[a-z][a-z-]*")
EXTENSION = re.compile(r"\.[a-z0-9]{1,5}")


class StorageFailed(Exception):
    """The store did not keep or give a file; `str(error)` is a sentence for the host."""

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class ObjectMissing(StorageFailed):
    """No object of that key is there. Trying again does not bring it back."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The stored file {key} is not there. Restore it from a backup, or import again.",
            permanent=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object that is safely in the store. `sha256` is hex, of its `bytes` bytes."""

    sha256: str
    key: str
    bytes: int


class Store(Protocol):
    """One place that keeps objects. `source` is a file whose hash is the one in `key`."""

    def size(self, key: str) -> int | None: ...
    def keep(self, source: Path, key: str, *, content_type: str, consume: bool) -> None: ...
    def local_path(self, key: str) -> Path | None: ...
    def local_copy(self, key: str) -> AbstractContextManager[Path]: ...
    def signed_url(self, key: str, *, content_type: str, filename: str) -> str | None: ...
    def delete(self, key: str) -> None: ...
    def keys(self, kind: str) -> Iterator[str]: ...
    def sweep(self, now: datetime) -> int: ...


def key_of(sha256: str, kind: str, suffix: str) -> str:
    """`<kind>/<aa>/<sha256>[.ext]`; the suffix is kept where it is a plain one."""
    if not KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is no kind of object")
    extension = suffix if EXTENSION.fullmatch(suffix) else ""
    return f"{kind}/{sha256[:2]}/{sha256}{extension}"


def checked(key: str) -> str:
    """`key`, or ValueError: what is not a key of ours never reaches a disk or a bucket."""
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not the key of an object")
    return key


def digest(path: Path) -> tuple[str, int]:
    """The hex sha256 of a file and its length, read piece by piece."""
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            hashed.update(piece)
        return hashed.hexdigest(), file.tell()
