"""An episode under its last gain as MP3 frames, segment by segment, each heard again at once."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recordings.audio.encoding import encode_frames, encoder
from recordings.audio.grid import BLOCK, FRAME, Curve, Range
from recordings.audio.job import Job
from recordings.audio.mp3 import DELAY, Frames, frame_bytes
from recordings.audio.playback import Heard, Hearing, Outcome, heard
from recordings.audio.segments import Run, surroundings
from recordings.audio.workers import Count, counted

_BLOCKS_A_FRAME = FRAME // BLOCK
_MEASURES = ("energies", "tops", "true_peaks")
_LATE = round(DELAY / BLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """`names` are those of the segments' frames on the shelf; `outcome` is on the episode's clock,
    as far as whole blocks go."""

    names: tuple[str, ...]
    frames: int
    outcome: Outcome


def press(job: Job, curve: Curve, start: float, end: float) -> Pressed:
    """Encodes what is not on the shelf; told as the share from `start` to `end`."""
    names = [_name(job, curve, segment) for segment in job.segments]

    def encode(run: Run, count: Count) -> None:
        job.keep(run, names, _parts(job, run, *_encoded(job, run, curve, count)))

    job.made(names, encode, start, end)
    return _pressed(job, names)


def _name(job: Job, curve: Curve, segment: Range) -> str:
    first, last = surroundings(segment, job.total)
    return "mp3-" + job.recipes.name(
        segment,
        gain=curve[first // BLOCK : -(-last // BLOCK) + 1].tobytes().hex(),
        kbps=job.plan.bitrate_kbps,
        encoder=encoder(),
    )


def _encoded(job: Job, run: Run, curve: Curve, count: Count) -> tuple[Frames, Heard]:
    """All frames of a run and its surroundings, and how they sound."""
    first, last = surroundings(job.span(run), job.total)
    out = job.work / f"run-{run.first}.mp3"
    try:
        with closing(job.programme.sound(first, last)) as seconds:
            frames = encode_frames(job.plan, counted(seconds, count), curve[first // BLOCK :], out)
        return frames, heard(out, len(frames), job.plan.channels, count)
    finally:
        out.unlink(missing_ok=True)


def _parts(job: Job, run: Run, frames: Frames, sound: Heard) -> list[bytes]:
    """Cut into segments; the last of the episode has what the encoder adds at its end."""
    begin, _ = surroundings(job.span(run), job.total)
    records = np.empty(len(frames), _record(job))
    records["frame"] = frames
    for measure in _MEASURES:
        records[measure] = getattr(sound, measure).reshape(-1, _BLOCKS_A_FRAME)
    parts: list[bytes] = []
    for first, last in job.segments[run.first : run.last]:
        start = (first - begin) // FRAME
        end = len(frames) if last == job.total else (last - begin) // FRAME
        parts.append(records[start:end].tobytes())
    return parts


def _record(job: Job) -> np.dtype[Any]:
    """A frame and how it sounds, as they lie on the shelf."""
    measures = [(measure, "<f4", _BLOCKS_A_FRAME) for measure in _MEASURES]
    return np.dtype([("frame", "u1", frame_bytes(job.plan.bitrate_kbps)), *measures])


def _records(job: Job, names: Sequence[str]) -> Iterator[npt.NDArray[np.void]]:
    record = _record(job)
    return (np.frombuffer(job.shelf.get(name), record) for name in names)


def frames_of(job: Job, pressed: Pressed) -> Iterator[bytes]:
    """All frames of the episode, segment by segment."""
    return (records["frame"].tobytes() for records in _records(job, pressed.names))


def _pressed(job: Job, names: Sequence[str]) -> Pressed:
    hearing = Hearing(_LATE, -(-job.total // BLOCK), job.plan.true_peak_dbtp)
    frames = 0
    for records in _records(job, names):
        frames += len(records)
        hearing.add(Heard(**{measure: records[measure].reshape(-1) for measure in _MEASURES}))
    return Pressed(names=tuple(names), frames=frames, outcome=hearing.outcome)
