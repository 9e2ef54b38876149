"""Who speaks when in a Space: what the tags between its sound say, once a second.

`HydraAudioLevel[0]` is the host's level, `[i + 1]` that of `HydraParticipants[i]`; a level of 8
or more is a voice. Programs that read replays agree on this; X documents none of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from recordings.importers import id3, json_text
from recordings.importers.room import ImportFailed
from recordings.importers.text import line
from recordings.spans import Span, union

HOST_KEY = "host"
VOICE = 8
# Levels fall to nothing between words: at one reading a second, that is one reading missed.
GAP_MS = 1_500
# A reading stands for the time around it, half-way to its neighbours, a second at the most.
REACH_MS = 1_000
LONE_REACH_MS = 500
ABSENCE_MS = 10_000

MAX_SLOTS = 100
MAX_PEOPLE = 500
_NTP_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
_SPACES_BEGAN, _FAR = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on stage; `user_id` is of Periscope, not of X."""

    user_id: str
    handle: str

    @property
    def key(self) -> str:
        """Unique in a Space; empty for nobody. The host's slot has a name of its own."""
        own = self.user_id or self.handle
        return f"guest {own}" if own == HOST_KEY else own


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One tag: levels by slot, and who stands in the slots behind the host's."""

    at_ms: int
    ntp: float | None
    people: tuple[Person | None, ...]
    levels: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One person's time on stage and in speech, on the recording's clock."""

    person: Person
    present: tuple[Span, ...]
    talking: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All that the tags say. `unattributed` is speech in a slot in which nobody stands."""

    readings: int
    broken: int
    began_at: datetime | None
    host_talking: tuple[Span, ...]
    voices: tuple[Voice, ...]
    unattributed: tuple[Span, ...]


@dataclass(slots=True)
class Listening:
    """Collects readings as a scan hands out tags; `broken` counts those that made no sense."""

    readings: list[Reading] = field(default_factory=list)
    broken: int = 0
    people: dict[str, Person] = field(default_factory=dict)
    _on_stage: tuple[Person | None, ...] = ()
    _stage_text: str = ""

    def heard(self, at_ms: int, tag: bytes) -> None:
        texts = id3.texts(tag)
        if "HydraAudioLevel" not in texts:
            return
        try:
            self._see_stage(texts.get("HydraParticipants"))
            levels = _levels(json_text.parse(texts["HydraAudioLevel"].encode(), "a level tag"))
        except (ImportFailed, UnicodeEncodeError):
            self.broken += 1
            return
        reading = Reading(at_ms=at_ms, ntp=_ntp(texts), people=self._on_stage, levels=levels)
        self.readings.append(reading)

    def _see_stage(self, text: str | None) -> None:
        """A tag without participants leaves the stage as it was."""
        if text is None or text == self._stage_text:
            return
        listed = json_text.parse(text.encode(), "a participants tag")
        items = listed[:MAX_SLOTS] if isinstance(listed, list) else []
        self._on_stage = tuple(self._person(item) for item in items)
        self._stage_text = text

    def _person(self, item: Any) -> Person | None:
        """The same value for the same account, however often it is listed."""
        if not isinstance(item, dict):
            return None
        person = Person(
            user_id=line(item.get("UserId"), 100),
            handle=line(item.get("UserName"), 100).removeprefix("@"),
        )
        if not person.key or (person.key not in self.people and len(self.people) >= MAX_PEOPLE):
            return None
        return self.people.setdefault(person.key, person)


def stage(listening: Listening, duration_ms: int) -> Stage:
    """What the readings add up to over a recording of this length."""
    readings = listening.readings
    reaches = tuple(_reaches(readings, duration_ms))
    host = [reach for reading, reach in reaches if _speaks(reading, 0)]
    nobody = [reach for reading, reach in reaches if any(_unnamed(reading))]
    return Stage(
        readings=len(readings),
        broken=listening.broken,
        began_at=began_at(readings),
        host_talking=union(host, GAP_MS),
        voices=tuple(_voices(reaches)),
        unattributed=union(nobody, GAP_MS),
    )


def began_at(readings: Iterable[Reading]) -> datetime | None:
    """When the recording's first sample was live, by the first clock in the tags."""
    for reading in readings:
        if reading.ntp is not None:
            when = ntp_time(reading.ntp)
            if when:
                return when - timedelta(milliseconds=reading.at_ms)
    return None


def ntp_time(seconds: float) -> datetime | None:
    """Seconds since 1900 (RFC 5905) as a moment; None where no Space can have been then."""
    if not 0 <= seconds < 2**33:
        return None
    when = _NTP_EPOCH + timedelta(seconds=seconds)
    return when if _SPACES_BEGAN <= when <= _FAR else None


def _voices(reaches: Sequence[tuple[Reading, Span]]) -> Iterator[Voice]:
    """Everybody who was ever on stage, by first appearance."""
    present: dict[str, list[Span]] = {}
    talking: dict[str, list[Span]] = {}
    people: dict[str, Person] = {}
    for reading, reach in reaches:
        for slot, person in enumerate(reading.people, start=1):
            if person is None:
                continue
            people.setdefault(person.key, person)
            present.setdefault(person.key, []).append(reach)
            if _speaks(reading, slot):
                talking.setdefault(person.key, []).append(reach)
    for key, person in people.items():
        yield Voice(
            person=person,
            present=union(present[key], ABSENCE_MS),
            talking=union(talking.get(key, ()), GAP_MS),
        )


def _reaches(readings: Sequence[Reading], duration_ms: int) -> Iterator[tuple[Reading, Span]]:
    """Each reading with the span it stands for; those at one place share the first one's."""
    times = [reading.at_ms for reading in readings]
    gaps = [min(REACH_MS, (later - earlier) // 2) for earlier, later in pairwise(times)]
    before, after = [LONE_REACH_MS, *gaps], [*gaps, LONE_REACH_MS]
    for reading, left, right in zip(readings, before, after, strict=False):
        start = max(0, reading.at_ms - left)
        end = min(duration_ms, reading.at_ms + right)
        if start < end:
            yield reading, Span(start, end)


def _speaks(reading: Reading, slot: int) -> bool:
    return slot < len(reading.levels) and reading.levels[slot] >= VOICE


def _unnamed(reading: Reading) -> Iterator[bool]:
    """Whether there is a voice, for each slot in which nobody is named."""
    for slot in range(1, len(reading.levels)):
        named = slot <= len(reading.people) and reading.people[slot - 1] is not None
        yield not named and _speaks(reading, slot)


def _levels(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        float(level) if isinstance(level, int | float) and abs(level) < 1e9 else 0.0
        for level in value[:MAX_SLOTS]
    )


def _ntp(texts: dict[str, str]) -> float | None:
    """From `JSONMetadata`, else from TIT3, which holds the same number."""
    try:
        metadata = json_text.parse(texts.get("JSONMetadata", "{}").encode(), "a clock tag")
        value = metadata.get("ntp") if isinstance(metadata, dict) else None
        return float(texts["TIT3"] if value is None else value)
    except (ImportFailed, KeyError, TypeError, ValueError, OverflowError):
        return None
