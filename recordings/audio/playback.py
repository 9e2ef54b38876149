"""How encoded sound comes out: decoded again, its loudness and its peaks, those between the samples
with them (true peaks, after ITU-R BS.1770-4 Annex 2)."""

from dataclasses import dataclass
from math import log10
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recordings.audio import ffmpeg
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Process
from recordings.audio.grid import BLOCK, FRAME, RATE, Block, Curve
from recordings.audio.meter import Meter, gated
from recordings.audio.pcm import DECODE
from recordings.audio.workers import Count

HOT = 0.5
"""Between samples that are all softer than this, no true peak comes near −1 dBTP: it would have to
be 5 dB higher than they are, and speech stays below 3."""

_TAPS = 24
_PHASES = 4
_FULL_SCALE = 32_768


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was measured in blocks of 8 ms: weighted energy, largest sample, true peak."""

    energies: Curve
    tops: Curve
    true_peaks: Curve

    @property
    def lufs(self) -> float:
        return round(gated(self.energies), 2)

    @property
    def true_peak_dbtp(self) -> float:
        peak = float(self.true_peaks.max(initial=0))
        return round(20 * log10(peak), 2) if peak > 0 else -200.0


def heard(encoded: Path, frames: int, channels: int, count: Count) -> Heard:
    """Of a file of so many MP3 frames and nothing else; `count` may end it. Raises `AudioError`."""
    sound = ffmpeg.source(encoded, formats=["mp3"])["a:0"]
    command = ffmpeg.argv(ffmpeg.pcm_sink(sound, codec="s16le"))
    meter, left = Meter(channels), frames * FRAME
    true_peaks = TruePeaks(channels)
    with Process(command, DECODE, stdout=True) as process:
        while left:
            second = _read(process, min(RATE, left), channels)
            meter.add(second)
            true_peaks.add(second)
            left -= len(second)
            count(0)
        if process.read(1):
            raise AudioError("The encoded sound is longer than what went in.")
        process.finish("The encoded sound could not be read")
    tops = meter.peaks
    return Heard(
        energies=meter.energies, tops=tops, true_peaks=np.maximum(tops, true_peaks.of(len(tops)))
    )


def _read(process: Process, count: int, channels: int) -> Block:
    data = process.read(count * channels * 2)
    if len(data) < count * channels * 2:
        process.finish("The encoded sound could not be read")
        raise AudioError("The encoded sound is shorter than what went in.")
    whole = np.frombuffer(data, dtype="<i2").reshape(count, channels)
    return np.asarray(whole, dtype=np.float32) / np.float32(_FULL_SCALE)


class TruePeaks:
    """Takes the signal in pieces; looks between samples where they are loud."""

    def __init__(self, channels: int) -> None:
        self._past = np.zeros((_TAPS, channels), dtype=np.float32)
        self._at = -_TAPS // 2
        self._found: list[tuple[npt.NDArray[np.int64], Curve]] = []

    def add(self, piece: Block) -> None:
        near = np.concatenate([self._past, piece])
        for channel in near.T:
            self._look(channel)
        self._past = near[len(piece) :]
        self._at += len(piece)

    def _look(self, channel: Curve) -> None:
        """Between samples 12 and 13 of each window of 24 that has a loud one there."""
        loud = np.abs(channel[_TAPS // 2 - 1 : len(channel) - _TAPS // 2]) > HOT
        places = np.flatnonzero(loud[:-1] | loud[1:])
        if not places.size:
            return
        windows = np.lib.stride_tricks.sliding_window_view(channel, _TAPS)[places]
        self._found.append((places + self._at, np.abs(windows @ _BETWEEN).max(axis=1)))

    def of(self, blocks: int) -> Curve:
        """The largest of each block, 0 where all was soft."""
        curve = np.zeros(blocks, dtype=np.float32)
        for places, values in self._found:
            np.maximum.at(curve, np.clip(places // BLOCK, 0, blocks - 1), values)
        return curve


def _between() -> npt.NDArray[np.float32]:
    """What a window of samples is worth a quarter, a half and three quarters of the way between
    its middle two: windowed sinc functions."""
    quarters = np.arange(1, _PHASES) / _PHASES
    away = np.arange(_TAPS)[:, None] - (_TAPS // 2 - 1) - quarters
    shape = np.cos(np.pi * away / (_TAPS + 1)) ** 2
    weights = np.sinc(away) * shape
    return np.asarray(weights / weights.sum(axis=0), dtype=np.float32)


_BETWEEN = _between()
