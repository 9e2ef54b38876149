"""The file of a working copy: FLAC at 48 kHz, 16 bit, which carries its own levels.

It is read and written in this process, since it is ours: what comes from outside is decoded by
ffmpeg in its cage. The levels are two blocks of FLAC's own kind for applications, which every
other program passes over.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

import numpy as np
import numpy.typing as npt
import soundfile

from recordings.audio.errors import AudioError
from recordings.audio.grid import BLOCK, RATE, Block
from recordings.audio.levels import Levels

_MAGIC, _STREAMINFO_BYTES = b"fLaC", 34
_APPLICATION, _LAST = 2, 0x80
_ENERGIES, _PEAKS = b"RCen", b"RCpk"
_MOST_BYTES = 16 * 1024 * 1024
_FULL_SCALE = 32_768
UNREADABLE = "A working copy is damaged. Check the disk, then import the recording again."


def whole(sound: Block) -> npt.NDArray[np.int16]:
    """Sixteen bits, rounded, clipped at full scale."""
    return np.clip(np.rint(sound * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)


class Writer:
    """A copy under way. Use it with `with`."""

    def __init__(self, path: Path, channels: int) -> None:
        self._file = soundfile.SoundFile(path, "w", RATE, channels, subtype="PCM_16", format="FLAC")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, block: Block) -> None:
        self._file.write(whole(block))


class Reader:
    """A copy from sample `start` on; `channels` is 1 (the mean of the file's) or 2 (mono doubled).
    Use it with `with`; raises `AudioError` where it is damaged."""

    def __init__(self, path: Path, channels: int, start: int = 0) -> None:
        self._channels = channels
        try:
            self._file = soundfile.SoundFile(path)
            self._left = max(0, self._file.frames - start)
            self._file.seek(min(start, self._file.frames))
        except soundfile.SoundFileError as error:
            raise AudioError(UNREADABLE, log=str(error), permanent=False) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, count: int) -> Block:
        """`count` frames; fewer only at the end."""
        wanted = min(count, self._left)
        try:
            block = self._file.read(wanted, dtype="float32", always_2d=True)
        except soundfile.SoundFileError as error:
            raise AudioError(UNREADABLE, log=str(error), permanent=False) from None
        if len(block) < wanted:
            raise AudioError(UNREADABLE, permanent=False)
        self._left -= wanted
        return self._heard_from(block)

    def _heard_from(self, block: Block) -> Block:
        if block.shape[1] == self._channels:
            return block
        if self._channels == 1:
            return np.asarray(block.mean(axis=1, keepdims=True), dtype=np.float32)
        return np.repeat(block, self._channels, axis=1)


def carry(path: Path, levels: Levels) -> None:
    """Write the levels into a finished copy; the sound in it stays as it is."""
    part = path.with_name(f"{path.name}.part")
    energies, peaks = levels.packed()
    with path.open("rb") as file, part.open("wb") as out:
        head = bytearray(file.read(len(_MAGIC) + 4 + _STREAMINFO_BYTES))
        last = head[len(_MAGIC)] & _LAST
        head[len(_MAGIC)] &= ~_LAST & 0xFF
        out.write(head + _block(_ENERGIES, energies, 0) + _block(_PEAKS, peaks, last))
        shutil.copyfileobj(file, out)
    part.replace(path)


def _block(kind: bytes, data: bytes, last: int) -> bytes:
    return bytes([_APPLICATION | last]) + (len(kind) + len(data)).to_bytes(3, "big") + kind + data


def carried(path: Path) -> Levels | None:
    """The levels in a copy; None where there are none, or not for all of its sound."""
    with path.open("rb") as file:
        found = dict(_applications(file))
        if _ENERGIES not in found or _PEAKS not in found:
            return None
    levels = Levels.unpacked(found[_ENERGIES], found[_PEAKS])
    with soundfile.SoundFile(path) as sound:
        blocks = -(-sound.frames // BLOCK)
    return levels if len(levels.energies) == len(levels.peaks) == blocks else None


def is_ours(path: Path) -> bool:
    """Whether it is a copy of ours, by the block right behind its first one."""
    with path.open("rb") as file:
        return any(kind == _ENERGIES for kind, _ in _applications(file, most=0))


def channels_of(path: Path) -> int:
    return int(soundfile.info(path).channels)


def _applications(file: IO[bytes], most: int = _MOST_BYTES) -> Iterator[tuple[bytes, bytes]]:
    """What stands right behind the first block, with up to `most` bytes of each."""
    head = file.read(len(_MAGIC) + 4 + _STREAMINFO_BYTES)
    if not head.startswith(_MAGIC):
        return
    while len(block := file.read(8)) == 8 and block[0] & ~_LAST == _APPLICATION:
        size = int.from_bytes(block[1:4], "big") - 4
        yield block[4:], file.read(min(size, most))
        if block[0] & _LAST or most < size:
            return
