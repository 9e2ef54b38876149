"""Before encoding: what is silenced is zero, what is cut is gone, everything else is untouched."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recordings.audio.envelope import Glide, glide
from recordings.audio.meter import metered
from recordings.audio.plan import Edit, EditPlan, Music, Track, Treatment, Voice, episode_ms
from recordings.audio.programme import Programme, Settled
from recordings.spans import Span
from tests.recordings.audio import sounds

MS = 48
RAMP = 5 * MS


def flat(*inputs: int, common: float = -20.0) -> Settled:
    return Settled(
        tracks={number: Glide([(0, 0.0)]) for number in inputs},
        music_db={8: 0.0, 9: 0.0},
        common_lufs=common,
    )


def heard(plan: EditPlan, inputs: dict[int, Path], settled: Settled | None = None) -> sounds.Signal:
    with closing(Programme(plan, inputs, settled or flat(*inputs)).sound()) as seconds:
        whole = np.concatenate(list(seconds))
    return whole[:, 0] if plan.channels == 1 else whole


def edit(start: int, end: int, treatment: Treatment, track: int | None = None) -> Edit:
    return Edit(span=Span(start, end), treatment=treatment, track=track)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, sounds.Signal]:
    """7.3 seconds in which no sample is zero."""
    signal = sounds.noise(7.3, 0.5)
    signal = np.where(np.abs(signal) < 1e-4, np.float32(1e-3), signal).astype(np.float32)
    return sounds.write(tmp_path_factory.mktemp("room") / "room.wav", signal), signal


PLAN = EditPlan(duration_ms=7_300, tracks=(Track(input=0),))


def test_nothing_asked_is_nothing_done(room: tuple[Path, sounds.Signal]) -> None:
    np.testing.assert_array_equal(heard(PLAN, {0: room[0]}), room[1])


@pytest.mark.parametrize(("start", "end"), [(1_000, 2_000), (990, 3_003), (0, 500), (6_900, 7_300)])
def test_a_silenced_span_is_zero_and_nothing_else_is(
    start: int, end: int, room: tuple[Path, sounds.Signal]
) -> None:
    plan = replace(PLAN, edits=(edit(start, end, Treatment.SILENCE),))
    out = heard(plan, {0: room[0]})
    assert not out[start * MS : end * MS].any()
    outside = np.ones(len(out), dtype=bool)
    outside[max(0, start * MS - RAMP) : end * MS + RAMP] = False
    np.testing.assert_array_equal(out[outside], room[1][outside])
    assert np.count_nonzero(out) == len(out) - (end - start) * MS


def test_the_ramps_take_the_click_away(tmp_path: Path) -> None:
    """A steady tone that is silenced never jumps by more than the tone itself does."""
    path = sounds.write(tmp_path / "tone.wav", sounds.tone(3, 300, 0.5))
    plan = replace(PLAN, duration_ms=3_000, edits=(edit(1_001, 1_999, Treatment.SILENCE),))
    steps = np.abs(np.diff(heard(plan, {0: path})))
    assert steps.max() < 1.2 * 0.5 * 2 * np.pi * 300 / 48_000 + 0.01


def test_spans_close_together_stay_silent_between_their_ramps(
    room: tuple[Path, sounds.Signal],
) -> None:
    edits = tuple(edit(at, at + 6, Treatment.SILENCE) for at in range(1_000, 2_000, 7))
    out = heard(replace(PLAN, edits=edits), {0: room[0]})
    for one in edits:
        assert not out[one.span.start_ms * MS : one.span.end_ms * MS].any()


def test_a_bleep_replaces_what_was_said(room: tuple[Path, sounds.Signal]) -> None:
    plan = replace(PLAN, edits=(edit(2_000, 3_000, Treatment.BLEEP),))
    out = heard(plan, {0: room[0]})
    inside = out[2_000 * MS : 3_000 * MS]
    spectrum = np.abs(np.fft.rfft(inside * np.hanning(len(inside))))
    assert np.argmax(spectrum) == 1_000
    assert spectrum[1_100:].max() < spectrum[1_000] / 1_000
    np.testing.assert_array_equal(out[: 2_000 * MS - RAMP], room[1][: 2_000 * MS - RAMP])


@pytest.mark.parametrize("channels", [1, 2])
def test_a_bleep_lies_below_the_voices(channels: int, room: tuple[Path, sounds.Signal]) -> None:
    """By 4 LU, be they heard from one side or from two."""
    bleeped = replace(PLAN, channels=channels, edits=(edit(2_000, 6_000, Treatment.BLEEP),))
    out = heard(bleeped, {0: room[0]}, flat(0, common=-20.0))
    tone = out[2_100 * MS : 5_900 * MS].reshape(-1, channels)
    assert metered(tone).lufs() == pytest.approx(-24.0, abs=0.1)


def test_a_cut_takes_exactly_its_samples(room: tuple[Path, sounds.Signal]) -> None:
    plan = replace(PLAN, edits=(edit(2_016, 3_504, Treatment.CUT),))
    out = heard(plan, {0: room[0]})
    assert len(out) == len(room[1]) - 1_488 * MS
    join = 2_016 * MS
    np.testing.assert_array_equal(out[: join - RAMP], room[1][: join - RAMP])
    np.testing.assert_array_equal(out[join + RAMP :], room[1][3_504 * MS + RAMP :])
    assert np.all(np.abs(out[join - RAMP : join]) <= np.abs(room[1][join - RAMP : join]))


def test_a_cut_grows_to_whole_frames_of_an_mp3(room: tuple[Path, sounds.Signal]) -> None:
    """So that what is kept can be encoded piece by piece; never less than asked is taken out."""
    plan = replace(PLAN, edits=(edit(2_001, 3_503, Treatment.CUT),))
    whole = replace(PLAN, edits=(edit(1_992, 3_504, Treatment.CUT),))
    np.testing.assert_array_equal(heard(plan, {0: room[0]}), heard(whole, {0: room[0]}))


def test_a_cut_wins_over_silence_and_bleep(room: tuple[Path, sounds.Signal]) -> None:
    edits = [edit(1_000, 2_000, kind) for kind in (Treatment.BLEEP, Treatment.SILENCE)]
    plan = replace(PLAN, edits=(*edits, edit(1_000, 2_000, Treatment.CUT)))
    alone = replace(PLAN, edits=(edit(1_000, 2_000, Treatment.CUT),))
    out, only_cut = heard(plan, {0: room[0]}), heard(alone, {0: room[0]})
    near = slice(1_000 * MS - RAMP, 1_000 * MS + RAMP)
    out[near] = only_cut[near]
    np.testing.assert_array_equal(out, only_cut)


def test_a_trim_keeps_the_middle(room: tuple[Path, sounds.Signal]) -> None:
    out = heard(replace(PLAN, trim=Span(1_512, 5_256)), {0: room[0]})
    assert len(out) == 3_744 * MS
    middle = slice(1_512 * MS + RAMP, 5_256 * MS - RAMP)
    np.testing.assert_array_equal(out[RAMP:-RAMP], room[1][middle])


@pytest.fixture
def two(tmp_path: Path) -> tuple[EditPlan, dict[int, Path], sounds.Signal, sounds.Signal]:
    """Sami at once on track 0, Noor from 1.25 s on track 1, both until the end."""
    sami, noor = sounds.noise(6, 0.3, seed=3), sounds.noise(4, 0.3, seed=4)
    inputs = {
        0: sounds.write(tmp_path / "sami.wav", sami),
        1: sounds.write(tmp_path / "noor.wav", noor),
    }
    plan = EditPlan(duration_ms=6_000, tracks=(Track(input=0), Track(input=1, offset_ms=1_250)))
    return plan, inputs, sami, noor


Two = tuple[EditPlan, dict[int, Path], sounds.Signal, sounds.Signal]


def test_tracks_are_mixed_at_their_offsets(two: Two) -> None:
    plan, inputs, sami, noor = two
    expected = sami.copy()
    expected[1_250 * MS : 1_250 * MS + len(noor)] += noor
    np.testing.assert_array_equal(heard(plan, inputs), expected)


def test_a_track_may_begin_before_the_recording(two: Two) -> None:
    plan, inputs, sami, noor = two
    early = replace(plan, tracks=(Track(input=0), Track(input=1, offset_ms=-1_250)))
    expected = sami.copy()
    expected[: len(noor) - 1_250 * MS] += noor[1_250 * MS :]
    np.testing.assert_array_equal(heard(early, inputs), expected)


@pytest.mark.parametrize("treatment", [Treatment.SILENCE, Treatment.CUT])
def test_on_tracks_only_the_one_who_is_left_out_is_silent(treatment: Treatment, two: Two) -> None:
    plan, inputs, sami, _ = two
    voices = (
        Voice(key="sami", spans=(Span(0, 6_000),), track=0),
        Voice(key="noor", spans=(Span(1_250, 5_250),), track=1),
    )
    plan = replace(plan, voices=voices, edits=(edit(1_000, 5_500, treatment, track=1),))
    np.testing.assert_array_equal(heard(plan, inputs), sami)


def test_in_a_mix_all_who_speak_at_once_are_silent(two: Two) -> None:
    plan, inputs, *_ = two
    out = heard(replace(plan, edits=(edit(2_000, 3_000, Treatment.SILENCE),)), inputs)
    assert not out[2_000 * MS : 3_000 * MS].any()


def test_music_lies_where_the_plan_says(room: tuple[Path, sounds.Signal], tmp_path: Path) -> None:
    tune = sounds.tone(4, 440, 0.2)
    inputs = {0: room[0], 8: sounds.write(tmp_path / "tune.wav", tune)}
    music = Music(input=8, duration_ms=4_000, crossfade_ms=1_000)
    plan = replace(PLAN, intro=music, outro=music)
    out = heard(plan, inputs)
    assert len(out) == episode_ms(plan) * MS == (3_000 + 7_300 + 3_000) * MS
    np.testing.assert_array_equal(out[: 3_000 * MS], tune[: 3_000 * MS])
    speech = slice(1_000 * MS, 6_300 * MS)
    np.testing.assert_array_equal(out[4_000 * MS : 9_300 * MS], room[1][speech])
    np.testing.assert_array_equal(out[10_300 * MS :], tune[1_000 * MS :])
    fading = out[3_000 * MS : 4_000 * MS] - room[1][: 1_000 * MS]
    assert sounds.decibels(fading[: 100 * MS]) > sounds.decibels(fading[-100 * MS :]) + 15


def test_two_channels_stay_two(tmp_path: Path) -> None:
    left, right = sounds.noise(2, 0.3, seed=5), sounds.noise(2, 0.3, seed=6)
    both = np.stack([left, right], axis=1)
    inputs = {0: sounds.write(tmp_path / "both.wav", both)}
    plan = EditPlan(duration_ms=2_000, tracks=(Track(input=0),), channels=2)
    np.testing.assert_array_equal(heard(plan, inputs), both)
    one = heard(replace(plan, channels=1), inputs)
    np.testing.assert_allclose(one, both.mean(axis=1), atol=1e-6)


def test_what_is_no_number_is_silence(tmp_path: Path) -> None:
    """Float WAVs can carry them, and one would be heard as a burst in every player."""
    signal = sounds.noise(1)
    signal[100], signal[200], signal[300] = np.nan, np.inf, -np.inf
    out = heard(replace(PLAN, duration_ms=1_000), {0: sounds.write(tmp_path / "odd.wav", signal)})
    assert np.isfinite(out).all()
    assert out[100] == out[200] == out[300] == 0
    assert out[400] == signal[400]


def test_gains_glide_between_the_speakers() -> None:
    moving = glide([(Span(0, 1_000), 6.0), (Span(1_000, 2_000), -6.0), (Span(3_000, 4_000), 0.0)])
    first, second = moving.curve(0, 125), moving.curve(125, 125)
    assert first[62] == pytest.approx(10 ** (6 / 20))
    assert second[62] == pytest.approx(10 ** (-6 / 20))
    whole = moving.curve(0, 500)
    assert np.abs(np.diff(20 * np.log10(whole))).max() < 2
    assert first[-1] == second[0]


def test_the_softer_gain_holds_where_two_speak() -> None:
    both = glide([(Span(0, 2_000), 9.0), (Span(500, 1_500), -3.0)])
    assert both.curve(125, 125)[0] == pytest.approx(10 ** (-3 / 20))
    assert both.curve(125, 125)[-1] == pytest.approx(10 ** (9 / 20))
