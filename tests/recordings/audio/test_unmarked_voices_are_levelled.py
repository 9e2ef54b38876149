"""Where nobody is known to speak, what is soft comes up and what is loud goes down."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recordings.audio.evening import evened
from recordings.audio.gating import gated
from recordings.audio.grid import BLOCKS_A_SECOND
from recordings.audio.levelling import settle
from recordings.audio.listening import Measured
from recordings.audio.plan import EditPlan, Track, Voice
from recordings.audio.render import render
from recordings.audio.tags import Tags
from recordings.audio.working import prepare
from recordings.spans import Span
from tests.recordings.audio import sounds

TURN_S = 8
TURNS = 6
PLAN = EditPlan(duration_ms=TURN_S * TURNS * 1000, tracks=(Track(input=0),))
LOUD, SOFT = Span(17_500, 22_500), Span(25_500, 30_500)


def ignore(done: int, total: int) -> None:
    """Progress that nobody looks at."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people by turns of eight seconds, one 15 dB softer; nobody said who speaks when."""
    folder = tmp_path_factory.mktemp("room")
    text = "and then we carried the hives up to the roof of the town hall one by one"
    said = np.resize(sounds.read(sounds.voice(folder / "voice.wav", text)), TURN_S * sounds.RATE)
    turns = [said * (1 if number % 2 == 0 else 0.18) for number in range(TURNS)]
    room = sounds.write(folder / "room.wav", np.concatenate(turns))
    return prepare(room, folder / "room.flac").path


def apart(path: Path) -> float:
    """How far the two are from each other in a file, in LU."""
    meter_of = [sounds.read(path)[span.start_ms * 48 : span.end_ms * 48] for span in (LOUD, SOFT)]
    loud, soft = (sounds.decibels(part) for part in meter_of)
    return loud - soft


def made(plan: EditPlan, room: Path, folder: Path) -> Path:
    out = folder / "episode.mp3"
    render(plan, {0: room}, out, tags=Tags(title=""), progress=ignore, work=folder)
    return out


def test_who_is_softer_comes_up(room: Path, tmp_path: Path) -> None:
    assert apart(room) == pytest.approx(15, abs=1)
    assert apart(made(PLAN, room, tmp_path)) < 3


def test_nothing_is_levelled_where_the_host_wants_none(room: Path, tmp_path: Path) -> None:
    assert apart(made(replace(PLAN, levelling=0.0), room, tmp_path)) == pytest.approx(15, abs=1.5)


def test_a_pause_is_not_raised() -> None:
    energies = np.full(60 * BLOCKS_A_SECOND, 1e-2, dtype=np.float32)
    energies[20 * BLOCKS_A_SECOND : 40 * BLOCKS_A_SECOND] = 1e-6
    points = evened(energies, (), gated(energies), 1.0, 12.0)
    assert not [at for at, _ in points if 22_000 < at < 38_000]
    assert all(abs(gain) < 0.3 for _, gain in points)


def test_words_that_are_known_keep_the_gain_of_their_speaker(room: Path) -> None:
    voice = Voice(key="sami", spans=(Span(16_000, 24_000),), gain_db=3.0)
    plan = replace(PLAN, voices=(voice,))
    glide = settle(plan, {0: room}, Measured(plan, {0: room}, ignore)).tracks[0]
    assert glide.curve(20 * BLOCKS_A_SECOND, 1)[0] == pytest.approx(10 ** (3 / 20), rel=1e-3)
    assert glide.curve(28 * BLOCKS_A_SECOND, 1)[0] > 10 ** (4 / 20)


def test_what_is_heard_between_somebodys_words_on_their_own_track_is_left_alone(
    room: Path,
) -> None:
    voice = Voice(key="sami", spans=(Span(0, 8_000),), track=0, gain_db=3.0)
    plan = replace(PLAN, voices=(voice,))
    glide = settle(plan, {0: room}, Measured(plan, {0: room}, ignore)).tracks[0]
    assert set(glide.curve(0, 40 * BLOCKS_A_SECOND).round(4)) == {np.float32(1.4125)}
