"""Small Spaces for tests, built byte by byte: frames of silence with tags between them."""

import json
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FRAME_S = 1024 / 48_000
NTP = 4_003_146_000.5  # 2026-11-08 17:00:00.5 UTC
SPACE = "1OwGWYVbkrgxQ"
HOST = {"accountId": "100200300", "username": "hana_osei", "accountDisplayName": "Hana Osei"}
SAMI = {"UserId": "1samiPeriscop", "UserName": "sami_h"}
NOOR = {"UserId": "1noorPeriscop", "UserName": "noor_ali"}

Readings = Mapping[int, tuple[Sequence[Any], Sequence[Any]]]
"""By second: who is on stage, and the levels."""


def frame(payload: bytes = b"\x21" * 60, *, rate_index: int = 3) -> bytes:
    """One ADTS frame: AAC-LC, two channels."""
    length = 7 + len(payload)
    head = bytes(
        (
            0xFF,
            0xF1,
            0x40 | rate_index << 2,
            0x80 | length >> 11,
            length >> 3 & 0xFF,
            (length & 7) << 5 | 0x1F,
            0xFC,
        )
    )
    return head + payload


def synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def plain_size(number: int) -> bytes:
    return struct.pack(">I", number)


def id3(texts: Mapping[str, str], *, version: int = 4, sizes: Any = synchsafe) -> bytes:
    """A tag with these texts as TXXX frames; `sizes` writes a frame's length."""
    body = b""
    for name, value in texts.items():
        inner = b"\x03" + name.encode() + b"\x00" + value.encode("utf-8", "surrogatepass")
        body += b"TXXX" + sizes(len(inner)) + b"\x00\x00" + inner
    return b"ID3" + bytes((version, 0, 0)) + synchsafe(len(body)) + body


def tag(ntp: float, people: Sequence[Any], levels: Sequence[Any], **how: Any) -> bytes:
    texts = {
        "JSONMetadata": json.dumps({"HydraVersion": 4, "ntp": ntp}),
        "HydraParticipants": json.dumps(list(people)),
        "HydraAudioLevel": json.dumps(list(levels)),
    }
    return id3(texts, **how)


def space(seconds: int, readings: Readings, *, began: float = NTP, **how: Any) -> bytes:
    """A Space of this length; a second without a reading has nobody on stage and silence."""
    out, second = [], 0
    for number in range(round(seconds / FRAME_S)):
        if number * FRAME_S >= second:
            people, levels = readings.get(second, ((), (0,)))
            out.append(tag(began + number * FRAME_S, people, levels, **how))
            second += 1
        out.append(frame())
    return b"".join(out)


def talk(*turns: tuple[int, int, int], people: Sequence[Any] = (SAMI, NOOR)) -> Readings:
    """Readings from (slot, first second, last second) of each turn, everybody always on stage."""
    last = max(end for _, _, end in turns)
    levels = {second: [0] * (1 + len(people)) for second in range(last + 1)}
    for slot, start, end in turns:
        for second in range(start, end + 1):
            levels[second][slot] = 60
    return {second: (people, row) for second, row in levels.items()}


def ytd(name: str, value: Any) -> bytes:
    return f"window.YTD.{name}.part0 = {json.dumps(value)}".encode()


def record(**changes: Any) -> dict[str, Any]:
    """The Space as X lists it."""
    listed = {
        "id": SPACE,
        "creatorUserId": HOST["accountId"],
        "hostUserIds": [HOST["accountId"]],
        "speakers": [],
        "createdAt": "2026-11-08T17:00:00.000Z",
        "endedAt": "2026-11-08T17:01:00.000Z",
    }
    return {"spacesMetadata": listed | changes}


def members(sound: bytes, *records: Any, **more: bytes) -> dict[str, bytes]:
    """The members of an archive with one Space."""
    own = {
        "data/manifest.js": b"window.__THAR_CONFIG = {}",
        "data/account.js": ytd("account", [{"account": HOST}]),
        "data/spaces-metadata.js": ytd("spaces_metadata", list(records) or [record()]),
        f"data/spaces_media/space-{SPACE}_0.ts": sound,
    }
    return own | more


def zipped(path: Path, files: Mapping[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def laid_out(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The same as files in a folder."""
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder
