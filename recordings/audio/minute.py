"""A span of several files of one recording as it was recorded, in one small file that a browser
plays: exactly as long as the span, so that file after file keeps the recording's clock."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from recordings.audio import ffmpeg
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Graph, Limits
from recordings.audio.woven import Source
from recordings.spans import Span, intersect, pad, subtract

RATE = 44_100
KBPS = 64
SAMPLES = 128
"""A filter that is switched by time is switched between blocks of so many samples: 3 ms."""

MARGIN_MS = 5
_MADE = Limits(wall_s=120, cpu_s=60)


def minute(sources: Sequence[Source], span: Span, out: Path) -> Path:
    """An MP3 of this span, mono: each source where it is heard, silence elsewhere. No tags.

    Found by seeking, so it costs the same at the end of six hours. Raises `AudioError`.
    """
    voices = [_voice(one, span) for one in sources if _reaches(one, span)]
    if not voices:
        raise AudioError("There is nothing recorded here. Listen to another part.")
    mixed = _mixed(voices).filter("apad").filter("atrim", end=span.duration_ms / 1000)
    part = out.with_name(f"{out.name}.part")
    graph = ffmpeg.sink(
        mixed, part, format="mp3", acodec="libmp3lame", ac=1, ar=RATE, audio_bitrate=f"{KBPS}k"
    )
    try:
        ffmpeg.run(ffmpeg.argv(graph), "This part could not be made to listen to", _MADE)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return out


def _reaches(source: Source, span: Span) -> bool:
    return source.offset_ms < span.end_ms


def _voice(source: Source, span: Span) -> Graph:
    """One source on the span's own clock, silent where it is not heard."""
    start_ms = max(0, span.start_ms - source.offset_ms)
    late_ms = max(0, source.offset_ms - span.start_ms)
    length_s = (span.duration_ms - late_ms) / 1000
    sound = ffmpeg.source(source.path, ss=start_ms / 1000, t=length_s, vn=None)["a:0"]
    sound = sound.filter("aresample", RATE).filter("aformat", channel_layouts="mono")
    if late_ms:
        sound = sound.filter("adelay", f"{late_ms}")
    silent = subtract([span], source.heard)
    if not silent:
        return sound
    when = _times(pad(silent, MARGIN_MS, span.end_ms), span)
    return sound.filter("asetnsamples", n=SAMPLES, p=0).filter("volume", volume=0, enable=when)


def _times(spans: Iterable[Span], within: Span) -> str:
    """An expression that is true in these spans."""
    near = intersect(spans, [within])
    ends = ((one.start_ms - within.start_ms, one.end_ms - within.start_ms) for one in near)
    return "+".join(f"between(t,{start / 1000},{end / 1000})" for start, end in ends)


def _mixed(voices: Sequence[Graph]) -> Graph:
    if len(voices) == 1:
        return voices[0]
    return ffmpeg.mixed(voices).filter("alimiter", limit=0.9, level=0)
