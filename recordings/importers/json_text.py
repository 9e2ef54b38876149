"""JSON, bare or as the value of a JavaScript assignment, from bytes that may mean harm.

Bounded in size, depth and number of values before the parser sees them; what comes out holds
only legal text and finite numbers, so it can be stored anywhere.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from recordings.importers.room import ImportFailed
from recordings.importers.text import legal, quoted, size

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 64
# A list of ten bytes takes a hundred in memory: what is bounded is how much a file can claim.
MAX_VALUES = 2_000_000

_ASSIGNMENT = re.compile(rb"\s*(?:var\s+|window\.)[\w.$]{1,200}\s*=\s*")
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_OUTSIDE = bytes(set(range(256)) - set(b'"[]{}'))
_PIECE = 1 << 18


def parse(data: bytes, name: str) -> Any:
    """The value that `data` holds; `name` is the file's, for the sentence of a refusal."""
    if len(data) > MAX_BYTES:
        raise ImportFailed(
            f"{quoted(name)} is {size(len(data))}, more than the {size(MAX_BYTES)} that a list "
            "of this kind may have. Leave it out, or bring the file as the platform made it."
        )
    body = _value(data)
    _check_shape(body, name)
    return _decoded(body, name)


def object_at(data: bytes, start: int, limit: int = MAX_BYTES) -> bytes | None:
    """The balanced `{…}` that begins at `start`.

    None where it has no end within `limit` bytes, or nests too deep.
    """
    depth = 0
    for token in _TOKEN.finditer(data, start, start + limit):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            return None
        if depth <= 0:
            return data[start : token.end()]
    return None


def _value(data: bytes) -> bytes:
    body = data.removeprefix(b"\xef\xbb\xbf")
    assignment = _ASSIGNMENT.match(body[:400])
    if assignment is None:
        return body
    return body[assignment.end() :].rstrip().removesuffix(b";")


def _check_shape(body: bytes, name: str) -> None:
    if sum(map(body.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise ImportFailed(
            f"{quoted(name)} lists more than {MAX_VALUES:,} values, more than any room has. "
            "Bring the file as the platform made it."
        )
    depth = 0
    for bracket in _brackets(body):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise ImportFailed(
                f"{quoted(name)} nests lists more than {MAX_DEPTH} deep, which no platform does. "
                "Bring the file as the platform made it."
            )


def _brackets(body: bytes) -> Iterator[int]:
    """Each bracket that stands outside of a text, in order, without a parser's stack."""
    outside, carried = True, b""
    for at in range(0, len(body), _PIECE):
        piece = carried + body[at : at + _PIECE]
        backslashes = len(piece) - len(piece.rstrip(b"\\"))
        carried = b"\\" if backslashes % 2 else b""
        bare = piece.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _OUTSIDE)
        for index, part in enumerate(bare.split(b'"')):
            outside = outside if index == 0 else not outside
            if outside:
                yield from part


def _decoded(body: bytes, name: str) -> Any:
    try:
        value = json.loads(body.decode(), parse_constant=_no_number, parse_float=_finite)
        return _legal(value)
    except UnicodeDecodeError as error:
        raise ImportFailed(
            f"{quoted(name)} is not UTF-8 text, as it has to be. "
            "Bring the file as the platform made it."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ImportFailed(
            f"{quoted(name)} cannot be read as JSON{_place(error)}: it is damaged or was changed. "
            "Bring the file as the platform made it."
        ) from error


def _place(error: Exception) -> str:
    return f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number beyond all bounds")
    return number


def _legal(value: Any) -> Any:
    """The same value with only legal characters in every text; depth is bounded by now."""
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, list):
        return [_legal(item) for item in value]
    if isinstance(value, dict):
        return {legal(key): _legal(item) for key, item in value.items()}
    return value
