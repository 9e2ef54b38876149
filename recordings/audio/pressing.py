"""An episode under its last gain as MP3 frames, segment by segment, each heard again at once."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from recordings.audio.encoding import encode_frames, encoder
from recordings.audio.grid import BLOCK, FRAME, Curve, Range
from recordings.audio.job import Job
from recordings.audio.mp3 import DELAY, Frames
from recordings.audio.playback import Heard, heard
from recordings.audio.segments import Arrays, Run, surroundings
from recordings.audio.workers import Count, counted

_BLOCKS_A_FRAME = FRAME // BLOCK
_LATE = round(DELAY / BLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """`names` are those of the segments' frames on the shelf; `heard` is on the episode's clock,
    as far as whole blocks go."""

    names: tuple[str, ...]
    frames: int
    heard: Heard


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


def _parts(job: Job, run: Run, frames: Frames, sound: Heard) -> list[Arrays]:
    """Cut into segments; the last of the episode has what the encoder adds at its end."""
    begin, _ = surroundings(job.span(run), job.total)
    parts: list[Arrays] = []
    for first, last in job.segments[run.first : run.last]:
        start = (first - begin) // FRAME
        end = len(frames) if last == job.total else (last - begin) // FRAME
        blocks = slice(start * _BLOCKS_A_FRAME, end * _BLOCKS_A_FRAME)
        parts.append(
            {
                "frames": frames[start:end],
                "energies": sound.energies[blocks],
                "tops": sound.tops[blocks],
                "true_peaks": sound.true_peaks[blocks],
            }
        )
    return parts


def _pressed(job: Job, names: Sequence[str]) -> Pressed:
    found: dict[str, list[Curve]] = {"energies": [], "tops": [], "true_peaks": []}
    frames = 0
    for name in names:
        arrays = job.shelf.get(name, *found)
        frames += len(arrays["energies"]) // _BLOCKS_A_FRAME
        for key, curves in found.items():
            curves.append(arrays[key])
    blocks = -(-job.total // BLOCK)
    whole = {key: np.concatenate(curves)[_LATE : _LATE + blocks] for key, curves in found.items()}
    return Pressed(names=tuple(names), frames=frames, heard=Heard(**whole))
