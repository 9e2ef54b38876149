"""Small files of every kind that an import takes, and one seeded way each to damage them.

Only bytes go in and come out; whether a damaged file is taken is tried in `trial`.
"""

import random
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.recordings.audio import sounds

_SMALL_PAGES = ("-page_duration", "60000")
KINDS = {
    "mp3": ["-c:a", "libmp3lame", "-b:a", "64k"],
    "m4a": ["-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart"],
    "aac": ["-c:a", "aac", "-b:a", "64k"],
    "ogg": ["-c:a", "libvorbis", *_SMALL_PAGES],
    "opus": ["-c:a", "libopus", "-b:a", "32k", *_SMALL_PAGES],
    "flac": ["-c:a", "flac"],
    "wav": ["-c:a", "pcm_s16le", "-ar", "16000"],
    "webm": ["-c:a", "libopus", "-b:a", "32k"],
}
"""Every container of `ffmpeg.FORMATS`, and Ogg with both of its codecs. What X calls `.ts` is bare
AAC."""

_WORDS = (
    b"ID3 Xing Info LAME \xff\xfb \xff\xf1"
    b" ftyp moov mvhd mdhd stsd esds stts stsc stsz stco elst mdat"
    b" OggS OpusHead OpusTags vorbis fLaC RIFF"
)
_EBML = "1a45dfa3 1549a966 1654ae6b 1f43b675 4489 b584 e781 a3"
MARKS = (
    *_WORDS.split(b" "),
    *(b"fmt ", b"data", b"LIST"),
    *map(bytes.fromhex, _EBML.split()),
)
"""Beside these stand the lengths, counts, rates and times that a file claims."""

EXTREMES = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def whole(folder: Path) -> dict[str, bytes]:
    """One file of each kind: 0.6 s of speech, then a tone, with a title."""
    said = sounds.read(sounds.voice(folder / "voice.wav", "Good evening everybody"))[:28_800]
    room = sounds.write(folder / "room.f.wav", np.concatenate([said, sounds.tone(0.2)]))
    tags = ["-metadata", "title=Bees", "-metadata", "comment=in the city"]
    return {
        kind: sounds.make(
            folder / f"room.{kind}", "-i", str(room), *codec, *tags, "-fflags", "+bitexact"
        ).read_bytes()
        for kind, codec in KINDS.items()
    }


def damaged(raw: bytes, seed: int) -> bytes:
    """The file with one to three things wrong with it; the same seed gives the same bytes.

    Of Ogg pages with a wrong checksum nobody reads on: of odd seeds they are right again.
    """
    chance = random.Random(seed)
    data = bytearray(raw)
    for _ in range(chance.choice((1, 1, 1, 1, 2, 2, 3))):
        if data:
            chance.choice(_WAYS)(data, chance)
    if seed % 2:
        _sum_up(data)
    return bytes(data)


def _sum_up(data: bytearray) -> None:
    """Every Ogg page gets the checksum of what is in it (RFC 3533, section 6)."""
    at = data.find(b"OggS")
    while at >= 0:
        following = data.find(b"OggS", at + 4)
        page = bytes(data[at : following if following >= 0 else len(data)])
        if len(page) >= 27:
            data[at + 22 : at + 26] = struct.pack("<I", _checksum(page[:22] + bytes(4) + page[26:]))
        at = following


def _checksum(page: bytes) -> int:
    found = 0
    for byte in page:
        found = found << 8 & 0xFFFFFFFF ^ _CHECKSUMS[found >> 24 ^ byte]
    return found


def _remainder(value: int) -> int:
    for _ in range(8):
        value = value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)
    return value & 0xFFFFFFFF


_CHECKSUMS = [_remainder(byte << 24) for byte in range(256)]


def _flipped(data: bytearray, chance: random.Random) -> None:
    for _ in range(_few(chance)):
        data[_place(data, chance)] ^= 1 << chance.randrange(8)


def _scribbled(data: bytearray, chance: random.Random) -> None:
    for _ in range(_few(chance)):
        data[_place(data, chance)] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _torn(data: bytearray, chance: random.Random) -> None:
    start, end = _stretch(data, chance)
    del data[start:end]


def _doubled(data: bytearray, chance: random.Random) -> None:
    start, end = _stretch(data, chance)
    data[start:start] = data[start:end] * chance.choice((1, 1, 2, 20))


def _zeroed(data: bytearray, chance: random.Random) -> None:
    start, end = _stretch(data, chance)
    data[start:end] = bytes(end - start)


def _moved(data: bytearray, chance: random.Random) -> None:
    start, end = _stretch(data, chance)
    piece = data[start:end]
    del data[start:end]
    at = chance.randint(0, len(data))
    data[at:at] = piece


def _lying(data: bytearray, chance: random.Random) -> None:
    """A number beside a mark, one to eight bytes in either order, says something else."""
    for _ in range(chance.randint(1, 3)):
        size = chance.choice((1, 2, 4, 4, 4, 8))
        value = chance.choice((*EXTREMES, chance.getrandbits(32), chance.getrandbits(16)))
        order = chance.choice("<>")
        number = struct.pack(f"{order}Q", value)
        at = _near_a_mark(data, chance)
        data[at : at + size] = number[:size] if order == "<" else number[-size:]


_WAYS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flipped,
    _scribbled,
    _cut,
    _torn,
    _doubled,
    _zeroed,
    _moved,
    _lying,
    _lying,
)


def _few(chance: random.Random) -> int:
    return chance.randint(1, chance.choice((1, 4, 30)))


def _place(data: bytearray, chance: random.Random) -> int:
    """A quarter of them among the headers."""
    return chance.randrange(len(data) if chance.random() < 0.75 else min(len(data), 256))


def _stretch(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = _place(data, chance)
    return start, min(len(data), start + chance.randint(1, 1 << chance.randint(1, 12)))


def _near_a_mark(data: bytearray, chance: random.Random) -> int:
    """Within four bytes before one, as sizes in MP4 lie, or forty behind it."""
    found = [at for mark in MARKS if (at := data.find(mark)) >= 0]
    if not found:
        return _place(data, chance)
    return max(0, min(len(data) - 1, chance.choice(found) + chance.randint(-4, 40)))
