"""One zip, checked against every trick known before anything in it is opened.

Only stored and deflated members; nothing is ever unpacked under a name of the archive's.
"""

import itertools
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from recordings.importers.room import ImportFailed
from recordings.importers.sniff import Kind, kind_of, not_audio
from recordings.importers.text import quoted, size

MAX_ENTRIES = 20_000
MAX_DIRECTORY = 8 * 1024 * 1024
# Deflate cannot pack tighter than 1,032 to 1; sound and text never come near a fifth of that.
MAX_RATIO = 200
RATIO_MATTERS_FROM = 64 * 1024 * 1024

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = 20
_ENTRY = struct.Struct("<4s24x3H12x")
_LOCAL = struct.Struct("<4s22x2H")
_LONGEST_COMMENT = 0xFFFF
_OUTSIDE = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|\x00")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
    NotImplementedError,
)


class Readable(Protocol):
    """As much of a file as readers of untrusted members may use."""

    def read(self, size: int, /) -> bytes: ...


class _Guarded:
    """A member's stream whose failures are the zip's, told apart from those of its reader."""

    __slots__ = ("_name", "_path", "_stream")

    def __init__(self, stream: IO[bytes], path: Path, name: str) -> None:
        self._stream, self._path, self._name = stream, path, name

    def read(self, size: int, /) -> bytes:
        with refusing(self._path, self._name):
            return self._stream.read(size)


class CheckedZip:
    """An open zip whose directory was found harmless; `entries` maps a clean name to its entry."""

    def __init__(self, path: Path) -> None:
        self.path = path
        require_zip(path)
        with refusing(path):
            _check_directory(path)
            self._zip = zipfile.ZipFile(path)
        try:
            self.entries = self._checked()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._zip.close()

    @contextmanager
    def open(self, name: str) -> Iterator["Readable"]:
        """The bytes of one member as a stream; a damaged one ends in `ImportFailed`."""
        entry = self.entries[name]
        with refusing(self.path, name):
            self._check_local(entry)
            stream = self._zip.open(entry)
        with stream:
            yield _Guarded(stream, self.path, name)

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            name = entry.orig_filename.replace("\\", "/")
            self._check_entry(entry, name)
            if name in entries:
                raise self._refused(f"holds two files named {quoted(name)}")
            entries[name] = entry
        self._check_sizes(entries)
        self._check_overlap()
        return {name: entry for name, entry in entries.items() if not name.endswith("/")}

    def _check_entry(self, entry: zipfile.ZipInfo, name: str) -> None:
        if _OUTSIDE.search(name):
            raise self._refused(f"holds a file named {quoted(name)}, which points out of the zip")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise self._refused(f"holds {quoted(name)}, which is a link to another file")
        if entry.flag_bits & 0x1:
            raise self._refused("is locked with a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self._refused(
                f"holds {quoted(name)}, packed in a way other than the two that all zips use "
                "(stored and deflated)"
            )

    def _check_sizes(self, entries: dict[str, zipfile.ZipInfo]) -> None:
        packed = sum(entry.compress_size for entry in entries.values())
        unpacked = sum(entry.file_size for entry in entries.values())
        for entry in entries.values():
            if _is_bomb(entry.compress_size, entry.file_size):
                raise self._bomb(entry.compress_size, entry.file_size)
        if _is_bomb(packed, unpacked):
            raise self._bomb(packed, unpacked)

    def _bomb(self, packed: int, unpacked: int) -> ImportFailed:
        return self._refused(f"would unpack {size(packed)} to {size(unpacked)}, as a zip bomb does")

    def _check_overlap(self) -> None:
        """No two members may share bytes; each is at least its header, name and packed bytes."""
        entries = sorted(self._zip.infolist(), key=lambda entry: entry.header_offset)
        ends = [entry.header_offset for entry in entries[1:]] + [self._zip.start_dir]
        for entry, end in zip(entries, ends, strict=False):
            if entry.header_offset < 0 or _least_end(entry) > end:
                raise self._overlapping()

    def _check_local(self, entry: zipfile.ZipInfo) -> None:
        """The same once more with the true length of the header that stands before the bytes."""
        following = (e.header_offset for e in self._zip.infolist())
        end = min((at for at in following if at > entry.header_offset), default=self._zip.start_dir)
        with self.path.open("rb") as file:
            file.seek(entry.header_offset)
            _, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
        if entry.header_offset + _LOCAL.size + name + extra + entry.compress_size > end:
            raise self._overlapping()

    def _overlapping(self) -> ImportFailed:
        return self._refused("holds files that lie over each other, as a zip bomb does")

    def _refused(self, why: str) -> ImportFailed:
        return ImportFailed(
            f"{quoted(self.path)} {why}. Bring the archive as the platform made it, "
            "or only the recording."
        )


def require_zip(path: Path) -> None:
    """Raises `ImportFailed` with what the file is instead of a zip."""
    found = kind_of(path)
    if found in (Kind.EMPTY, Kind.HTML):
        raise ImportFailed(not_audio(found, path.name))
    if found is not Kind.ZIP:
        raise ImportFailed(
            f"{quoted(path)} is {found}, not a zip archive. "
            "Bring the archive as the platform made it."
        )


@contextmanager
def refusing(path: Path, member: str = "") -> Iterator[None]:
    """Whatever a damaged zip makes the reader raise becomes one sentence."""
    try:
        yield
    except _BROKEN as error:
        inside = f": {quoted(member)} in it cannot be read" if member else ""
        raise ImportFailed(
            f"{quoted(path)} is damaged or was cut off{inside}. "
            "Download the archive again and import the new file."
        ) from error


def _is_bomb(packed: int, unpacked: int) -> bool:
    return unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(packed, 1)


def _least_end(entry: zipfile.ZipInfo) -> int:
    name = len(entry.orig_filename) if entry.orig_filename.isascii() else 0
    return entry.header_offset + _LOCAL.size + name + entry.compress_size


def _check_directory(path: Path) -> None:
    """Bounds the directory before `zipfile` reads it whole into memory (APPNOTE 4.3.12-16)."""
    with path.open("rb") as file:
        start, length = _directory(file, path)
        if length > MAX_DIRECTORY:
            raise _too_many(path)
        file.seek(start)
        directory = file.read(length)
    for count, _ in enumerate(_entries(directory), start=1):
        if count > MAX_ENTRIES:
            raise _too_many(path)


def _too_many(path: Path) -> ImportFailed:
    return ImportFailed(
        f"{quoted(path)} lists more files than the {MAX_ENTRIES:,} an archive may have. "
        "Bring a zip with only the recording: of an X archive, what lies in “data/spaces_media”."
    )


def _directory(file: BinaryIO, path: Path) -> tuple[int, int]:
    """Where the directory starts and its length, found the way `zipfile` finds them."""
    total = file.seek(0, 2)
    tail_at = max(0, total - _END.size - _LONGEST_COMMENT)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise zipfile.BadZipFile(f"no end record in {path.name}")
    length = int(_END.unpack_from(tail, at)[5])
    end = tail_at + at
    before = _END_64.size + _LOCATOR
    file.seek(max(0, end - before))
    records = file.read(before)
    if end >= before and records[:4] == b"PK\x06\x06" and records[-_LOCATOR:][:4] == b"PK\x06\x07":
        length = int(_END_64.unpack_from(records)[8])
        end -= before
    if length > end:
        raise zipfile.BadZipFile(f"the directory of {path.name} is longer than the file")
    return end - length, length


def _entries(directory: bytes) -> Iterator[int]:
    """The place of each entry, by the lengths that each states."""
    at = 0
    for _ in itertools.count():
        if at + _ENTRY.size > len(directory):
            return
        signature, name, extra, comment = _ENTRY.unpack_from(directory, at)
        if signature != b"PK\x01\x02":
            return
        yield at
        at += _ENTRY.size + name + extra + comment
