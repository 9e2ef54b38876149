"""The verbs on objects; `disk` and `bucket` know how to keep one."""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages

from recordings.storage.disk import Disk
from recordings.storage.values import (
    KEY,
    KIND,
    StorageFailed,
    Store,
    StoredObject,
    checked,
    digest,
    key_of,
)


def store() -> Store:
    """The store that the settings name: the disk below objects/, or a bucket."""
    backend = storages["objects"]
    if isinstance(backend, FileSystemStorage):
        return Disk(Path(backend.location))
    from recordings.storage.bucket import Bucket  # noqa: PLC0415 - boto3 is 30 MB; only if used

    return Bucket(backend)


def put(path: Path, *, kind: str, content_type: str, consume: bool = False) -> StoredObject:
    """Keep a copy of `path` as `<kind>/<aa>/<sha256>[.ext]`; the same bytes are kept once.

    With `consume` the file itself is taken where it can be, without copying. When this returns,
    the bytes survive a power cut; when it does not, nothing is there under the final name.
    """
    sha256, length = digest(path)
    key = key_of(sha256, kind, path.suffix.lower())
    where = store()
    if where.size(key) != length:
        where.keep(path, key, content_type=content_type, consume=consume)
        _verify(where, key, length)
    if consume:
        path.unlink(missing_ok=True)
    return StoredObject(sha256=sha256, key=key, bytes=length)


def _verify(where: Store, key: str, length: int) -> None:
    found = where.size(key)
    if found != length:
        raise StorageFailed(
            f"The store kept {found or 0} of {length} bytes of {key}. It will be tried again."
        )


def size(key: str) -> int | None:
    """How many bytes an object has, or None if there is none."""
    return store().size(checked(key))


def exists(key: str) -> bool:
    return size(key) is not None


def local_path(key: str) -> Path | None:
    """Where an object lies on this disk, to be read only; None when it lies in a bucket."""
    return store().local_path(checked(key))


def local_copy(key: str) -> AbstractContextManager[Path]:
    """Lend an object as a file, to be read only: its own place on disk, or a download."""
    return store().local_copy(checked(key))


def keys(kind: str) -> list[str]:
    """The key of every object of a kind that the store holds."""
    return sorted(key for key in store().keys(kind) if KEY.fullmatch(key))


def read(key: str) -> bytes:
    """The bytes of a small object: a cover, a transcript."""
    with local_copy(key) as path:
        return path.read_bytes()


def signed_url(key: str, *, content_type: str, filename: str) -> str | None:
    """An address good for five minutes where the store serves the object itself; None on a disk."""
    return store().signed_url(checked(key), content_type=content_type, filename=filename)


def delete(key: str) -> None:
    """Remove an object; one that is not there is no error, so this may run twice."""
    store().delete(checked(key))


def delete_all(kind: str) -> int:
    """Remove every object of a kind that can be made anew at any time; how many there were."""
    if not KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is no kind of object")
    where = store()
    found = list(where.keys(kind))
    for key in found:
        where.delete(key)
    return len(found)


def sweep_unfinished(now: datetime) -> int:
    """Remove what interrupted `put`s left behind; how many pieces there were."""
    return store().sweep(now)
