"""A plan into a finished episode: survey, gain, encode by segments, hear what came out, join.

The plan says everything; who may be heard was decided before. Every segment is decoded again and
measured before the file gets its name.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from recordings.audio.aim import Aim, untouched_db
from recordings.audio.alternates import Alternate, Gain, Missing, made_beside
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Progress
from recordings.audio.job import Job, Teller
from recordings.audio.levelling import settle
from recordings.audio.levels import Levels
from recordings.audio.listening import Measured
from recordings.audio.mp3 import info_frame
from recordings.audio.peaks import Peaks, picture
from recordings.audio.plan import Codec, EditPlan, episode_ms
from recordings.audio.pressing import Pressed, frames_of, press
from recordings.audio.programme import Programme
from recordings.audio.recipes import Recipes
from recordings.audio.segments import Shelf, cut_up
from recordings.audio.surveying import survey, untouched
from recordings.audio.tags import Tags, id3, in_order
from recordings.audio.workers import cores
from recordings.words import dbtp, lufs

_TRIES = 6
_BEGIN = 0.1
_END = 0.98

Inputs = Mapping[int, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished episode and what was measured on its encoded sound. `duration_ms` is counted.
    The `alternates` lie beside it; those asked for that could not be made are `missing`."""

    path: Path
    sha256: str
    bytes: int
    duration_ms: int
    lufs: float
    true_peak_dbtp: float
    channels: int
    peaks: Peaks
    chapters_written: int
    alternates: tuple[Alternate, ...] = ()
    missing: tuple[Missing, ...] = ()


def render(
    plan: EditPlan,
    inputs: Inputs,
    out: Path,
    *,
    tags: Tags,
    progress: Progress,
    work: Path,
    hashes: Mapping[int, str] | None = None,
    shelf: Path | None = None,
    workers: int | None = None,
    alternates: Sequence[Codec] = (),
) -> Rendered:
    """Write the episode to `out`. `work` is a folder for what is needed on the way.

    What is found on the `shelf`, a folder on which `hashes` name the inputs, is not made again,
    and what was not needed is removed from it. `workers` is how many segments are made at a time.
    `progress` gets milliseconds of the episode and may raise to cancel; whatever happens, no
    process and no half-written file stays. The `alternates` get the name of `out` with endings of
    their own. Raises `AudioError`.
    """
    total_ms = episode_ms(plan)
    if total_ms == 0:
        raise AudioError("There is nothing to hear in this episode: everything in it is cut.")
    with (
        tempfile.TemporaryDirectory(dir=work, prefix="render-") as name,
        ThreadPoolExecutor(1, thread_name_prefix="tags") as beside,
    ):
        folder = Path(name)
        tag = beside.submit(id3, tags, total_ms, folder)
        tell = Teller(progress, total_ms)
        levels = Measured(plan, inputs, lambda done, of: tell(0.1 * done / of))
        programme = Programme(plan, inputs, settle(plan, inputs, levels))
        job = Job(
            programme=programme,
            recipes=Recipes(programme, hashes or {n: str(n) for n in plan.inputs}),
            segments=cut_up(programme.score),
            shelf=Shelf(shelf if shelf and hashes else folder / "shelf"),
            work=folder,
            tell=tell,
            workers=workers or cores(),
        )
        return _rendered(job, levels, tags, tag, out, alternates)


def _rendered(
    job: Job,
    levels: Mapping[int, Levels],
    tags: Tags,
    tag: Future[bytes],
    out: Path,
    codecs: Sequence[Codec],
) -> Rendered:
    """Nothing is moved to where it was asked for before all is there; then nobody can cancel."""
    end = _END / (1 + len(codecs))
    pressed, gain = _until_right(job, levels, end)
    part = job.work / "episode.mp3"
    sha256 = _joined(job, pressed, tag.result(), part)
    beside = [*made_beside(job, gain, tags, codecs, end, _END)]
    size = part.stat().st_size
    job.tell(1)
    alternates = tuple(_moved(one, out) for one in beside if isinstance(one, Alternate))
    shutil.move(part, out)
    job.shelf.tidy(pressed.names)
    total_ms = episode_ms(job.plan)
    return Rendered(
        path=out,
        sha256=sha256,
        bytes=size,
        duration_ms=total_ms,
        lufs=pressed.outcome.lufs,
        true_peak_dbtp=pressed.outcome.true_peak_dbtp,
        channels=job.plan.channels,
        peaks=picture(pressed.outcome.tops),
        chapters_written=len(in_order(tags, total_ms)),
        alternates=alternates,
        missing=tuple(one for one in beside if isinstance(one, Missing)),
    )


def _moved(one: Alternate, out: Path) -> Alternate:
    path = out.with_suffix(f".{one.codec.ending}")
    shutil.move(one.path, path)
    return replace(one, path=path)


def _until_right(job: Job, levels: Mapping[int, Levels], end: float) -> tuple[Pressed, Gain]:
    """Encode, hear it, correct what is off: the gain for all, or the ceiling where a peak went
    over. The first try is nearly always right. Told up to the share `end`."""
    before_edits = untouched_db(job.plan, untouched(job.programme, levels))
    found = survey(job.programme, levels)
    aim = Aim(job.plan, found, before_edits)
    for _ in range(_TRIES):
        curve = aim.curve()
        pressed = press(job, curve, _BEGIN, end)
        if aim.hit(pressed.outcome):
            return pressed, Gain(curve=curve, peaks=found.peaks)
    if aim.best is not None:
        return press(job, aim.best, _BEGIN, end), Gain(curve=aim.best, peaks=found.peaks)
    plan, sound = job.plan, pressed.outcome
    raise AudioError(
        f"The episode came out at {lufs(sound.lufs)} and {dbtp(sound.true_peak_dbtp)}"
        f" where {lufs(plan.target_lufs)} and at most {dbtp(plan.true_peak_dbtp)} are"
        " asked for. Listen to the recording: much of it may be silent or a single loud noise."
    )


def _joined(job: Job, pressed: Pressed, tag: bytes, out: Path) -> str:
    """Tags, the frame for players, all frames; the file's SHA-256."""
    plan, digest = job.plan, hashlib.sha256()
    info = info_frame(pressed.frames, job.total, plan.bitrate_kbps, plan.channels)
    with out.open("wb") as file:
        for data in chain((tag, info), frames_of(job, pressed)):
            file.write(data)
            digest.update(data)
    return digest.hexdigest()
