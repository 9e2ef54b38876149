"""The values every importer yields and the protocol it follows.

An importer turns a file of one platform into `ImportedRoom`s. It never guesses: what it cannot
read becomes a warning and stays in `raw`; what it cannot accept becomes an `ImportFailed`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from recordings.spans import Span


class ImportFailed(Exception):
    """A file that cannot be imported; `str(error)` is one sentence or two for the host.

    `permanent` is True when trying again with the same file cannot help.
    """

    def __init__(self, sentence: str, *, permanent: bool = True) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class Confidence(StrEnum):
    """How sure an importer is that a file is of its source."""

    NO = "no"
    MAYBE = "maybe"
    YES = "yes"


class Role(StrEnum):
    HOST = "host"
    COHOST = "cohost"
    SPEAKER = "speaker"


class SegmentMethod(StrEnum):
    """How it is known who spoke when, from the most to the least exact."""

    TRACK_VAD = "track_vad"
    TALK_EVENT = "talk_event"
    HYDRA = "hydra"
    CAPTION = "caption"
    SESSION = "metadata_session"
    STATED = "stated"
    MANUAL = "manual"
    VAD = "vad_unassigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTrack:
    """One audio file below the work folder, under a name we made.

    `sha256` (hex) is of the original bytes. `speaker` is the key of the only person on it, or
    None for a mix. `name` is the source's file name, for display only, never a path.
    `offset_ms` is where its first sample lies on the room's clock.
    """

    path: Path
    sha256: str
    name: str
    speaker: str | None = None
    offset_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSpeaker:
    """One account heard (or listed) in the room; `key` is unique in the room.

    `external_ids` are numbers of accounts as the platform's own file has them, by platform; never
    what a host wrote: a yes in advance is known to be about this voice by them.
    """

    key: str
    name: str = ""
    handle: str = ""
    email: str = ""
    role: Role = Role.SPEAKER
    external_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSegment:
    """A span in which one person is heard; `speaker` is None for speech that is nobody's yet."""

    start_ms: int
    end_ms: int
    speaker: str | None
    method: SegmentMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCue:
    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedChapter:
    start_ms: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRoom:
    """All that a source says of one room. `duration_ms` is exact: counted, never a header's claim.

    `title_from` and `started_at_from` say how these are known, in words for the host ("a post
    that links the Space"). `raw` is the source's own record (JSON-able), kept for the host and
    for later readers; `unrecognised` names the parts of it that nobody could read.
    """

    source: str
    platform: str
    external_id: str
    duration_ms: int
    tracks: tuple[ImportedTrack, ...]
    title: str = ""
    title_from: str = ""
    started_at: datetime | None = None
    started_at_from: str = ""
    language: str = ""
    speakers: tuple[ImportedSpeaker, ...] = ()
    segments: tuple[ImportedSegment, ...] = ()
    chapters: tuple[ImportedChapter, ...] = ()
    cues: tuple[ImportedCue, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)
    unrecognised: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRoom:
    """A room seen in a file before it is read: enough for a host to choose one."""

    key: str
    title: str = ""
    started_at: datetime | None = None
    bytes: int = 0
    note: str = ""


Progress = Callable[[str, int, int], None]
"""Called with (stage in words, done, total) as work goes on; `total` 0 means unknown.

It may raise to cancel; importers let that exception pass and leave only the work folder.
"""


class Listener(Protocol):
    """An ear: hears what is in an audio file, safely. Handed to importers that have to listen.

    `name` is what the host calls the file, for sentences. Both may raise `ImportFailed` or an
    error of the ear's own that is made alike; importers let it pass.
    """

    def duration_ms(self, path: Path, name: str) -> int:
        """The exact length, by decoding; refuses what is no sound, or damaged."""

    def speech(self, path: Path, name: str) -> tuple[Span, ...]:
        """Where somebody speaks, sorted and disjoint."""


class Importer(Protocol):
    """One source. `paths` is what the host brought: one file, several parts, or a folder."""

    name: str
    label: str

    def probe(self, paths: Sequence[Path]) -> Confidence:
        """How likely `paths` are of this source; cheap, never raises for strange input."""

    def plan(self, paths: Sequence[Path]) -> tuple[FoundRoom, ...]:
        """The rooms inside, without reading audio. Raises `ImportFailed`."""

    def load(
        self, paths: Sequence[Path], room_key: str, work: Path, progress: Progress
    ) -> ImportedRoom:
        """One room, its audio copied below `work`. Raises `ImportFailed`."""
