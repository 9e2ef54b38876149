"""Files of evidence: what is taken as one, and where it is kept. Never shown inside a page.

What a file is, its first bytes say, whatever its name claims.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.contrib.auth.models import User

from consent.models import EvidenceFile
from recordings import storage
from recordings.importers.text import line
from recordings.models import Speaker
from recordings.words import size

KIND = "evidence"
MOST_BYTES = 20_000_000
TAKEN = "PDF, JPEG, PNG, MP3, M4A or plain text"
_MP3_FRAMES = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


class NotTaken(Exception):
    """A file that is no evidence; `str(error)` says why and what to do."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    suffix: str
    content_type: str


PDF = Kind(suffix=".pdf", content_type="application/pdf")
JPEG = Kind(suffix=".jpg", content_type="image/jpeg")
PNG = Kind(suffix=".png", content_type="image/png")
MP3 = Kind(suffix=".mp3", content_type="audio/mpeg")
M4A = Kind(suffix=".m4a", content_type="audio/mp4")
TXT = Kind(suffix=".txt", content_type="text/plain")


def kind_of(content: bytes) -> Kind | None:
    """What a whole file is by its own bytes; None where it is nothing we take."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith((b"ID3", *_MP3_FRAMES)):
        return MP3
    if content[4:8] == b"ftyp" and content[8:11] in (b"M4A", b"mp4", b"iso"):
        return M4A
    return TXT if _is_text(content) else None


def keep(
    speaker: Speaker, pieces: Iterable[bytes], name: str, *, by: User, now: datetime
) -> EvidenceFile:
    """Keep a file in the private store. Raises `NotTaken` and `StorageFailed`."""
    content = _whole(pieces)
    kind = kind_of(content)
    if kind is None or not content:
        raise NotTaken(f"This file is nothing that is taken as evidence. Choose {TAKEN}.")
    with storage.work_folder() as folder:
        path = folder / f"evidence{kind.suffix}"
        path.write_bytes(content)
        stored = storage.put(path, kind=KIND, content_type=kind.content_type, consume=True)
    kept, _ = EvidenceFile.objects.get_or_create(
        speaker=speaker,
        sha256=stored.sha256,
        defaults={
            "key": stored.key,
            "name": line(Path(name).name)[:200] or f"evidence{kind.suffix}",
            "content_type": kind.content_type,
            "bytes": stored.bytes,
            "added_by": by,
            "added_at": now,
        },
    )
    return kept


def files_of(speakers: Iterable[Speaker]) -> tuple[EvidenceFile, ...]:
    return tuple(EvidenceFile.objects.filter(speaker__in=list(speakers)))


def find(uid: UUID) -> EvidenceFile | None:
    return EvidenceFile.objects.select_related("speaker__recording").filter(uid=uid).first()


def saved_as(file: EvidenceFile) -> str:
    """A name of ours for saving it: what an uploader called a file reaches no header."""
    return f"evidence-{file.sha256[:12]}{Path(file.key).suffix}"


def named(file: EvidenceFile) -> str:
    """How the line of the ledger names a file, so that another one is not taken for it."""
    return f"File “{file.name}” ({size(file.bytes)}), sha256 {file.sha256}."


def _whole(pieces: Iterable[bytes]) -> bytes:
    """Raises `NotTaken` as soon as it is too much."""
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > MOST_BYTES:
            raise NotTaken(f"The file is larger than {size(MOST_BYTES)}. Choose a smaller one.")
    return bytes(found)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return not _CONTROLS & set(content)
