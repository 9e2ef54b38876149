"""An altered voice says the same at the same time; whose it was is gone, and nothing else."""

import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from recordings.audio.altering import Altered
from recordings.audio.envelope import Glide, Holes
from recordings.audio.plan import Edit, EditPlan, Track, Treatment, episode_ms, timeline
from recordings.audio.programme import Programme, Settled
from recordings.spans import Span
from tests.recordings.audio import sounds

MS = 48
RAMP = 5 * MS
SENTENCE = "the weather tomorrow will be cold with rain in the afternoon"
PLAN = EditPlan(duration_ms=4_000, tracks=(Track(input=0),))
Two = tuple[EditPlan, dict[int, Path], sounds.Signal, sounds.Signal]


def heard(plan: EditPlan, inputs: dict[int, Path]) -> sounds.Signal:
    gains = {track.input: Glide([(0, 0.0)]) for track in plan.tracks}
    settled = Settled(tracks=gains, music_db={}, common_lufs=-20.0)
    with closing(Programme(plan, inputs, settled).sound()) as seconds:
        whole = np.concatenate(list(seconds))
    return whole[:, 0] if plan.channels == 1 else whole


def edit(
    start: int, end: int, treatment: Treatment = Treatment.ALTER, track: int | None = None
) -> Edit:
    return Edit(span=Span(start, end), treatment=treatment, track=track)


def altered(signal: sounds.Signal, block: int = sounds.RATE) -> sounds.Signal:
    frames = signal[:, None] if signal.ndim == 1 else signal
    voice = Altered([(0, len(frames))], Holes([]), frames.shape[1])
    out = [voice.apply(frames[at : at + block], at) for at in range(0, len(frames), block)]
    return np.concatenate(out).reshape(signal.shape)


def alike(one: sounds.Signal, other: sounds.Signal) -> float:
    """How much of one signal is in another at any shift up to 100 ms; 1 for the same."""
    size = 2 * len(one)
    cross = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)))
    near = np.concatenate([cross[: 100 * MS], cross[-100 * MS :]])
    return float(np.abs(near).max() / np.linalg.norm(one) / np.linalg.norm(other))


def pitch(signal: sounds.Signal) -> float:
    """Hertz, between 60 and 300, from the autocorrelation of the voice below 900 Hz."""
    size = 2 * len(signal)
    spectrum = np.abs(np.fft.rfft(signal, size)) ** 2
    spectrum[np.fft.rfftfreq(size, 1 / sounds.RATE) > 900] = 0
    lags = np.fft.irfft(spectrum)[sounds.RATE // 300 : sounds.RATE // 60]
    return sounds.RATE / (int(np.argmax(lags)) + sounds.RATE // 300)


def centroid(signal: sounds.Signal) -> float:
    power = np.abs(np.fft.rfft(signal)) ** 2
    return float(np.sum(power * np.fft.rfftfreq(len(signal), 1 / sounds.RATE)) / np.sum(power))


def loudness_over_time(signal: sounds.Signal) -> npt.NDArray[np.float64]:
    windows = signal[: len(signal) // (40 * MS) * 40 * MS].reshape(-1, 40 * MS)
    return np.asarray(np.sqrt(np.mean(np.square(windows, dtype=np.float64), axis=1)))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, sounds.Signal]:
    signal = sounds.noise(4, 0.3)
    return sounds.write(tmp_path_factory.mktemp("room") / "room.wav", signal), signal


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, sounds.Signal]:
    folder = tmp_path_factory.mktemp("voices")
    return {
        who: sounds.read(sounds.voice(folder / f"{who}.wav", SENTENCE, who))
        for who in ("slt", "awb", "rms")
    }


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Sami on track 0, Noor on track 1, at once."""
    sami, noor = sounds.noise(4, 0.2, seed=3), sounds.noise(4, 0.2, seed=4)
    inputs = {
        0: sounds.write(tmp_path / "sami.wav", sami),
        1: sounds.write(tmp_path / "noor.wav", noor),
    }
    return replace(PLAN, tracks=(Track(input=0), Track(input=1))), inputs, sami, noor


@pytest.mark.parametrize(("start", "end"), [(1_000, 2_000), (990, 3_003), (0, 500), (3_700, 4_000)])
def test_only_the_span_and_its_ramps_change_and_not_its_length(
    start: int, end: int, room: tuple[Path, sounds.Signal]
) -> None:
    out = heard(replace(PLAN, edits=(edit(start, end),)), {0: room[0]})
    assert len(out) == len(room[1])
    outside = np.ones(len(out), dtype=bool)
    outside[max(0, start * MS - RAMP) : end * MS + RAMP] = False
    np.testing.assert_array_equal(out[outside], room[1][outside])
    inside = slice(start * MS, end * MS)
    assert alike(out[inside], room[1][inside]) < 0.1


def test_the_clock_is_that_of_a_plan_without_edits() -> None:
    plan = replace(PLAN, edits=(edit(1_000, 2_000),))
    assert episode_ms(plan) == episode_ms(PLAN)
    assert [timeline(plan).position(at) for at in (0, 1_500, 3_999)] == [0, 1_500, 3_999]


def test_everybody_gets_the_same_pitch(voices: dict[str, sounds.Signal]) -> None:
    before = [pitch(voice) for voice in voices.values()]
    after = [pitch(altered(voice)) for voice in voices.values()]
    assert min(before) > 90
    assert max(before) > 1.5 * min(before)
    assert all(66 < hertz < 88 for hertz in after), after


def test_formants_move_down() -> None:
    spectrum = np.fft.rfft(sounds.noise(2, 0.5))
    hertz = np.fft.rfftfreq(2 * sounds.RATE, 1 / sounds.RATE)
    spectrum *= np.exp(-(((hertz - 2_000) / 150) ** 2))
    resonance = np.fft.irfft(spectrum).astype(np.float32)
    assert centroid(resonance) == pytest.approx(2_000, rel=0.02)
    assert 1_500 < centroid(altered(resonance)) < 1_850


@pytest.mark.parametrize("who", ["slt", "awb", "rms"])
def test_the_words_keep_their_strength_and_their_time(
    who: str, voices: dict[str, sounds.Signal]
) -> None:
    said, other = voices[who], altered(voices[who])
    assert sounds.decibels(other) == pytest.approx(sounds.decibels(said), abs=2)
    rhythm = np.corrcoef(loudness_over_time(said), loudness_over_time(other))[0, 1]
    assert rhythm > 0.75
    assert alike(said, other) < 0.3


def test_the_same_plan_sounds_the_same_to_the_bit(room: tuple[Path, sounds.Signal]) -> None:
    plan = replace(PLAN, edits=(edit(500, 3_500),))
    once, again = heard(plan, {0: room[0]}), heard(plan, {0: room[0]})
    assert once.tobytes() == again.tobytes()
    assert plan.fingerprint({0: "aa"}) != PLAN.fingerprint({0: "aa"})


def test_on_tracks_only_the_one_who_is_altered_is(two: Two) -> None:
    plan, inputs, sami, noor = two
    plan = replace(plan, edits=(edit(1_000, 3_000, track=1),))
    alone = replace(PLAN, edits=(edit(1_000, 3_000),))
    out = heard(plan, inputs)
    np.testing.assert_allclose(out - heard(alone, {0: inputs[1]}), sami, atol=1e-6)
    assert alike(out[MS * 1_000 : MS * 3_000], noor[MS * 1_000 : MS * 3_000]) < 0.1


def test_in_a_mix_all_who_speak_at_once_are_altered(two: Two) -> None:
    plan, inputs, sami, noor = two
    inside = slice(1_000 * MS, 3_000 * MS)
    out = heard(replace(plan, edits=(edit(1_000, 3_000),)), inputs)[inside]
    assert alike(out, sami[inside]) < 0.1
    assert alike(out, noor[inside]) < 0.1


def test_who_is_altered_on_their_track_and_with_everybody_is_altered_once(two: Two) -> None:
    plan, inputs, *_ = two
    everybody = edit(1_000, 3_000)
    once = heard(replace(plan, edits=(everybody,)), inputs)
    twice = heard(replace(plan, edits=(everybody, edit(1_000, 3_000, track=1))), inputs)
    np.testing.assert_array_equal(twice, once)


ORDER = (Treatment.CUT, Treatment.SILENCE, Treatment.BLEEP, Treatment.ALTER, Treatment.KEEP)


@pytest.mark.parametrize("track", [None, 0])
@pytest.mark.parametrize(
    ("first", "second"), [(a, b) for n, a in enumerate(ORDER) for b in ORDER[n + 1 :]]
)
def test_where_edits_overlap_the_stricter_one_holds(
    first: Treatment, second: Treatment, track: int | None, room: tuple[Path, sounds.Signal]
) -> None:
    strict, mild = (edit(1_000, 2_000, kind, track) for kind in (first, second))
    alone = heard(replace(PLAN, edits=(strict,)), {0: room[0]})
    both = heard(replace(PLAN, edits=(mild, strict)), {0: room[0]})
    far = np.ones(len(both), dtype=bool)
    if first is Treatment.CUT and track is None:  # a join, at which both ramps have worked
        far[1_000 * MS - RAMP : 1_000 * MS + RAMP] = False
    np.testing.assert_array_equal(both[far], alone[far])


@pytest.mark.parametrize("treatment", [Treatment.SILENCE, Treatment.CUT])
@pytest.mark.parametrize("track", [None, 0])
def test_what_is_left_out_beside_an_altered_voice_is_not_heard_through_it(
    treatment: Treatment, track: int | None, tmp_path: Path
) -> None:
    """Noor is left out until 2 s; then there is nothing, in an altered voice."""
    signal = np.concatenate([sounds.noise(2, 0.5), sounds.silence(2)])
    inputs = {0: sounds.write(tmp_path / "noor.wav", signal)}
    edits = (edit(0, 2_000, treatment), edit(2_000, 4_000, track=track))
    assert not heard(replace(PLAN, edits=edits), inputs).any()


def test_silence_stays_silence() -> None:
    assert not altered(sounds.silence(2)).any()


def test_it_does_not_matter_in_which_pieces_it_comes(voices: dict[str, sounds.Signal]) -> None:
    whole, pieces = altered(voices["slt"]), altered(voices["slt"], block=7_001)
    np.testing.assert_allclose(pieces, whole, atol=1e-5)


def test_two_channels_stay_two(voices: dict[str, sounds.Signal]) -> None:
    left = np.stack([voices["slt"], np.zeros_like(voices["slt"])], axis=1)
    out = altered(left)
    np.testing.assert_allclose(out[:, 0], altered(voices["slt"]), atol=1e-6)
    assert not out[:, 1].any()


def test_an_hour_takes_no_more_memory_than_a_minute() -> None:
    second = sounds.noise(1)[:, None]
    voice = Altered([(0, 3_600 * sounds.RATE)], Holes([]), 1)
    tracemalloc.start()
    try:
        for number in (*range(20), *range(3_580, 3_600)):
            voice.apply(second, number * sounds.RATE)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000
