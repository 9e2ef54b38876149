"""Sound of a sample room into files, through the one door to ffmpeg."""

from collections.abc import Iterable
from pathlib import Path

from recordings.audio import ffmpeg
from recordings.importers.room import Progress
from recordings.samples.formants import Samples
from recordings.samples.voices import RATE

# As X writes it: AAC-LC, 48 kHz, two channels, 96 kbit/s, packed as ADTS.
# The fast coder is three times as fast, and our voices have nothing above 8 kHz to lose.
AAC = {
    "format": "adts",
    "acodec": "aac",
    "ar": 48_000,
    "ac": 2,
    "audio_bitrate": "96k",
    "aac_coder": "fast",
    "cutoff": 8_000,
}
FLAC = {"format": "flac", "acodec": "flac", "ar": 48_000, "ac": 1, "sample_fmt": "s16"}
# An AAC encoder puts one frame before the sound; ADTS has no place to say so, so we start later.
PRIMING = 1024 * RATE // 48_000


def encode(
    blocks: Iterable[Samples],
    path: Path,
    kind: dict[str, object],
    total_ms: int,
    progress: Progress,
) -> None:
    """Writes the blocks to `path`. Raises `AudioError`."""
    graph = ffmpeg.sink(ffmpeg.pcm_source(RATE, 1), path, **kind)
    done = 0
    with ffmpeg.Process(ffmpeg.argv(graph), ffmpeg.ENCODE, stdin=True) as process:
        for block in blocks:
            process.write(block.astype("<f4").tobytes())
            done += len(block)
            progress("Recording the room", min(1000 * done // RATE, total_ms), total_ms)
        process.finish("The sample room could not be recorded")
