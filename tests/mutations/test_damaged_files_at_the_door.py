"""Whatever is wrong with a file, an import refuses it in a sentence or makes a bounded copy of it:
soon, in little memory, and with nothing left behind."""

import os
from pathlib import Path

import pytest

from recordings.audio.ffmpeg import FORMATS
from tests.door import Outcome, faults, lines
from tests.mutations.damage import KINDS, damaged, whole

COUNT = int(os.environ.get("ROOMCAST_MUTATIONS", "25"))
SEED = int(os.environ.get("ROOMCAST_SEED", "0"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    whole(folder)
    return folder


def tried(files: Path, kind: str, first: int, count: int) -> list[Outcome]:
    return lines("tests.mutations.trial", str(files), kind, str(first), str(count))


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_refused_or_prepared_within_bounds(kind: str, files: Path) -> None:
    told = tried(files, kind, SEED * COUNT, COUNT)
    assert [(kind, one, faults(one)) for one in told if faults(one)] == []
    assert len(told) == COUNT + 1


def test_every_container_that_is_taken_is_tried() -> None:
    named = {"mp3": "mp3", "m4a": "mov", "aac": "aac", "ogg": "ogg", "opus": "ogg"}
    named |= {"flac": "flac", "wav": "wav", "webm": "matroska"}
    assert set(named) == set(KINDS)
    assert set(named.values()) == set(FORMATS)


def test_some_damage_is_refused_and_some_is_heard_through(files: Path) -> None:
    *outcomes, _ = tried(files, "webm", 0, 6)
    assert {"refused" in one for one in outcomes} == {True, False}


def test_a_seed_is_the_same_damage_every_time() -> None:
    raw = bytes(range(256)) * 20
    made = [damaged(raw, seed) for seed in range(200)]
    assert made == [damaged(raw, seed) for seed in range(200)]
    assert len(set(made)) > 190


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ({"refused": "It was stopped.", "permanent": False, "left": False}, "ended by the clock"),
        ({"refused": "Error 1", "permanent": True, "left": False}, "without a sentence"),
        ({"refused": "It is cut.", "permanent": True, "left": True}, "left half"),
        ({"counted_ms": 800, "duration_ms": 800, "bytes": 10**7}, "became 10000000 bytes"),
        ({"counted_ms": 800, "duration_ms": 9_000, "bytes": 999}, "lasts 9000 ms"),
        ({"counted_ms": 0, "duration_ms": 0, "bytes": 999}, "lasts 0 ms"),
        ({"counted_ms": 800, "duration_ms": 800, "bytes": 999, "cpu_s": 31.0}, "took 31.0 s"),
        ({"children_bytes": 10**9, "own_bytes": 1}, "took 1000000000 bytes"),
    ],
)
def test_what_must_not_happen_would_be_noticed(outcome: Outcome, said: str) -> None:
    found = faults({"cpu_s": 0.5, **outcome})
    assert len(found) == 1
    assert said in found[0]
