"""Three microphones for tests, each with its own noise: who speaks into which, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recordings.audio.levelling import settle
from recordings.audio.levels import Levels
from recordings.audio.listening import Measured
from recordings.audio.plan import EditPlan, Track, Voice
from recordings.audio.programme import Programme
from recordings.audio.render import render
from recordings.audio.working import prepare
from recordings.spans import Span
from tests.recordings.audio import sounds
from tests.recordings.audio.episodes import TITLE, ignore

ROOM_MS = 27_000
NOISE_DB = -55.0
SENTENCES = {
    "slt": "Good evening everybody and welcome to the room",
    "kal": "I have kept bees for ten years by now",
    "rms": "Begin with a course and find a neighbour",
}
"""By turns, each on a track of their own; Hana is host."""

TURNS = {"hana": (1_000, 12_000), "sami": (5_000,), "noor": (19_000,)}
VOICES = dict(zip(TURNS, SENTENCES, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Its plan levels nobody, so that only what is asked for changes a level."""

    inputs: dict[int, Path]
    plan: EditPlan

    def words(self, track: int) -> tuple[Span, ...]:
        return next(voice.spans for voice in self.plan.voices if voice.track == track)


def noise(seed: int) -> sounds.Signal:
    """Steady, as loud as a cheap microphone in a quiet room."""
    return sounds.noise(ROOM_MS / 1000, 3 * 10 ** (NOISE_DB / 20), seed=seed)


def room(folder: Path, **more: sounds.Signal) -> Room:
    """`more` is added to somebody's track."""
    inputs: dict[int, Path] = {}
    voices = []
    for track, (who, turns) in enumerate(TURNS.items()):
        text, sound = SENTENCES[VOICES[who]], noise(track + 1)
        said = sounds.read(sounds.voice(folder / f"{who}-said.wav", text, VOICES[who]))
        said = said[: len(said) // 48 * 48] / np.abs(said).max() * 0.4
        for at in turns:
            sound[at * 48 : at * 48 + len(said)] += said
        wav = sounds.write(folder / f"{who}.wav", sound + more.get(who, 0))
        inputs[track] = prepare(wav, folder / f"{who}.flac").path
        spans = tuple(Span(at, at + len(said) // 48) for at in turns)
        voices.append(Voice(key=who, spans=spans, track=track, level_lufs=-20.0))
    tracks = tuple(Track(input=number) for number in inputs)
    plan = EditPlan(duration_ms=ROOM_MS, tracks=tracks, voices=tuple(voices), levelling=0.0)
    return Room(inputs=inputs, plan=plan)


def refuse(done: int, total: int) -> None:
    raise AssertionError("it was decoded")


def levels(plan: EditPlan, inputs: dict[int, Path]) -> Mapping[int, Levels]:
    return Measured(plan, inputs, refuse)


def programme(plan: EditPlan, inputs: dict[int, Path]) -> Programme:
    return Programme(plan, inputs, settle(plan, inputs, levels(plan, inputs)))


def mix(plan: EditPlan, inputs: dict[int, Path]) -> sounds.Signal:
    """Before its last gain, frames by channels; flat where it is mono."""
    sound = np.concatenate(list(programme(plan, inputs).sound()))
    return sound[:, 0] if plan.channels == 1 else sound


def part(signal: sounds.Signal, start_ms: int, end_ms: int) -> sounds.Signal:
    return signal[start_ms * 48 : end_ms * 48]


def made_anew(
    plan: EditPlan, edited: EditPlan, inputs: dict[int, Path], folder: Path
) -> tuple[int, int]:
    """How many pieces an edit makes anew, and of how many. Whatever the number of workers, and
    whatever lay on the shelf, the bytes must be those of one run by one worker."""
    shelf = folder / "shelf"

    def bytes_of(plan: EditPlan, name: str, workers: int, kept: Path | None = None) -> bytes:
        work = folder / name
        work.mkdir()
        hashes = {number: str(number) for number in inputs} if kept else None
        out = work / "episode.mp3"
        render(
            plan, inputs, out, tags=TITLE, progress=ignore, work=work, workers=workers,
            shelf=kept, hashes=hashes,
        )  # fmt: skip
        return out.read_bytes()

    assert bytes_of(plan, "one", 1) == bytes_of(plan, "kept", 3, shelf)
    before = {path.name for path in shelf.iterdir()}
    assert bytes_of(edited, "whole", 1) == bytes_of(edited, "again", 2, shelf)
    after = {path.name for path in shelf.iterdir()}
    return len(after - before), len(after)
