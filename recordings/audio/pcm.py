"""Decoded sound as blocks of numpy floats, and blocks of floats on their way to an encoder.

One way to decode for everything here, so that every module lives on the same clock: gaps in the
source's timestamps become silence, its first sample is at zero. What is done with the samples is
for others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np

from recordings.audio import ffmpeg, flac
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Graph, Limits, Process
from recordings.audio.grid import RATE, Block

MAX_MS = 12 * 3600 * 1000
DECODE = Limits(wall_s=2 * 3600, cpu_s=3600)
UNREADABLE = "The sound could not be read"

_SAMPLE_BYTES = 4
_LOUDEST = 16.0


def frames(at_ms: int, rate: int) -> int:
    """The sample at which a millisecond begins (exact at 48 kHz)."""
    return (at_ms * rate + 500) // 1000


def milliseconds(count: int, rate: int) -> int:
    """The whole milliseconds nearest to a count of samples."""
    return (count * 1000 + rate // 2) // rate


def decoding(path: Path, *, rate: int | None = None, start_ms: int = 0) -> Graph:
    """The graph in which a file's first audio stream becomes samples on our clock, from
    `start_ms` on: exact in a working copy, which is lossless.

    `async=1` only fills and trims, at jumps of 0.1 s and more; it never stretches. Without
    `rematrix_maxval` two channels of floats become one that is 3 dB louder, and clips.
    """
    clock = {"async": 1, "first_pts": 0, "rematrix_maxval": 1} | ({"osr": rate} if rate else {})
    if start_ms:
        source = ffmpeg.source(path, ss=start_ms / 1000, vn=None, sn=None, dn=None)
    else:
        source = ffmpeg.source(path, vn=None, sn=None, dn=None)
    return source["a:0"].filter("aresample", **clock)


class Decoder:
    """The samples of one file, read in order. `own` channels come out of ffmpeg, `channels` out
    of here: one is given as two equal ones. (ffmpeg's own way makes them 3 dB quieter.)"""

    def __init__(self, process: Process, own: int, channels: int, sentence: str) -> None:
        self._process = process
        self._sentence = sentence
        self._own = own
        self.channels = channels

    def read(self, count: int) -> Block:
        """`count` frames; fewer only at the end, where a decoder that failed raises."""
        size = count * self._own * _SAMPLE_BYTES
        data = self._process.read(size)
        if len(data) < size:
            self._process.finish(self._sentence)
        whole = len(data) - len(data) % (self._own * _SAMPLE_BYTES)
        block = _sane(np.frombuffer(data[:whole], dtype="<f4").reshape(-1, self._own))
        return block if self._own == self.channels else np.repeat(block, self.channels, axis=1)

    def blocks(self, count: int) -> Iterator[Block]:
        """All frames, `count` at a time; at most twelve hours of 48 kHz, then an error."""
        left = frames(MAX_MS, RATE) + count
        while (block := self.read(count)).shape[0]:
            left -= block.shape[0]
            if left < 0:
                raise AudioError("The sound is longer than 12 hours, which is the most we take.")
            yield block


@contextmanager
def decoded(
    path: Path, *, channels: int, start_ms: int = 0, sentence: str = UNREADABLE
) -> Iterator[Decoder]:
    """Open a file as samples at 48 kHz from `start_ms` on; `channels` is 1 (the mean of the
    source's) or 2 (mono doubled)."""
    own = min(2, stream_channels(path, sentence)) if channels == 2 else 1
    layout = "stereo" if own == 2 else "mono"
    graph = decoding(path, rate=RATE, start_ms=start_ms)
    graph = graph.filter("aformat", channel_layouts=layout, sample_rates=RATE)
    command = ffmpeg.argv(ffmpeg.pcm_sink(graph, codec="f32le"))
    with Process(command, DECODE, stdout=True) as process:
        yield Decoder(process, own, channels, sentence)


class Sound(Protocol):
    """Samples of a file, read in order."""

    def read(self, count: int) -> Block:
        """`count` frames; fewer only at the end. Raises `AudioError`."""
        ...


@contextmanager
def opened(
    path: Path, *, channels: int, start: int = 0, sentence: str = UNREADABLE
) -> Iterator[Sound]:
    """A file as samples at 48 kHz from sample `start` on, a whole millisecond. A working copy is
    read in this process, whatever else there is by ffmpeg."""
    if flac.is_ours(path):
        with flac.Reader(path, channels, start) as reader:
            yield reader
        return
    start_ms = start * 1000 // RATE
    with decoded(path, channels=channels, start_ms=start_ms, sentence=sentence) as decoder:
        yield decoder


def _sane(block: Block) -> Block:
    """Float formats can carry infinities and what is no number at all; neither is a sound."""
    if not block.size or float(np.abs(block).max()) <= _LOUDEST:
        return block
    return np.clip(np.nan_to_num(block, nan=0, posinf=0, neginf=0), -_LOUDEST, _LOUDEST)


def stream_channels(path: Path, sentence: str = UNREADABLE) -> int:
    """How many channels the first audio stream has, by its header."""
    found, _ = ffmpeg.describe(path, sentence)
    for stream in found.get("streams", ()):
        if stream.get("codec_type") == "audio":
            return int(stream.get("channels") or 1)
    raise AudioError(f"{sentence}: there is no sound in it.")
