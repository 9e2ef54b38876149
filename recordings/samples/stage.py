"""One sample room before it is a file: people, words, times, and the sound in blocks."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from recordings.importers.room import Progress
from recordings.samples import people, timetable, voices, words
from recordings.samples.formants import Samples
from recordings.samples.people import Person
from recordings.samples.timetable import Stay, Turn, Utterance
from recordings.samples.voices import RATE, Voices

NOISE_DB = -66.0
MAX_MINUTES = 12 * 60
LEAST_SENTENCES = 4
_BLOCK = 10 * RATE
_FIRST_ROOM = datetime(2026, 11, 6, 21, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """`duration_ms` is what was asked for; a file may be a frame or two longer."""

    seed: int
    duration_ms: int
    started_at: datetime
    people: tuple[Person, ...]
    turns: tuple[Turn, ...]
    stays: tuple[Stay, ...]
    sentences: tuple[str, ...]
    voices: Voices

    def utterances(self, speaker: int | None = None) -> list[Utterance]:
        """In the order of their beginning; of one speaker, or of all."""
        said = (
            utterance
            for turn in self.turns
            if speaker is None or turn.speaker == speaker
            for utterance in turn.utterances
        )
        return sorted(said, key=lambda utterance: utterance.start_ms)


def build(
    *, minutes: float, speakers: int, seed: int, progress: Progress, flite: bool | None = None
) -> Stage:
    """Plans a room. Raises `ValueError` with a sentence where the numbers make no room."""
    if not 0 < minutes <= MAX_MINUTES:
        raise ValueError(f"A sample room lasts up to {MAX_MINUTES} minutes, not {minutes}.")
    company = people.cast(speakers, seed)
    # Speaking takes time, and a short room says little.
    sentences = words.SENTENCES[: max(LEAST_SENTENCES, round(2 * minutes))]
    spoken = voices.speak(words.OPENING, sentences, speakers, progress, flite=flite)
    duration_ms = round(minutes * 60_000)
    turns = timetable.turns(
        duration_ms, speakers, len(sentences), len(words.OPENING), spoken.length_ms, seed
    )
    return Stage(
        seed=seed,
        duration_ms=duration_ms,
        started_at=_FIRST_ROOM + timedelta(days=seed % 14, milliseconds=137),
        people=company,
        turns=turns,
        stays=timetable.stays(turns, duration_ms, seed),
        sentences=words.OPENING + sentences,
        voices=spoken,
    )


def sound(stage: Stage, *, skip: int = 0, speaker: int | None = None) -> Iterator[Samples]:
    """The room in blocks at `RATE`, mono: one speaker or the mix of all, over a faint noise.

    `skip` samples are left out at the start. Memory does not grow with the length.
    """
    total = stage.duration_ms * RATE // 1000
    coming = [(_place(said.start_ms), number, said) for number, said in _all(stage, speaker)]
    heapq.heapify(coming)
    sounding: list[tuple[int, Samples]] = []
    for number, start in enumerate(range(skip, total, _BLOCK)):
        end = min(start + _BLOCK, total)
        while coming and coming[0][0] < end:
            place, _, said = heapq.heappop(coming)
            sounding.append((place, _loud(stage, said)))
        block = _noise(stage.seed, number, speaker, end - start)
        for place, clip in sounding:
            _add(block, clip, place - start)
        sounding = [(place, clip) for place, clip in sounding if place + len(clip) > end]
        yield np.clip(block, -0.98, 0.98)


def _all(stage: Stage, speaker: int | None) -> Iterator[tuple[int, Utterance]]:
    return enumerate(stage.utterances(speaker))


def _place(at_ms: int) -> int:
    return at_ms * RATE // 1000


def _loud(stage: Stage, said: Utterance) -> Samples:
    clip: Samples = stage.voices.clip(said.speaker, said.sentence)
    return clip * np.float32(10 ** (stage.people[said.speaker].loudness_db / 20))


def _noise(seed: int, number: int, speaker: int | None, count: int) -> Samples:
    own = np.random.default_rng([seed & 0xFFFFFFFF, number, 0 if speaker is None else speaker + 1])
    return (own.standard_normal(count) * 10 ** (NOISE_DB / 20)).astype(np.float32)


def _add(block: Samples, clip: Samples, at: int) -> None:
    """Adds what of the clip falls into the block; `at` may lie before or behind its start."""
    start, end = max(0, at), min(len(block), at + len(clip))
    if start < end:
        block[start:end] += clip[start - at : end - at]
