"""Whatever is packed, opened to its last layer: zips in zips, PDF, gzip, letters, kept sessions,
tasks that wait and the cache. For tests that look for what must not be there."""

import email
import email.policy
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django_q.models import OrmQ

Place = tuple[str, bytes]
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_ZLIB = b"x\x9c"


def opened(name: str, content: bytes) -> Iterator[Place]:
    """A file as it is, and everything in it."""
    yield name, content
    if content[:2] == b"\x1f\x8b":
        yield from opened(f"{name}, unpacked", gzip.decompress(content))
    if content[:5] == b"%PDF-":
        yield f"{name}, its text", b"\n".join(_streams(content))
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inner in packed.namelist():
                yield f"{name}/{inner}", inner.encode()
                yield from opened(f"{name}/{inner}", packed.read(inner))
    if content[:13] == b"Content-Type:":
        yield f"{name}, the letter", _letter(content)
    if name.endswith(".djcache"):
        yield f"{name}, unpacked", zlib.decompress(content[content.index(_ZLIB) :])


def files(folder: Path) -> Iterator[Place]:
    """Every file below a folder with its path, opened."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield f"{path.relative_to(folder)}", str(path).encode()
            yield from opened(f"{path.relative_to(folder)}", content)


def kept_apart() -> Iterator[Place]:
    """What lies in the database in a form that a dump does not show, and the cache."""
    for session in Session.objects.all():
        yield "session", repr(session.get_decoded()).encode()
    for waiting in OrmQ.objects.all():
        yield "task", repr(waiting.task).encode()
    cache = Path(str(settings.CACHES["default"].get("LOCATION", "")))
    if cache.is_dir():
        yield from files(cache)


def _streams(content: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(content):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def _letter(content: bytes) -> bytes:
    """Its headers and its text, as a reader sees them."""
    letter = email.message_from_bytes(content, policy=email.policy.default)
    headers = "\n".join(f"{name}: {value}" for name, value in letter.items())
    parts = [part for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([headers, *(str(part.get_content()) for part in parts)]).encode()
