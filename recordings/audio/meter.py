"""How loud samples are: K-weighted energy and sample peak in blocks of 10 ms, and the gated
loudness of any choice of blocks, after ITU-R BS.1770-4. Works on numpy blocks, opens no file."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recordings.audio.pcm import Block
from recordings.spans import Span

Curve = npt.NDArray[np.float32]
"""One value for each 10 ms."""

BLOCKS_A_SECOND = 100
SILENT_LUFS = -70.0
_GATE_BLOCKS = 40
_STEP_BLOCKS = 10
_OFFSET = -0.691
_RELATIVE_GATE = 10.0


def weighting(rate: int, size: int) -> npt.NDArray[np.complex64]:
    """BS.1770's two filters as a response on the bins of a real transform of `size` samples.

    The published coefficients are for 48 kHz only; these come from the analogue prototypes they
    were made of, so that 44.1 kHz is measured alike.
    """
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    k = math.tan(math.pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k)
    shelf_poles = (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    pass_poles = (1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)
    response = _at(shelf, z) / _at(shelf_poles, z) * _at((1, -2, 1), z) / _at(pass_poles, z)
    return np.asarray(response, dtype=np.complex64)


def _at(
    polynomial: tuple[float, float, float], z: npt.NDArray[np.complex128]
) -> npt.NDArray[np.complex128]:
    return polynomial[0] + z * (polynomial[1] + z * polynomial[2])


class Meter:
    """Takes the signal second by second; `energies` and `peaks` grow by a hundred blocks each.

    The filters run by overlap-save with 0.2 s of history, past which their response has fallen
    below −200 dB. (As recursions they would need a loop in Python, and in ffmpeg they turn to a
    crawl on digital silence.)
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._hop = rate // BLOCKS_A_SECOND
        self._history = rate // 5
        self._response = weighting(rate, rate + self._history)[:, None]
        self._window = np.zeros((rate + self._history, channels), dtype=np.float32)
        self._energies: list[Curve] = []
        self._peaks: list[Curve] = []

    def add(self, second: Block) -> None:
        """One second of frames; fewer only at the end, which is then filled with silence."""
        window, history = self._window, self._history
        window[:history] = window[self._rate :]
        window[history : history + len(second)] = second
        window[history + len(second) :] = 0
        spectrum = np.fft.rfft(window, axis=0)
        heard = np.fft.irfft(spectrum * self._response, len(window), axis=0)[history:]
        blocks = -(-len(second) // self._hop)
        self._energies.append(self._mean_squares(heard)[:blocks])
        self._peaks.append(self._loudest(window[history:])[:blocks])

    def _mean_squares(self, signal: npt.NDArray[np.floating]) -> Curve:
        rows = np.ascontiguousarray(signal, dtype=np.float32).reshape(BLOCKS_A_SECOND, -1)
        return np.asarray(np.einsum("ij,ij->i", rows, rows) / self._hop, dtype=np.float32)

    def _loudest(self, signal: Block) -> Curve:
        rows = np.abs(signal).reshape(BLOCKS_A_SECOND, -1)
        return np.asarray(rows.max(axis=1), dtype=np.float32)

    @property
    def energies(self) -> Curve:
        """Mean square after weighting, summed over the channels."""
        return np.concatenate(self._energies) if self._energies else _NOTHING

    @property
    def peaks(self) -> Curve:
        """The largest sample, either sign, of any channel."""
        return np.concatenate(self._peaks) if self._peaks else _NOTHING


_NOTHING: Curve = np.zeros(0, dtype=np.float32)


def gated(energies: Curve) -> float:
    """Integrated loudness in LUFS: windows of 0.4 s, gates at −70 LUFS and 10 LU below the mean."""
    windows = _windows(energies)
    loud = windows[windows > 10 ** ((SILENT_LUFS - _OFFSET) / 10)]
    if not loud.size:
        return SILENT_LUFS
    kept = loud[loud > loud.mean() * 10 ** (-_RELATIVE_GATE / 10)]
    return lufs(float(kept.mean()))


def lufs(energy: float) -> float:
    return max(SILENT_LUFS, _OFFSET + 10 * math.log10(energy)) if energy > 0 else SILENT_LUFS


def _windows(energies: Curve) -> npt.NDArray[np.float64]:
    """Means over 0.4 s, one each 0.1 s; what is shorter than that counts as one window."""
    steps = len(energies) // _STEP_BLOCKS
    if len(energies) < _GATE_BLOCKS:
        return np.array([energies.mean()] if len(energies) else [], dtype=np.float64)
    tenths = energies[: steps * _STEP_BLOCKS].reshape(steps, _STEP_BLOCKS).mean(1, dtype=np.float64)
    sums = np.concatenate(([0.0], np.cumsum(tenths)))
    return np.asarray(np.maximum(0, sums[4:] - sums[:-4]) / 4, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The K-weighted energy of a recording, kept small: `energies` holds little-endian 32-bit
    floats, one for each 100 ms."""

    energies: bytes

    @classmethod
    def of(cls, curve: Curve) -> "Levels":
        whole = np.zeros(-(-len(curve) // _STEP_BLOCKS) * _STEP_BLOCKS, dtype=np.float32)
        whole[: len(curve)] = curve
        return cls(energies=whole.reshape(-1, _STEP_BLOCKS).mean(axis=1).astype("<f4").tobytes())

    def lufs(self, spans: Iterable[Span] | None = None) -> float:
        """Gated loudness, of these spans only if they are given."""
        curve = np.repeat(np.frombuffer(self.energies, dtype="<f4"), _STEP_BLOCKS)
        return gated(curve if spans is None else within(curve, spans))


def within(curve: Curve, spans: Iterable[Span]) -> Curve:
    """The blocks of some spans, one after the other."""
    parts = [curve[span.start_ms // 10 : -(-span.end_ms // 10)] for span in spans]
    return np.concatenate(parts) if parts else _NOTHING
