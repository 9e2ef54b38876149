"""Clean text on entry: the one place where words from a file become words we keep or show."""

import re
import unicodedata
from pathlib import Path

# What XML 1.0 cannot hold (C0, lone surrogates, U+FFFE, U+FFFF), what PostgreSQL refuses (NUL),
# the other noncharacters, C1 and DEL. Tab, line feed and carriage return are dealt with apart.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
# Overrides and isolates turn the reading order of whatever stands next to a name.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"\s+")

LINE = 200
PARAGRAPHS = 20_000


def legal(text: str) -> str:
    """Without the characters that no document of ours may hold; nothing else is changed."""
    return _ILLEGAL.sub("", text) if _ILLEGAL.search(text) else text


def line(text: object, limit: int = LINE) -> str:
    """One line of at most `limit` characters: a name, a title, a handle. Not a text: empty."""
    if not isinstance(text, str):
        return ""
    whole = _BLANKS.sub(" ", _TURNING.sub("", legal(text[: 8 * limit])))
    return _shortened(unicodedata.normalize("NFC", whole).strip(), limit)


def paragraphs(text: object, limit: int = PARAGRAPHS) -> str:
    """Several lines, line ends as `\\n`. Not a text: empty."""
    if not isinstance(text, str):
        return ""
    whole = legal(text[: 2 * limit]).replace("\r\n", "\n").replace("\r", "\n")
    return _shortened(unicodedata.normalize("NFC", whole).strip(), limit)


def quoted(name: str | Path) -> str:
    """A file's name as sentences show it, whatever is in it: “space-1849.ts”."""
    bare = name.name if isinstance(name, Path) else name
    return f"“{line(bare, 120) or 'without a name'}”"


def size(count: int) -> str:
    """Bytes in words: 812 bytes, 12 kB, 31.7 MB, 1.2 GB."""
    if count < 1_000:
        return f"{count} bytes"
    if count < 1_000_000:
        return f"{count / 1e3:.0f} kB"
    return f"{count / 1e6:.1f} MB" if count < 1_000_000_000 else f"{count / 1e9:,.1f} GB"


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
