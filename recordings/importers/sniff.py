"""What a file is by its first bytes; its name and what its sender says of it do not count."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from recordings.importers.room import ImportFailed
from recordings.importers.text import quoted

HEAD = 4096
_NEXT = 16


class Kind(StrEnum):
    """What the first bytes say, named as a sentence would."""

    EMPTY = "empty"
    ZIP = "a zip archive"
    MP3 = "an MP3 file"
    ADTS = "an AAC file"
    MP4 = "an M4A or MP4 file"
    WAV = "a WAV file"
    FLAC = "a FLAC file"
    OGG = "an Ogg file"
    WEBM = "a WebM file"
    TRANSPORT = "an MPEG transport stream"
    PLAYLIST = "a playlist"
    HTML = "a web page"
    SVG = "a picture"
    XML = "an XML file"
    JSON = "a JSON file"
    PICTURE = "a picture"
    PDF = "a PDF document"
    OTHER_ARCHIVE = "an archive of another kind than zip"
    TEXT = "a text file"
    UNKNOWN = "of an unknown kind"


AUDIO = frozenset(
    {Kind.MP3, Kind.ADTS, Kind.MP4, Kind.WAV, Kind.FLAC, Kind.OGG, Kind.WEBM},
)

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"fLaC", Kind.FLAC),
    (b"OggS", Kind.OGG),
    (b"\x1aE\xdf\xa3", Kind.WEBM),
    (b"%PDF", Kind.PDF),
    (b"\x89PNG", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF8", Kind.PICTURE),
    (b"7z\xbc\xaf\x27\x1c", Kind.OTHER_ARCHIVE),
    (b"Rar!", Kind.OTHER_ARCHIVE),
    (b"\x1f\x8b", Kind.OTHER_ARCHIVE),
    (b"BZh", Kind.OTHER_ARCHIVE),
    (b"\xfd7zXZ", Kind.OTHER_ARCHIVE),
)
_WORDS: tuple[tuple[bytes, Kind], ...] = (
    (b"#extm3u", Kind.PLAYLIST),
    (b"ffconcat", Kind.PLAYLIST),
    (b"[playlist]", Kind.PLAYLIST),
    (b"<asx", Kind.PLAYLIST),
    (b"<smil", Kind.PLAYLIST),
    (b"<mpd", Kind.PLAYLIST),
    (b"<!doctype html", Kind.HTML),
    (b"<html", Kind.HTML),
    (b"<head", Kind.HTML),
    (b"<body", Kind.HTML),
    (b"<svg", Kind.SVG),
)


def kind_of(path: Path) -> Kind:
    """The kind of a file; a folder, or a file that cannot be opened, is UNKNOWN."""
    try:
        with path.open("rb") as file:
            return kind(file.read(HEAD), lambda at: _bytes_at(path, at))
    except OSError:
        return Kind.UNKNOWN


def kind(head: bytes, further: Callable[[int], bytes] | None = None) -> Kind:
    """The kind of a file that begins with `head`.

    `further` reads a few bytes at a place behind the head: a tag of an audio file may be longer.
    """
    if not head:
        return Kind.EMPTY
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    return _by_structure(head, further) or _by_words(head)


def require_audio(found: Kind, name: str) -> None:
    """Raises `ImportFailed` unless the kind is audio that can be imported."""
    if found not in AUDIO:
        raise ImportFailed(not_audio(found, name))


def not_audio(found: Kind, name: str) -> str:
    """The sentence that refuses a file that is no audio."""
    bring = "Bring an MP3, M4A, WAV, FLAC, Ogg, Opus, AAC or WebM file."
    if found is Kind.EMPTY:
        return f"{quoted(name)} is empty: it has no bytes at all. Download or export it again."
    if found is Kind.PLAYLIST:
        return (
            f"{quoted(name)} is a playlist, whatever its name says: it only points to other "
            "files and holds no sound. Bring the audio file itself."
        )
    if found is Kind.HTML:
        return (
            f"{quoted(name)} is a web page, whatever its name says: the download gave a page, "
            "perhaps one that asks to sign in, and not the file. Download the file again."
        )
    return f"{quoted(name)} is {found}, not audio. {bring}"


def _by_structure(head: bytes, further: Callable[[int], bytes] | None) -> Kind | None:
    if head[:3] == b"ID3" and len(head) >= 10:
        return _behind_tags(head, further)
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return Kind.WAV
    if head[4:8] == b"ftyp":
        return Kind.MP4
    return _by_sync(head)


def _by_sync(head: bytes) -> Kind | None:
    if _is_transport(head):
        return Kind.TRANSPORT
    if len(head) < 2 or head[0] != 0xFF or head[1] < 0xE0:
        return None
    # ISO 13818-7: ADTS has layer 00, an MPEG audio frame never has.
    if head[1] & 0xF6 == 0xF0:
        return Kind.ADTS
    return Kind.MP3 if head[1] & 0x06 else None


def _is_transport(head: bytes) -> bool:
    """ISO 13818-1: packets of 188 bytes, each beginning with 0x47."""
    places = range(0, min(len(head), 188 * 3), 188)
    return len(head) >= 188 and all(head[at] == 0x47 for at in places)


def _behind_tags(head: bytes, further: Callable[[int], bytes] | None) -> Kind:
    """Up to eight ID3v2 tags may stand before the sound; an MP3 is what has only them."""
    at, behind = 0, head
    for _ in range(8):
        if behind[:3] != b"ID3" or len(behind) < 10:
            break
        at += 10 + _synchsafe(behind[6:10]) + (10 if behind[5] & 0x10 else 0)
        beyond = at + _NEXT > len(head)
        behind = further(at) if beyond and further else head[at : at + _NEXT]
    if behind[:4] == b"fLaC":
        return Kind.FLAC
    return _by_sync(behind[:2]) or Kind.MP3


def _synchsafe(four: bytes) -> int:
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]


def _bytes_at(path: Path, at: int) -> bytes:
    with path.open("rb") as file:
        file.seek(at)
        return file.read(_NEXT)


def _by_words(head: bytes) -> Kind:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for words, found in _WORDS:
        if text.startswith(words):
            return found
    if text.startswith((b"<?xml", b"<!--", b"<!doctype", b"<")):
        return next((found for words, found in _WORDS if words in text), Kind.XML)
    if text.startswith((b"{", b"[")):
        return Kind.JSON
    return Kind.UNKNOWN if b"\x00" in head or not _is_text(head) else Kind.TEXT


def _is_text(head: bytes) -> bool:
    try:
        head[: len(head) - 4 if len(head) >= HEAD else None].decode()
    except UnicodeDecodeError:
        return False
    return True
