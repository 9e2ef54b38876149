"""Speech is found by a detector that knows no persons."""

from pathlib import Path

import numpy as np
import pytest

from recordings.audio.speech import Ear, speech_spans
from recordings.spans import Span, subtract, total_ms
from tests.recordings.audio import sounds

TEXT = "Good evening everybody and welcome to the room, tonight we talk about bees"


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> sounds.Signal:
    """A sentence without the silence before and after it."""
    heard = sounds.read(sounds.voice(tmp_path_factory.mktemp("said") / "said.wav", TEXT))
    loud = np.flatnonzero(np.abs(heard) > 0.01)
    return heard[loud[0] : loud[-1]]


def test_two_sentences_with_a_pause_are_two_spans(said: sounds.Signal, tmp_path: Path) -> None:
    second = len(said) / sounds.RATE
    gaps = [sounds.silence(2), said, sounds.silence(3), said, sounds.silence(2)]
    found = speech_spans(sounds.write(tmp_path / "room.wav", np.concatenate(gaps)))
    truth = (
        Span(2000, 2000 + round(second * 1000)),
        Span(5000 + round(second * 1000), 5000 + round(second * 2000)),
    )
    assert total_ms(subtract(truth, found)) < 300
    assert total_ms(subtract(found, truth)) < 1200
    assert len(found) == 2


def test_speech_is_found_over_a_soft_hiss(said: sounds.Signal, tmp_path: Path) -> None:
    room = np.concatenate([sounds.silence(3), said, sounds.silence(3)])
    room = room + sounds.noise(len(room) / sounds.RATE, 0.003)
    found = speech_spans(sounds.write(tmp_path / "room.wav", room))
    end = 3000 + len(said) * 1000 // sounds.RATE
    assert total_ms(subtract([Span(3000, end)], found)) < 500


@pytest.mark.parametrize("level", [0.0, 0.003])
def test_nobody_speaks_in_an_empty_room(level: float, tmp_path: Path) -> None:
    room = sounds.noise(10, level) if level else sounds.silence(10)
    assert total_ms(speech_spans(sounds.write(tmp_path / "room.wav", room))) < 500


def test_a_click_is_no_speech(tmp_path: Path) -> None:
    room = sounds.silence(5)
    room[100_000:102_000] = sounds.noise(2000 / sounds.RATE, 0.5)
    assert speech_spans(sounds.write(tmp_path / "room.wav", room)) == ()


def test_spans_stay_within_the_recording(said: sounds.Signal, tmp_path: Path) -> None:
    found = speech_spans(sounds.write(tmp_path / "room.wav", said))
    assert found[0].start_ms >= 0
    assert found[-1].end_ms <= len(said) * 1000 // sounds.RATE


def test_an_ear_hears_length_and_speech(said: sounds.Signal, tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "room.wav", said)
    assert Ear().duration_ms(path, path.name) == round(len(said) / 48)
    assert Ear().speech(path, path.name) == speech_spans(path)
