"""The stored waveforms of a recording, brought onto its clock: what its lanes are drawn from."""

from collections.abc import Callable, Iterable

import numpy as np

from recordings import storage
from recordings.audio.peaks import downsampled, spacing
from recordings.audio.silences import Waveform
from recordings.models import Recording, Track
from recordings.storage import ObjectMissing

OVERVIEW = 36_000
"""A value each 0.6 s at six hours; each 0.1 s at one."""


def peaks_by_speaker(recording: Recording) -> Callable[[int | None], bytes]:
    """The waveform of whoever is asked for: of their own track, else of the mix.

    Bytes 0 to 255, evenly spaced over the whole recording; empty where nothing is known.
    """
    tracks = list(recording.tracks.all())
    own = {track.speaker_id: track for track in tracks if track.speaker_id}
    mix = next((track for track in tracks if track.speaker_id is None), None)
    read: dict[int, bytes] = {}

    def of(speaker_id: int | None) -> bytes:
        track = own.get(speaker_id, mix) if speaker_id else mix
        if track is None:
            return b""
        if track.pk not in read:
            read[track.pk] = _on_clock(track, recording.duration_ms)
        return read[track.pk]

    return of


def overview(recording: Recording, tracks: Iterable[Track], most: int = OVERVIEW) -> bytes:
    """One waveform of several tracks, the louder of them at each moment: at most `most` bytes,
    whatever the length. Empty where none is known."""
    read = [_on_clock(track, recording.duration_ms) for track in tracks]
    fewer = [downsampled(values, most) for values in read if values]
    length = min(map(len, fewer), default=0)
    if not length:
        return b""
    rows = [np.frombuffer(downsampled(values, length), dtype=np.uint8) for values in fewer]
    loudest: bytes = np.maximum.reduce(rows).tobytes()
    return loudest


def waveforms(tracks: Iterable[Track]) -> tuple[Waveform, ...]:
    """Every track's waveform on the recording's clock; none at all where one of them is missing."""
    try:
        read = [(track, storage.read(track.peaks_key)) for track in tracks]
    except ObjectMissing:
        return ()
    return tuple(
        Waveform(
            values=values,
            each_ms=spacing(values, track.duration_ms),
            offset_ms=track.offset_ms,
        )
        for track, values in read
    )


def _on_clock(track: Track, duration_ms: int) -> bytes:
    """A track's waveform, with silence before it begins and after it ends."""
    try:
        values = storage.read(track.peaks_key)
    except ObjectMissing:
        return b""
    if not values or track.duration_ms <= 0:
        return b""
    each_ms = track.duration_ms / len(values)
    whole = round(duration_ms / each_ms)
    before = round(track.offset_ms / each_ms)
    values = values[max(0, -before) :]
    return (bytes(max(0, before)) + values).ljust(whole, b"\0")[:whole]
