"""Twenty kinds of sound, each as a finished file: within 0.2 LU of what was asked and never above
−1 dBTP, by two meters that are not ours."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from recordings.audio import loudness
from recordings.audio.plan import EditPlan, Track, Voice
from recordings.audio.render import Rendered
from recordings.spans import Span
from tests.recordings.audio import sounds
from tests.recordings.audio.episodes import made

Signal = sounds.Signal
CLOSE_LU = 0.2
SAID = "Good evening everybody and welcome to the room where tonight we talk about bees"
WHO = ("slt", "kal", "awb", "rms")


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Signal]:
    folder = tmp_path_factory.mktemp("voices")
    return {who: sounds.read(sounds.voice(folder / f"{who}.wav", SAID, who)) for who in WHO}


Voices = dict[str, Signal]


def by(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def speech(voices: Voices, seconds: float = 8) -> Signal:
    signal = np.resize(voices["slt"], round(seconds * 48_000))
    return np.asarray(signal / np.abs(signal).max() * by(-3), dtype=np.float32)


def four(voices: Voices) -> Signal:
    """One after the other, each 18 dB below the one before."""
    return np.concatenate(
        [voices[who] / np.abs(voices[who]).max() * by(-3 - 18 * at) for at, who in enumerate(WHO)]
    )


def music(seconds: float = 8) -> Signal:
    """Chords that are struck and die away."""
    at = np.arange(round(seconds * 48_000)) / 48_000
    notes = sum(sounds.tone(seconds, hertz, 0.2) for hertz in (220, 277.2, 329.6, 440, 1_760))
    return (np.asarray(notes) * np.exp(-2 * (at % 1.0))).astype(np.float32)


def bursts(seconds: float = 10) -> Signal:
    """A twelfth of a second of loud noise every two, in soft noise."""
    signal = sounds.noise(seconds, 0.01)
    for at in range(0, round(seconds * 48_000), 96_000):
        signal[at : at + 4_000] = np.clip(sounds.noise(1 / 12, 3.0, seed=at), -1, 1)
    return signal


def paused(voices: Voices) -> Signal:
    """A sentence, half a minute of nothing, a sentence."""
    said = voices["kal"]
    return np.concatenate([said, sounds.silence(30), said])


def telephone(voices: Voices) -> Signal:
    """Speech of 8 kHz: every sixth sample held, nothing below 300 Hz."""
    spectrum = np.fft.rfft(speech(voices))
    hertz = np.fft.rfftfreq(len(speech(voices)), 1 / 48_000)
    spectrum[(hertz < 300) | (hertz > 3_400)] = 0
    return np.fft.irfft(spectrum).astype(np.float32)


def wide(voices: Voices) -> Signal:
    """Two people, one on either side."""
    left, right = speech(voices), np.resize(voices["rms"], len(speech(voices)))
    return np.stack([left, right * by(-6)], axis=1)


def clicking(voices: Voices) -> Signal:
    """Speech with single samples at full scale, as of a bad cable."""
    signal = speech(voices) * by(-20)
    signal[::37_000] = 1.0
    return signal


def swelling() -> Signal:
    rising = 10 ** (np.linspace(-60, 0, 480_000) / 20)
    return (sounds.noise(10, 0.8) * rising).astype(np.float32)


INPUTS: dict[str, Callable[[Voices], Signal]] = {
    "speech": speech,
    "speech, faint": lambda voices: speech(voices) * by(-40),
    "speech, loud": lambda voices: np.clip(speech(voices) * by(3), -1, 1),
    "speech, clipped": lambda voices: np.clip(speech(voices) * by(24), -1, 1),
    "speech, three seconds": lambda voices: speech(voices, 3),
    "speech in noise": lambda voices: speech(voices) * by(-12) + sounds.noise(8, 0.1),
    "speech with an offset": lambda voices: speech(voices) * by(-12) + np.float32(0.2),
    "speech with clicks": clicking,
    "four voices, 18 dB apart": four,
    "long pauses": paused,
    "mostly silent": lambda voices: np.concatenate([sounds.silence(18), speech(voices, 2)]),
    "telephone": telephone,
    "two sides": wide,
    "one side": lambda voices: np.stack([speech(voices), sounds.silence(8)], axis=1),
    "music": lambda _: music(),
    "music under speech": lambda voices: speech(voices) * by(-6) + music() * by(-12),
    "noise": lambda _: sounds.noise(8, 0.3),
    "noise that swells": lambda _: swelling(),
    "a tone": lambda _: sounds.tone(8, 1_000, 0.5),
    "a low tone": lambda _: sounds.tone(8, 70, 0.7),
    "bursts": lambda _: bursts(),
}


def finished(signal: Signal, folder: Path, voices: tuple[Voice, ...] = ()) -> Rendered:
    channels = signal.ndim
    plan = EditPlan(
        duration_ms=len(signal) // 48,
        tracks=(Track(input=0),),
        voices=voices,
        channels=channels,
        target_lufs=-16 if channels == 2 else -19,
        bitrate_kbps=128 if channels == 2 else 96,
    )
    return made(plan, {0: sounds.write(folder / "room.wav", signal)}, folder)


@pytest.mark.parametrize("kind", INPUTS)
def test_it_is_as_loud_as_asked(kind: str, voices: Voices, tmp_path: Path) -> None:
    signal = INPUTS[kind](voices)
    episode = finished(signal, tmp_path)
    target = -16 if signal.ndim == 2 else -19
    heard = sounds.read(episode.path, episode.channels).astype(np.float64)
    found = loudness.measure(episode.path)
    told = {
        "pyloudnorm": pyloudnorm.Meter(48_000).integrated_loudness(heard) - target,
        "ebur128": found.lufs - target,
        "ours": episode.lufs - target,
    }
    assert {meter: off for meter, off in told.items() if abs(off) > CLOSE_LU} == {}
    assert max(found.true_peak_dbtp, episode.true_peak_dbtp) <= -1.0


def test_four_voices_that_are_known_come_out_as_loud_as_asked(
    voices: Voices, tmp_path: Path
) -> None:
    ends = np.cumsum([0, *(len(voices[who]) // 48 for who in WHO)])
    spans = [Span(int(start), int(end)) for start, end in pairwise(ends)]
    known = tuple(Voice(key=who, spans=(span,)) for who, span in zip(WHO, spans, strict=True))
    episode = finished(four(voices), tmp_path, known)
    found = loudness.measure(episode.path)
    assert found.lufs == pytest.approx(-19, abs=CLOSE_LU)
    assert found.true_peak_dbtp <= -1.0
