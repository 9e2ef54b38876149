"""A plan into a finished episode: survey, encode, measure; and once more if the measure says so.

The plan says everything; who may be heard was decided before. What is written is measured as a
file before it gets its name.
"""

import hashlib
import time
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recordings.audio import ffmpeg, limiter
from recordings.audio.envelope import amplify
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import ENCODE, Process, Progress
from recordings.audio.levelling import settle
from recordings.audio.loudness import Loudness, measure
from recordings.audio.meter import BLOCKS_A_SECOND, Curve, Meter
from recordings.audio.pcm import Block, milliseconds
from recordings.audio.peaks import Peaks, picture
from recordings.audio.plan import EditPlan
from recordings.audio.programme import Settled, programme, score
from recordings.audio.tags import Tags, command, in_order
from recordings.words import dbtp, duration, lufs

TOLERANCE_LU = 0.4
CEILING_DB = -2.2
"""For samples before encoding: MP3 at 96 kbit/s overshoots by up to 1.6 dB."""
LAME_DB = 0.445
LAME_FINE_DB = 0.265
"""LAME turns its input down, by 0.95 up to 160 kbit/s and 0.97 above (measured)."""

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
    work: Path
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
    """Write the episode to `out`. `work` is an empty folder for what is needed on the way.

    `progress` gets milliseconds of the episode and may raise to cancel; whatever happens, no
    process and no half-written file stays. Raises `AudioError`.
    """
    part = out.with_name(f"{out.name}.part")
    try:
        rendered = _rendered(_job(plan, inputs, tags, work, progress), part, out)
        part.replace(out)
        return rendered
    finally:
        part.unlink(missing_ok=True)
        (work / "tags.txt").unlink(missing_ok=True)


def _job(plan: EditPlan, inputs: Inputs, tags: Tags, work: Path, progress: Progress) -> _Job:
    total = score(plan).total
    if total == 0:
        raise AudioError("There is nothing to hear in this episode: everything in it is cut.")
    tell = _Teller(progress, milliseconds(total, plan.sample_rate))
    settled = settle(plan, inputs, lambda done, of: tell(0.1 * done / of))
    return _Job(
        plan=plan, inputs=inputs, tags=tags, work=work, settled=settled, total=total, tell=tell
    )


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
    target = job.plan.target_lufs + (LAME_DB if job.plan.bitrate_kbps <= 160 else LAME_FINE_DB)
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
    """Write the file; the largest sample of each 10 ms of what went into it."""
    plan = job.plan
    sound = ffmpeg.pcm_source(plan.sample_rate, plan.channels)
    codec = {"format": "mp3", "acodec": "libmp3lame", "audio_bitrate": f"{plan.bitrate_kbps}k"}
    arguments = command(sound, job.tags, job.total_ms, part, job.work, **codec)
    loudest = []
    with (
        Process(arguments, ENCODE, stdin=True) as encoder,
        closing(job.sound(0.25, 0.9)) as seconds,
    ):
        for number, second in enumerate(seconds):
            first = number * BLOCKS_A_SECOND
            loud = amplify(second, curve[first : first + BLOCKS_A_SECOND + 1], plan.sample_rate)
            encoder.write(loud.data)
            loudest.append(_tops(loud, plan.sample_rate))
        encoder.finish("The episode could not be encoded")
    return np.concatenate(loudest)


def _tops(second: Block, rate: int) -> Curve:
    """The largest sample of each 10 ms, of either sign and any channel."""
    hop = rate // BLOCKS_A_SECOND
    whole = np.zeros((-(-len(second) // hop) * hop, second.shape[1]), dtype=np.float32)
    np.abs(second, out=whole[: len(second)])
    return np.asarray(whole.reshape(-1, hop * second.shape[1]).max(axis=1), dtype=np.float32)


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
