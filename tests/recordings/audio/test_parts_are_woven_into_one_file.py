"""Spans of several files as one: each sounds where it is meant to, and nowhere else."""

from pathlib import Path

import numpy as np
import pytest

from recordings.audio.errors import AudioError
from recordings.audio.woven import MOST_STRETCHES, Source, begins, woven
from recordings.spans import Span
from tests.recordings.audio import sounds

NOOR_HZ, SAMI_HZ = 600, 2_000


@pytest.fixture(scope="module")
def noor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sounds.write(
        tmp_path_factory.mktemp("noor") / "noor.flac", sounds.tone(40, NOOR_HZ, 0.2)
    )


@pytest.fixture(scope="module")
def sami(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sounds.write(
        tmp_path_factory.mktemp("sami") / "sami.flac", sounds.tone(40, SAMI_HZ, 0.2)
    )


def source(path: Path, *heard: Span, offset_ms: int = 0) -> Source:
    return Source(path=path, offset_ms=offset_ms, heard=heard)


def strength(signal: sounds.Signal, hertz: int) -> float:
    spectrum = np.abs(np.fft.rfft(signal * np.hanning(len(signal)))) / len(signal)
    around = np.fft.rfftfreq(len(signal), 1 / sounds.RATE)
    return float(spectrum[(around > hertz - 100) & (around < hertz + 100)].max())


def between(signal: sounds.Signal, start_s: float, end_s: float) -> sounds.Signal:
    return signal[round(start_s * sounds.RATE) : round(end_s * sounds.RATE)]


def test_each_file_is_heard_in_its_own_spans_alone(noor: Path, sami: Path, tmp_path: Path) -> None:
    sources = [source(noor, Span(10_000, 12_000)), source(sami, Span(12_000, 14_000))]
    length_ms = woven(sources, tmp_path / "out.mp3")
    heard = sounds.read(tmp_path / "out.mp3")
    assert length_ms == 4_000
    assert len(heard) == pytest.approx(4 * sounds.RATE, abs=48)
    first, second = between(heard, 0.1, 1.9), between(heard, 2.1, 3.9)
    assert strength(first, NOOR_HZ) > 300 * strength(first, SAMI_HZ)
    assert strength(second, SAMI_HZ) > 300 * strength(second, NOOR_HZ)


def test_where_nobody_is_heard_no_more_than_a_pause_is_left(noor: Path, tmp_path: Path) -> None:
    spans = (Span(1_000, 2_000), Span(2_300, 3_000), Span(6_000, 7_000), Span(30_000, 31_000))
    length_ms = woven([source(noor, *spans)], tmp_path / "out.mp3")
    assert length_ms == 1_000 + 300 + 700 + 500 + 1_000 + 500 + 1_000
    assert begins(spans) == (0, 1_300, 2_500, 4_000)
    heard = sounds.read(tmp_path / "out.mp3")
    for start_ms in begins(spans):
        part = between(heard, start_ms / 1000 + 0.05, start_ms / 1000 + 0.65)
        assert strength(part, NOOR_HZ) > 0.01
    assert np.abs(between(heard, 2.1, 2.4)).max() < 0.01


def test_files_that_begin_later_or_earlier_lie_on_the_recordings_clock(tmp_path: Path) -> None:
    signal = sounds.tone(20, NOOR_HZ, 0.2)
    signal[10 * sounds.RATE :] = sounds.tone(10, SAMI_HZ, 0.2)
    path = sounds.write(tmp_path / "room.flac", signal)
    for offset_ms in (5_000, -5_000):
        span = Span(9_000 + offset_ms, 10_000 + offset_ms)
        woven([source(path, span, offset_ms=offset_ms)], tmp_path / "out.mp3")
        heard = sounds.read(tmp_path / "out.mp3")
        assert strength(heard, NOOR_HZ) > 100 * strength(heard, SAMI_HZ)


def test_of_many_far_parts_no_more_stretches_are_read_than_allowed(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "long.wav", sounds.tone(600, NOOR_HZ, 0.2))
    spans = [Span(at, at + 50) for at in range(0, 600_000, 6_000)]
    woven([source(path, *spans)], tmp_path / "out.mp3")
    read = list(tmp_path.glob("*.flac"))
    assert 1 <= len(read) <= MOST_STRETCHES


def test_without_anything_to_hear_a_sentence_says_so(noor: Path, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="nothing of this voice"):
        woven([source(noor)], tmp_path / "out.mp3")
