"""Samples under their gain into a file, and nothing else: what they are was decided before."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from recordings.audio import ffmpeg
from recordings.audio.envelope import amplify
from recordings.audio.ffmpeg import ENCODE, Process
from recordings.audio.grid import BLOCK, RATE, Block, Curve
from recordings.audio.mp3 import Frames, frames_of
from recordings.audio.plan import Codec, EditPlan
from recordings.audio.tags import Tags, command

CEILING_DB = -2.2
"""For samples before encoding: MP3 at 96 kbit/s overshoots by up to 1.6 dB."""
LAME_DB = 0.445
LAME_FINE_DB = 0.265
"""LAME turns its input down, by 0.95 up to 160 kbit/s and 0.97 above (measured)."""

_FULL_SCALE = 32_768

_BITRATES = {Codec.OPUS: (48, 80), Codec.AAC: (64, 112)}
_SETTINGS: dict[Codec, dict[str, object]] = {
    Codec.MP3: {"format": "mp3", "acodec": "libmp3lame", "id3v2_version": 3},
    Codec.OPUS: {"format": "opus", "acodec": "libopus"},
    Codec.AAC: {"format": "ipod", "acodec": "aac", "movflags": "+faststart"},
}

_FAILED = "The episode could not be encoded"


def turned_down_db(plan: EditPlan) -> float:
    """By how much the encoder makes everything softer."""
    return LAME_DB if plan.bitrate_kbps <= 160 else LAME_FINE_DB


def encode_frames(plan: EditPlan, seconds: Iterator[Block], curve: Curve, out: Path) -> Frames:
    """Seconds of sound as bare frames that borrow from none before them; the file `out` has
    nothing else in it. `curve` begins with the sound. Raises `AudioError`."""
    sound = ffmpeg.pcm_source(RATE, plan.channels, codec="s16le")
    codec = {"format": "mp3", "acodec": "libmp3lame", "audio_bitrate": f"{plan.bitrate_kbps}k"}
    bare = {"reservoir": 0, "write_xing": 0, "id3v2_version": 0}
    with Process(ffmpeg.argv(ffmpeg.sink(sound, out, **codec, **bare)), ENCODE, stdin=True) as lame:
        for number, second in enumerate(seconds):
            lame.write(_whole(_louder(number, second, curve)).data)
        lame.finish(_FAILED)
    return frames_of(out.read_bytes(), plan.bitrate_kbps)


def _louder(number: int, second: Block, curve: Curve) -> Block:
    first = number * (RATE // BLOCK)
    return amplify(second, curve[first : first + -(-len(second) // BLOCK) + 1])


def _whole(sound: Block) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """16 bits are enough behind a limiter, and a quarter of the way to ffmpeg is saved."""
    return np.clip(np.rint(sound * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2")


def bitrate_kbps(plan: EditPlan, codec: Codec) -> int:
    """The others need less than MP3 to sound as good."""
    mono_and_stereo = _BITRATES.get(codec)
    return mono_and_stereo[plan.channels - 1] if mono_and_stereo else plan.bitrate_kbps


def encode(
    plan: EditPlan,
    seconds: Iterator[Block],
    curve: Curve,
    tags: Tags,
    total_ms: int,
    out: Path,
    codec: Codec = Codec.MP3,
) -> None:
    """Write `seconds` of sound under a gain to `out`, in one piece.

    The texts for the tags lie beside `out` meanwhile. Raises `AudioError`.
    """
    texts = out.with_name(f"{out.name}.tags")
    sound = ffmpeg.pcm_source(RATE, plan.channels)
    settings = {**_SETTINGS[codec], "audio_bitrate": f"{bitrate_kbps(plan, codec)}k"}
    try:
        arguments = command(sound, tags, total_ms, out, texts, **settings)
        with Process(arguments, ENCODE, stdin=True) as encoder:
            for number, second in enumerate(seconds):
                encoder.write(_louder(number, second, curve).data)
            encoder.finish(_FAILED)
    finally:
        texts.unlink(missing_ok=True)
