"""The Range header (RFC 9110, section 14) for one file: which bytes are asked for. Pure.

Own, because whitenoise's reading of it refuses `bytes=0-0`, with which apps probe, and answers
`bytes=-0` with the whole file.
"""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """From the first to the last byte, both included, as the protocol counts."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class NotSatisfiable(Exception):
    """A range that lies wholly outside of the file."""


def requested(header: str, size: int) -> ByteRange | None:
    """The range asked for, or None where the whole file is the answer: without the header, for a
    unit or form nobody knows, and for several ranges at once. Raises `NotSatisfiable`."""
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return _suffix(int(match[2]), size)
    first = int(match[1])
    last = int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    if first >= size:
        raise NotSatisfiable
    return ByteRange(first, min(last, size - 1))


def _suffix(length: int, size: int) -> ByteRange:
    if length == 0 or size == 0:
        raise NotSatisfiable
    return ByteRange(max(0, size - length), size - 1)
