"""The excerpt for the consent page holds one person's spans and nothing else."""

from pathlib import Path

import mutagen
import numpy as np
import pytest

from recordings.audio.errors import AudioError
from recordings.audio.excerpt import excerpt
from recordings.spans import Span
from tests.recordings.audio import sounds

NOOR = (Span(2_000, 3_500), Span(3_700, 4_000), Span(8_000, 9_000))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds: a tone of 600 Hz where Noor speaks, of 2 kHz where anybody else does."""
    signal = sounds.tone(10, 2_000, 0.3)
    noor = sounds.tone(10, 600, 0.03)
    for span in NOOR:
        signal[span.start_ms * 48 : span.end_ms * 48] = noor[span.start_ms * 48 : span.end_ms * 48]
    return sounds.write(tmp_path_factory.mktemp("room") / "room.flac", signal)


def strength(signal: sounds.Signal, hertz: int) -> float:
    spectrum = np.abs(np.fft.rfft(signal * np.hanning(len(signal)))) / len(signal)
    around = np.fft.rfftfreq(len(signal), 1 / sounds.RATE)
    return float(spectrum[(around > hertz - 100) & (around < hertz + 100)].max())


def test_only_their_spans_are_heard_with_short_pauses(room: Path, tmp_path: Path) -> None:
    made = excerpt(room, NOOR, tmp_path / "noor.mp3")
    assert made.duration_ms == 250 + 1_500 + 200 + 300 + 500 + 1_000
    heard = sounds.read(made.path)
    assert len(heard) == pytest.approx(made.duration_ms * 48, abs=48)
    assert strength(heard, 600) > 100 * strength(heard, 2_000)
    assert made.parts[0] == (NOOR[0], Span(250, 1_750))
    assert made.parts[-1] == (NOOR[2], Span(2_750, 3_750))
    first, last = made.parts[0][1], made.parts[-1][1]
    assert sounds.decibels(heard[(first.start_ms + 50) * 48 : (first.end_ms - 50) * 48]) > -25
    assert sounds.decibels(heard[2_350 * 48 : (last.start_ms - 60) * 48]) < -60


def test_a_soft_voice_is_made_audible(room: Path, tmp_path: Path) -> None:
    made = excerpt(room, NOOR, tmp_path / "noor.mp3")
    assert np.abs(sounds.read(made.path)).max() > 0.1


def test_a_long_talk_ends_at_the_limit(room: Path, tmp_path: Path) -> None:
    made = excerpt(room, [Span(0, 10_000)], tmp_path / "long.mp3", most_ms=3_000)
    assert made.duration_ms == 3_000
    assert made.parts == ((Span(0, 3_000), Span(0, 3_000)),)


def test_an_offset_moves_the_source(room: Path, tmp_path: Path) -> None:
    later = [Span(span.start_ms + 5_000, span.end_ms + 5_000) for span in NOOR]
    made = excerpt(room, later, tmp_path / "noor.mp3", offset_ms=5_000)
    heard = sounds.read(made.path)
    assert strength(heard, 600) > 100 * strength(heard, 2_000)


def test_the_file_says_nothing_about_anybody(room: Path, tmp_path: Path) -> None:
    made = excerpt(room, NOOR, tmp_path / "noor.mp3")
    assert not mutagen.File(made.path).tags
    assert [path.name for path in tmp_path.glob("*.*")] == ["noor.mp3"]


def test_silence_can_be_excerpted_too(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "silence.flac", sounds.silence(3))
    made = excerpt(path, [Span(1_000, 2_000)], tmp_path / "quiet.mp3")
    assert sounds.decibels(sounds.read(made.path)) < -100


def test_without_spans_there_is_nothing_to_hear(room: Path, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="nothing of this voice"):
        excerpt(room, [], tmp_path / "nobody.mp3")
    assert not [*tmp_path.glob("*.*")]
