"""Who runs against whom: ours, what nothing can beat, and what people use instead."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.ours import EACH_QUEUE, QUEUES
from tests.bench.process import ROOT, Used, run, together

PEERS_BIN = ROOT / ".bench" / "bin"
"""Of an environment of their own: nothing of ours depends on them."""

_OURS = [sys.executable, "-m", "tests.bench.ours"]
FFMPEG = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
_PYDUB = """
from pathlib import Path
import sys
from pydub import AudioSegment
from pydub.effects import normalize
folder = Path(sys.argv[1])
intro = AudioSegment.from_file(folder / "intro.flac")
room = AudioSegment.from_file(folder / "room.m4a")
normalize(intro.append(room, crossfade=2000)).export(folder / "pydub.mp3", bitrate="96k")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """`run` does the job once, on a folder that holds room.m4a, intro.flac and spans.json. `needs`
    is a package that is not among ours. What takes long runs but once on rooms `once_from_minutes`
    long."""

    name: str
    run: Callable[[Path], Used]
    longest_minutes: int = 600
    once_from_minutes: int = 600
    needs: str = ""

    @property
    def is_here(self) -> bool:
        return not self.needs or any(PEERS_BIN.parent.glob(f"lib/*/site-packages/{self.needs}"))


def _lame(folder: Path, name: str, *more: str) -> list[str]:
    encode = ["-vn", *more, "-c:a", "libmp3lame", "-b:a", "96k", str(folder / name)]
    return [*FFMPEG, "-i", str(folder / "room.m4a"), *encode]


def _bare(folder: Path) -> Used:
    return run(_lame(folder, "bare.mp3"))


def _bare_mono(folder: Path) -> Used:
    return run(_lame(folder, "bare.mp3", "-ac", "1"))


def _bare_twice(folder: Path) -> Used:
    """What processors lose when all of them are at work."""
    return together(_lame(folder, "bare-1.mp3"), _lame(folder, "bare-2.mp3"))


def _ours(what: str, *more: str) -> Callable[[Path], Used]:
    return lambda folder: run([*_OURS, what, str(folder), *more])


def _many(folder: Path) -> Used:
    """Several workers at once, each with a queue of its own."""
    return together(*([*_OURS, "many", str(folder), "--number", str(n)] for n in range(QUEUES)))


def _normalized(folder: Path) -> Used:
    tool = str(PEERS_BIN / "ffmpeg-normalize")
    codec = ["-c:a", "libmp3lame", "-b:a", "96k", "-ar", "48000"]
    target = ["-t", "-16", "-tp", "-1", "-f", "-o", str(folder / "normalized.mp3")]
    return run([tool, str(folder / "room.m4a"), *codec, *target])


def _naive(folder: Path) -> Used:
    """What a search finds first: crossfade, then loudnorm twice (without the measured figures of
    the first pass written into the second, which changes nothing of the cost)."""
    joined, out = str(folder / "joined.wav"), str(folder / "naive.mp3")
    loudnorm = "loudnorm=I=-16:TP=-1:LRA=11"
    fade = "[1:a]aformat=channel_layouts=mono[r];[0:a]aformat=channel_layouts=mono[i];"
    fade += "[i][r]acrossfade=d=2"
    two = ["-i", str(folder / "intro.flac"), "-i", str(folder / "room.m4a")]
    return run(
        [*FFMPEG, *two, "-filter_complex", fade, joined],
        [*FFMPEG, "-i", joined, "-af", loudnorm, "-f", "null", "-"],
        [*FFMPEG, "-i", joined, "-af", loudnorm, "-ar", "48000", "-b:a", "96k", out],
    )


def _pydub(folder: Path) -> Used:
    return run([str(PEERS_BIN / "python"), "-W", "ignore", "-c", _PYDUB, str(folder)])


BARE = Contender(name="lame alone", run=_bare)
BARE_MONO = Contender(name="lame alone, of one channel", run=_bare_mono)
BARE_TWICE = Contender(name="two of lame alone at once", run=_bare_twice)
IMPORT = Contender(name="import: working copy, waveform, levels", run=_ours("import"))
PUBLISH = Contender(name="publish, from the working copy", run=_ours("publish"))
WHOLE = Contender(name="render, from the file", run=_ours("both"))
EDITS = Contender(name="a publish, three edits, and a whole render of each", run=_ours("edits"))
ONE = Contender(name="one render on one processor", run=_ours("one"))
MANY = Contender(
    name=f"{QUEUES * EACH_QUEUE} rooms on {QUEUES} workers",
    run=_many,
    longest_minutes=10,
    once_from_minutes=10,
)
PEERS = (
    Contender(
        name="ffmpeg-normalize",
        run=_normalized,
        longest_minutes=60,
        once_from_minutes=60,
        needs="ffmpeg_normalize",
    ),
    Contender(name="two passes of loudnorm", run=_naive, longest_minutes=10),
    Contender(
        name="pydub (peaks only, no loudness)",
        run=_pydub,
        longest_minutes=60,
        once_from_minutes=60,
        needs="pydub",
    ),
)
