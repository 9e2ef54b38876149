"""At the default strength everybody in a finished file can be understood: by short-time objective
intelligibility (STOI, Taal et al. 2011) against what they said, from 0 to 1.

It compares how loud each band is, 0.4 s at a time, and goes with what listeners understood in its
authors' trials: above 0.9 that was nearly every word. It stands in for listeners, whom no test has.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pystoi import stoi

from recordings.audio.plan import EditPlan, Music, Track, Voice, lead_ms
from recordings.spans import Span
from tests.recordings.audio import sounds
from tests.recordings.audio.episodes import made

SAID = {
    "slt": "Good evening everybody and welcome to the room where tonight we talk about bees",
    "kal": "I have kept bees for ten years and never saw a summer like this one",
    "awb": "Nobody told me how much a single hive weighs when the autumn is over",
    "rms": "Begin with a course and find a neighbour who knows what to do in the spring",
}
DOWN_DB = (0, -6, -12, -18)
UNDERSTOOD = 0.95
NOTHING: Mapping[int, Path] = {}


class Room:
    """Four people by turns, each 6 dB softer than the one before, in a soft hiss."""

    def __init__(self, folder: Path) -> None:
        said = [sounds.read(sounds.voice(folder / f"{w}.wav", text, w)) for w, text in SAID.items()]
        turns = [
            one[: len(one) // 48 * 48] / np.abs(one).max() * 0.5 * 10 ** (down / 20)
            for one, down in zip(said, DOWN_DB, strict=True)
        ]
        ends = np.cumsum([0, *(len(turn) // 48 for turn in turns)]).tolist()
        spans = [Span(start, end) for start, end in pairwise(ends)]
        self.spans = dict(zip(SAID, spans, strict=True))
        self.clean = np.concatenate(turns).astype(np.float32)
        hiss = sounds.noise(len(self.clean) / 48_000, 0.003)[: len(self.clean)]
        self.path = sounds.write(folder / "room.wav", self.clean + hiss)
        self.plan = EditPlan(
            duration_ms=len(self.clean) // 48,
            tracks=(Track(input=0),),
            voices=tuple(Voice(key=who, spans=(span,)) for who, span in self.spans.items()),
        )

    def understood(self, heard: sounds.Signal) -> dict[str, float]:
        """Of each, who is heard on the recording's clock."""
        parts = {who: slice(s.start_ms * 48, s.end_ms * 48) for who, s in self.spans.items()}
        return {
            who: float(stoi(self.clean[part], heard[part], sounds.RATE))
            for who, part in parts.items()
        }


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return Room(tmp_path_factory.mktemp("room"))


def understood(
    plan: EditPlan, room: Room, folder: Path, inputs: Mapping[int, Path] = NOTHING
) -> dict[str, float]:
    out = made(plan, {0: room.path, **inputs}, folder).path
    return room.understood(sounds.read(out)[lead_ms(plan) * 48 :])


@pytest.mark.parametrize("bitrate", [64, 96])
def test_everybody_can_be_understood(bitrate: int, room: Room, tmp_path: Path) -> None:
    found = understood(replace(room.plan, bitrate_kbps=bitrate), room, tmp_path)
    assert {who: value for who, value in found.items() if value < UNDERSTOOD} == {}


def test_nobody_is_understood_less_than_before(room: Room, tmp_path: Path) -> None:
    """The softest speakers lie 18 dB below the first, and that much nearer to the hiss."""
    before = room.understood(sounds.read(room.path))
    after = understood(room.plan, room, tmp_path)
    assert {who: value for who, value in after.items() if value < before[who] - 0.03} == {}


def test_the_first_words_are_understood_while_the_music_fades(room: Room, tmp_path: Path) -> None:
    tune = sounds.write(tmp_path / "tune.wav", sounds.tone(4, 330, 0.4) + sounds.tone(4, 415, 0.3))
    plan = replace(room.plan, intro=Music(input=9, duration_ms=4_000, crossfade_ms=1_500))
    assert understood(plan, room, tmp_path, {9: tune})["slt"] > UNDERSTOOD


def test_what_cannot_be_understood_would_be_noticed(room: Room) -> None:
    """Speech in noise as loud as itself, and backwards."""
    part = slice(0, room.spans["slt"].end_ms * 48)
    said = room.clean[part]
    loud = float(np.std(said))
    drowned = said + sounds.noise(len(said) / 48_000, loud * 3)[: len(said)]
    assert stoi(said, drowned, sounds.RATE) < UNDERSTOOD
    assert stoi(said, said[::-1].copy(), sounds.RATE) < 0.3
