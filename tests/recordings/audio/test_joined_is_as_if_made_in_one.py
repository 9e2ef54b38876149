"""The null test: an episode that was made in many pieces, decoded, less the same made in one go by
one encoder, is zero at every sample."""

from pathlib import Path

import numpy as np
import pytest

from recordings.audio import segments
from recordings.audio.grid import FRAME
from recordings.audio.plan import EditPlan, Track
from recordings.audio.score import score
from recordings.audio.segments import cut_up
from tests.recordings.audio import sounds
from tests.recordings.audio.episodes import made

LONGEST_MS = 11_000
"""Less than the 12 s of a segment."""
TEXT = "I have kept bees for ten years and never saw a summer like this one"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Speech, a tone, noise and silence, with steps between them, in two channels that differ."""
    folder = tmp_path_factory.mktemp("room")
    said = sounds.read(sounds.voice(folder / "voice.wav", TEXT, "kal"))
    parts = [said[:96_000], sounds.tone(1.1, 997, 0.6), sounds.noise(0.9, 0.4), sounds.silence(0.7)]
    left = np.resize(np.concatenate(parts), LONGEST_MS * 48)
    return sounds.write(folder / "room.flac", np.stack([left, np.roll(left, 31_000)], axis=1))


def heard(plan: EditPlan, room: Path, folder: Path, workers: int = 1) -> sounds.Signal:
    folder.mkdir()
    return sounds.read(made(plan, {0: room}, folder, workers).path, plan.channels)


@pytest.mark.parametrize(
    ("length_ms", "workers", "frames", "channels"),
    [
        (401, 2, 5, 1),
        (1_199, 1, 10, 1),
        (2_401, 3, 25, 2),
        (4_007, 5, 50, 1),
        (6_173, 2, 73, 1),
        (9_999, 3, 101, 2),
    ],
)
def test_joined_less_made_in_one_is_nothing(
    length_ms: int,
    workers: int,
    frames: int,
    channels: int,
    room: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bitrate = 128 if channels == 2 else 96
    plan = EditPlan(
        duration_ms=length_ms, tracks=(Track(input=0),), channels=channels, bitrate_kbps=bitrate
    )
    assert len(cut_up(score(plan))) == 1
    one = heard(plan, room, tmp_path / "one")

    monkeypatch.setattr(segments, "LENGTH", frames * FRAME)
    monkeypatch.setattr("recordings.audio.job.SHORTEST_RUN", 1)
    assert len(cut_up(score(plan))) == -(-length_ms // (frames * 24))
    joined = heard(plan, room, tmp_path / "joined", workers)

    assert len(joined) == length_ms * 48
    assert np.abs(joined).max() > 0.1
    assert np.abs(joined - one).max() == 0


def test_a_join_that_is_a_frame_off_would_be_seen(room: Path, tmp_path: Path) -> None:
    plan = EditPlan(duration_ms=2_400, tracks=(Track(input=0),))
    one = heard(plan, room, tmp_path / "one")
    moved = np.concatenate([one[:57_600], one[57_600 - FRAME : -FRAME]])
    assert np.abs(moved - one).max() > 0.01
