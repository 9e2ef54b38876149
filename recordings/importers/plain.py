"""One audio file and nothing else: speech is found in it, the host says whose it is."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from recordings.importers.archive import Archive
from recordings.importers.room import (
    Confidence,
    FoundRoom,
    ImportedRoom,
    ImportedSegment,
    ImportedTrack,
    ImportFailed,
    Listener,
    Progress,
    SegmentMethod,
)
from recordings.importers.sniff import AUDIO, kind_of, require_audio
from recordings.importers.text import line, quoted

KEY = "audio"


class Plain:
    """The importer of `room.Importer` for a file that says nothing of its speakers."""

    name = "plain"
    label = "Audio file"

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def probe(self, paths: Sequence[Path]) -> Confidence:
        alone = len(paths) == 1 and paths[0].is_file() and kind_of(paths[0]) in AUDIO
        return Confidence.MAYBE if alone else Confidence.NO

    def plan(self, paths: Sequence[Path]) -> tuple[FoundRoom, ...]:
        path = _only(paths)
        return (FoundRoom(key=KEY, title=line(path.stem), bytes=path.stat().st_size),)

    def load(
        self, paths: Sequence[Path], room_key: str, work: Path, progress: Progress
    ) -> ImportedRoom:
        path = _only(paths)
        if room_key != KEY:
            raise ImportFailed(
                f"There is no room {quoted(room_key)} in {quoted(path)}. Choose the one listed."
            )
        track = _copied(path, work, progress)
        progress("Measuring the recording", 0, 1)
        duration_ms = self._listener.duration_ms(track.path, track.name)
        progress("Finding the voices", 0, 1)
        segments = self._segments(track, duration_ms)
        return ImportedRoom(
            source=self.name,
            platform="file",
            external_id=track.sha256,
            duration_ms=duration_ms,
            tracks=(track,),
            title=line(path.stem),
            title_from="the file's name",
            segments=segments,
            warnings=() if segments else ("No speech was found. Say yourself who speaks when.",),
        )

    def _segments(self, track: ImportedTrack, duration_ms: int) -> tuple[ImportedSegment, ...]:
        return tuple(
            ImportedSegment(
                start_ms=span.start_ms,
                end_ms=min(span.end_ms, duration_ms),
                speaker=None,
                method=SegmentMethod.VAD,
            )
            for span in self._listener.speech(track.path, track.name)
            if span.start_ms < duration_ms
        )


def _only(paths: Sequence[Path]) -> Path:
    """The one file, which has to be audio by its bytes. Raises `ImportFailed`."""
    if len(paths) != 1 or not paths[0].is_file():
        raise ImportFailed("Bring one audio file at a time, not several and not a folder.")
    require_audio(kind_of(paths[0]), paths[0].name)
    return paths[0]


def _copied(path: Path, work: Path, progress: Progress) -> ImportedTrack:
    target = work / "audio-0"
    with Archive((path,)) as archive:
        member = archive.members[0]
        tell = partial(_tell_copy, progress, member.bytes)
        sha256 = archive.copy(member, target, tell)
    return ImportedTrack(path=target, sha256=sha256, name=line(path.name))


def _tell_copy(progress: Progress, total: int, done: int) -> None:
    progress("Copying the recording", done, max(done, total))
