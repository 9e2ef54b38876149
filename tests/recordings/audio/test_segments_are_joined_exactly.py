"""The same bytes for any number of workers, at every join, and after every edit: what was kept of
an earlier render is never anything but what a whole one would have made."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import mutagen
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.audio import segments
from recordings.audio.grid import FRAME
from recordings.audio.plan import Edit, EditPlan, Music, Track, Treatment, Voice, episode_ms
from recordings.audio.render import Rendered, render
from recordings.audio.score import score
from recordings.audio.segments import Shelf, cut_up
from recordings.audio.tags import Tags
from recordings.spans import Span
from tests.recordings.audio import sounds

ROOM_MS = 25_300
TITLE = Tags(title="Bees in the city")
TUNE = Music(input=9, duration_ms=4_000, crossfade_ms=1_500)


@pytest.fixture(autouse=True)
def short_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 2.4 s, so that a short room has many."""
    monkeypatch.setattr(segments, "LENGTH", 100 * FRAME)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Somebody speaks, loud and soft by turns, silent at times; and a tune."""
    folder = tmp_path_factory.mktemp("room")
    text = "Good evening everybody and welcome to the room where tonight we talk about bees"
    said = sounds.read(sounds.voice(folder / "voice.wav", text))
    parts = [said * level for level in (0.5, 0.05, 1.0, 0.2)] + [sounds.silence(3)]
    whole = np.resize(np.concatenate(parts), ROOM_MS * 48)
    tune = sounds.tone(4, 440, 0.3)
    return {
        0: sounds.write(folder / "room.flac", whole),
        9: sounds.write(folder / "tune.flac", tune),
    }


VOICE = Voice(key="sami", spans=(Span(0, ROOM_MS),), level_lufs=-24.0)
PLAN = EditPlan(duration_ms=ROOM_MS, tracks=(Track(input=0),), voices=(VOICE,))


def ignore(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def rendered(
    plan: EditPlan, inputs: dict[int, Path], folder: Path, workers: int = 2, kept: bool = False
) -> Rendered:
    hashes = {number: f"hash of {number}" for number in inputs}
    return render(
        plan,
        inputs,
        folder / "episode.mp3",
        tags=TITLE,
        progress=ignore,
        work=folder,
        workers=workers,
        shelf=folder / "shelf" if kept else None,
        hashes=hashes if kept else None,
    )


def one_after_the_other(plan: EditPlan, inputs: dict[int, Path], folder: Path) -> bytes:
    """Encoded in one run by one process: what everything else is held against."""
    folder.mkdir()
    return rendered(plan, inputs, folder, workers=1).path.read_bytes()


@pytest.mark.parametrize("workers", [2, 7])
def test_any_number_of_workers_gives_the_same_bytes(
    workers: int, inputs: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = replace(PLAN, intro=TUNE, outro=TUNE)
    whole = one_after_the_other(plan, inputs, tmp_path / "whole")
    monkeypatch.setattr("recordings.audio.job.SHORTEST_RUN", 1)
    assert rendered(plan, inputs, tmp_path, workers).path.read_bytes() == whole


def test_a_file_has_exactly_the_samples_of_its_plan(
    inputs: dict[int, Path], tmp_path: Path
) -> None:
    """A decoder that heeds the first frame gives every sample and none beside them."""
    plan = replace(PLAN, intro=TUNE)
    made = rendered(plan, inputs, tmp_path)
    assert len(sounds.read(made.path)) == episode_ms(plan) * 48
    assert made.duration_ms == episode_ms(plan)
    info = mutagen.File(made.path).info
    assert info.length == pytest.approx(episode_ms(plan) / 1000, abs=1e-4)


def test_the_sound_is_where_it_was(inputs: dict[int, Path], tmp_path: Path) -> None:
    """At every join, too: the decoded file follows the room within the coding noise."""
    plan = replace(PLAN, levelling=0.0, target_lufs=-24.0)
    heard = sounds.read(rendered(plan, inputs, tmp_path).path)
    room = sounds.read(inputs[0])
    gain = float(np.dot(heard, room) / np.dot(room, room))
    noise = heard - gain * room
    assert sounds.decibels(noise) < sounds.decibels(heard) - 15
    for first, _ in cut_up(score(plan))[1:]:
        near = slice(first - FRAME, first + FRAME)
        if sounds.decibels(heard[near]) > -50:
            assert sounds.decibels(noise[near]) < sounds.decibels(heard[near]) - 8
        assert np.abs(noise[near]).max() < 0.1


def edit(start: int, end: int, treatment: Treatment) -> Edit:
    return Edit(span=Span(start, end), treatment=treatment)


EDITS = [
    [edit(9_000, 12_000, Treatment.SILENCE)],
    [edit(9_000, 12_000, Treatment.BLEEP)],
    [edit(9_001, 12_003, Treatment.CUT)],
    [edit(9_000, 12_000, Treatment.ALTER)],
    [edit(0, 1_000, Treatment.CUT), edit(24_500, ROOM_MS, Treatment.CUT)],
    [edit(2_395, 2_405, Treatment.SILENCE), edit(6_000, 14_000, Treatment.CUT)],
]


@pytest.mark.parametrize("edits", EDITS, ids=["silence", "bleep", "cut", "alter", "ends", "joins"])
def test_an_edit_gives_the_bytes_of_a_whole_render(
    edits: Sequence[Edit], inputs: dict[int, Path], tmp_path: Path
) -> None:
    edited = replace(PLAN, intro=TUNE, edits=tuple(edits))
    rendered(replace(PLAN, intro=TUNE), inputs, tmp_path, kept=True)
    again = rendered(edited, inputs, tmp_path, kept=True).path.read_bytes()
    assert again == one_after_the_other(edited, inputs, tmp_path / "whole")


def test_a_peak_that_was_too_high_is_lowered_alike_for_any_runs(
    inputs: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a decoder gives differs in its last digits by where it began; what follows must not."""
    loud = replace(PLAN, edits=tuple(EDITS[3]), target_lufs=-14.0)
    whole = one_after_the_other(loud, inputs, tmp_path / "whole")
    monkeypatch.setattr("recordings.audio.job.SHORTEST_RUN", 1)
    assert rendered(loud, inputs, tmp_path, 3).path.read_bytes() == whole


class Counting(Shelf):
    """A shelf that remembers what was put on it."""

    new: list[str]

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        Counting.new = []

    def put(self, name: str, data: bytes) -> None:
        Counting.new.append(name)
        super().put(name, data)


SMALL = [
    edit(6_500, 6_600, Treatment.SILENCE),
    edit(6_500, 6_600, Treatment.BLEEP),
    edit(6_000, 6_600, Treatment.CUT),
]
"""Where it is soft, so that the loudness of so short a room stays within a tenth of a decibel; the
cut by whole windows of the meter."""


@pytest.mark.parametrize("small", SMALL, ids=["silence", "bleep", "cut"])
def test_a_small_edit_makes_no_more_than_what_it_touches(
    small: Edit,
    inputs: dict[int, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("recordings.audio.render.Shelf", Counting)
    rendered(PLAN, inputs, tmp_path, kept=True)
    every = len([name for name in Counting.new if name.startswith("mp3-")])
    rendered(replace(PLAN, edits=(small,)), inputs, tmp_path, kept=True)
    made = [name for name in Counting.new if name.startswith("mp3-")]
    beside = 2  # segments are so short here that two encoders are started within the edit
    assert every == 11
    assert len(made) <= 1 + beside
    rendered(replace(PLAN, edits=(small,)), inputs, tmp_path, kept=True)
    assert Counting.new == []


def test_what_is_not_needed_any_more_leaves_the_shelf(
    inputs: dict[int, Path], tmp_path: Path
) -> None:
    """The segments with the voice that was silenced are gone once the new file is made."""
    rendered(PLAN, inputs, tmp_path, kept=True)
    before = {path.name for path in (tmp_path / "shelf").iterdir()}
    silent = replace(PLAN, edits=(edit(6_500, 6_600, Treatment.SILENCE),))
    rendered(silent, inputs, tmp_path, kept=True)
    after = {path.name for path in (tmp_path / "shelf").iterdir()}
    assert len(after) == len(before)
    assert 2 <= len(before - after) == len(after - before) <= 4


def test_a_damaged_segment_is_made_again(inputs: dict[int, Path], tmp_path: Path) -> None:
    whole = rendered(PLAN, inputs, tmp_path, kept=True).path.read_bytes()
    for number, path in enumerate(sorted((tmp_path / "shelf").iterdir())):
        data = bytearray(path.read_bytes())
        if number % 2:
            data[len(data) // 2] ^= 1
        path.write_bytes(data if number % 3 else data[: len(data) // 2])
    assert rendered(PLAN, inputs, tmp_path, kept=True).path.read_bytes() == whole


SPANS = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 24_000), st.integers(1, 6_000)
)
SOME = st.lists(st.builds(Edit, span=SPANS, treatment=st.sampled_from(Treatment)), max_size=5)


@given(SOME, SOME, st.booleans())
@settings(max_examples=6, deadline=None)
def test_any_edits_after_any_others_give_the_bytes_of_a_whole_render(
    inputs: dict[int, Path],
    tmp_path_factory: pytest.TempPathFactory,
    first: list[Edit],
    second: list[Edit],
    music: bool,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    plan = replace(PLAN, intro=TUNE if music else None)
    rendered(replace(plan, edits=tuple(first)), inputs, folder, kept=True)
    edited = replace(plan, edits=tuple(second))
    again = rendered(edited, inputs, folder, workers=3, kept=True).path.read_bytes()
    assert again == one_after_the_other(edited, inputs, folder / "whole")
