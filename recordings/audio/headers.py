"""What a file's own first and last bytes say and ffprobe does not: what it really is, whether it
was cut off. Reads a few kilobytes, never decodes."""

import struct
from pathlib import Path
from typing import BinaryIO

_HEAD = 4096
_OGG_PAGE = 27 + 255 + 255 * 255  # RFC 3533, section 6: the largest page
_DISGUISES = (
    (b"#extm3u", "a playlist"),
    (b"ffconcat", "a playlist"),
    (b"[playlist]", "a playlist"),
    (b"<mpd", "a playlist"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"%pdf", "a PDF document"),
    (b"pk\x03\x04", "a zip archive"),
)


def disguise(path: Path) -> str:
    """What a file is that only has the name of sound, in words; empty if nothing is recognised."""
    with path.open("rb") as file:
        head = file.read(_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, words in _DISGUISES:
        if head.startswith(start) or (start == b"<mpd" and b"<mpd" in head[:512]):
            return words
    return ""


def wav_claim_ms(path: Path) -> int | None:
    """The length that a WAV's data chunk promises. ffprobe shortens it to what is there.

    Recorders that stream leave 0 or 2³²−1 in the size: no promise.
    """
    with path.open("rb") as file:
        if file.read(12)[8:] != b"WAVE":
            return None
        chunks = _chunks(file)
    form, data = chunks.get(b"fmt "), chunks.get(b"data")
    if form is None or data is None or data in (0, 0xFFFFFFFF) or form == 0:
        return None
    return data * 1000 // form


def _chunks(file: BinaryIO) -> dict[bytes, int]:
    """Up to the data: the byte rate under `fmt `, the promised size under `data`."""
    found: dict[bytes, int] = {}
    for _ in range(64):
        head = file.read(8)
        if len(head) < 8:
            break
        kind, size = struct.unpack("<4sI", head)
        if kind == b"data":
            found[kind] = size
            break
        body = file.read(16) if kind == b"fmt " and size >= 16 else b""
        if body:
            found[kind] = struct.unpack_from("<I", body, 8)[0]
        file.seek(size + size % 2 - len(body), 1)
    return found


def ogg_is_cut(path: Path) -> bool:
    """Whether the file ends in the middle of an Ogg page.

    A cut exactly between two pages is not seen, since live recordings end like that too.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _OGG_PAGE))
        tail = file.read()
    last = tail.rfind(b"OggS")
    page = tail[last:]
    if last < 0 or len(page) < 27 or len(page) < 27 + page[26]:
        return True
    return len(page) < 27 + page[26] + sum(page[27 : 27 + page[26]])
