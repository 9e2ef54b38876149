"""Samples under their gain into an MP3 file, and nothing else: what they are was decided before."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from recordings.audio import ffmpeg
from recordings.audio.envelope import amplify
from recordings.audio.ffmpeg import ENCODE, Process
from recordings.audio.meter import BLOCKS_A_SECOND, Curve
from recordings.audio.pcm import Block
from recordings.audio.plan import EditPlan
from recordings.audio.tags import Tags, command

CEILING_DB = -2.2
"""For samples before encoding: MP3 at 96 kbit/s overshoots by up to 1.6 dB."""
LAME_DB = 0.445
LAME_FINE_DB = 0.265
"""LAME turns its input down, by 0.95 up to 160 kbit/s and 0.97 above (measured)."""


def turned_down_db(plan: EditPlan) -> float:
    """By how much the encoder makes everything softer."""
    return LAME_DB if plan.bitrate_kbps <= 160 else LAME_FINE_DB


def encode(
    plan: EditPlan, seconds: Iterator[Block], curve: Curve, tags: Tags, total_ms: int, out: Path
) -> Curve:
    """Write `seconds` of sound under a gain to `out`; the largest sample of each 10 ms of them.

    The texts for the tags lie beside `out` meanwhile. Raises `AudioError`.
    """
    texts = out.with_name(f"{out.name}.tags")
    sound = ffmpeg.pcm_source(plan.sample_rate, plan.channels)
    codec = {"format": "mp3", "acodec": "libmp3lame", "audio_bitrate": f"{plan.bitrate_kbps}k"}
    try:
        arguments = command(sound, tags, total_ms, out, texts, **codec)
        return _written(arguments, seconds, curve, plan.sample_rate)
    finally:
        texts.unlink(missing_ok=True)


def _written(arguments: list[str], seconds: Iterator[Block], curve: Curve, rate: int) -> Curve:
    loudest = []
    with Process(arguments, ENCODE, stdin=True) as encoder:
        for number, second in enumerate(seconds):
            first = number * BLOCKS_A_SECOND
            loud = amplify(second, curve[first : first + BLOCKS_A_SECOND + 1], rate)
            encoder.write(loud.data)
            loudest.append(_tops(loud, rate))
        encoder.finish("The episode could not be encoded")
    return np.concatenate(loudest)


def _tops(second: Block, rate: int) -> Curve:
    """The largest sample of each 10 ms, of either sign and any channel."""
    hop = rate // BLOCKS_A_SECOND
    whole = np.zeros((-(-len(second) // hop) * hop, second.shape[1]), dtype=np.float32)
    np.abs(second, out=whole[: len(second)])
    return np.asarray(whole.reshape(-1, hop * second.shape[1]).max(axis=1), dtype=np.float32)
