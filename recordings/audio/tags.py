"""What a finished file says of itself: our own title, show, date, cover and chapters, and nothing
of its source. ffmpeg writes them itself, from a small text file."""

import base64
import re
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from recordings.audio import ffmpeg
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import QUICK, Graph, Process
from recordings.audio.grid import FRAME, RATE

COVER_MOST_BYTES = 4 * 1024 * 1024
CHAPTERS_MOST = 1_000
_JPEG = b"\xff\xd8\xff"
_MIME = b"image/jpeg"
_FRONT_COVER = 3
_COVER_IN_WORDS = ("opus",)
"""ffmpeg puts no picture into Ogg; there it is one of the texts."""

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """Texts are plain. `date` is ISO (`2026-11-06`). `chapters` are (start_ms, title) on the
    episode's clock, in order. `cover_jpeg` is a file of our own making."""

    title: str
    show: str = ""
    author: str = ""
    date: str = ""
    comment: str = ""
    url: str = ""
    cover_jpeg: Path | None = None
    chapters: tuple[tuple[int, str], ...] = ()


def in_order(tags: Tags, total_ms: int) -> tuple[tuple[int, int, str], ...]:
    """Chapters as (start, end, title), those that lie within the episode, none empty."""
    starts = sorted(
        {start: title for start, title in tags.chapters if 0 <= start < total_ms}.items()
    )
    bounds = [*starts[:CHAPTERS_MOST], (total_ms, "")]
    return tuple((start, end, title) for (start, title), (end, _) in pairwise(bounds))


def metadata(tags: Tags, total_ms: int, *, cover: bool = False) -> str:
    """The text of an ffmetadata file, with the cover in it if asked."""
    facts = {
        "title": tags.title,
        "album": tags.show,
        "artist": tags.author,
        "album_artist": tags.author,
        "date": tags.date,
        "comment": tags.comment,
        "website": tags.url,
        "genre": "Podcast" if tags.title else "",
        "METADATA_BLOCK_PICTURE": _picture_block(tags.cover_jpeg) if cover else "",
    }
    lines = [";FFMETADATA1", *(f"{key}={_escaped(text)}" for key, text in facts.items() if text)]
    for start, end, title in in_order(tags, total_ms):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}"]
        lines.append(f"title={_escaped(title)}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """As ffmpeg's documentation of the format says; control characters are left out."""
    return re.sub(r"([=;#\\\n])", r"\\\1", _UNSAFE.sub("", text))


def command(
    sound: Graph, tags: Tags, total_ms: int, out: Path, texts: Path, **codec: object
) -> list[str]:
    """The arguments that encode a graph's sound into `out` with its tags.

    ffmpeg-python drops an input of which no stream is used, so the one that carries the texts is
    put into the finished command line, behind the last input. They are written to `texts`.
    """
    in_words = codec.get("format") in _COVER_IN_WORDS
    texts.write_text(metadata(tags, total_ms, cover=in_words), encoding="utf-8")
    pictures = [] if tags.cover_jpeg is None or in_words else [_picture(tags.cover_jpeg)]
    streams = [sound, *pictures]
    source = str(len(streams))
    options = {"map_metadata": source, "map_chapters": source}
    if pictures:
        options |= {"c:v": "copy", "disposition:v": "attached_pic"}
        options |= {"metadata:s:v": "comment=Cover (front)"}
    built = ffmpeg.argv(ffmpeg.sink(streams, out, **codec, **options))
    last = len(built) - built[::-1].index("-i")
    carrier = ["-protocol_whitelist", "file", "-format_whitelist", "ffmetadata"]
    return [
        *built[: last + 1],
        *carrier,
        "-f",
        "ffmetadata",
        "-i",
        f"file:{texts}",
        *built[last + 1 :],
    ]


def id3(tags: Tags, total_ms: int, work: Path) -> bytes:
    """The tags as they stand at the beginning of an MP3, as ffmpeg writes them before 24 ms of
    silence. `work` is a folder for that."""
    out, texts = work / "tags.mp3", work / "tags.txt"
    codec = {"format": "mp3", "acodec": "libmp3lame", "write_xing": 0, "id3v2_version": 3}
    try:
        arguments = command(ffmpeg.pcm_source(RATE, 1), tags, total_ms, out, texts, **codec)
        with Process(arguments, QUICK, stdin=True) as process:
            process.write(bytes(4 * FRAME))
            process.finish("The tags could not be written")
        return _first_tag(out.read_bytes())
    finally:
        out.unlink(missing_ok=True)
        texts.unlink(missing_ok=True)


def _first_tag(data: bytes) -> bytes:
    """Its size stands in four bytes of seven bits (id3.org, ID3v2.3 §3.1)."""
    if data[:3] != b"ID3":
        return b""
    size = sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    return data[: 10 + size]


def _picture(cover: Path) -> Graph:
    _refuse_others(cover)
    return ffmpeg.source(cover, formats=["jpeg_pipe"], f="jpeg_pipe")["v:0"]


def _picture_block(cover: Path | None) -> str:
    """As FLAC keeps one, in base64 (xiph.org, METADATA_BLOCK_PICTURE); its size in pixels and
    colours is not said."""
    if cover is None:
        return ""
    _refuse_others(cover)
    data = cover.read_bytes()
    head = struct.pack(f">2I{len(_MIME)}s", _FRONT_COVER, len(_MIME), _MIME)
    return base64.b64encode(head + struct.pack(">6I", 0, 0, 0, 0, 0, len(data)) + data).decode()


def _refuse_others(cover: Path) -> None:
    with cover.open("rb") as file:
        start = file.read(3)
    if start != _JPEG or cover.stat().st_size > COVER_MOST_BYTES:
        raise AudioError("The cover is not a JPEG of at most 4 MB. Choose another picture.")
