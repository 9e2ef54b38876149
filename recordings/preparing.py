"""Everything that is made of a room's audio once, at import: working copies, waveform, levels.

The sound is in the object store when this returns; no row speaks of it yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from recordings import storage
from recordings.audio import working
from recordings.audio.working import Prepared
from recordings.importers.room import ImportedRoom, ImportedTrack, ImportFailed, Progress
from recordings.intake import SafeTrack
from recordings.spans import Span
from recordings.words import duration

TOLERANCE_MS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRoom:
    """A room whose audio is safe; `levels` is each speaker's own loudness in LUFS, by key."""

    room: ImportedRoom
    tracks: tuple[SafeTrack, ...]
    levels: Mapping[str, float]


def prepare(room: ImportedRoom, work: Path, progress: Progress) -> PreparedRoom:
    """Decode every track once. Raises `ImportFailed` or `AudioError` in a sentence."""
    spans = _spans_by_speaker(room)
    tracks: list[SafeTrack] = []
    levels: dict[str, float] = {}
    for number, track in enumerate(room.tracks):
        prepared = _decoded(room, track, work / f"working-{number}.flac", progress)
        levels |= _levels(track, prepared, spans)
        tracks.append(_kept(track, prepared, work / f"peaks-{number}.bin"))
    return PreparedRoom(room=room, tracks=tuple(tracks), levels=levels)


def _decoded(room: ImportedRoom, track: ImportedTrack, out: Path, progress: Progress) -> Prepared:
    expected = room.duration_ms - track.offset_ms
    prepared = working.prepare(
        track.path,
        out,
        duration_ms=expected,
        progress=lambda done, total: progress("Listening to the recording", done, total),
    )
    missing = room.duration_ms - track.offset_ms - prepared.duration_ms
    if len(room.tracks) == 1 and missing > TOLERANCE_MS:
        raise ImportFailed(
            f"Of “{track.name}” only {duration(prepared.duration_ms)} of {duration(expected)} can "
            "be heard: the file is damaged. Get it again from where it came."
        )
    return prepared


def _spans_by_speaker(room: ImportedRoom) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for segment in room.segments:
        if segment.speaker is not None and segment.start_ms < segment.end_ms:
            spans[segment.speaker].append(Span(max(0, segment.start_ms), segment.end_ms))
    return spans


def _levels(
    track: ImportedTrack, prepared: Prepared, spans: Mapping[str, Iterable[Span]]
) -> dict[str, float]:
    """On a track of its own a person's level is measured there, in a mix between the others'."""
    return {
        key: prepared.levels.lufs(_on_track(some, track.offset_ms))
        for key, some in spans.items()
        if track.speaker in (None, key)
    }


def _on_track(spans: Iterable[Span], offset_ms: int) -> list[Span]:
    return [
        Span(max(0, span.start_ms - offset_ms), span.end_ms - offset_ms)
        for span in spans
        if span.end_ms > offset_ms
    ]


def _kept(track: ImportedTrack, prepared: Prepared, peaks: Path) -> SafeTrack:
    peaks.write_bytes(prepared.peaks.values)
    octets = "application/octet-stream"
    return SafeTrack(
        source=track,
        original=storage.put(track.path, kind="original", content_type=octets, consume=True),
        working=storage.put(prepared.path, kind="working", content_type="audio/flac", consume=True),
        peaks=storage.put(peaks, kind="peaks", content_type=octets, consume=True),
        duration_ms=prepared.duration_ms,
        channels=prepared.channels,
    )
