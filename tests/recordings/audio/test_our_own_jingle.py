"""The intro of a show that has none of its own."""

from pathlib import Path

import numpy as np

from recordings.audio.jingle import jingle
from recordings.audio.probe import accept_music
from tests.recordings.audio import sounds


def test_the_jingle_is_music_that_we_take(tmp_path: Path) -> None:
    jingle(tmp_path / "jingle.flac")
    found = accept_music(tmp_path / "jingle.flac", "jingle.flac")
    assert (found.duration_ms, found.channels, found.sample_rate) == (8_000, 2, 48_000)


def test_the_jingle_neither_clips_nor_clicks(tmp_path: Path) -> None:
    jingle(tmp_path / "jingle.flac")
    heard = sounds.read(tmp_path / "jingle.flac", 2)
    assert 0.2 < np.abs(heard).max() < 0.99
    assert np.abs(np.diff(heard, axis=0)).max() < 0.2
    assert np.abs(heard[-48:]).max() < 0.001


def test_the_jingle_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one.flac", "two.flac"):
        jingle(tmp_path / name)
    assert (tmp_path / "one.flac").read_bytes() == (tmp_path / "two.flac").read_bytes()
