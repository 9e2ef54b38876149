"""What is heard on a track while nobody speaks: how loud the noise is at each pitch, and which
frequencies of the mains hum in it. Listens to pauses that somebody else has found."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recordings.audio.grid import RATE, Block
from recordings.audio.pcm import decoded, stream_channels
from recordings.spans import Span

MAINS_HZ = (50, 60)
"""Europe, Africa, most of Asia and Australia; the Americas and parts of Asia."""

WINDOW = 2048
_LONG = RATE
"""A second tells one hertz from the next."""

_MOST_PAUSES, _MOST_MS = 12, 5_000
_SILENT = 1e-9
"""−90 dB: a microphone that was switched off has no noise to learn from."""

_HARMONICS = 12
_STANDS_OUT = 10.0
_AROUND_HZ = range(4, 12)

Power = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Backdrop:
    """`noise` is the mean power on the bins of a real transform of `WINDOW` samples under the root
    of a Hann window, `hum` the frequencies in hertz that stand out; both empty where no pause
    holds any sound."""

    noise: tuple[float, ...] = ()
    hum: tuple[int, ...] = ()


def listen(track: Path, pauses: Iterable[Span]) -> Backdrop:
    """Listen to pauses of a working copy, on its own clock: a minute at most, of the longest of
    them. Raises `AudioError`."""
    longest = sorted(pauses, key=lambda span: (-span.duration_ms, span))[:_MOST_PAUSES]
    heard = [sound for span in sorted(longest) for sound in _sounds(track, span)]
    if not heard:
        return Backdrop()
    fine = _mean_power(heard, np.sqrt(hann(WINDOW)))
    return Backdrop(noise=tuple(fine.tolist()), hum=_hum(_mean_power(heard, hann(_LONG))))


def hann(size: int) -> npt.NDArray[np.float32]:
    """Periodic: halves that overlap add up to one."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)


def _sounds(track: Path, span: Span) -> Iterator[Block]:
    """Whole seconds of a pause, without those in which there is nothing at all."""
    channels = min(2, stream_channels(track))
    with decoded(track, channels=channels, start_ms=span.start_ms) as decoder:
        for _ in range(min(span.duration_ms, _MOST_MS) // 1000):
            second = decoder.read(_LONG)
            if len(second) == _LONG and float(np.mean(np.square(second))) > _SILENT:
                yield second


def _mean_power(heard: Sequence[Block], window: npt.NDArray[np.float32]) -> Power:
    """Over all windows of all seconds and channels."""
    size, found, count = len(window), np.zeros(len(window) // 2 + 1), 0
    for second in heard:
        rows = second[: len(second) // size * size].T.reshape(-1, size)
        found += np.sum(np.square(np.abs(np.fft.rfft(rows * window))), axis=0)
        count += len(rows)
    return np.asarray(found / max(1, count), dtype=np.float64)


def _hum(power: Power) -> tuple[int, ...]:
    """The frequencies of that mains which stands out at more of them; it takes two."""
    found = [[hertz for hertz in _of(mains) if _stands_out(power, hertz)] for mains in MAINS_HZ]
    most = max(found, key=len)
    return tuple(most) if len(most) > 1 else ()


def _of(mains_hz: int) -> range:
    return range(mains_hz, mains_hz * _HARMONICS + 1, mains_hz)


def _stands_out(power: Power, hertz: int) -> bool:
    """Whether it is 10 dB above what lies beside it."""
    beside = [power[hertz + side * away] for away in _AROUND_HZ for side in (-1, 1)]
    return float(power[hertz - 1 : hertz + 2].max()) > _STANDS_OUT * float(np.median(beside))
