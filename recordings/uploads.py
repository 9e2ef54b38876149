"""Uploaded files on their way to an Import: kept below the uploads folder under names we made."""

import contextlib
import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from recordings.imports import Upload


def keep(files: "Iterable[UploadedFile[Any]]") -> list[Upload]:
    """Move what the request wrote out of its reach; on the same disk, so nothing is copied."""
    folder = uuid.uuid4().hex
    (Path(settings.UPLOADS) / folder).mkdir(mode=0o700)
    return [_keep(file, f"{folder}/{number}") for number, file in enumerate(files)]


def _keep(file: "UploadedFile[Any]", path: str) -> Upload:
    target = Path(settings.UPLOADS) / path
    if isinstance(file, TemporaryUploadedFile):
        Path(file.temporary_file_path()).rename(target)
        with contextlib.suppress(FileNotFoundError):  # it has just moved away
            file.close()
    else:
        with target.open("wb") as kept:
            shutil.copyfileobj(file, kept)
    return Upload(path=path, name=file.name or "a file")


def drop(uploads: Iterable[Upload]) -> None:
    """Forget files that no Import came of."""
    for upload in uploads:
        path = Path(settings.UPLOADS) / upload.path
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # other files of it are still there
            path.parent.rmdir()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """An uploaded file under a name of ours, and the host's name for it."""

    path: Path
    name: str


@contextlib.contextmanager
def lent(file: "UploadedFile[Any]") -> Iterator[Lent]:
    """An uploaded file for as long as the block lasts."""
    (kept,) = keep([file])
    try:
        yield Lent(path=Path(settings.UPLOADS) / kept.path, name=kept.name)
    finally:
        drop([kept])
