"""Packed AAC as platforms keep it: ADTS frames with ID3 tags between them.

Counts frames for the exact length (no header of such a file tells it) and hands out each tag
with its place on the recording's clock. Reads in blocks, so memory does not grow with the file.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from recordings.importers.room import ImportFailed
from recordings.importers.text import quoted

# ISO 13818-7, table 35; index 13 and above are reserved.
RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
SAMPLES = 1024
HEADER = 7
LONGEST_FRAME = 0x1FFF

MAX_HOURS = 12
MAX_TAG = 256 * 1024
MAX_TAGS = 200_000
MAX_TAG_BYTES = 256 * 1024 * 1024
# Places tried behind damage, and bytes left out in all: more is no recording any more.
MAX_TRIES = 200_000
MAX_SKIPPED = 64 * 1024 * 1024
_BLOCK = 1 << 20
_MARK = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]|ID3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """What was counted. `skipped` are bytes that are neither sound nor tag, `cut_off` tells of a
    last frame that is not there to its end."""

    duration_ms: int
    count: int
    sample_rate: int
    skipped: int
    cut_off: bool


Heard = Callable[[int, bytes], None]
"""Called for each ID3 tag with (milliseconds on the clock, the tag's bytes with its header)."""
Passed = Callable[[int], None]
"""Called now and then with the number of bytes that are done."""


def scan(path: Path, name: str, heard: Heard, passed: Passed = lambda _: None) -> Frames:
    """Counts the frames of `path`; `name` is what a refusal calls it. Raises `ImportFailed`."""
    with path.open("rb") as file:
        walk = _Walk(file, name, heard, passed)
        walk.to_the_end()
    if not walk.count:
        raise ImportFailed(
            f"{quoted(name)} holds no AAC sound as X keeps it. Bring the file from the archive "
            "as it came, not one that another program has changed."
        )
    return Frames(
        duration_ms=walk.now_ms(),
        count=walk.count,
        sample_rate=walk.rate,
        skipped=walk.skipped,
        cut_off=walk.cut_off,
    )


def id3_length(head: bytes) -> int:
    """The whole length of the ID3v2 tag that begins with these ten bytes (ID3v2.4, 3.1).

    0 where none begins, or one longer than any that stands between frames.
    """
    if len(head) < 10 or head[:3] != b"ID3" or head[3] == 0xFF or head[4] == 0xFF:
        return 0
    if any(byte & 0x80 for byte in head[6:10]):
        return 0
    body = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    length = 10 + body + (10 if head[3] == 4 and head[5] & 0x10 else 0)
    return length if length <= MAX_TAG else 0


class _Walk:
    """One pass over a file: `buffer` is the part in memory, `at` the place in it."""

    def __init__(self, file: BinaryIO, name: str, heard: Heard, passed: Passed) -> None:
        self.file, self.name, self.heard, self.passed = file, name, heard, passed
        self.buffer, self.at, self.ended = b"", 0, False
        self.index, self.count, self.rate = -1, 0, 0
        self.skipped, self.tries, self.lost, self.cut_off = 0, 0, False, False
        self.tags, self.tag_bytes, self.read = 0, 0, 0
        # Microseconds of earlier rates, and samples since the rate last changed.
        self._base_us, self._samples = 0, 0

    def now_ms(self) -> int:
        return round((self._base_us + self._since_us()) / 1000)

    def to_the_end(self) -> None:
        while self._have(1):
            self._frames()
            self._check_length()
            if self._have(HEADER) and not (self._tag() or self._found()):
                self._to_next()

    def _since_us(self) -> int:
        return self._samples * 1_000_000 // self.rate if self.rate else 0

    def _have(self, count: int) -> bool:
        """Whether `count` bytes lie ahead, reading on where the buffer has fewer."""
        if len(self.buffer) - self.at < count and not self.ended:
            more = self.file.read(max(_BLOCK, count))
            self.ended = len(more) < max(_BLOCK, count)
            self.read += len(more)
            self.buffer, self.at = self.buffer[self.at :] + more, 0
            self.passed(self.read)
        # A frame that is not whole leaves nothing to read: the end, cut off.
        if len(self.buffer) - self.at < HEADER and self.ended and self.at < len(self.buffer):
            self._leave_rest()
        return len(self.buffer) - self.at >= count

    def _frames(self) -> None:
        """Passes every whole frame of the known rate that lies in the buffer: the hot loop."""
        if self.lost:
            return
        buffer, at, index, count = self.buffer, self.at, self.index, 0
        end = len(buffer) - HEADER
        blocks = 0
        while at <= end and buffer[at] == 0xFF and buffer[at + 1] & 0xF6 == 0xF0:
            length = (buffer[at + 3] & 3) << 11 | buffer[at + 4] << 3 | buffer[at + 5] >> 5
            if (buffer[at + 2] >> 2) & 15 != index or length < HEADER:
                break
            if at + length > len(buffer):
                break
            blocks += (buffer[at + 6] & 3) + 1
            count += 1
            at += length
        self.at, self.count = at, self.count + count
        self._samples += blocks * SAMPLES

    def _tag(self) -> bool:
        """Passes one ID3 tag, if one begins here."""
        length = id3_length(self.buffer[self.at : self.at + 10]) if self._have(10) else 0
        if not length:
            return False
        self._count_tag(length)
        if not self._have(length):
            self._leave_rest()
        else:
            self.heard(self.now_ms(), self.buffer[self.at : self.at + length])
            self.at += length
        self.lost = False
        return True

    def _count_tag(self, length: int) -> None:
        self.tags += 1
        self.tag_bytes += length
        if self.tags > MAX_TAGS or self.tag_bytes > MAX_TAG_BYTES:
            raise ImportFailed(
                f"{quoted(self.name)} holds more tags between its sound than a room of "
                f"{MAX_HOURS} hours has. Bring the file from the archive as it came."
            )

    def _found(self) -> bool:
        """Takes up the frame that begins here, of another rate or behind damage; else False."""
        self._have(LONGEST_FRAME + HEADER)
        length = _frame_length(self.buffer, self.at)
        if not length:
            return False
        if self.at + length > len(self.buffer):
            self._leave_rest()
            return True
        index = _rate_index(self.buffer, self.at)
        if (self.lost or index != self.index) and not self._followed(self.at + length, index):
            return False
        self._take_rate(index)
        self.lost = False
        return True

    def _take_rate(self, index: int) -> None:
        if index != self.index:
            self._base_us += self._since_us()
            self._samples, self.index, self.rate = 0, index, RATES[index]

    def _followed(self, at: int, index: int) -> bool:
        """Whether what stands at `at` can follow a frame: another one, a tag, or the end."""
        if at + HEADER > len(self.buffer):
            return self.ended and at == len(self.buffer)
        if self.buffer[at : at + 3] == b"ID3":
            return True
        return bool(_frame_length(self.buffer, at)) and _rate_index(self.buffer, at) == index

    def _to_next(self) -> None:
        """Leaves bytes that are neither frame nor tag, up to the next place that may be one."""
        found = _MARK.search(self.buffer, self.at + 1)
        # A mark may begin in the last bytes of the buffer and end in the next.
        end = len(self.buffer) if self.ended else len(self.buffer) - 2
        place = max(self.at + 1, found.start() if found else end)
        self.tries, self.skipped, self.lost = self.tries + 1, self.skipped + place - self.at, True
        self.at = place
        if self.tries > MAX_TRIES or self.skipped > MAX_SKIPPED:
            raise ImportFailed(
                f"{quoted(self.name)} is damaged in too many places to be read. "
                "Download the archive again and import the new file."
            )

    def _leave_rest(self) -> None:
        rest = self.buffer[self.at :]
        self.cut_off = self.cut_off or rest[:1] == b"\xff" or rest[:3] == b"ID3"
        self.skipped += len(rest)
        self.at = len(self.buffer)

    def _check_length(self) -> None:
        if self._base_us + self._since_us() > MAX_HOURS * 3_600_000_000:
            raise ImportFailed(
                f"{quoted(self.name)} is longer than {MAX_HOURS} hours, the longest recording "
                "Roomcast takes. Cut it into parts and bring them one by one."
            )


def _rate_index(buffer: bytes, at: int) -> int:
    return (buffer[at + 2] >> 2) & 15


def _frame_length(buffer: bytes, at: int) -> int:
    """The length that a frame's header at `at` states, or 0 where there is no header."""
    if at + HEADER > len(buffer) or buffer[at] != 0xFF or buffer[at + 1] & 0xF6 != 0xF0:
        return 0
    length = (buffer[at + 3] & 3) << 11 | buffer[at + 4] << 3 | buffer[at + 5] >> 5
    return length if length >= HEADER and _rate_index(buffer, at) < len(RATES) else 0
