"""A cleaned copy: hum and noise are down in it, speech is as it was, and so is its length."""

from pathlib import Path

import numpy as np
import pytest

from recordings.audio import flac
from recordings.audio.backdrop import listen
from recordings.audio.cleaning import Cleaning, cleaned
from recordings.audio.denoising import Quieting
from recordings.audio.meter import metered
from recordings.spans import Span
from tests.recordings.audio import sounds

MS = 48
PAUSES = (Span(200, 2_800),)
WORDS = "The city owns the water and nobody asked us about the pipes under the street."
BANDS = ((100, 200), (200, 400), (400, 800), (800, 1_600), (1_600, 3_200), (3_200, 6_400))
BOTH = Cleaning(hum=True, noise=True)


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> sounds.Signal:
    """Three seconds of nothing, then a sentence, then two seconds of nothing."""
    said = sounds.read(sounds.voice(tmp_path_factory.mktemp("voice") / "voice.wav", WORDS))
    whole = np.concatenate((sounds.silence(3), said / np.abs(said).max() * 0.4, sounds.silence(2)))
    return np.asarray(whole, dtype=np.float32)


def hum(signal: sounds.Signal, mains: int) -> sounds.Signal:
    at = np.arange(len(signal)) / sounds.RATE
    notes = (0.02 / k * np.sin(2 * np.pi * mains * k * at + k) for k in (1, 2, 3, 5))
    return np.asarray(sum(notes), dtype=np.float32)


def over(signal: sounds.Signal, level: float) -> sounds.Signal:
    """Noise to lie over a sound, −45 dB at a level of 0.017."""
    return sounds.noise(len(signal) / sounds.RATE, level=level)[: len(signal)]


def clean(
    folder: Path, signal: sounds.Signal, cleaning: Cleaning, *silent: Span
) -> tuple[sounds.Signal, sounds.Signal]:
    """Before and after, as they lie in their files."""
    before = sounds.write(folder / "before.flac", signal)
    after = cleaned(before, folder / "after.flac", cleaning, pauses=PAUSES, silent=silent)
    return sounds.read(before), sounds.read(after)


def at_pitch(signal: sounds.Signal, hertz: float) -> float:
    """How strong one frequency is in the pause, in decibels."""
    heard = signal[500 * MS : 2_500 * MS]
    at = np.arange(len(heard)) / sounds.RATE
    turned = heard * np.hanning(len(heard)) * np.exp(-2j * np.pi * hertz * at)
    return float(20 * np.log10(abs(np.mean(turned)) + 1e-9))


def in_bands(signal: sounds.Signal) -> list[float]:
    power = np.abs(np.fft.rfft(signal)) ** 2
    hertz = np.fft.rfftfreq(len(signal), 1 / sounds.RATE)
    return [float(10 * np.log10(power[(hertz >= a) & (hertz < b)].sum())) for a, b in BANDS]


def words_of(signal: sounds.Signal) -> sounds.Signal:
    return signal[3_000 * MS : -2_000 * MS]


def in_pause(signal: sounds.Signal) -> float:
    return sounds.decibels(signal[500 * MS : 2_500 * MS])


@pytest.mark.parametrize("mains", [50, 60])
def test_the_hum_of_either_mains_falls_and_speech_does_not(
    tmp_path: Path, speech: sounds.Signal, mains: int
) -> None:
    humming = speech + hum(speech, mains) + over(speech, 0.003)
    before, after = clean(tmp_path, humming, Cleaning(hum=True))
    for harmonic in (1, 2, 3):
        fall = at_pitch(before, mains * harmonic) - at_pitch(after, mains * harmonic)
        assert fall >= 15
    assert in_bands(words_of(after)) == pytest.approx(in_bands(words_of(speech)), abs=1)


@pytest.mark.parametrize("level", [0.003, 0.01, 0.03])
def test_noise_falls_where_nobody_speaks_and_speech_does_not(
    tmp_path: Path, speech: sounds.Signal, level: float
) -> None:
    before, after = clean(tmp_path, speech + over(speech, level), Cleaning(noise=True))
    assert in_pause(before) - in_pause(after) >= 5
    behind = slice(-1_500 * MS, -200 * MS)
    assert sounds.decibels(before[behind]) - sounds.decibels(after[behind]) >= 5
    assert in_bands(words_of(after)) == pytest.approx(in_bands(words_of(speech)), abs=1)


def test_noise_falls_by_so_much_and_no_more(tmp_path: Path, speech: sounds.Signal) -> None:
    before, after = clean(tmp_path, speech + over(speech, 0.01), Cleaning(noise=True))
    assert in_pause(before) - in_pause(after) < 9


def test_a_loud_word_is_the_same_to_the_sample_nearly(
    tmp_path: Path, speech: sounds.Signal
) -> None:
    before, after = clean(tmp_path, speech + over(speech, 0.003), Cleaning(noise=True))
    error = sounds.decibels(words_of(after) - words_of(before))
    assert error < sounds.decibels(words_of(before)) - 30


def test_a_room_without_hum_keeps_all_but_its_rumble(tmp_path: Path, speech: sounds.Signal) -> None:
    quiet = speech + over(speech, 0.003)
    path = sounds.write(tmp_path / "quiet.flac", quiet)
    assert listen(path, PAUSES).hum == ()
    assert listen(path, PAUSES).noise
    rumble = sounds.tone(len(quiet) / sounds.RATE, 20)[: len(quiet)]
    before, after = clean(tmp_path, quiet + rumble, BOTH)
    assert at_pitch(before, 20) - at_pitch(after, 20) >= 15


def test_a_switched_off_microphone_has_nothing_to_learn_from(
    tmp_path: Path, speech: sounds.Signal
) -> None:
    path = sounds.write(tmp_path / "off.flac", speech)
    assert listen(path, PAUSES) == listen(path, ()) == type(listen(path, ()))()
    before, after = clean(tmp_path, speech, Cleaning(noise=True))
    assert np.array_equal(before, after)


@pytest.mark.parametrize("count", [1, 100, 48_000, 48_001, 49_152, 144_000, 150_123])
@pytest.mark.parametrize("cleaning", [Cleaning(hum=True), Cleaning(noise=True), BOTH])
def test_it_is_as_long_to_the_sample(tmp_path: Path, count: int, cleaning: Cleaning) -> None:
    before, after = clean(tmp_path, sounds.noise(4)[:count], cleaning)
    assert len(before) == len(after) == count


def test_two_channels_stay_two(tmp_path: Path) -> None:
    both = np.stack((sounds.noise(4, seed=1), sounds.tone(4, level=0.3)), axis=1)
    before = sounds.write(tmp_path / "before.flac", both.astype(np.float32))
    after = cleaned(before, tmp_path / "after.flac", Cleaning(noise=True), pauses=PAUSES)
    assert sounds.read(after, channels=2).shape == both.shape


def test_what_has_no_noise_to_lose_comes_out_as_it_went_in() -> None:
    sound = sounds.noise(3.3, level=0.5).reshape(-1, 1)
    blocks = [sound[at : at + 48_000] for at in range(0, len(sound), 48_000)]
    got = np.concatenate(list(Quieting([0.0] * 1_025, 1).applied(blocks)))
    assert np.abs(got - sound).max() < 1e-5


def test_nothing_of_a_withdrawn_voice_is_in_it(tmp_path: Path, speech: sounds.Signal) -> None:
    whole = speech + hum(speech, 50) + over(speech, 0.01)
    whole[4_000 * MS : 5_000 * MS] += sounds.tone(1, 3_000, level=0.3)
    out = Span(3_900, 5_100)
    before, after = clean(tmp_path, whole.astype(np.float32), BOTH, out)
    inside = slice(out.start_ms * MS, out.end_ms * MS)
    assert sounds.decibels(before[inside]) > -30
    tail = after[out.start_ms * MS + 4_800 : out.end_ms * MS]
    assert sounds.decibels(tail) < -50
    at = np.arange(len(tail)) / sounds.RATE
    assert abs(np.mean(tail * np.exp(-2j * np.pi * 3_000 * at))) < 1e-6


def test_the_same_copy_is_made_again(tmp_path: Path, speech: sounds.Signal) -> None:
    noisy = sounds.write(tmp_path / "in.flac", speech + over(speech, 0.01))
    one = cleaned(noisy, tmp_path / "one.flac", BOTH, pauses=PAUSES).read_bytes()
    assert cleaned(noisy, tmp_path / "two.flac", BOTH, pauses=PAUSES).read_bytes() == one


def test_a_copy_says_how_loud_it_is(tmp_path: Path, speech: sounds.Signal) -> None:
    """And it is one of ours: read in this process, and not listened to again for each render."""
    noisy = sounds.write(tmp_path / "in.flac", speech + over(speech, 0.01))
    copy = cleaned(noisy, tmp_path / "out.flac", BOTH, pauses=PAUSES)
    levels, heard = flac.carried(copy), metered(sounds.read(copy)[:, np.newaxis])
    assert flac.is_ours(copy)
    assert levels is not None
    np.testing.assert_allclose(levels.energies, heard.energies, rtol=2e-3, atol=1e-8)
    np.testing.assert_allclose(levels.peaks, heard.peaks, atol=1 / 32_000)


def test_who_stops_it_leaves_no_file(tmp_path: Path, speech: sounds.Signal) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    noisy = sounds.write(tmp_path / "in.flac", speech)
    with pytest.raises(Stopped):
        cleaned(noisy, tmp_path / "out.flac", BOTH, pauses=PAUSES, progress=stop)
    assert not (tmp_path / "out.flac").exists()


def test_a_cleaning_is_named_by_what_it_does() -> None:
    some = [Cleaning(), Cleaning(hum=True), Cleaning(noise=True), BOTH]
    assert len({one.name for one in some}) == 4
    assert not Cleaning().name
