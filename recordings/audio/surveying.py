"""How loud an episode is before its last gain: each segment's energy and peak in blocks of 8 ms."""

from contextlib import closing
from dataclasses import dataclass

import numpy as np

from recordings.audio.grid import BLOCK, RATE, Curve, Range
from recordings.audio.job import Job
from recordings.audio.meter import Meter
from recordings.audio.segments import Arrays, Run
from recordings.audio.workers import Count, counted

_WARM_UP = RATE
"""Heard before a run and not counted: the meter's filters remember 0.2 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """K-weighted energy and largest sample of each block of the episode."""

    energies: Curve
    peaks: Curve


def survey(job: Job, start: float, end: float) -> Survey:
    """Listens to what is not on the shelf; told as the share from `start` to `end`."""
    names = [f"survey-{job.recipes.name(segment)}" for segment in job.segments]

    def listen(run: Run, count: Count) -> None:
        job.keep(run, names, _parts(job, run, _metered(job, job.span(run), count)))

    job.made(names, listen, start, end)
    found = [job.shelf.get(name, "energies", "peaks") for name in names]
    return Survey(
        energies=np.concatenate([one["energies"] for one in found]),
        peaks=np.concatenate([one["peaks"] for one in found]),
    )


def _metered(job: Job, span: Range, count: Count) -> Survey:
    begin = max(0, span[0] - _WARM_UP)
    meter = Meter(job.plan.channels)
    with closing(job.programme.sound(begin, span[1])) as seconds:
        for second in counted(seconds, count):
            meter.add(second)
    early = (span[0] - begin) // BLOCK
    return Survey(energies=meter.energies[early:], peaks=meter.peaks[early:])


def _parts(job: Job, run: Run, whole: Survey) -> list[Arrays]:
    start = job.segments[run.first][0]
    parts: list[Arrays] = []
    for first, last in job.segments[run.first : run.last]:
        blocks = slice((first - start) // BLOCK, -(-(last - start) // BLOCK))
        parts.append({"energies": whole.energies[blocks], "peaks": whole.peaks[blocks]})
    return parts
