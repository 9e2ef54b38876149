"""A plan into a finished episode: survey, encode, measure; and once more if the measure says so.

The plan says everything; who may be heard was decided before. What is written is measured as a
file before it gets its name.
"""

import hashlib
import shutil
import time
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from recordings.audio import limiter
from recordings.audio.encoding import CEILING_DB, encode, turned_down_db
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Progress
from recordings.audio.levelling import settle
from recordings.audio.loudness import Loudness, measure
from recordings.audio.meter import Curve, Meter
from recordings.audio.pcm import Block, milliseconds
from recordings.audio.peaks import Peaks, picture
from recordings.audio.plan import EditPlan
from recordings.audio.programme import Settled, programme, score
from recordings.audio.tags import Tags, in_order
from recordings.words import dbtp, duration, lufs

TOLERANCE_LU = 0.4
_TRIES = 3
_DURATION_MS = 50
_TELL_EVERY_S = 0.2

Inputs = Mapping[int, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished episode and what was measured on its file. `duration_ms` is counted."""

    path: Path
    sha256: str
    bytes: int
    duration_ms: int
    lufs: float
    true_peak_dbtp: float
    range_lu: float
    sample_rate: int
    channels: int
    peaks: Peaks
    chapters_written: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One render under way."""

    plan: EditPlan
    inputs: Inputs
    tags: Tags
    settled: Settled
    total: int
    tell: "_Teller"

    @property
    def total_ms(self) -> int:
        return milliseconds(self.total, self.plan.sample_rate)

    def sound(self, start: float, end: float) -> Generator[Block, None, None]:
        """The programme, second by second, told as the share from `start` to `end`."""
        done = 0
        with closing(programme(self.plan, self.inputs, self.settled)) as seconds:
            for second in seconds:
                done += len(second)
                self.tell(start + (end - start) * done / self.total)
                yield second


class _Teller:
    """Passes progress on, at most five times a second; the last word always."""

    def __init__(self, progress: Progress, total_ms: int) -> None:
        self._progress, self._total_ms = progress, total_ms
        self._next = 0.0
        self._share = 0.0

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        self._share = max(self._share, min(1.0, share))
        if now >= self._next or self._share >= 1:
            self._next = now + _TELL_EVERY_S
            self._progress(round(self._share * self._total_ms), self._total_ms)


def render(
    plan: EditPlan,
    inputs: Inputs,
    out: Path,
    *,
    tags: Tags,
    progress: Progress,
    work: Path,
) -> Rendered:
    """Write the episode to `out`. `work` is a folder for what is needed on the way.

    `progress` gets milliseconds of the episode and may raise to cancel; whatever happens, no
    process and no half-written file stays. Raises `AudioError`.
    """
    part = work / f"{out.name}.part"
    try:
        rendered = _rendered(_job(plan, inputs, tags, progress), part, out)
        shutil.move(part, out)
        return rendered
    finally:
        part.unlink(missing_ok=True)


def _job(plan: EditPlan, inputs: Inputs, tags: Tags, progress: Progress) -> _Job:
    total = score(plan).total
    if total == 0:
        raise AudioError("There is nothing to hear in this episode: everything in it is cut.")
    tell = _Teller(progress, milliseconds(total, plan.sample_rate))
    settled = settle(plan, inputs, lambda done, of: tell(0.1 * done / of))
    return _Job(plan=plan, inputs=inputs, tags=tags, settled=settled, total=total, tell=tell)


def _rendered(job: _Job, part: Path, out: Path) -> Rendered:
    survey = _surveyed(job)
    measured, loudest = _until_right(job, survey, part)
    return Rendered(
        path=out,
        sha256=_sha256(part),
        bytes=part.stat().st_size,
        duration_ms=measured.duration_ms,
        lufs=measured.lufs,
        true_peak_dbtp=measured.true_peak_dbtp,
        range_lu=measured.range_lu,
        sample_rate=job.plan.sample_rate,
        channels=job.plan.channels,
        peaks=picture(loudest),
        chapters_written=len(in_order(job.tags, job.total_ms)),
    )


def _surveyed(job: _Job) -> Meter:
    meter = Meter(job.plan.sample_rate, job.plan.channels)
    with closing(job.sound(0.1, 0.25)) as seconds:
        for second in seconds:
            meter.add(second)
    return meter


def _until_right(job: _Job, survey: Meter, part: Path) -> tuple[Loudness, Curve]:
    """Encode, measure the file, correct by what is off; the first try is nearly always right."""
    target = job.plan.target_lufs + turned_down_db(job.plan)
    ceiling = CEILING_DB
    for _ in range(_TRIES):
        curve = limiter.gains(survey.energies, survey.peaks, target, ceiling)
        loudest = _encoded(job, curve, part)
        measured = measure(part, lambda done_ms: job.tell(0.9 + 0.1 * done_ms / job.total_ms))
        over = measured.true_peak_dbtp - job.plan.true_peak_dbtp
        off = job.plan.target_lufs - measured.lufs
        if over <= 0 and abs(off) <= TOLERANCE_LU:
            _whole(job, measured)
            job.tell(1)
            return measured, loudest
        target += off
        ceiling -= over + 0.2 if over > 0 else 0
    raise AudioError(
        f"The episode came out at {lufs(measured.lufs)} and {dbtp(measured.true_peak_dbtp)}"
        f" where {lufs(job.plan.target_lufs)} and at most {dbtp(job.plan.true_peak_dbtp)} are"
        " asked for. Listen to the recording: much of it may be silent or a single loud noise."
    )


def _encoded(job: _Job, curve: Curve, part: Path) -> Curve:
    with closing(job.sound(0.25, 0.9)) as seconds:
        return encode(job.plan, seconds, curve, job.tags, job.total_ms, part)


def _whole(job: _Job, measured: Loudness) -> None:
    if abs(measured.duration_ms - job.total_ms) > _DURATION_MS:
        raise AudioError(
            f"The episode came out {duration(measured.duration_ms)} long where"
            f" {duration(job.total_ms)} were planned. Make it again.",
            permanent=False,
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
