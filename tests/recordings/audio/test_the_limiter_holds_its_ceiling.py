"""The gain is worked out before a sample is touched, and is right for every sample."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.audio import grid, limiter
from recordings.audio.envelope import amplify
from recordings.audio.errors import AudioError
from recordings.audio.gating import gated
from recordings.audio.meter import Meter
from tests.recordings.audio import sounds

RATE = 48_000


def surveyed(signal: sounds.Signal) -> Meter:
    meter = Meter(1)
    for at in range(0, len(signal), RATE):
        meter.add(signal[at : at + RATE, None])
    return meter


def applied(signal: sounds.Signal, target: float, ceiling: float) -> sounds.Signal:
    meter = surveyed(signal)
    curve = limiter.gains(meter.energies, meter.peaks, target, ceiling)
    parts = [
        amplify(signal[at : at + RATE, None], curve[at // 384 : at // 384 + 126])
        for at in range(0, len(signal), RATE)
    ]
    return np.concatenate(parts)[:, 0]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(9.5, 20), st.floats(-6, -1))
def test_no_sample_passes_the_ceiling_and_the_target_is_met(
    seed: int, room: float, ceiling: float
) -> None:
    """With less room than 9 dB between them no gain at all makes this noise that loud."""
    target = ceiling - room
    chance = np.random.default_rng(seed)
    signal = np.concatenate(
        [sounds.noise(1, float(chance.uniform(0.01, 0.5)), seed=seed + n) for n in range(6)]
    )
    for at in chance.integers(0, len(signal), 20):
        signal[at] = chance.uniform(-1, 1)
    out = applied(signal, target, ceiling)
    assert np.abs(out).max() <= 10 ** (ceiling / 20) * 1.0001
    assert gated(surveyed(out).energies) == pytest.approx(target, abs=0.15)


def test_the_gain_never_jumps() -> None:
    signal = sounds.noise(4, 0.02)
    signal[100_000:100_100] = 1.0
    meter = surveyed(signal)
    curve = limiter.gains(meter.energies, meter.peaks, -16, -3)
    steps = np.abs(np.diff(20 * np.log10(curve)))
    assert 20 * np.log10(curve.max() / curve.min()) > 6
    assert steps.max() < 6


def test_stretch_by_stretch_it_is_the_same_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(3)
    peaks = chance.uniform(0, 1, 3_000).astype(np.float32)
    energies = peaks * peaks * np.float32(0.1)
    ceilings = chance.uniform(0.1, 0.9, 3_000).astype(np.float32)
    whole = limiter.limited(peaks, 6.0, ceilings)
    gain = limiter.gain_db(energies, peaks, -16, ceilings)
    monkeypatch.setattr(grid, "_STRETCH", 175)
    np.testing.assert_array_equal(limiter.limited(peaks, 6.0, ceilings), whole)
    assert limiter.gain_db(energies, peaks, -16, ceilings) == gain


def test_half_a_day_takes_little_more_memory_than_its_curve() -> None:
    """Of 5.4 million blocks two curves of 22 MB: what is near, and the gain itself."""
    peaks = np.full(12 * 3_600 * 125, 0.3, dtype=np.float32)
    energies = np.full(len(peaks), 0.01, dtype=np.float32)
    tracemalloc.start()
    curve = limiter.gains(energies, peaks, -16, -2)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2.5 * curve.nbytes


def test_soft_sound_is_raised_without_being_limited() -> None:
    signal = sounds.noise(3, 0.01)
    out = applied(signal, -30, -1)
    ratio = out[abs(signal) > 1e-3] / signal[abs(signal) > 1e-3]
    assert ratio.max() / ratio.min() == pytest.approx(1, abs=1e-4)


def test_silence_cannot_be_made_loud() -> None:
    with pytest.raises(AudioError, match="There is nothing to hear"):
        applied(sounds.silence(3), -16, -3)
