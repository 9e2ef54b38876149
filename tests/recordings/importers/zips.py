"""Zips for tests, written by hand where `zipfile` would refuse to write them."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

STORED, DEFLATED = 0, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One member; what is None is the truth."""

    name: bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    mode: int = 0o100644
    claimed_size: int | None = None
    claimed_packed: int | None = None
    claimed_crc: int | None = None
    at: int | None = None

    @property
    def packed(self) -> bytes:
        if self.method != DEFLATED:
            return self.data
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        return squeeze.compress(self.data) + squeeze.flush()

    @property
    def size(self) -> int:
        return len(self.data) if self.claimed_size is None else self.claimed_size

    @property
    def crc(self) -> int:
        return zlib.crc32(self.data) if self.claimed_crc is None else self.claimed_crc


def build(entries: Iterable[Entry], *, comment: bytes = b"", count: int | None = None) -> bytes:
    """A whole zip; `count` is what its end record claims."""
    body, directory, written = bytearray(), bytearray(), 0
    for entry in entries:
        packed = entry.packed
        place = len(body) if entry.at is None else entry.at
        if entry.at is None:
            body += local(entry, len(packed)) + packed
        length = len(packed) if entry.claimed_packed is None else entry.claimed_packed
        directory += _central(entry, length, place)
        written += 1
    shown = min(0xFFFF, written if count is None else count)
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, shown, shown, len(directory), len(body), len(comment)
    )
    return bytes(body + directory + end) + comment


def write(path: Path, entries: Iterable[Entry]) -> Path:
    path.write_bytes(build(entries))
    return path


def one(name: str, data: bytes = b"", **changes: object) -> Entry:
    return replace(Entry(name=name.encode(), data=data), **changes)  # type: ignore[arg-type]


def local(entry: Entry, packed: int) -> bytes:
    return (
        struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, entry.flags, entry.method, 0, 0x5A21,
            entry.crc, packed, entry.size, len(entry.name), 0,
        )
        + entry.name
    )  # fmt: skip


def _central(entry: Entry, packed: int, place: int) -> bytes:
    return (
        struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 0x0314, 20, entry.flags, entry.method, 0, 0x5A21,
            entry.crc, packed, entry.size, len(entry.name), 0, 0, 0, 0, entry.mode << 16, place,
        )
        + entry.name
    )  # fmt: skip
