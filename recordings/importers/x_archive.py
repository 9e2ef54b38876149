"""Spaces from an X data archive: the zip as it comes, parts of it, its `data` files, or one `.ts`.

Opens the manifest, the account, the list of Spaces, the host's posts and the Spaces' sound; no
other member, whatever it is called. `adts`, `hydra`, `x_*` read what is inside of these.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from recordings.importers import adts, hydra, x_contents, x_people
from recordings.importers.archive import Archive, Member
from recordings.importers.room import (
    Confidence,
    FoundRoom,
    ImportedRoom,
    ImportedTrack,
    ImportFailed,
    Progress,
)
from recordings.importers.sniff import HEAD, Kind, kind, not_audio
from recordings.importers.text import line, quoted
from recordings.importers.x_contents import LOOSE, TAGS_BEGIN, Contents, Space
from recordings.importers.x_metadata import SpaceRecord

MAX_STRANGE = 20


class XArchive:
    """The importer of `room.Importer` for X."""

    name = "x_archive"
    label = "X data archive"

    def probe(self, paths: Sequence[Path]) -> Confidence:
        try:
            with Archive(paths) as archive:
                return x_contents.likelihood(archive)
        except (ImportFailed, OSError):
            return Confidence.NO

    def plan(self, paths: Sequence[Path]) -> tuple[FoundRoom, ...]:
        with Archive(paths) as archive:
            contents = x_contents.contents(archive)
            titles = x_contents.titles(archive, contents.spaces)
            found = [_found(archive, space, titles) for space in contents.spaces]
        return tuple(sorted(found, key=_newest_first))

    def load(
        self, paths: Sequence[Path], room_key: str, work: Path, progress: Progress
    ) -> ImportedRoom:
        with Archive(paths) as archive:
            return load_from(archive, room_key, work, progress)


def load_from(archive: Archive, room_key: str, work: Path, progress: Progress) -> ImportedRoom:
    """One Space of an open archive, its sound copied below `work` under names of ours."""
    contents = x_contents.contents(archive)
    space = next((one for one in contents.spaces if one.id == room_key), None)
    if space is None:
        raise ImportFailed(
            f"There is no Space {quoted(room_key)} in this archive. Choose one that is listed."
        )
    if not space.parts:
        raise ImportFailed(_without_sound(space))
    tracks, heard = _tracks(archive, space, work, progress)
    title = x_contents.titles(archive, (space,)).get(space.id, "")
    return _room(contents, space, tracks, heard, title)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What all parts of a Space's sound say together."""

    duration_ms: int
    listening: hydra.Listening
    warnings: tuple[str, ...]


def _tracks(
    archive: Archive, space: Space, work: Path, progress: Progress
) -> tuple[tuple[ImportedTrack, ...], _Heard]:
    """Copies and reads each part, one behind the other on the recording's clock."""
    listening, warnings = hydra.Listening(), list[str]()
    tracks: list[ImportedTrack] = []
    offset_ms = 0
    for index, member in enumerate(space.parts):
        _require_sound(archive, member)
        target = work / f"space-{index}.aac"
        copied = archive.copy(member, target, partial(_tell_copy, progress, member.bytes))
        frames = _read_sound(target, member, offset_ms, listening, progress)
        tracks.append(
            ImportedTrack(path=target, sha256=copied, name=line(member.base), offset_ms=offset_ms)
        )
        warnings += _damage(frames, member)
        offset_ms += frames.duration_ms
    heard = _Heard(duration_ms=offset_ms, listening=listening, warnings=tuple(warnings))
    return tuple(tracks), heard


def _tell_copy(progress: Progress, total: int, done: int) -> None:
    progress("Copying the recording", done, max(done, total))


def _read_sound(
    target: Path, member: Member, offset_ms: int, listening: hydra.Listening, progress: Progress
) -> adts.Frames:
    total = target.stat().st_size
    return adts.scan(
        target,
        member.base,
        lambda at_ms, tag: listening.heard(offset_ms + at_ms, tag),
        lambda done: progress("Finding the voices", done, total),
    )


def _require_sound(archive: Archive, member: Member) -> None:
    found = kind(archive.head(member, HEAD))
    if found is Kind.TRANSPORT:
        raise ImportFailed(
            f"{quoted(member.base)} is an MPEG transport stream, as X keeps Spaces with video; "
            "who spoke when cannot be read from it. Turn it into an M4A or MP3 file and bring "
            "that: you then say who speaks."
        )
    # A Space begins with a tag or a frame; behind a tag longer than the head, anything may come.
    if found not in (Kind.ADTS, Kind.MP3, Kind.UNKNOWN):
        raise ImportFailed(not_audio(found, member.base))


def _damage(frames: adts.Frames, member: Member) -> Iterator[str]:
    if frames.cut_off:
        yield (
            f"{quoted(member.base)} ends in the middle of a sound frame: the download may have "
            "been cut off. Compare its length with the Space's."
        )
    elif frames.skipped:
        yield (
            f"{frames.skipped:,} bytes of {quoted(member.base)} are damaged and were left out; "
            "up to that many moments are missing."
        )


def _room(
    contents: Contents,
    space: Space,
    tracks: tuple[ImportedTrack, ...],
    heard: _Heard,
    title: str,
) -> ImportedRoom:
    stage = hydra.stage(heard.listening, heard.duration_ms)
    people = x_people.company(stage, contents.account, space.record)
    started_at, started_from = _start(stage, space.record)
    return ImportedRoom(
        source=XArchive.name,
        platform="x",
        external_id="" if space.id == LOOSE else space.id,
        duration_ms=heard.duration_ms,
        tracks=tracks,
        title=title or dated_title(started_at),
        title_from="your post that links the Space" if title else "the Space's date",
        started_at=started_at,
        started_at_from=started_from,
        speakers=people.speakers,
        segments=people.segments,
        raw=_raw(contents, space, stage),
        unrecognised=_unrecognised(contents, space),
        warnings=(*heard.warnings, *_doubts(contents, space, stage, people)),
    )


def dated_title(when: datetime | None) -> str:
    """The title of a Space that nobody named: “Space of 6 November 2026”."""
    return f"Space of {when.day} {when:%B %Y}" if when else "Space without a date"


def _start(stage: hydra.Stage, record: SpaceRecord | None) -> tuple[datetime | None, str]:
    if stage.began_at:
        return stage.began_at, "the clock in the recording"
    if record and record.created_at:
        return record.created_at, "X's list of your Spaces"
    return None, ""


def _raw(contents: Contents, space: Space, stage: hydra.Stage) -> dict[str, Any]:
    raw: dict[str, Any] = {"tags": {"readings": stage.readings, "unreadable": stage.broken}}
    if space.record:
        raw["spaces_metadata"] = dict(space.record.raw)
    elif contents.listed.strange:
        raw["spaces_metadata_not_recognised"] = list(contents.listed.strange[:MAX_STRANGE])
    return raw


def _unrecognised(contents: Contents, space: Space) -> tuple[str, ...]:
    if space.record:
        return space.record.unrecognised
    return tuple(
        f"spaces-metadata.js, entry {number}"
        for number, _ in enumerate(contents.listed.strange[:MAX_STRANGE], start=1)
    )


def _doubts(
    contents: Contents, space: Space, stage: hydra.Stage, people: x_people.Company
) -> Iterator[str]:
    """What a host should know before trusting who spoke when."""
    if not stage.readings:
        yield (
            "The speaker tags are lost: another program has changed this file. Bring the archive "
            "as it came from X, or say yourself who speaks."
        )
    if stage.broken:
        yield f"{stage.broken:,} of the tags that say who speaks are damaged and were left out."
    if stage.unattributed:
        yield "Somebody speaks in a place of the stage that has no name. Say who it is."
    if people.unmatched:
        yield (
            f"X lists {people.unmatched} more accounts on stage that could not be matched with a "
            "voice."
        )
    creator = space.record.creator if space.record else ""
    if not (contents.account.id or contents.account.handle or creator):
        yield "The file does not say who its host is. Bring the whole archive, or name the host."
    if creator and contents.account.id not in ("", creator):
        yield "This Space was made by another account than the archive's. Say who its host is."
    yield from _clock_doubts(stage, space.record)


def _clock_doubts(stage: hydra.Stage, record: SpaceRecord | None) -> Iterator[str]:
    if not (stage.began_at and record and record.created_at):
        return
    days = abs((stage.began_at - record.created_at).total_seconds()) / 86_400
    if days > 1:
        yield (
            f"The clock in the recording and X's list of Spaces are {days:,.0f} days apart. "
            "Check the date."
        )


def _without_sound(space: Space) -> str:
    when = space.record.created_at if space.record else None
    return (
        f"The archive lists the {dated_title(when)} without its sound: it was not recorded, or X "
        "had already dropped it (30 days after the end). Choose another Space."
    )


def _found(archive: Archive, space: Space, titles: dict[str, str]) -> FoundRoom:
    when = space.record.created_at if space.record else None
    if when is None and space.parts:
        when = _first_clock(archive.head(space.parts[0], TAGS_BEGIN))
    return FoundRoom(
        key=space.id,
        title=titles.get(space.id) or dated_title(when),
        started_at=when,
        bytes=sum(part.bytes for part in space.parts),
        note="" if space.parts else "Without sound in this archive.",
    )


def _first_clock(head: bytes) -> datetime | None:
    """The clock of the first tag, without reading on."""
    listening = hydra.Listening()
    length = adts.id3_length(head[:10])
    if 0 < length <= len(head):
        listening.heard(0, head[:length])
    return hydra.began_at(listening.readings)


def _newest_first(room: FoundRoom) -> tuple[bool, float, str]:
    when = room.started_at.timestamp() if room.started_at else 0.0
    return not room.bytes, -when, room.key
