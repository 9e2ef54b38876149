"""HTTP answers for documents and files: conditions, ranges, HEAD; which document is not known here.

Follows RFC 9110, sections 13 (conditions, by Django) and 14 (ranges).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from recordings.ranges import ByteRange, NotSatisfiable, requested

CHUNK = 64 * 1024
REVALIDATE = "public, no-cache"
"""Kept, but asked about each time: what a speaker takes back is gone at once."""
FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "private, no-store"
EVERYWHERE = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is said of a representation. `etag` is without quotes; empty dates are not sent."""

    content_type: str
    etag: str
    cache_control: str
    modified_at: datetime | None = None
    more: Mapping[str, str] | None = None

    @property
    def quoted_etag(self) -> str:
        return f'"{self.etag}"'

    def headers(self) -> dict[str, str]:
        found = {
            "Content-Type": self.content_type,
            "ETag": self.quoted_etag,
            "Cache-Control": self.cache_control,
            **(self.more or {}),
        }
        if self.modified_at:
            found["Last-Modified"] = http_date(self.modified_at.timestamp())
        return found


def document(request: HttpRequest, body: bytes, described: Described) -> HttpResponseBase:
    """A whole document, or 304 or 412 where the request's conditions say so."""
    early = _by_condition(request, described)
    if early is not None:
        return early
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=described.headers())
    response["Content-Length"] = str(len(body))
    return response


def file(request: HttpRequest, path: Path, described: Described) -> HttpResponseBase:
    """A file in pieces, whole or a range of it; memory stays flat whatever its size."""
    early = _by_condition(request, described)
    if early is not None:
        return early
    opened = path.open("rb", buffering=0)
    size = opened.seek(0, 2)
    try:
        wanted = _wanted(request, size, described)
    except NotSatisfiable:
        opened.close()
        return _not_satisfiable(size, described)
    return _stream(request, opened, size, wanted, described)


def head(request: HttpRequest, size: int, described: Described) -> HttpResponseBase:
    """What HEAD says of a file that somebody else sends."""
    early = _by_condition(request, described)
    response = early or HttpResponse(headers=described.headers())
    if early is None:
        response["Content-Length"] = str(size)
        response["Accept-Ranges"] = "bytes"
    return response


def _by_condition(request: HttpRequest, described: Described) -> HttpResponseBase | None:
    """304 or 412 as the request's own validators demand, else None."""
    modified = int(described.modified_at.timestamp()) if described.modified_at else None
    plain = HttpResponse(headers=described.headers())
    found = get_conditional_response(request, described.quoted_etag, modified, plain)
    if found is None or found is plain:
        return None
    for name in EVERYWHERE.keys() & (described.more or {}).keys():
        found[name] = EVERYWHERE[name]
    return found


def _wanted(request: HttpRequest, size: int, described: Described) -> ByteRange | None:
    """The range to send. Only GET has ranges; If-Range with another validator has none."""
    if request.method != "GET" or not _if_range_holds(request, described):
        return None
    return requested(request.headers.get("Range", ""), size)


def _if_range_holds(request: HttpRequest, described: Described) -> bool:
    """Strong comparison only: a weak tag, an older date and anything unreadable do not hold."""
    validator = request.headers.get("If-Range", "").strip()
    if not validator or validator == described.quoted_etag:
        return True
    date = parse_http_date_safe(validator)
    return bool(date and described.modified_at and date == int(described.modified_at.timestamp()))


def _not_satisfiable(size: int, described: Described) -> HttpResponse:
    response = HttpResponse(status=416, headers=described.headers())
    response["Content-Range"] = f"bytes */{size}"
    return response


def _stream(
    request: HttpRequest,
    opened: BinaryIO,
    size: int,
    wanted: ByteRange | None,
    described: Described,
) -> HttpResponseBase:
    part = wanted or ByteRange(0, size - 1)
    headers = described.headers() | {"Content-Length": str(part.length), "Accept-Ranges": "bytes"}
    if wanted:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    if request.method == "HEAD":
        opened.close()
        return HttpResponse(headers=headers)
    return StreamingHttpResponse(
        Pieces(opened, part), status=206 if wanted else 200, headers=headers
    )


class Pieces:
    """The bytes of a range, read as they are sent; the server closes it, sent or not."""

    def __init__(self, opened: BinaryIO, part: ByteRange) -> None:
        opened.seek(part.first)
        self._opened, self._left = opened, part.length

    def __iter__(self) -> "Pieces":
        return self

    def __next__(self) -> bytes:
        piece = self._opened.read(min(CHUNK, self._left)) if self._left else b""
        if not piece:
            raise StopIteration
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._opened.close()
