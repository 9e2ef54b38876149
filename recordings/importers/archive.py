"""What a host brought, seen as one set of named members: zips, parts of one, folders, files.

Names serve to find and to show members, never as paths: what is needed is copied under a name
of ours. `opened` tells which members were read.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, Self

from recordings.importers.json_text import MAX_BYTES
from recordings.importers.room import ImportFailed
from recordings.importers.sniff import Kind, kind_of
from recordings.importers.text import quoted, size
from recordings.importers.zip_file import MAX_ENTRIES, CheckedZip, Readable

MAX_MEMBER = 5 * 1024**3
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file: its name with `/` between folders, its stated size, and the part it lies in."""

    name: str
    bytes: int
    part: int
    checksum: int | None = None

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]


class _Part(Protocol):
    """Where members lie: a zip, a folder, or a file by itself."""

    def members(self, part: int) -> Iterator[Member]: ...

    def open(self, name: str) -> AbstractContextManager[Readable]: ...

    def close(self) -> None: ...


class Archive:
    """A context manager over all that `paths` hold. Raises `ImportFailed` for a hostile part."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.opened: list[str] = []
        self._parts: list[_Part] = []
        try:
            for path in paths:
                self._parts.append(_part(path))
            self.members = self._distinct()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for part in self._parts:
            part.close()

    def named(self, name: str) -> Member | None:
        """The member of exactly this name."""
        return next((member for member in self.members if member.name == name), None)

    @contextmanager
    def open(self, member: Member) -> Iterator[Readable]:
        self.opened.append(member.name)
        with self._parts[member.part].open(member.name) as stream:
            yield stream

    def read(self, member: Member, limit: int = MAX_BYTES) -> bytes:
        """All of a small member; `limit` counts real bytes, whatever the directory states."""
        with self.open(member) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise _too_large(member, limit)
        return data

    def head(self, member: Member, count: int) -> bytes:
        """The first bytes of a member, to see what it is."""
        with self.open(member) as stream:
            return stream.read(count)

    def copy(
        self,
        member: Member,
        target: Path,
        tell: Callable[[int], None],
        limit: int = MAX_MEMBER,
    ) -> str:
        """Copies a member's bytes to `target`, a name of ours; their sha256 in hex.

        `tell` hears how many bytes are done. Nothing is left behind where it fails.
        """
        try:
            with self.open(member) as stream, target.open("xb") as out:
                return _copied(stream, out, tell, member, limit)
        except BaseException:
            target.unlink(missing_ok=True)
            raise

    def _distinct(self) -> tuple[Member, ...]:
        """The members of all parts; the same file in two parts counts once."""
        seen: dict[tuple[str, int, int | None], Member] = {}
        for index, part in enumerate(self._parts):
            for member in part.members(index):
                seen.setdefault((member.name, member.bytes, member.checksum), member)
        return tuple(seen.values())


class _ZipPart(CheckedZip):
    def members(self, part: int) -> Iterator[Member]:
        for name, entry in self.entries.items():
            yield Member(name=name, bytes=entry.file_size, part=part, checksum=entry.CRC)


class _FilePart:
    """A folder with all below it, links left out, or one file."""

    def __init__(self, path: Path) -> None:
        self._files = dict(_files_below(path)) if path.is_dir() else {path.name: path}

    def members(self, part: int) -> Iterator[Member]:
        for name, path in self._files.items():
            yield Member(name=name, bytes=path.stat().st_size, part=part)

    def open(self, name: str) -> IO[bytes]:
        return self._files[name].open("rb")

    def close(self) -> None:
        """Nothing is held open."""


def _part(path: Path) -> _Part:
    if not path.exists():
        raise ImportFailed(f"There is no file {quoted(path)}. Check its name and bring it again.")
    if path.is_file() and (kind_of(path) is Kind.ZIP or path.suffix.lower() == ".zip"):
        return _ZipPart(path)
    return _FilePart(path)


def _files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    count = 0
    for root, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            path = Path(root, name)
            if path.is_symlink() or not path.is_file():
                continue
            count += 1
            if count > MAX_ENTRIES:
                raise ImportFailed(
                    f"{quoted(folder)} holds more than {MAX_ENTRIES:,} files. "
                    "Bring a folder with only the recording."
                )
            yield path.relative_to(folder).as_posix(), path


def _copied(
    stream: Readable, out: IO[bytes], tell: Callable[[int], None], member: Member, limit: int
) -> str:
    digest, done = hashlib.sha256(), 0
    while block := stream.read(_BLOCK):
        done += len(block)
        if done > limit:
            raise _too_large(member, limit)
        digest.update(block)
        out.write(block)
        tell(done)
    return digest.hexdigest()


def _too_large(member: Member, limit: int) -> ImportFailed:
    return ImportFailed(
        f"{quoted(member.name)} is larger than the {size(limit)} that a file of its kind may be. "
        "Bring the file as the platform made it."
    )
