"""What the page of a running import shows: how far it is, and what has been found so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from recordings import jobs
from recordings.imports import IMPORT
from recordings.models import Import, Run
from recordings.spans import Span, total_ms, union
from recordings.strips import Strip, StripVoice, VoiceState
from recordings.words import day, duration, listed, minutes, size

LOOKING = "Looking into the file"
STAGES = ("Copying the recording", "Finding the voices", "Listening to the recording")
SOURCES = {
    "x_archive": "an X archive",
    "sidecar": "a recording with a list of who spoke",
    "plain": "a sound file",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One line: `mark` is "done", "now" or "later"; `percent` is None where nobody knows."""

    mark: str
    words: str
    figure: str = ""
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOffered:
    """A room in the file, for the host to choose."""

    key: str
    title: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSheet:
    """`running` while a job works on it; `alive` while it may still become a recording."""

    heading: str
    lead: str
    running: bool
    stages: tuple[Stage, ...] = ()
    said: str = ""
    percent: int | None = None
    strip: Strip | None = None
    people: str = ""
    nameless: str = ""
    rooms: tuple[RoomOffered, ...] = ()
    sentence: str = ""
    log_tail: str = ""


_HEADINGS = {
    Import.State.LOOKING: "Importing “{name}”",
    Import.State.READING: "Importing “{name}”",
    Import.State.CHOOSING: "“{name}” holds {rooms} rooms",
    Import.State.FAILED: "The import of “{name}” stopped",
    Import.State.CANCELLED: "The import of “{name}” is cancelled",
    Import.State.DONE: "“{name}” is imported",
}
_LEADS = {
    Import.State.LOOKING: "You can leave this page. The recording appears by itself.",
    Import.State.READING: "You can leave this page. The recording appears by itself.",
    Import.State.CHOOSING: "Each becomes a recording of its own. Import them one by one.",
    Import.State.CANCELLED: "Nothing of it is kept.",
}


def import_sheet(imported: Import, now: datetime) -> ImportSheet:
    state = Import.State(imported.state)
    run = jobs.latest(IMPORT, imported.pk)
    running = state in (Import.State.LOOKING, Import.State.READING)
    heading = _HEADINGS[state].format(name=_name(imported), rooms=len(imported.rooms))
    found: Mapping[str, Any] = imported.found
    stages = tuple(_stages(imported, run, now)) if running else ()
    return ImportSheet(
        heading=heading,
        lead=_LEADS.get(state, ""),
        running=running,
        stages=stages,
        said=_said(run),
        percent=run.percent if run else None,
        strip=found_strip(found),
        people=_people(found),
        nameless=_nameless(found),
        rooms=tuple(_offered(room, now) for room in imported.rooms)
        if state == Import.State.CHOOSING
        else (),
        sentence=imported.sentence if state == Import.State.FAILED else "",
        log_tail=run.log_tail if run and state == Import.State.FAILED else "",
    )


def _name(imported: Import) -> str:
    """The room's title once it is known, else what the host called the file."""
    title = str(imported.found.get("title") or "") if imported.found else ""
    return title or listed([str(name) for name in imported.names[:3]])


def _said(run: Run | None) -> str:
    if run is None or run.state == Run.State.QUEUED:
        return "Waiting for its turn"
    return run.stage or LOOKING


def _stages(imported: Import, run: Run | None, now: datetime) -> Iterable[Stage]:
    yield Stage(mark="done", words="File received", figure=_received(imported))
    said, percent = _said(run), run.percent if run else None
    if not imported.rooms:
        yield Stage(mark="now", words=said, percent=percent)
    else:
        yield Stage(mark="done", words=LOOKING, figure=SOURCES.get(imported.source, ""))
    if imported.found:
        yield Stage(mark="done", words="Room found", figure=_room(imported, now))
    yield from _work(said if imported.rooms else "", percent)


def _work(said: str, percent: int | None) -> Iterable[Stage]:
    here = STAGES.index(said) if said in STAGES else -1
    if said and here < 0:
        yield Stage(mark="now", words=said, figure=_figure(percent), percent=percent)
    for number, words in enumerate(STAGES):
        if number == here:
            yield Stage(mark="now", words=words, figure=_figure(percent), percent=percent)
        else:
            yield Stage(mark="done" if number < here else "later", words=words)


def _figure(percent: int | None) -> str:
    return "" if percent is None else f"{percent} %"


def _received(imported: Import) -> str:
    files = [Path(settings.UPLOADS) / path for path in imported.paths]
    count = sum(file.stat().st_size for file in files if file.is_file())
    return size(count) if count else ""


def _room(imported: Import, now: datetime) -> str:
    chosen = [r for r in imported.rooms if r["key"] == imported.room_key] or imported.rooms[:1]
    started = chosen[0].get("started_at") if chosen else None
    when = day(datetime.fromisoformat(started), now) if started else ""
    return ", ".join(filter(None, (when, minutes(int(imported.found.get("duration_ms", 0))))))


def _offered(room: Mapping[str, Any], now: datetime) -> RoomOffered:
    started = room.get("started_at")
    facts = (
        day(datetime.fromisoformat(started), now) if started else "",
        size(room["bytes"]) if room.get("bytes") else "",
        str(room.get("note") or ""),
    )
    title = str(room.get("title") or "") or "A room without a title"
    return RoomOffered(key=str(room["key"]), title=title, facts=tuple(filter(None, facts)))


# --- What has been found -------------------------------------------------------------------------
def _by_speaker(found: Mapping[str, Any]) -> dict[str | None, list[Span]]:
    spans: dict[str | None, list[Span]] = {}
    for start_ms, end_ms, key in found.get("segments", ()):
        if start_ms < end_ms:
            spans.setdefault(key, []).append(Span(start_ms, end_ms))
    return spans


def found_strip(found: Mapping[str, Any]) -> Strip | None:
    """The voices in grey: nobody has been asked yet."""
    spans = _by_speaker(found)
    if not spans:
        return None
    names = dict(
        zip(found.get("keys", ()), (s["name"] for s in found.get("speakers", ())), strict=False)
    )
    voices = [
        StripVoice(
            name=names.get(key, "Nobody known") if key else "Nobody known",
            colour=None,
            state=VoiceState.WAITING if key else VoiceState.UNCLAIMED,
            spans=tuple(parts),
        )
        for key, parts in spans.items()
    ]
    return Strip(duration_ms=int(found.get("duration_ms", 0)), voices=tuple(voices))


def _people(found: Mapping[str, Any]) -> str:
    heard = [key for key in _by_speaker(found) if key]
    if not found:
        return ""
    count = len(heard)
    return f"{count} {'person' if count == 1 else 'people'} spoke" if count else "No names in it"


def _nameless(found: Mapping[str, Any]) -> str:
    spans = _by_speaker(found).get(None, [])
    return f"{duration(total_ms(union(spans)))} of speech without a name" if spans else ""
