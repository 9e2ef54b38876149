"""A stretch is found by seeking, and is exact to the sample."""

from pathlib import Path

import numpy as np
import pytest

from recordings.audio.errors import AudioError
from recordings.audio.stretch import stretch
from recordings.spans import Span
from tests.recordings.audio import sounds


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Half a minute in which only the second from 20.000 s sounds."""
    whole = np.zeros(30 * sounds.RATE, dtype=np.float32)
    whole[20 * sounds.RATE : 21 * sounds.RATE] = sounds.tone(1.0, 440.0, level=0.3)
    return sounds.write(tmp_path / "room.flac", whole)


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "heard"),
    [(20_000, 21_000, True), (19_000, 20_000, False), (21_000, 22_000, False)],
)
def test_exactly_the_stretch_is_in_it(
    room: Path, tmp_path: Path, start_ms: int, end_ms: int, heard: bool
) -> None:
    found = sounds.read(stretch(room, Span(start_ms, end_ms), tmp_path / "part.flac"))
    assert len(found) == sounds.RATE
    assert bool(np.abs(found).max() > 0.1) is heard


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "room.flac"
    text.write_text("no sound")
    with pytest.raises(AudioError):
        stretch(text, Span(0, 1_000), tmp_path / "part.flac")
