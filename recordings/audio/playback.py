"""How encoded sound comes out: decoded again, its loudness and its peaks, those between the samples
with them (true peaks, after ITU-R BS.1770-4 Annex 2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from recordings.audio.errors import AudioError
from recordings.audio.gating import Gating
from recordings.audio.grid import BLOCK, FRAME, RATE, Block, Curve
from recordings.audio.meter import Meter
from recordings.audio.workers import Count

HOT = 0.5
"""Between samples that are all softer than this, no true peak comes near −1 dBTP: it would have to
be 5 dB higher than they are, and speech stays below 3."""

_SAFE = 10 ** (-0.1 / 20)
"""No two decoders and meters agree to the last tenth of a decibel."""

_TAPS = 24
_PHASES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was measured in blocks of 8 ms: weighted energy, largest sample, true peak."""

    energies: Curve
    tops: Curve
    true_peaks: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an episode came to: its largest samples, and of each block whose true peak is too high
    the number and by what factor."""

    lufs: float
    true_peak_dbtp: float
    tops: Curve
    over: tuple[tuple[int, float], ...]


class Hearing:
    """Takes what was measured part by part and keeps what the whole needs: `blocks` of it, behind
    the first `late`. Above `most_dbtp` a peak is too high."""

    def __init__(self, late: int, blocks: int, most_dbtp: float) -> None:
        self._at, self._most = -late, 10 ** (most_dbtp / 20) * _SAFE
        self._tops = np.zeros(blocks, dtype=np.float32)
        self._gating = Gating()
        self._highest = 0.0
        self._over: list[tuple[int, float]] = []

    def add(self, heard: Heard) -> None:
        begin, end = max(0, self._at), min(len(self._tops), self._at + len(heard.tops))
        here = slice(begin - self._at, max(begin, end) - self._at)
        self._at += len(heard.tops)
        if begin < end:
            self._tops[begin:end] = heard.tops[here]
            self._gating.add(heard.energies[here])
            self._look(heard.true_peaks[here], begin)

    def _look(self, true_peaks: Curve, begin: int) -> None:
        self._highest = max(self._highest, float(true_peaks.max()))
        for block in np.flatnonzero(true_peaks > self._most).tolist():
            self._over.append((begin + block, float(true_peaks[block]) / self._most))

    @property
    def outcome(self) -> Outcome:
        highest = self._highest
        return Outcome(
            lufs=round(self._gating.lufs, 2),
            true_peak_dbtp=round(20 * log10(highest), 2) if highest > 0 else -200.0,
            tops=self._tops,
            over=tuple(self._over),
        )


def heard(encoded: Path, frames: int, channels: int, count: Count) -> Heard:
    """Of a file of so many MP3 frames of ours and nothing else; `count` may end it. Raises
    `AudioError`."""
    meter, true_peaks = Meter(channels), TruePeaks(channels)
    for second in _decoded(encoded, frames * FRAME):
        meter.add(second)
        true_peaks.add(second)
        count(0)
    tops = meter.peaks
    return Heard(
        energies=meter.energies, tops=tops, true_peaks=np.maximum(tops, true_peaks.of(len(tops)))
    )


def _decoded(encoded: Path, total: int) -> Iterator[Block]:
    """By another decoder (mpg123) than most listeners' apps have; they differ in nothing that can
    be heard (measured: by less than −120 dB)."""
    try:
        with soundfile.SoundFile(encoded) as file:
            if file.frames != total:
                raise AudioError("The encoded sound is not as long as what went in.")
            for at in range(0, total, RATE):
                second = file.read(min(RATE, total - at), dtype="float32", always_2d=True)
                if len(second) < min(RATE, total - at):
                    raise AudioError("The encoded sound is shorter than what went in.")
                yield second
    except soundfile.SoundFileError as error:
        raise AudioError("The encoded sound could not be read.", log=str(error)) from None


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
