"""A zip of sample files that is the same, byte for byte, each time."""

import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from shutil import copyfileobj
from typing import IO

_WHEN = (2026, 11, 20, 12, 0, 0)


def add_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), text)


def open_sound(archive: zipfile.ZipFile, name: str) -> AbstractContextManager[IO[bytes]]:
    """A stream to write a member that is packed already; as large as it may become."""
    return archive.open(_entry(name, zipfile.ZIP_STORED), "w", force_zip64=True)


def add_sound(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    with open_sound(archive, name) as out, path.open("rb") as file:
        copyfileobj(file, out, 1 << 20)


def write_whole(out: Path, fill: Callable[[zipfile.ZipFile], None]) -> None:
    """The archive under its name only once it is whole."""
    unfinished = out.with_name(f".{out.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            fill(archive)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _entry(name: str, packed: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = packed
    entry.external_attr = 0o100644 << 16
    return entry
