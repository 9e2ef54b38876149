"""Voices of separate tracks a little left and right of each other: by levels alone, as loud as
asked, and what is not heard is heard on neither side."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from recordings.audio import loudness, segments
from recordings.audio.gating import gated
from recordings.audio.grid import FRAME
from recordings.audio.meter import Meter
from recordings.audio.plan import Edit, EditPlan, Treatment
from recordings.audio.recipes import Recipes
from recordings.audio.surveying import survey
from recordings.spans import Span
from tests.recordings.audio import sounds
from tests.recordings.audio.episodes import made
from tests.recordings.audio.microphones import (
    Room,
    levels,
    made_anew,
    mix,
    part,
    programme,
    room,
)

HANA, SAMI, NOOR = range(3)
AT = (0.0, -0.35, 0.35)
BESIDE_DB = 5.03
"""At 0.35 of the way to a side."""


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return room(tmp_path_factory.mktemp("three"))


def seated(plan: EditPlan, at: tuple[float, ...] = AT) -> EditPlan:
    pairs = zip(plan.tracks, at, strict=True)
    tracks = tuple(replace(track, pan=pan) for track, pan in pairs)
    return replace(plan, tracks=tracks, channels=2, bitrate_kbps=128)


def edit(start: int, end: int, treatment: Treatment, track: int | None = None) -> Edit:
    return Edit(span=Span(start, end), treatment=treatment, track=track)


def difference(sound: sounds.Signal, span: Span) -> float:
    """By how many dB left is louder than right."""
    words = part(sound, span.start_ms, span.end_ms)
    return sounds.decibels(words[:, 0]) - sounds.decibels(words[:, 1])


def test_each_voice_is_louder_on_its_side(three: Room) -> None:
    sound = mix(seated(three.plan), three.inputs)
    for track, expected in ((HANA, 0.0), (SAMI, BESIDE_DB), (NOOR, -BESIDE_DB)):
        for words in three.words(track):
            assert difference(sound, words) == pytest.approx(expected, abs=0.1)


def test_in_the_middle_both_sides_are_the_mix_to_the_sample(three: Room) -> None:
    both = mix(seated(three.plan, (0.0, 0.0, 0.0)), three.inputs)
    np.testing.assert_array_equal(both[:, 0], mix(three.plan, three.inputs))
    np.testing.assert_array_equal(both[:, 0], both[:, 1])


def test_from_one_loudspeaker_nothing_is_lost(three: Room) -> None:
    """Levels alone differ, so that nothing cancels out: the outermost falls by 0.33 dB."""
    one = mix(seated(three.plan), three.inputs).mean(axis=1)
    plain = mix(three.plan, three.inputs)
    for track in (HANA, SAMI, NOOR):
        for words in three.words(track):
            before, after = (part(m, words.start_ms, words.end_ms) for m in (plain, one))
            assert -0.35 < sounds.decibels(after) - sounds.decibels(before) < 0.01
            assert np.corrcoef(before, after)[0, 1] > 0.999


def test_what_is_silenced_or_cut_is_silent_on_both_sides(three: Room) -> None:
    """For everybody, and on one track, where the others are heard as before."""
    edits = (
        edit(1_003, 2_007, Treatment.SILENCE),
        edit(5_001, 6_003, Treatment.SILENCE, SAMI),
        edit(19_008, 20_016, Treatment.CUT),
    )
    plan = seated(three.plan)
    sound = mix(replace(plan, edits=edits), three.inputs)
    assert not part(sound, 1_003, 2_007).any()
    alone = replace(plan, edits=(edit(0, three.plan.duration_ms, Treatment.SILENCE, SAMI),))
    others = part(mix(alone, three.inputs), 5_001, 6_003)
    np.testing.assert_array_equal(part(sound, 5_001, 6_003), others)
    assert len(sound) == (three.plan.duration_ms - 1_008) * 48
    whole = mix(plan, three.inputs)
    np.testing.assert_array_equal(sound[19_100 * 48 :], whole[(19_100 + 1_008) * 48 :])
    assert np.count_nonzero(np.abs(part(sound, 2_100, 4_900) - part(whole, 2_100, 4_900))) == 0


def test_a_bleep_is_heard_where_the_voice_was(three: Room) -> None:
    bleeped = replace(seated(three.plan), edits=(edit(5_000, 6_000, Treatment.BLEEP, SAMI),))
    sound = mix(bleeped, three.inputs)
    assert difference(sound, Span(5_100, 5_900)) == pytest.approx(BESIDE_DB, abs=0.1)


@pytest.mark.parametrize("levelling", [0.0, 1.0])
def test_the_survey_says_what_is_heard(levelling: float, three: Room) -> None:
    plan = replace(seated(three.plan), levelling=levelling, idle_db=15.0)
    found, meter = programme(plan, three.inputs), Meter(2)
    for second in found.sound():
        meter.add(second)
    surveyed = survey(found, levels(plan, three.inputs))
    assert gated(surveyed.energies) == pytest.approx(gated(meter.levels.energies), abs=0.06)
    assert (surveyed.peaks >= meter.levels.peaks - 1e-4).all()


@pytest.mark.parametrize(
    ("at", "down_db"), [(AT, 15.0), ((-0.35, 0.35, 0.35), 0.0), ((1.0, -1.0, 0.0), 0.0)]
)
def test_the_episode_is_as_loud_as_asked(
    at: tuple[float, ...], down_db: float, three: Room, tmp_path: Path
) -> None:
    """Where idle microphones go down, too."""
    plan = replace(seated(three.plan, at), idle_db=down_db)
    episode = made(plan, three.inputs, tmp_path)
    heard = sounds.read(episode.path, channels=2).astype(np.float64)
    lufs = pyloudnorm.Meter(sounds.RATE).integrated_loudness(heard)
    assert lufs == pytest.approx(-16, abs=0.2)
    assert loudness.measure(episode.path).true_peak_dbtp <= -1.0
    assert episode.channels == 2
    beside = difference(heard.astype(np.float32), three.words(SAMI)[0])
    assert (beside > 4) == (at[SAMI] < 0)


def test_who_sits_elsewhere_is_made_anew_and_nobody_else_is(three: Room) -> None:
    """A name stands for what is heard: the middle has none of its own."""

    def names(at: tuple[float, ...]) -> list[str]:
        recipes = Recipes(
            programme(seated(three.plan, at), three.inputs), {n: str(n) for n in three.inputs}
        )
        return [recipes.name((0, 100 * FRAME)), recipes.name((500 * FRAME, 600 * FRAME))]

    assert names(AT) == names(AT)
    assert not set(names(AT)) & set(names((0.0, -0.35, 0.3)))


def test_any_edit_and_any_number_of_workers_give_the_same_bytes(
    three: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "LENGTH", 100 * FRAME)
    monkeypatch.setattr("recordings.audio.job.SHORTEST_RUN", 1)
    plan = seated(three.plan)
    edited = replace(plan, edits=(edit(17_000, 17_500, Treatment.SILENCE),))
    new, every = made_anew(plan, edited, three.inputs, tmp_path)
    assert new <= 4 < 10 < every
