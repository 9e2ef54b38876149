"""Our own intro, made with numpy when it is needed: eight seconds of soft mallets over a pad.

Deterministic: the same bytes on the same numpy. Music of ours, so nobody else's rights are in it.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from recordings.audio import ffmpeg
from recordings.audio.ffmpeg import ENCODE, Process

RATE = 48_000
SECONDS = 8.0
Signal = npt.NDArray[np.float64]

# D major with an added ninth, up and back; seconds, semitones from A4, loudness.
_NOTES = (
    (0.00, -19, 0.9), (0.25, -7, 0.6), (0.50, -3, 0.6), (0.75, 0, 0.7),
    (1.00, 7, 0.8), (1.50, 5, 0.6), (1.75, 0, 0.5), (2.00, -14, 0.8),
    (2.25, -2, 0.5), (2.50, 2, 0.6), (2.75, 5, 0.6), (3.00, 10, 0.8),
    (3.50, 9, 0.6), (3.75, 5, 0.5), (4.00, -19, 0.9), (4.00, -7, 0.5),
    (4.25, -3, 0.5), (4.50, 0, 0.6), (4.75, 4, 0.6), (5.00, 9, 0.9),
)  # fmt: skip
_PAD = ((0.0, 2.2, (-19, -12, -7)), (2.0, 4.2, (-14, -7, -2)), (4.0, 8.0, (-19, -12, -3)))


def jingle(out: Path) -> None:
    """Write the jingle to `out` as FLAC: 48 kHz, two channels, 8 s."""
    frames = np.stack([_side(-0.35), _side(0.35)], axis=1).astype("<f4")
    graph = ffmpeg.sink(ffmpeg.pcm_source(RATE, 2), out, format="flac", sample_fmt="s16")
    with Process(ffmpeg.argv(graph), ENCODE, stdin=True) as process:
        process.write(np.ascontiguousarray(frames).data.cast("B"))
        process.finish("The jingle could not be written")


def _side(pan: float) -> Signal:
    """One channel; notes lie a little to the left and right in turn."""
    whole = np.zeros(round(SECONDS * RATE))
    for start, end, chord in _PAD:
        for semitones in chord:
            _add(whole, start, 0.05 * _held(_hertz(semitones), end - start))
    for number, (start, semitones, loudness) in enumerate(_NOTES):
        share = 1 + pan * (1 if number % 2 else -1)
        _add(whole, start, 0.2 * share * loudness * _struck(_hertz(semitones)))
    return np.tanh(whole) * _end(len(whole))


def _hertz(semitones: int) -> float:
    return float(440 * 2 ** (semitones / 12))


def _struck(hertz: float) -> Signal:
    """A mallet on a bar: the tone, its two-octave partial, a soft knock; two seconds of decay."""
    at = np.arange(2 * RATE) / RATE
    tone = np.sin(2 * np.pi * hertz * at) * np.exp(-at * 2.6)
    partial = 0.25 * np.sin(2 * np.pi * 4 * hertz * at) * np.exp(-at * 9)
    return np.asarray((tone + partial) * np.minimum(1, at / 0.004))


def _held(hertz: float, seconds: float) -> Signal:
    """A soft tone that swells and goes."""
    at = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(np.sin(2 * np.pi * hertz * at) * np.sin(np.pi * at / seconds) ** 2)


def _add(whole: Signal, start: float, part: Signal) -> None:
    at = round(start * RATE)
    fits = part[: len(whole) - at]
    whole[at : at + len(fits)] += fits


def _end(length: int) -> Signal:
    """The last second and a half fades."""
    return np.asarray(np.clip((length - np.arange(length)) / (1.5 * RATE), 0, 1))
