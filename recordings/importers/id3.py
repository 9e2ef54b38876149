"""ID3v2 tags: the texts inside one, whichever of the two ways its sizes are written.

Versions 2.3 and 2.4 differ in the size of a frame (plain, or seven bits to a byte), and writers
mix them up; what counts is which reading ends where the tag ends.
"""

_FRAME = 10
_CODECS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_PACKED_OR_LOCKED_23, _PACKED_OR_LOCKED_24 = 0xC0, 0x0C
_UNSYNC, _LENGTH_FIRST = 0x02, 0x01
MAX_FRAMES = 1_000


def texts(tag: bytes) -> dict[str, str]:
    """The texts of a whole tag by their name: `TIT3`, or a TXXX frame's description.

    What is no text, packed, locked or broken is left out; strange bytes give an empty dict.
    """
    if len(tag) < _FRAME or tag[:3] != b"ID3" or tag[3] not in (3, 4):
        return {}
    found: dict[str, str] = {}
    for name, flags, body in _frames(tag):
        text = _text(name, _plain(tag[3], flags, body))
        if text is not None:
            found.setdefault(*text)
    return found


def _frames(tag: bytes) -> list[tuple[bytes, int, bytes]]:
    """(name, second flag byte, body) of each frame, by the reading that gets furthest."""
    body = _body(tag)
    plain, synchsafe = _read(body, synchsafe=False), _read(body, synchsafe=True)
    first, second = (synchsafe, plain) if tag[3] == 4 else (plain, synchsafe)
    return (second if second[1] > first[1] else first)[0]


def _body(tag: bytes) -> bytes:
    """Without header, extended header and footer; 2.3 unsynchronises a tag as a whole."""
    body = tag[10 : 10 + _synchsafe(tag[6:10])]
    if tag[5] & 0x80 and tag[3] == 3:
        body = body.replace(b"\xff\x00", b"\xff")
    if tag[5] & 0x40 and len(body) >= 4:
        extended = _synchsafe(body[:4]) if tag[3] == 4 else 4 + int.from_bytes(body[:4], "big")
        body = body[extended:]
    return body


def _read(body: bytes, *, synchsafe: bool) -> tuple[list[tuple[bytes, int, bytes]], int]:
    """The frames of one reading, and how many bytes of the body made sense."""
    frames: list[tuple[bytes, int, bytes]] = []
    at = 0
    while at + _FRAME <= len(body) and len(frames) < MAX_FRAMES:
        name, four = body[at : at + 4], body[at + 4 : at + 8]
        if not _is_name(name) or (synchsafe and any(byte & 0x80 for byte in four)):
            break
        size = _synchsafe(four) if synchsafe else int.from_bytes(four, "big")
        if at + _FRAME + size > len(body):
            break
        frames.append((name, body[at + 9], body[at + _FRAME : at + _FRAME + size]))
        at += _FRAME + size
    return frames, at


def _is_name(name: bytes) -> bool:
    return name.isalnum() and name.isupper()


def _plain(version: int, flags: int, body: bytes) -> bytes:
    """A frame's own bytes; empty where they are packed or locked."""
    if flags & (_PACKED_OR_LOCKED_24 if version == 4 else _PACKED_OR_LOCKED_23):
        return b""
    if version == 4 and flags & _LENGTH_FIRST:
        body = body[4:]
    if version == 4 and flags & _UNSYNC:
        body = body.replace(b"\xff\x00", b"\xff")
    return body


def _text(name: bytes, body: bytes) -> tuple[str, str] | None:
    if name[:1] != b"T" or not body or body[0] >= len(_CODECS):
        return None
    try:
        whole = body[1:].decode(_CODECS[body[0]])
    except UnicodeDecodeError:
        return None
    if name != b"TXXX":
        return name.decode(), whole.rstrip("\x00")
    return _described(whole)


def _described(whole: str) -> tuple[str, str] | None:
    """A TXXX frame: a description, a zero, a value (which in UTF-16 has its own mark)."""
    description, zero, value = whole.partition("\x00")
    return (description, value.rstrip("\x00").lstrip("\ufeff")) if zero else None


def _synchsafe(four: bytes) -> int:
    number = 0
    for byte in four:
        number = number << 7 | byte & 0x7F
    return number
