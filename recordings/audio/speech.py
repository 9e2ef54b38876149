"""Where somebody speaks, by WebRTC's voice detector; not who. No model, no voiceprint."""

from collections.abc import Iterator
from pathlib import Path

import webrtcvad

from recordings.audio import ffmpeg
from recordings.audio.ffmpeg import Process
from recordings.audio.pcm import DECODE, UNREADABLE, decoding
from recordings.audio.probe import probe
from recordings.spans import Span, pad, union

_RATE = 16_000
_FRAME_MS = 30
_FRAME_BYTES = _RATE * _FRAME_MS // 1000 * 2
_READ_FRAMES = 1000
_STRICTNESS = 2  # of 0..3; 3 loses soft word endings, 1 hears fans and keyboards
GAP_MS = 300
LEAST_MS = 240
MARGIN_MS = 90


def speech_spans(path: Path) -> tuple[Span, ...]:
    """Spans of speech: gaps up to 0.3 s closed, bursts under 0.24 s dropped, 0.09 s added around.

    Streams the file; needs no more memory for a long one.
    """
    heard, length_ms = [], 0
    for index, speech in enumerate(_frames(path)):
        length_ms = (index + 1) * _FRAME_MS
        if speech:
            heard.append(Span(index * _FRAME_MS, length_ms))
    kept = [span for span in union(heard, GAP_MS) if span.duration_ms >= LEAST_MS]
    return pad(kept, MARGIN_MS, max(1, length_ms))


def _frames(path: Path) -> Iterator[bool]:
    """For each 30 ms whether it holds speech; a rest that is shorter is left out."""
    detector = webrtcvad.Vad(_STRICTNESS)
    mono = decoding(path, rate=_RATE).filter("aformat", channel_layouts="mono")
    command = ffmpeg.argv(ffmpeg.pcm_sink(mono, codec="s16le"))
    with Process(command, DECODE, stdout=True) as process:
        while data := process.read(_FRAME_BYTES * _READ_FRAMES):
            for at in range(0, len(data) - _FRAME_BYTES + 1, _FRAME_BYTES):
                yield detector.is_speech(data[at : at + _FRAME_BYTES], _RATE)
        process.finish(UNREADABLE)


class Ear:
    """What importers may ask of a sound file; `name` is what the host calls it."""

    def duration_ms(self, path: Path, name: str) -> int:
        """Counted, never a header's claim. Raises `AudioError`."""
        return probe(path, name).duration_ms

    def speech(self, path: Path, name: str) -> tuple[Span, ...]:
        del name  # what cannot be heard was refused when its length was asked for
        return speech_spans(path)
