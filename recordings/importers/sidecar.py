"""Any audio with a list of who spoke: our own `room.json`, in a folder, in a zip, or beside a file.

The contract is `room.schema.json`; `room_document` checks it. File names in it only choose among
the members that were brought, letter by letter; they are never paths.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from recordings.importers import room_document
from recordings.importers.archive import Archive, Member
from recordings.importers.room import (
    Confidence,
    FoundRoom,
    ImportedChapter,
    ImportedCue,
    ImportedRoom,
    ImportedSegment,
    ImportedSpeaker,
    ImportedTrack,
    ImportFailed,
    Listener,
    Progress,
    Role,
    SegmentMethod,
)
from recordings.importers.room_document import Document
from recordings.importers.sniff import HEAD, kind, require_audio
from recordings.importers.text import line, paragraphs, quoted

DOCUMENT = "room.json"
BESIDE = ".room.json"
# A segment may end a little behind the sound: clocks and codecs round in their own ways.
ROUNDING_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One file that the document names."""

    member: Member
    speaker: str | None
    offset_ms: int


class Sidecar:
    """The importer of `room.Importer` for our own contract.

    A single path may be the document or the audio: the other is then looked for beside it under
    the same name. So an upload needs a folder of its own.
    """

    name = "sidecar"
    label = "Audio with a list of who spoke"

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def probe(self, paths: Sequence[Path]) -> Confidence:
        try:
            with Archive(_with_neighbours(paths)) as archive:
                return Confidence.YES if _documents(archive) else Confidence.NO
        except (ImportFailed, OSError):
            return Confidence.NO

    def plan(self, paths: Sequence[Path]) -> tuple[FoundRoom, ...]:
        with Archive(_with_neighbours(paths)) as archive:
            return tuple(_found(archive, member) for member in _required_documents(archive))

    def load(
        self, paths: Sequence[Path], room_key: str, work: Path, progress: Progress
    ) -> ImportedRoom:
        with Archive(_with_neighbours(paths)) as archive:
            member = archive.named(room_key)
            if member is None or member not in _documents(archive):
                raise ImportFailed(
                    f"There is no room {quoted(room_key)} here. Choose one that is listed."
                )
            document = room_document.document(archive.read(member), member.base)
            tracks = _tracks(archive, member, document, work, progress)
            return self._room(document, tracks, progress)

    def _room(
        self, document: Document, tracks: tuple[ImportedTrack, ...], progress: Progress
    ) -> ImportedRoom:
        duration_ms = self._duration_ms(tracks, progress)
        speakers = tuple(_speakers(document))
        segments = self._segments(document, tracks, progress)
        room = document.get("room", {})
        title, started_at = line(room.get("title"), 300), _started_at(room)
        return ImportedRoom(
            source=self.name,
            platform=line(room.get("platform")) or "file",
            external_id=line(room.get("id")),
            duration_ms=duration_ms,
            tracks=tracks,
            title=title or _stem(tracks[0].name),
            title_from="the list that came with it" if title else "the file's name",
            started_at=started_at,
            started_at_from="the list that came with it" if started_at else "",
            language=line(room.get("language")),
            speakers=speakers,
            segments=tuple(_within(segments, duration_ms)),
            chapters=tuple(_chapters(document, duration_ms)),
            cues=tuple(_cues(document, duration_ms)),
            raw=_raw(document),
            unrecognised=room_document.unrecognised(document),
            warnings=tuple(_doubts(document, segments, duration_ms, started_at)),
        )

    def _duration_ms(self, tracks: Sequence[ImportedTrack], progress: Progress) -> int:
        ends: list[int] = []
        for done, track in enumerate(tracks):
            progress("Measuring the recording", done, len(tracks))
            ends.append(track.offset_ms + self._listener.duration_ms(track.path, track.name))
        return max(ends)

    def _segments(
        self, document: Document, tracks: Sequence[ImportedTrack], progress: Progress
    ) -> list[ImportedSegment]:
        if "segments" in document:
            return sorted(map(_stated, document["segments"]), key=_order)
        own = [track for track in tracks if track.speaker] or tracks
        found: list[ImportedSegment] = []
        for done, track in enumerate(own):
            progress("Finding the voices", done, len(own))
            found += self._speech(track)
        return sorted(found, key=_order)

    def _speech(self, track: ImportedTrack) -> Iterator[ImportedSegment]:
        for span in self._listener.speech(track.path, track.name):
            yield ImportedSegment(
                start_ms=track.offset_ms + span.start_ms,
                end_ms=track.offset_ms + span.end_ms,
                speaker=track.speaker,
                method=SegmentMethod.TRACK_VAD if track.speaker else SegmentMethod.VAD,
            )


def _with_neighbours(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The paths, and beside a single file the other half of its pair."""
    if len(paths) != 1 or not paths[0].is_file():
        return tuple(paths)
    path = paths[0]
    if path.name.endswith(BESIDE):
        return (path, *_pair(path, path.name.removesuffix(BESIDE)))
    document = path.with_name(path.stem + BESIDE)
    return (path, document) if document.is_file() else (path,)


def _pair(document: Path, stem: str) -> list[Path]:
    """The files beside a document that differ from it only in their ending."""
    return sorted(
        other
        for other in document.parent.iterdir()
        if other.is_file() and other.stem == stem and other != document
    )


def _documents(archive: Archive) -> list[Member]:
    """Every `room.json` and `X.room.json`, the highest folder first."""
    found = [m for m in archive.members if m.base == DOCUMENT or m.base.endswith(BESIDE)]
    return sorted(found, key=lambda member: (member.name.count("/"), member.name))


def _required_documents(archive: Archive) -> list[Member]:
    documents = _documents(archive)
    if not documents:
        raise ImportFailed(
            f"There is no “{DOCUMENT}” that says who spoke. Put it beside the audio, in the same "
            "folder or zip."
        )
    return documents


def _found(archive: Archive, member: Member) -> FoundRoom:
    document = room_document.document(archive.read(member), member.base)
    room = document.get("room", {})
    parts = _parts(archive, member, document)
    return FoundRoom(
        key=member.name,
        title=line(room.get("title"), 300) or _stem(parts[0].member.base),
        started_at=_started_at(room),
        bytes=sum(part.member.bytes for part in parts),
    )


def _parts(archive: Archive, document_member: Member, document: Document) -> list[_Part]:
    """The files that the document names, in its order; the mix of everybody first."""
    parts: list[_Part] = []
    if "audio" in document:
        member = _beside(archive, document_member, document["audio"], "audio")
        parts.append(_Part(member=member, speaker=None, offset_ms=0))
    for index, track in enumerate(document.get("tracks", ())):
        member = _beside(archive, document_member, track["file"], f"tracks[{index}].file")
        offset_ms = track.get("offset_ms", 0)
        parts.append(_Part(member=member, speaker=track["speaker"], offset_ms=offset_ms))
    return parts or [_Part(member=_twin(archive, document_member), speaker=None, offset_ms=0)]


def _stem(name: str) -> str:
    return line(name.rpartition(".")[0] or name)


def _beside(archive: Archive, document: Member, name: str, place: str) -> Member:
    """The member of exactly this name in the document's folder."""
    whole = f"{document.folder}/{name}" if document.folder else name
    found = archive.named(whole)
    if found is None or found == document:
        raise ImportFailed(
            f"{quoted(document.base)} names {quoted(name)} in {place}, and no such file was "
            "brought with it. Put the file beside it, under exactly this name."
        )
    return found


def _twin(archive: Archive, document: Member) -> Member:
    """For `X.room.json` that names no audio: the one file `X.ext` beside it."""
    stem = document.base.removesuffix(BESIDE)
    twins = [
        member
        for member in archive.members
        if member.folder == document.folder
        and member.base.rpartition(".")[0] == stem
        and member != document
    ]
    if len(twins) != 1 or document.base == DOCUMENT:
        raise ImportFailed(
            f"{quoted(document.base)} names no audio. Name the file in “audio”, or in “tracks” one "
            "for each speaker."
        )
    return twins[0]


def _tracks(
    archive: Archive, document_member: Member, document: Document, work: Path, progress: Progress
) -> tuple[ImportedTrack, ...]:
    """Copies each file below `work`, under a name of ours."""
    tracks: list[ImportedTrack] = []
    for index, part in enumerate(_parts(archive, document_member, document)):
        require_audio(kind(archive.head(part.member, HEAD)), part.member.base)
        target = work / f"track-{index}"
        total = part.member.bytes
        sha256 = archive.copy(part.member, target, partial(_tell_copy, progress, total))
        tracks.append(
            ImportedTrack(
                path=target,
                sha256=sha256,
                name=line(part.member.base),
                speaker=part.speaker,
                offset_ms=part.offset_ms,
            )
        )
    return tuple(tracks)


def _tell_copy(progress: Progress, total: int, done: int) -> None:
    progress("Copying the recording", done, max(done, total))


def _speakers(document: Document) -> Iterator[ImportedSpeaker]:
    for speaker in document.get("speakers", ()):
        yield ImportedSpeaker(
            key=speaker["id"],
            name=line(speaker.get("name")),
            handle=line(speaker.get("handle")).removeprefix("@"),
            email=line(speaker.get("email"), 254),
            role=Role(speaker.get("role", Role.SPEAKER)),
        )


def _stated(segment: Mapping[str, Any]) -> ImportedSegment:
    return ImportedSegment(
        start_ms=segment["start_ms"],
        end_ms=segment["end_ms"],
        speaker=segment["speaker"],
        method=SegmentMethod.STATED,
    )


def _order(segment: ImportedSegment) -> tuple[int, int, str]:
    return segment.start_ms, segment.end_ms, segment.speaker or ""


def _within(segments: Sequence[ImportedSegment], duration_ms: int) -> Iterator[ImportedSegment]:
    """What of the segments lies on the recording; `_doubts` tells of the rest."""
    for segment in segments:
        if segment.start_ms < duration_ms:
            yield ImportedSegment(
                start_ms=segment.start_ms,
                end_ms=min(segment.end_ms, duration_ms),
                speaker=segment.speaker,
                method=segment.method,
            )


def _chapters(document: Document, duration_ms: int) -> Iterator[ImportedChapter]:
    for chapter in sorted(document.get("chapters", ()), key=lambda one: one["start_ms"]):
        if chapter["start_ms"] < duration_ms:
            yield ImportedChapter(start_ms=chapter["start_ms"], title=line(chapter["title"], 300))


def _cues(document: Document, duration_ms: int) -> Iterator[ImportedCue]:
    for cue in sorted(document.get("cues", ()), key=lambda one: (one["start_ms"], one["end_ms"])):
        if cue["start_ms"] < duration_ms:
            yield ImportedCue(
                start_ms=cue["start_ms"],
                end_ms=min(cue["end_ms"], duration_ms),
                text=paragraphs(cue["text"], 5000),
                speaker=cue.get("speaker"),
            )


def _started_at(room: Mapping[str, Any]) -> datetime | None:
    """A moment with a zone; without one nobody knows when it was."""
    try:
        found = datetime.fromisoformat(room.get("started_at", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _raw(document: Document) -> dict[str, Any]:
    """The document without its long lists, which are kept as segments and cues, and without
    addresses, which are kept sealed."""
    rest = {key: value for key, value in document.items() if key not in ("segments", "cues")}
    people = [
        {key: value for key, value in person.items() if key != "email"}
        for person in document.get("speakers", ())
    ]
    return rest | ({"speakers": people} if people else {})


def _doubts(
    document: Document,
    segments: Sequence[ImportedSegment],
    duration_ms: int,
    started_at: datetime | None,
) -> Iterator[str]:
    late = sum(segment.end_ms > duration_ms + ROUNDING_MS for segment in segments)
    if late:
        yield (
            f"{late:,} of the parts listed lie behind the end of the recording and were cut. Check "
            "that the list belongs to this audio."
        )
    stated = document.get("room", {}).get("started_at")
    if stated and started_at is None:
        yield "The start in the list is no date with a time and a zone, so it was left out."
    if not segments:
        yield "No speech was found. Say yourself who speaks when."
