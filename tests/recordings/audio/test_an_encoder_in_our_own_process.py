"""LAME as a library writes what ffmpeg's LAME writes, from wherever it is started."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from recordings.audio.grid import FRAME
from recordings.audio.lame import Lame
from recordings.audio.mp3 import Frames, frames_of
from recordings.audio.plan import BITRATES
from recordings.audio.segments import LEAD_IN
from tests.recordings.audio import sounds


def by_ffmpeg(sound: sounds.Samples, kbps: int, out: Path) -> bytes:
    raw = out.with_suffix(".raw")
    raw.write_bytes(sound.tobytes())
    channels = str(sound.shape[1])
    source = ["-f", "s16le", "-ar", str(sounds.RATE), "-ac", channels, "-i", str(raw)]
    codec = ["-c:a", "libmp3lame", "-b:a", f"{kbps}k", "-reservoir", "0"]
    bare = ["-write_xing", "0", "-id3v2_version", "0"]
    subprocess.run(["ffmpeg", "-v", "error", *source, *codec, *bare, str(out)], check=True)
    return out.read_bytes()


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("kbps", BITRATES)
def test_it_writes_the_bytes_that_ffmpeg_writes(kbps: int, channels: int, tmp_path: Path) -> None:
    sides = [sounds.noise(2.3, 0.2, seed=seed) + sounds.tone(2.3) for seed in range(channels)]
    sound = (np.stack(sides, axis=1) * 32_000).astype("<i2")
    with Lame(channels, kbps) as lame:
        ours = b"".join(lame.encode(part) for part in np.array_split(sound, 5)) + lame.finish()
    assert ours == by_ffmpeg(sound, kbps, tmp_path / "theirs.mp3")


def coming_and_going(seconds: int) -> sounds.Samples:
    """Loud, soft and silent by turns of four seconds: what an encoder that adapts to its sound
    remembers longest."""
    gains = np.random.default_rng(7).choice([0, 0.01, 0.1, 1], seconds // 4)
    sound = sounds.noise(seconds, 0.5) * (1 + sounds.tone(seconds, 0.7, 0.9))
    whole: sounds.Samples = (sound * np.repeat(gains, 4 * sounds.RATE) * 30_000).astype("<i2")
    return whole[:, None]


def frames(sound: sounds.Samples) -> Frames:
    with Lame(1, 96) as lame:
        return frames_of(lame.encode(sound) + lame.finish(), 96)


def test_started_a_little_earlier_it_writes_what_it_would_have_written() -> None:
    sound = coming_and_going(100)
    whole, lead = frames(sound), LEAD_IN // FRAME
    for first in range(lead, len(whole) - 100, 50):
        part = frames(sound[(first - lead) * FRAME : (first + 60) * FRAME])
        np.testing.assert_array_equal(part[lead : lead + 50], whole[first : first + 50])
