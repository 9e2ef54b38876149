"""Sounds for tests, made with ffmpeg and numpy when a test asks: tones, noise, voices, files."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

RATE = 48_000
FFMPEG = shutil.which("ffmpeg") or "ffmpeg"
"""The system's own, whichever one a test puts at the door."""
Signal = npt.NDArray[np.float32]
Samples = npt.NDArray[np.int16]


def tone(seconds: float, hertz: float = 440.0, level: float = 0.25, rate: int = RATE) -> Signal:
    at = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def noise(seconds: float, level: float = 0.1, seed: int = 1, rate: int = RATE) -> Signal:
    steps = np.random.default_rng(seed).standard_normal(round(seconds * rate))
    return (level * np.clip(steps / 3, -1, 1)).astype(np.float32)


def silence(seconds: float, rate: int = RATE) -> Signal:
    return np.zeros(round(seconds * rate), dtype=np.float32)


def write(path: Path, signal: Signal, rate: int = RATE) -> Path:
    """A lossless file, 32-bit float in WAV or 16-bit in FLAC."""
    subtype = "FLOAT" if path.suffix == ".wav" else "PCM_16"
    soundfile.write(path, signal, rate, subtype=subtype)
    return path


def make(path: Path, *arguments: str) -> Path:
    """A file by plain ffmpeg, outside of the door that is under test."""
    command = [FFMPEG, "-nostdin", "-v", "error", *arguments, "-y", str(path)]
    subprocess.run(command, check=True)
    return path


def read(path: Path, channels: int = 1, rate: int = RATE) -> Signal:
    """All samples of any file by plain ffmpeg, as frames by channels (flat when mono)."""
    command = [FFMPEG, "-nostdin", "-v", "error", "-i", str(path), "-map", "0:a:0"]
    command += ["-ac", str(channels), "-ar", str(rate), "-f", "f32le", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    samples = np.frombuffer(raw, dtype="<f4")
    return samples if channels == 1 else samples.reshape(-1, channels)


def voice(path: Path, text: str, who: str = "slt") -> Path:
    """Speech by flite (voices slt, kal, awb, rms), 48 kHz mono."""
    return make(path, "-f", "lavfi", "-i", f"flite=text='{text}':voice={who}", "-ar", str(RATE))


def decibels(signal: Signal) -> float:
    """Root mean square, dB below full scale; −200 for silence."""
    power = float(np.mean(np.square(signal, dtype=np.float64))) if signal.size else 0.0
    return 10 * np.log10(power) if power > 1e-20 else -200.0
