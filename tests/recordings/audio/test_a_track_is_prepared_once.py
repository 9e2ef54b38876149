"""One decode gives the working copy, the waveform and the levels."""

from pathlib import Path

import numpy as np
import pytest

from recordings.audio import flac
from recordings.audio.levels import Levels
from recordings.audio.peaks import picture
from recordings.audio.working import prepare
from recordings.spans import Span
from tests.recordings.audio import sounds


class Cancelled(Exception):
    pass


def test_the_copy_holds_the_same_samples(tmp_path: Path) -> None:
    track = sounds.write(tmp_path / "track.flac", sounds.noise(7.3, 0.4))
    made = prepare(track, tmp_path / "copy.flac", duration_ms=7300)
    assert made.duration_ms == 7300
    assert (made.channels, made.sample_rate) == (1, 48_000)
    np.testing.assert_array_equal(sounds.read(made.path), sounds.read(track))


def test_two_equal_channels_become_one(tmp_path: Path) -> None:
    one = sounds.write(tmp_path / "one.wav", sounds.noise(5, 0.4))
    track = sounds.make(tmp_path / "two.aac", "-i", str(one), "-ac", "2", "-b:a", "96k")
    assert prepare(track, tmp_path / "copy.flac", duration_ms=5000).channels == 1


@pytest.mark.parametrize("channels", [2, 6])
def test_many_channels_become_one_without_getting_louder(channels: int, tmp_path: Path) -> None:
    loud = np.repeat(sounds.tone(3, level=0.8)[:, None], channels, axis=1)
    made = prepare(sounds.write(tmp_path / "loud.wav", loud), tmp_path / "copy.flac")
    assert np.abs(sounds.read(made.path)).max() == pytest.approx(0.8, abs=0.01)


def test_what_is_stereo_somewhere_stays_stereo(tmp_path: Path) -> None:
    left = sounds.noise(60, 0.3)
    right = left.copy()
    right[48_000 * 30 : 48_000 * 40] = sounds.noise(10, 0.3, seed=9)
    track = sounds.write(tmp_path / "two.flac", np.stack([left, right], axis=1))
    made = prepare(track, tmp_path / "copy.flac", duration_ms=60_000)
    assert made.channels == 2
    np.testing.assert_array_equal(sounds.read(made.path, 2), sounds.read(track, 2))


def test_other_sampling_rates_become_48_khz(tmp_path: Path) -> None:
    track = sounds.write(tmp_path / "track.wav", sounds.tone(4, rate=22_050), rate=22_050)
    made = prepare(track, tmp_path / "copy.flac")
    assert made.duration_ms == pytest.approx(4000, abs=1)


def test_the_waveform_shows_where_it_is_loud(tmp_path: Path) -> None:
    track = sounds.write(
        tmp_path / "track.wav",
        np.concatenate([sounds.silence(1), sounds.tone(1, level=0.5), sounds.silence(1)]),
    )
    made = prepare(track, tmp_path / "copy.flac")
    assert len(made.peaks.values) == 63
    assert max(made.peaks.values[:20]) == 0
    assert 125 <= min(made.peaks.values[21:41]) <= max(made.peaks.values[20:42]) <= 130
    assert made.levels.lufs([Span(1000, 2000)]) == pytest.approx(-9.7, abs=0.1)


def test_a_very_long_waveform_has_fewer_peaks_a_second() -> None:
    loudest = np.zeros(100 * 3600, dtype=np.float32)
    loudest[-1] = 1
    peaks = picture(loudest, most=10_000)
    assert peaks.each_ms == 384
    assert len(peaks.values) == 7_500
    assert peaks.values[-1] == 255


def test_a_gap_in_the_timestamps_becomes_silence(tmp_path: Path) -> None:
    """As in rooms recorded from packets: what was never sent must not move what follows."""
    sounds.write(tmp_path / "part.wav", sounds.tone(2, level=0.5))
    late = "asetpts=if(gte(N\\,48000)\\,PTS+96000\\,PTS)"
    gapped = sounds.make(
        tmp_path / "gapped.mka",
        *["-i", str(tmp_path / "part.wav"), "-af", f"asetnsamples=480,{late}"],
        *["-c:a", "pcm_s16le"],
    )
    made = prepare(gapped, tmp_path / "copy.flac")
    heard = sounds.read(made.path)
    assert made.duration_ms == pytest.approx(4000, abs=30)
    assert sounds.decibels(heard[60_000:130_000]) < -90
    assert sounds.decibels(heard[150_000:190_000]) > -12


def test_cancelling_leaves_no_copy(tmp_path: Path) -> None:
    track = sounds.write(tmp_path / "track.wav", sounds.noise(5))

    def cancel(done_ms: int, total_ms: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        prepare(track, tmp_path / "copy.flac", progress=cancel)
    assert not (tmp_path / "copy.flac").exists()


def test_progress_is_told_in_sound(tmp_path: Path) -> None:
    track = sounds.write(tmp_path / "track.wav", sounds.noise(2.5))
    seen: list[tuple[int, int]] = []
    prepare(
        track,
        tmp_path / "copy.flac",
        duration_ms=2500,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_the_copy_carries_its_own_levels(tmp_path: Path) -> None:
    track = sounds.write(tmp_path / "track.wav", sounds.noise(7.3, 0.4))
    made = prepare(track, tmp_path / "copy.flac")
    carried = flac.carried(made.path)
    assert carried is not None
    np.testing.assert_allclose(carried.energies, made.levels.energies, rtol=1e-3)
    assert (carried.peaks >= made.levels.peaks).all()
    np.testing.assert_allclose(carried.peaks, made.levels.peaks, atol=1 / 32_768)
    assert carried.lufs() == pytest.approx(made.levels.lufs(), abs=0.01)


def test_levels_take_four_bytes_for_8_ms() -> None:
    hour = np.ones(125 * 3600, dtype=np.float32)
    energies, peaks = Levels(energies=hour, peaks=hour).packed()
    assert len(energies) + len(peaks) == 4 * len(hour)


def test_a_file_that_is_no_copy_of_ours_carries_nothing(tmp_path: Path) -> None:
    foreign = sounds.write(tmp_path / "foreign.flac", sounds.noise(2))
    assert not flac.is_ours(foreign)
    assert flac.carried(foreign) is None


def test_levels_of_a_copy_that_was_cut_short_count_for_nothing(tmp_path: Path) -> None:
    made = prepare(sounds.write(tmp_path / "track.wav", sounds.noise(3)), tmp_path / "copy.flac")
    shorter = Levels(energies=made.levels.energies[:-1], peaks=made.levels.peaks[:-1])
    plain = sounds.write(tmp_path / "plain.flac", sounds.noise(3))
    flac.carry(plain, shorter)
    assert flac.is_ours(plain)
    assert flac.carried(plain) is None
