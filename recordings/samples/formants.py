"""A voice made of arithmetic, for an ffmpeg that cannot speak: harmonics under moving formants.

Nobody understands it, but ear and voice detector take it for speech: pitch falls over the
sentence, vowels glide into each other, consonants hiss between them.
"""

import random
import zlib

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

# Peterson and Barney (1952): the first three formants of a man's vowels, in hertz.
_VOWELS = {
    "a": (730, 1090, 2440),
    "e": (530, 1840, 2480),
    "i": (270, 2290, 3010),
    "o": (570, 840, 2410),
    "u": (300, 870, 2240),
}
_WIDTHS = (80.0, 100.0, 140.0)
_SYLLABLE_S = 0.19
_STEP_S = 0.01
_TOP_HZ = 4_400


def say(text: str, voice: int, rate: int) -> Samples:
    """The sentence in one of four voices, mono, full scale ±1; the same words sound the same."""
    dice = random.Random(zlib.crc32(f"{voice} {text}".encode()))  # noqa: S311
    vowels = [letter for letter in text.lower() if letter in _VOWELS]
    count = round(len(vowels) * _SYLLABLE_S * rate)
    seconds = np.arange(count, dtype=np.float64) / rate
    pitch = _pitch(seconds, (118.0, 196.0, 104.0, 172.0)[voice % 4], dice)
    formants = _formants(vowels, count, rate, (1.0, 1.16, 0.96, 1.1)[voice % 4])
    voiced = _harmonics(pitch, formants, rate)
    sound = voiced * _rhythm(seconds, len(vowels)) + _hiss(vowels, count, rate, dice)
    return (sound / max(1e-9, float(np.abs(sound).max()))).astype(np.float32)


def _pitch(seconds: NDArray[np.float64], middle: float, dice: random.Random) -> NDArray[np.float64]:
    """Falling over the sentence, swinging with its stresses, never quite steady."""
    fall = 1.12 - 0.26 * seconds / max(float(seconds[-1]), 0.1)
    swing = 1 + 0.05 * np.sin(2 * np.pi * (1.3 * seconds + dice.random()))
    return np.asarray(middle * fall * swing, dtype=np.float64)


def _formants(vowels: list[str], count: int, rate: int, size: float) -> NDArray[np.float64]:
    """(3, steps): the formants' frequencies every hundredth of a second."""
    centres = (np.arange(len(vowels)) + 0.5) * _SYLLABLE_S
    steps = np.arange(0, count / rate, _STEP_S)
    heights = np.array([_VOWELS[vowel] for vowel in vowels], dtype=np.float64).T * size
    return np.array([np.interp(steps, centres, row) for row in heights])


def _harmonics(
    pitch: NDArray[np.float64], formants: NDArray[np.float64], rate: int
) -> NDArray[np.float64]:
    """Every multiple of the pitch, as loud as the formants near it make it."""
    turn = np.exp(2j * np.pi * np.cumsum(pitch) / rate)
    wave = np.ones_like(turn)
    at = np.arange(len(pitch)) / rate
    steps = np.arange(formants.shape[1]) * _STEP_S
    coarse = np.interp(steps, at, pitch)
    sound = np.zeros(len(pitch))
    for number in range(1, int(_TOP_HZ / float(pitch.min()))):
        wave *= turn
        loud = np.interp(at, steps, _response(coarse * number, formants) / number)
        sound += loud * wave.imag
    return sound


def _response(hertz: NDArray[np.float64], formants: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of a frequency passes the mouth: one resonance for each formant."""
    total = np.zeros_like(hertz)
    for place, width, weight in zip(formants, _WIDTHS, (1.0, 0.6, 0.25), strict=True):
        total += weight / (1 + ((hertz - place) / width) ** 2)
    return total + 0.004


def _rhythm(seconds: NDArray[np.float64], syllables: int) -> NDArray[np.float64]:
    """Louder in the middle of each syllable, fading at both ends of the sentence."""
    beat = 0.35 + 0.65 * np.sin(np.pi * ((seconds / _SYLLABLE_S) % 1.0))
    ends = np.minimum(seconds, syllables * _SYLLABLE_S - seconds)
    return np.asarray(beat * np.clip(ends / 0.03, 0, 1), dtype=np.float64)


def _hiss(vowels: list[str], count: int, rate: int, dice: random.Random) -> NDArray[np.float64]:
    """A short consonant before some syllables: noise without its low part."""
    noise = np.diff(np.random.default_rng(dice.getrandbits(32)).normal(0, 0.05, count + 1))
    at = np.arange(count) / rate
    gate = np.zeros(count)
    for index in range(len(vowels)):
        if dice.random() < 0.5:
            gate += np.exp(-(((at - index * _SYLLABLE_S) / 0.02) ** 2))
    return np.asarray(noise * gate, dtype=np.float64)
