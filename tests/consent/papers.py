"""Reading a PDF as the tests do: the words that it shows."""

import re
import zlib


def words_in(file: bytes) -> str:
    """What a PDF in one of its core fonts shows, as text."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", file, re.DOTALL)
    shown = b"".join(map(_unpacked, streams))
    return b" ".join(re.findall(rb"\((.*?)\) Tj", shown)).decode("cp1252", "replace")


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
