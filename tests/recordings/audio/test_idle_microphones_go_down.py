"""Of several tracks each goes down while nobody speaks on it: gently, before and behind its words,
and never under something that could be a word."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.audio import segments
from recordings.audio.envelope import Glide
from recordings.audio.gating import gated
from recordings.audio.grid import BLOCK_MS, FRAME, Curve
from recordings.audio.meter import Meter
from recordings.audio.microphones import idling
from recordings.audio.plan import Edit, EditPlan, Track, Treatment, Voice
from recordings.audio.surveying import survey
from recordings.audio.working import prepare
from recordings.spans import Span
from tests.recordings.audio import sounds
from tests.recordings.audio.clicks import clicks
from tests.recordings.audio.episodes import made
from tests.recordings.audio.microphones import (
    NOISE_DB,
    ROOM_MS,
    Room,
    levels,
    made_anew,
    mix,
    part,
    programme,
    room,
)

DOWN_DB = 15.0
HANA, SAMI, NOOR = range(3)
PAUSE = (16_500, 18_500)
"""In which nobody speaks; Hana was the last."""


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return room(tmp_path_factory.mktemp("three"))


def gate(plan: EditPlan, by_db: float = DOWN_DB) -> EditPlan:
    return replace(plan, idle_db=by_db)


def gains(plan: EditPlan, inputs: dict[int, Path], at_ms: int) -> list[float]:
    """Of Hana, Sami and Noor at a moment."""
    return [gain(plan, inputs, track, at_ms) for track in (HANA, SAMI, NOOR)]


def gain(plan: EditPlan, inputs: dict[int, Path], track: int, at_ms: int) -> float:
    """By how much a track is up or down at a moment."""
    return programme(plan, inputs).settled.tracks[track].at(at_ms)


# What goes
def test_in_pauses_it_is_softer_by_what_idle_microphones_add(three: Room) -> None:
    """One is left open; the other two are nearly nothing beside it."""
    before, after = (mix(plan, three.inputs) for plan in (three.plan, gate(three.plan)))
    fell = sounds.decibels(part(before, *PAUSE)) - sounds.decibels(part(after, *PAUSE))
    left = 1 + 2 * 10 ** (-DOWN_DB / 10)
    assert fell == pytest.approx(10 * np.log10(3 / left), abs=0.2)
    assert sounds.decibels(part(after, *PAUSE)) == pytest.approx(NOISE_DB, abs=0.5)


def test_while_somebody_speaks_the_others_are_down(three: Room) -> None:
    plan, late = gate(three.plan), three.words(SAMI)[0].end_ms - 500
    assert gains(plan, three.inputs, late) == [-15, 0, -15]


def test_whoever_spoke_last_stays_open_until_somebody_else_speaks(three: Room) -> None:
    plan = gate(three.plan)
    assert gains(plan, three.inputs, 17_500) == [0, -15, -15]
    assert gains(plan, three.inputs, ROOM_MS) == [-15, -15, 0]


def test_before_the_first_word_whoever_says_it_is_open(three: Room) -> None:
    assert gains(gate(three.plan), three.inputs, 0) == [0, -15, -15]


def test_what_leaks_into_anothers_microphone_goes_down_with_it(tmp_path: Path) -> None:
    """Of Hana 20 dB softer with Noor."""
    leaking = sounds.silence(ROOM_MS / 1000)
    said = sounds.read(sounds.voice(tmp_path / "leak.wav", "Good evening everybody and welcome"))
    leaking[48_000 : 48_000 + len(said)] = said / np.abs(said).max() * 0.03
    leaky = room(tmp_path, noor=leaking)
    assert gain(gate(leaky.plan), leaky.inputs, NOOR, 2_000) == -DOWN_DB


# What stays
def test_who_speaks_is_as_loud_as_before(three: Room) -> None:
    before, after = (mix(plan, three.inputs) for plan in (three.plan, gate(three.plan)))
    for track in (HANA, SAMI, NOOR):
        for words in three.words(track):
            one, other = (part(m, words.start_ms, words.end_ms) for m in (before, after))
            assert sounds.decibels(other) == pytest.approx(sounds.decibels(one), abs=0.1)


def test_first_and_last_words_are_whole(three: Room) -> None:
    """What went at the edges of words is less than the noise of the other two, and nothing else."""
    lost = mix(three.plan, three.inputs) - mix(gate(three.plan), three.inputs)
    for track in (HANA, SAMI, NOOR):
        for words in three.words(track):
            for edge in (words.start_ms, words.end_ms):
                assert sounds.decibels(part(lost, edge - 100, edge + 100)) < NOISE_DB + 3
                assert gain(gate(three.plan), three.inputs, track, edge) == 0


@pytest.mark.parametrize("level", [0.2, 0.03])
def test_a_quiet_word_that_nobody_marked_is_heard(level: float, tmp_path: Path) -> None:
    """The softer one is 10 dB above the noise."""
    soft = sounds.silence(ROOM_MS / 1000)
    said = sounds.read(sounds.voice(tmp_path / "soft.wav", "yes indeed", "rms"))
    soft[16_500 * 48 : 16_500 * 48 + len(said)] = said / np.abs(said).max() * level
    murmured = room(tmp_path, noor=soft)
    plan = gate(murmured.plan)
    lost = mix(murmured.plan, murmured.inputs) - mix(plan, murmured.inputs)
    assert gain(plan, murmured.inputs, NOOR, 16_700) == 0
    assert sounds.decibels(part(lost, 16_500, 16_500 + len(said) // 48)) < NOISE_DB + 3


def test_where_nobody_is_known_to_speak_it_is_heard_who_does(three: Room) -> None:
    plan = gate(replace(three.plan, voices=()))
    for track in (HANA, SAMI, NOOR):
        for words in three.words(track):
            assert gain(plan, three.inputs, track, words.start_ms) == pytest.approx(0)
            assert gain(plan, three.inputs, track, words.end_ms) == pytest.approx(0)
    assert gain(plan, three.inputs, NOOR, 5_500) == -DOWN_DB


def test_between_words_that_follow_each_other_it_stays_open(three: Room) -> None:
    words = (Span(5_000, 6_000), Span(8_000, 9_000))
    sami = replace(three.plan.voices[SAMI], spans=words)
    plan = gate(replace(three.plan, voices=(three.plan.voices[HANA], sami)))
    assert {gain(plan, three.inputs, SAMI, at) for at in range(5_000, 9_000, 100)} == {0}


def test_without_it_nothing_is_touched(three: Room) -> None:
    settled = programme(three.plan, three.inputs).settled
    assert all(glide.flat for glide in settled.tracks.values())


def test_a_mix_in_one_track_is_never_turned_down(three: Room) -> None:
    voices = tuple(replace(voice, track=None) for voice in three.plan.voices)
    alone = replace(gate(three.plan), tracks=three.plan.tracks[:1], voices=voices)
    assert programme(alone, three.inputs).settled.tracks[0].flat


def test_who_is_left_out_holds_nothing_open(three: Room) -> None:
    """Where Hana is silenced nothing tells that she was the last to speak: Sami's room goes on."""
    silent = Edit(span=Span(10_000, ROOM_MS), treatment=Treatment.SILENCE, track=HANA)
    plan = replace(gate(three.plan), edits=(silent,))
    assert gain(plan, three.inputs, SAMI, 17_500) == 0
    assert sounds.decibels(part(mix(plan, three.inputs), *PAUSE)) > NOISE_DB - 0.5


SPANS = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 55_000), st.integers(1, 9_000)
)
SPOKEN = st.lists(st.lists(SPANS, max_size=8).map(tuple), min_size=2, max_size=4)
ALIKE: Curve = np.full(60_000 // BLOCK_MS, 1e-6, dtype=np.float32)


def turned_down(spoken: list[tuple[Span, ...]]) -> dict[int, Glide]:
    tracks = tuple(Track(input=number) for number in range(len(spoken)))
    voices = tuple(
        Voice(key=str(number), spans=spans, track=number) for number, spans in enumerate(spoken)
    )
    plan = EditPlan(duration_ms=60_000, tracks=tracks, voices=voices, idle_db=DOWN_DB)
    flat = {track.input: Glide([(0, 0.0)]) for track in tracks}
    return idling(plan, flat, dict.fromkeys(flat, ALIKE))


def decibels(glides: Mapping[int, Glide]) -> np.typing.NDArray[np.float64]:
    """Tracks by blocks."""
    curves = [glide.curve(0, len(ALIKE)) for glide in glides.values()]
    return 20 * np.log10(np.array(curves, dtype=np.float64))


@given(SPOKEN)
def test_whoever_speaks_is_open_and_one_always_is(spoken: list[tuple[Span, ...]]) -> None:
    down = decibels(turned_down(spoken))
    assert down.max(axis=0) == pytest.approx(0, abs=1e-5)
    assert down.min() >= -DOWN_DB - 1e-4
    for number, spans in enumerate(spoken):
        for span in spans:
            here = down[number, span.start_ms // BLOCK_MS : -(-span.end_ms // BLOCK_MS) + 1]
            assert here == pytest.approx(0, abs=1e-5)


@given(SPOKEN)
def test_it_glides_and_never_pumps(spoken: list[tuple[Span, ...]]) -> None:
    """No more than a decibel in 8 ms; what went down stays down for a second and a half at least,
    with its glides."""
    down = decibels(turned_down(spoken))
    assert np.abs(np.diff(down, axis=1)).max() < 1
    for track in down:
        edges = np.flatnonzero(np.diff(np.concatenate(([0], track < -1e-3, [0]))))
        assert all(np.diff(edges)[::2] >= 1_500 // BLOCK_MS)


# Finished
def test_the_survey_says_what_is_heard(three: Room) -> None:
    plan = gate(replace(three.plan, levelling=1.0))
    found, meter = programme(plan, three.inputs), Meter(plan.channels)
    for second in found.sound():
        meter.add(second)
    surveyed = survey(found, levels(plan, three.inputs))
    assert gated(surveyed.energies) == pytest.approx(gated(meter.levels.energies), abs=0.06)
    assert (surveyed.peaks >= meter.levels.peaks - 1e-4).all()


def test_nothing_clicks(three: Room, tmp_path: Path) -> None:
    """Of a steady tone in a microphone that goes down and up, in which nothing hides a click."""
    ramp = np.minimum(1, np.arange(ROOM_MS * 48) / 4_800)
    tone = (sounds.tone(ROOM_MS / 1000, 440, 0.1) * ramp * ramp[::-1]).astype(np.float32)
    files = {HANA: 0 * tone, SAMI: 0 * tone, NOOR: tone}
    inputs = {
        track: prepare(
            sounds.write(tmp_path / f"{track}.wav", sound), tmp_path / f"{track}.flac"
        ).path
        for track, sound in files.items()
    }
    plan = gate(three.plan, 24.0)
    assert [gain(plan, inputs, NOOR, at) for at in (0, 13_000, 20_000)] == [-24, -24, 0]
    assert clicks(sounds.read(made(plan, inputs, tmp_path).path), tone) == []


def test_any_edit_and_any_number_of_workers_give_the_same_bytes(
    three: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "LENGTH", 100 * FRAME)
    monkeypatch.setattr("recordings.audio.job.SHORTEST_RUN", 1)
    plan = gate(replace(three.plan, levelling=1.0))
    edited = replace(plan, edits=(Edit(span=Span(17_000, 17_500), treatment=Treatment.SILENCE),))
    new, every = made_anew(plan, edited, three.inputs, tmp_path)
    assert new <= 4 < 10 < every
