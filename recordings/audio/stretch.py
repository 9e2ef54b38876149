"""A stretch of a long file as a short one, found by seeking: nothing before it is decoded."""

from pathlib import Path

from recordings.audio import ffmpeg
from recordings.audio.ffmpeg import Limits
from recordings.spans import Span

_CUT = Limits(wall_s=120, cpu_s=60, output_bytes=1024**3)


def stretch(source: Path, span: Span, out: Path) -> Path:
    """What is heard in `span` of the source's own clock, as a FLAC. Raises `AudioError`.

    Seeking before the input is exact where the samples are decoded, as they are here.
    """
    start_s, length_s = span.start_ms / 1000, span.duration_ms / 1000
    sound = ffmpeg.source(source, ss=start_s, t=length_s, vn=None)["a:0"]
    graph = ffmpeg.sink(sound, out, format="flac", sample_fmt="s16")
    ffmpeg.run(ffmpeg.argv(graph), "This part could not be read", _CUT)
    return out
