"""The spoken sentences of a sample room: ffmpeg's flite where it has it, else arithmetic.

Each sentence is spoken once for each of the four voices; further speakers are the same voices at
another pitch.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from recordings.audio import ffmpeg
from recordings.importers.room import Progress
from recordings.samples import formants
from recordings.samples.formants import Samples

RATE = 16_000
VOICES = ("slt", "kal", "rms", "awb")
PITCHES = (1.0, 0.88, 1.13, 0.8, 1.24, 0.94)
_QUIET = 0.01


class Voices:
    """Sentences by (speaker, sentence), as samples whose RMS is 1: `say` them at any loudness."""

    def __init__(self, spoken: Sequence[Sequence[Samples]]) -> None:
        self._spoken = spoken
        self._clip_once = lru_cache(maxsize=256)(self._clip)

    def clip(self, speaker: int, sentence: int) -> Samples:
        return self._clip_once(speaker, sentence)

    def length_ms(self, speaker: int, sentence: int) -> int:
        samples = self._spoken[speaker % len(VOICES)][sentence]
        return round(1000 * len(samples) / self._pitch(speaker) / RATE)

    def _clip(self, speaker: int, sentence: int) -> Samples:
        samples = self._spoken[speaker % len(VOICES)][sentence]
        pitch = self._pitch(speaker)
        if pitch == 1.0:
            return samples
        places = np.arange(0, len(samples) - 1, pitch)
        slower: Samples = np.interp(places, np.arange(len(samples)), samples).astype(np.float32)
        return slower

    def _pitch(self, speaker: int) -> float:
        return PITCHES[speaker // len(VOICES) % len(PITCHES)]


def speak(
    opening: Sequence[str],
    sentences: Sequence[str],
    speakers: int,
    progress: Progress,
    *,
    flite: bool | None = None,
) -> Voices:
    """Every sentence in as many of the four voices as `speakers` need; the opening in the first.

    Sentences are numbered through, the opening before the others. `flite` chooses the synthesis;
    without it, flite where this ffmpeg has it.
    """
    needed = VOICES[: min(speakers, len(VOICES))]
    able = ffmpeg.has_filter("flite") if flite is None else flite
    spoken: list[list[Samples]] = []
    for done, voice in enumerate(needed):
        progress("Speaking the sentences", done, len(needed))
        texts = sentences if done else [*opening, *sentences]
        said = _by_flite(texts, voice) if able else _by_arithmetic(texts, done)
        unsaid = [np.zeros(0, np.float32)] * (len(opening) + len(sentences) - len(texts))
        spoken.append(unsaid + [_even(samples) for samples in said])
    progress("Speaking the sentences", len(needed), len(needed))
    return Voices(spoken)


def _by_arithmetic(sentences: Sequence[str], voice: int) -> list[Samples]:
    return [formants.say(text, voice, RATE) for text in sentences]


def _by_flite(sentences: Sequence[str], voice: str) -> list[Samples]:
    """All sentences in one run: an input and an output for each."""
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.raw") for number in range(len(sentences))]
        command = [ffmpeg.program("ffmpeg"), "-nostdin", "-hide_banner", "-loglevel", "error"]
        for text in sentences:
            command += ["-f", "lavfi", "-i", f"flite=text='{text}':voice={voice}"]
        for number, file in enumerate(files):
            command += ["-map", f"{number}:a", "-f", "f32le", "-ar", str(RATE), "-ac", "1"]
            command += [f"file:{file}"]
        ffmpeg.run(command, "The sample's sentences could not be spoken", ffmpeg.Limits(cpu_s=300))
        return [np.fromfile(file, dtype="<f4") for file in files]


def _even(samples: Samples) -> Samples:
    """Without the silence at both ends, at an RMS of 1."""
    loud = np.flatnonzero(np.abs(samples) > _QUIET * float(np.abs(samples).max()))
    trimmed = samples[loud[0] : loud[-1] + 1]
    return (trimmed / float(np.sqrt(np.mean(trimmed**2)))).astype(np.float32)
