"""A finished episode once more, in another format: in one piece, under the gain of its MP3, and
heard again before it counts.

One that cannot be made right is told as missing; the MP3 does not wait for it.
"""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recordings.audio import limiter, loudness
from recordings.audio.aim import TOLERANCE_LU
from recordings.audio.encoding import CEILING_DB, encode, turned_down_db
from recordings.audio.errors import AudioError
from recordings.audio.grid import RATE, Block, Curve
from recordings.audio.job import Job
from recordings.audio.loudness import Loudness
from recordings.audio.plan import Codec, episode_ms
from recordings.audio.tags import Tags
from recordings.words import dbtp, lufs

_TRIES = 3
_ENCODING = 0.7
"""The share of the time that encoding takes; the rest is hearing it again."""

_SURE_DB = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """One file and what was measured on it."""

    codec: Codec
    path: Path
    sha256: str
    bytes: int
    lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A format that was asked for and could not be made; `sentence` is for the host."""

    codec: Codec
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What the MP3 came out right with: the curve, and the largest sample of each block before
    it."""

    curve: Curve
    peaks: Curve

    def changed(self, gain_db: float, ceiling_db: float) -> Curve:
        """Louder by so much, and no sample above the ceiling."""
        louder = self.curve * np.float32(10 ** (gain_db / 20))
        given = self.peaks * np.maximum(louder[:-1], louder[1:])
        ceilings = np.full(len(given), 10 ** (ceiling_db / 20), dtype=np.float32)
        return np.asarray(louder * limiter.limited(given, 0, ceilings), dtype=np.float32)


def made_beside(
    job: Job, gain: Gain, tags: Tags, codecs: Sequence[Codec], start: float, end: float
) -> Iterator[Alternate | Missing]:
    """Each format that is asked for, told as the share from `start` to `end`. The files lie in the
    job's folder."""
    step = (end - start) / max(1, len(codecs))
    for number, codec in enumerate(codecs):
        first = start + number * step
        try:
            yield _made(job, gain, tags, codec, first, first + step)
        except AudioError as error:
            yield Missing(codec=codec, sentence=f"The {codec.spoken} file is missing: {error}")


def _made(job: Job, gain: Gain, tags: Tags, codec: Codec, start: float, end: float) -> Alternate:
    """LAME makes its input softer and was given more for it, the others do not. What came out too
    high or off is corrected and made once more."""
    plan, out = job.plan, job.work / f"episode.{codec.ending}"
    gain_db, ceiling_db = -turned_down_db(plan), CEILING_DB
    for _ in range(_TRIES):
        middle = start + (end - start) * _ENCODING
        _encode(job, gain.changed(gain_db, ceiling_db), tags, codec, out, start, middle)
        sound = _heard(job, out, middle, end)
        off, over = plan.target_lufs - sound.lufs, sound.true_peak_dbtp - plan.true_peak_dbtp
        if over <= 0 and abs(off) <= TOLERANCE_LU:
            return _described(codec, out, sound)
        gain_db += off
        ceiling_db -= over + _SURE_DB if over > 0 else 0
    raise AudioError(
        f"it came out at {lufs(sound.lufs)} and {dbtp(sound.true_peak_dbtp)}, too far from what is"
        " asked for."
    )


def _encode(
    job: Job, curve: Curve, tags: Tags, codec: Codec, out: Path, start: float, end: float
) -> None:
    with closing(job.programme.sound()) as seconds:
        told = _told(job, seconds, start, end)
        encode(job.plan, told, curve, tags, episode_ms(job.plan), out, codec)


def _told(
    job: Job, seconds: Generator[Block, None, None], start: float, end: float
) -> Iterator[Block]:
    for number, second in enumerate(seconds):
        job.tell(start + (end - start) * number * RATE / job.total)
        yield second


def _heard(job: Job, out: Path, start: float, end: float) -> Loudness:
    total_ms = episode_ms(job.plan)
    return loudness.measure(out, lambda ms: job.tell(start + (end - start) * min(1, ms / total_ms)))


def _described(codec: Codec, out: Path, sound: Loudness) -> Alternate:
    with out.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Alternate(
        codec=codec,
        path=out,
        sha256=sha256,
        bytes=out.stat().st_size,
        lufs=sound.lufs,
        true_peak_dbtp=sound.true_peak_dbtp,
    )
