"""An episode in segments of some 12 seconds, and the shelf on which finished ones are kept.

Segments begin at round times of the *recording*, so that a cut moves those behind it but changes
none of them. Each is named by all that goes into it, with what lies just before and behind.
"""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from recordings.audio.errors import AudioError
from recordings.audio.grid import FRAME, Range
from recordings.audio.score import Score

LENGTH = 500 * FRAME
LEAD_IN = 128 * FRAME
"""So long before its first frame an encoder is started: LAME then writes, byte for byte, what it
would have written had it begun with the episode. What it remembers longest is how far its
threshold of hearing has sunk in soft places, which takes up to 95 frames to sink to its least
(`adjust_ATH` in its psymodel.c); measured on sound that comes and goes, 96 frames are enough and
48 are too few in one of forty places."""

LEAD_OUT = 3 * FRAME
"""LAME looks ahead for less than two frames."""

_DIGEST = sha256().digest_size


def cut_up(score: Score) -> tuple[Range, ...]:
    """The segments of an episode, as samples of it; each begins with an MP3 frame."""
    starts = {0, *range(0, score.body[0], LENGTH), *range(score.body[1], score.total, LENGTH)}
    for take in score.takes:
        first = -(-take.start // LENGTH) * LENGTH
        starts.update(take.at + place - take.start for place in range(first, take.end, LENGTH))
    ordered = sorted({start // FRAME * FRAME for start in starts})
    return tuple(zip(ordered, [*ordered[1:], score.total], strict=True))


def surroundings(segment: Range, total: int) -> Range:
    """The samples that go into an encoder for the frames of a segment."""
    return max(0, segment[0] - LEAD_IN), min(total, segment[1] + LEAD_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Neighbouring segments that are made in one go, by their numbers."""

    first: int
    last: int


def runs(missing: Sequence[int], segments: Sequence[Range], most: int) -> list[Run]:
    """Missing segments in runs of up to `most` samples, so that few processes are started."""
    found: list[Run] = []
    for number in missing:
        before = found[-1] if found else None
        if (
            before is not None
            and before.last == number
            and segments[number][1] - segments[before.first][0] <= most
        ):
            found[-1] = Run(first=before.first, last=number + 1)
        else:
            found.append(Run(first=number, last=number + 1))
    return found


class Shelf:
    """A folder of what was made of segments, by name: bytes behind their SHA-256. What is written
    is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, name: str) -> bool:
        """Whether it is there and whole."""
        try:
            data = memoryview(self._path(name).read_bytes())
        except OSError:
            return False
        return sha256(data[_DIGEST:]).digest() == data[:_DIGEST]

    def get(self, name: str) -> memoryview:
        """What it `has`. Raises `AudioError` where somebody has taken it away meanwhile."""
        try:
            return memoryview(self._path(name).read_bytes())[_DIGEST:]
        except FileNotFoundError:
            sentence = "A part of the episode was erased while it was made. Make it again."
            raise AudioError(sentence, permanent=False) from None

    def put(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{name}.{os.getpid()}.part"
        with part.open("wb") as file:
            file.write(sha256(data).digest())
            file.write(data)
        part.replace(self._path(name))

    def tidy(self, wanted: Collection[str]) -> None:
        """Remove all but the `wanted` names."""
        for path in self._folder.glob("*"):
            if path.stem not in wanted:
                path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.made"
