"""Music under a whole episode: soft under words, louder in pauses, without a seam."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recordings.audio.levelling import settle
from recordings.audio.listening import Measured
from recordings.audio.meter import metered
from recordings.audio.plan import Bed, Edit, EditPlan, Track, Treatment, Voice
from recordings.audio.programme import Programme
from recordings.audio.render import render
from recordings.audio.surveying import survey
from recordings.audio.tags import Tags
from recordings.audio.working import prepare
from recordings.spans import Span
from tests.recordings.audio import sounds

ROOM_MS = 40_000
BED = Bed(input=5, duration_ms=7_000)
VOICE = Voice(key="sami", spans=(Span(5_000, 15_000), Span(25_000, 35_000)))
PLAN = EditPlan(duration_ms=ROOM_MS, tracks=(Track(input=0),), voices=(VOICE,), bed=BED)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Ten seconds of talk after five of silence, and again; a steady tone as the bed."""
    folder = tmp_path_factory.mktemp("room")
    talk = sounds.noise(10, 0.3)
    room = [sounds.silence(5), talk, sounds.silence(10), talk, sounds.silence(5)]
    files = {0: np.concatenate(room), 5: sounds.tone(7, 300, 0.2)}
    return {
        number: prepare(
            sounds.write(folder / f"{number}.wav", sound), folder / f"{number}.flac"
        ).path
        for number, sound in files.items()
    }


def ignore(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def programme(plan: EditPlan, inputs: dict[int, Path]) -> Programme:
    return Programme(plan, inputs, settle(plan, inputs, Measured(plan, inputs, ignore)))


def heard(plan: EditPlan, inputs: dict[int, Path]) -> sounds.Signal:
    return np.concatenate(list(programme(plan, inputs).sound()))[:, 0]


def bed_of(plan: EditPlan, inputs: dict[int, Path]) -> sounds.Signal:
    """What the bed adds, which nothing else hangs on."""
    return heard(plan, inputs) - heard(replace(plan, bed=None), inputs)


def level(signal: sounds.Signal, start_ms: int, end_ms: int) -> float:
    return sounds.decibels(signal[start_ms * 48 : end_ms * 48])


def test_it_is_softer_under_words_than_in_pauses(inputs: dict[int, Path]) -> None:
    bed = bed_of(PLAN, inputs)
    under, pause = level(bed, 8_000, 10_000), level(bed, 18_000, 20_500)  # beside the seams
    assert pause - under == pytest.approx(BED.rises_db, abs=0.3)
    assert level(bed, 4_800, 5_000) == pytest.approx(under, abs=0.5)
    assert sounds.decibels(bed[:480]) < -70


def test_it_lies_as_far_below_the_voices_as_the_plan_says(inputs: dict[int, Path]) -> None:
    made, plain = programme(PLAN, inputs), programme(replace(PLAN, bed=None), inputs)
    both, voices = np.concatenate(list(made.sound())), np.concatenate(list(plain.sound()))
    beside_the_seams = slice(8_000 * 48, 10_000 * 48)
    talk, bed = (metered(part[beside_the_seams]).lufs() for part in (voices, both - voices))
    assert talk - bed == pytest.approx(BED.below_lu, abs=1)


def test_where_a_voice_is_left_out_the_bed_does_not_tell(inputs: dict[int, Path]) -> None:
    silent = Edit(span=Span(25_000, 35_000), treatment=Treatment.SILENCE)
    bed = bed_of(replace(PLAN, edits=(silent,)), inputs)
    assert level(bed, 28_500, 31_000) == pytest.approx(level(bed, 18_000, 20_500), abs=0.3)


def test_it_begins_again_without_a_seam(inputs: dict[int, Path]) -> None:
    bed = bed_of(PLAN, inputs)[17_000 * 48 : 23_000 * 48]
    steps = np.abs(np.diff(bed, n=2))
    assert steps.max() < 3 * np.median(steps)


def test_a_cut_in_the_recording_is_none_in_the_bed(inputs: dict[int, Path]) -> None:
    cut = Edit(span=Span(18_000, 20_000), treatment=Treatment.CUT)
    bed = bed_of(replace(PLAN, edits=(cut,)), inputs)
    steps = np.abs(np.diff(bed, n=2))[17_000 * 48 : 20_000 * 48]
    assert steps.max() < 3 * np.median(steps)
    assert len(bed) == (ROOM_MS - 2_000 - 16) * 48


def test_the_survey_counts_it(inputs: dict[int, Path]) -> None:
    made = programme(PLAN, inputs)
    surveyed = survey(made, Measured(PLAN, inputs, ignore))
    sound = np.concatenate(list(made.sound()))[:, 0]
    tops = np.abs(sound[: len(sound) // 384 * 384]).reshape(-1, 384).max(axis=1)
    assert (surveyed.peaks[: len(tops)] >= tops - 1e-3).all()


def test_any_number_of_workers_and_any_edit_give_the_same_bytes(
    inputs: dict[int, Path], tmp_path: Path
) -> None:
    edits = (Edit(span=Span(8_000, 9_000), treatment=Treatment.SILENCE),)

    def made(plan: EditPlan, name: str, workers: int, shelf: Path | None = None) -> bytes:
        out = tmp_path / f"{name}.mp3"
        hashes = {number: str(number) for number in inputs} if shelf else None
        render(
            plan,
            inputs,
            out,
            tags=Tags(title=""),
            progress=ignore,
            work=tmp_path,
            workers=workers,
            shelf=shelf,
            hashes=hashes,
        )
        return out.read_bytes()

    edited = replace(PLAN, edits=edits)
    made(PLAN, "first", 2, tmp_path / "shelf")
    again = made(edited, "again", 3, tmp_path / "shelf")
    assert again == made(edited, "whole", 1)
