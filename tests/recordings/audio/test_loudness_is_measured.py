"""Our meters agree with each other and with an independent one."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from recordings.audio import loudness
from recordings.audio.gating import gated, gated_all, lufs
from recordings.audio.levels import Levels
from recordings.audio.meter import Meter
from recordings.audio.weighting import Weighting
from recordings.spans import Span
from tests.recordings.audio import sounds


def metered(signal: sounds.Signal) -> Meter:
    frames = signal.reshape(len(signal), -1)
    meter = Meter(frames.shape[1])
    for at in range(0, len(frames), sounds.RATE):
        meter.add(frames[at : at + sounds.RATE])
    return meter


def varied(seconds: float, rate: int, seed: int) -> sounds.Signal:
    """Loud and soft noise and tones by turns."""
    parts = []
    chance = np.random.default_rng(seed)
    for index in range(int(seconds)):
        level = float(10 ** chance.uniform(-2.5, -0.3))
        parts.append(sounds.noise(0.7, level, seed=seed + index, rate=rate))
        parts.append(sounds.tone(0.3, float(chance.uniform(60, 8000)), level, rate=rate))
    return np.concatenate(parts)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_our_meter_agrees_with_an_independent_one(seed: int) -> None:
    signal = varied(12, 48_000, seed)
    independent = pyloudnorm.Meter(48_000).integrated_loudness(signal.astype(np.float64))
    assert gated(metered(signal).energies) == pytest.approx(independent, abs=0.06)


def test_two_channels_add_up() -> None:
    left, right = varied(8, 48_000, 3), varied(8, 48_000, 4)
    both = np.stack([left, right], axis=1)
    independent = pyloudnorm.Meter(48_000).integrated_loudness(both.astype(np.float64))
    assert gated(metered(both).energies) == pytest.approx(independent, abs=0.06)


def test_the_peak_of_each_block_is_its_loudest_sample() -> None:
    signal = sounds.silence(2)
    signal[48_000 + 384 * 7 + 3] = -0.5
    peaks = metered(signal).peaks
    assert len(peaks) == 250
    assert peaks[132] == 0.5
    assert np.count_nonzero(peaks) == 1


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_a_finished_file_is_measured_as_a_whole(suffix: str, tmp_path: Path) -> None:
    signal = varied(10, 48_000, 5)
    found = loudness.measure(sounds.write(tmp_path / f"episode.{suffix}", signal))
    independent = pyloudnorm.Meter(48_000).integrated_loudness(signal.astype(np.float64))
    assert found.lufs == pytest.approx(independent, abs=0.1)
    assert found.duration_ms == 10_000
    assert found.range_lu > 1


def test_two_channels_of_a_finished_file_are_measured_as_two(tmp_path: Path) -> None:
    left, right = varied(10, 48_000, 7), varied(10, 48_000, 8)
    both = np.stack([left, right], axis=1)
    found = loudness.measure(sounds.write(tmp_path / "episode.wav", both))
    independent = pyloudnorm.Meter(48_000).integrated_loudness(both.astype(np.float64))
    assert found.lufs == pytest.approx(independent, abs=0.1)
    assert found.duration_ms == 10_000
    steady = np.repeat(sounds.tone(3, 440, 0.5)[:, None], 2, axis=1)
    steady *= np.minimum(1, np.arange(len(steady)) / 48_000).astype(np.float32)[:, None]
    found = loudness.measure(sounds.write(tmp_path / "steady.wav", steady))
    assert found.true_peak_dbtp == pytest.approx(-6.02, abs=0.05)


def test_peaks_between_the_samples_are_found(tmp_path: Path) -> None:
    """A quarter of the sampling rate, in the phase where every sample lies 3 dB below the crest."""
    at = np.arange(48_000 * 3)
    wave = (0.5 * np.sin(np.pi / 2 * at + np.pi / 4)).astype(np.float32)
    wave *= np.minimum(1, at / 48_000).astype(np.float32)
    assert np.abs(wave).max() < 0.354
    found = loudness.measure(sounds.write(tmp_path / "wave.wav", wave))
    assert found.true_peak_dbtp == pytest.approx(-6.02, abs=0.3)


def test_silence_measures_seventy_below(tmp_path: Path) -> None:
    found = loudness.measure(sounds.write(tmp_path / "silence.wav", sounds.silence(3)))
    assert found.lufs == -70.0
    assert found.true_peak_dbtp <= -100


def by_definition(energies: npt.NDArray[np.float32]) -> float:
    """Windows of 0.4 s, one each 0.1 s (12.5 blocks), worked out in halves of a block."""
    halves = np.repeat(energies.astype(np.float64), 2) / 2
    windows = [halves[at : at + 100].sum() / 50 for at in range(0, len(halves) - 99, 25)]
    loud = [window for window in windows if window > 10 ** ((-70 + 0.691) / 10)]
    if not loud:
        return -70.0
    kept = [window for window in loud if window > np.mean(loud) / 10]
    return float(-0.691 + 10 * np.log10(np.mean(kept)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(50, 2_000), st.lists(st.integers(0, 300), max_size=12))
def test_gates_are_those_of_the_recommendation_in_parts_of_any_length(
    seed: int, blocks: int, lengths: list[int]
) -> None:
    chance = np.random.default_rng(seed)
    levels = np.repeat(10 ** chance.uniform(-9, 0, blocks // 40 + 1), 40)[:blocks]
    energies = (levels * chance.uniform(0.5, 1.5, blocks)).astype(np.float32)
    parts = np.split(energies, np.cumsum(lengths))
    assert gated(energies) == pytest.approx(by_definition(energies), abs=1e-4)
    assert gated_all(parts) == pytest.approx(gated(energies), abs=1e-4)


@pytest.mark.parametrize("blocks", [1, 12, 13, 25, 38, 49])
def test_what_is_shorter_than_a_window_counts_as_one(blocks: int) -> None:
    energies = np.linspace(0.01, 0.1, blocks, dtype=np.float32)
    assert gated(energies) == pytest.approx(lufs(float(energies.mean())), abs=1e-4)
    assert gated(energies[:0]) == -70.0


def test_each_speaker_is_measured_in_their_own_spans(tmp_path: Path) -> None:
    loud, soft = sounds.noise(5, 0.5, seed=1), sounds.noise(5, 0.05, seed=2)
    path = sounds.write(tmp_path / "room.wav", np.concatenate([loud, soft, loud]))
    spans = {"sami": [Span(0, 5000), Span(10_000, 15_000)], "noor": [Span(5000, 10_000)], "lee": []}
    levels = loudness.span_levels(path, spans)
    assert levels["sami"] - levels["noor"] == pytest.approx(20, abs=0.3)
    assert levels["lee"] == -70.0


def test_levels_that_were_kept_give_the_same_figures() -> None:
    measured = metered(varied(12, 48_000, 6)).levels
    energies, levels = measured.energies, Levels.unpacked(*measured.packed())
    assert levels.lufs() == pytest.approx(gated(energies), abs=0.01)
    assert levels.lufs([Span(0, 3000)]) == pytest.approx(gated(energies[:375]), abs=0.01)


def test_the_weighting_is_that_of_the_recursion_it_stands_for() -> None:
    """Second by second, on noise that lies on a slow wave (what it has to forget longest)."""
    sound = sounds.noise(5, 0.5) + sounds.tone(5, hertz=3, level=0.4)
    weighting = Weighting()
    seconds = [weighting.apply(part) for part in sound.reshape(-1, sounds.RATE)]
    shelf = (1.53512485858697, -2.69169618940638, 1.19839281085285), (
        1.0, -1.69065929318241, 0.73248077421585)  # fmt: skip
    rest = (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)
    truth = lfilter(*rest, lfilter(*shelf, sound.astype(np.float64)))
    np.testing.assert_allclose(np.concatenate(seconds), truth, atol=2e-5)
