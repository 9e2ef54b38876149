"""Samples under their gain into a file, and nothing else: what they are was decided before."""

from collections.abc import Iterator
from pathlib import Path

from recordings.audio import ffmpeg, lame
from recordings.audio.envelope import amplify
from recordings.audio.ffmpeg import ENCODE, Process
from recordings.audio.flac import whole
from recordings.audio.grid import BLOCK, RATE, Block, Curve
from recordings.audio.lame import Lame
from recordings.audio.mp3 import Frames, frames_of
from recordings.audio.plan import Codec, EditPlan
from recordings.audio.tags import Tags, command

CEILING_DB = -2.2
"""For samples before encoding: MP3 at 96 kbit/s overshoots by up to 1.6 dB."""
LAME_DB = 0.445
LAME_FINE_DB = 0.265
"""LAME turns its input down, by 0.95 up to 160 kbit/s and 0.97 above (measured)."""

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
    if lame.is_here():
        out.write_bytes(b"".join(_by_lame(plan, seconds, curve)))
    else:
        _by_ffmpeg(plan, seconds, curve, out)
    return frames_of(out.read_bytes(), plan.bitrate_kbps)


def encoder() -> str:
    """Which LAME it is: another one may write other bytes."""
    return lame.version() if lame.is_here() else ffmpeg.version()


def _by_lame(plan: EditPlan, seconds: Iterator[Block], curve: Curve) -> Iterator[bytes]:
    with Lame(plan.channels, plan.bitrate_kbps) as stream:
        for number, second in enumerate(seconds):
            yield stream.encode(whole(_louder(number, second, curve)))
        yield stream.finish()


def _by_ffmpeg(plan: EditPlan, seconds: Iterator[Block], curve: Curve, out: Path) -> None:
    """Where LAME is only to be had inside of ffmpeg."""
    sound = ffmpeg.pcm_source(RATE, plan.channels, codec="s16le")
    codec = {"format": "mp3", "acodec": "libmp3lame", "audio_bitrate": f"{plan.bitrate_kbps}k"}
    bare = {"reservoir": 0, "write_xing": 0, "id3v2_version": 0}
    command = ffmpeg.argv(ffmpeg.sink(sound, out, **codec, **bare))
    with Process(command, ENCODE, stdin=True) as process:
        for number, second in enumerate(seconds):
            process.write(whole(_louder(number, second, curve)).data)
        process.finish(_FAILED)


def _louder(number: int, second: Block, curve: Curve) -> Block:
    first = number * (RATE // BLOCK)
    return amplify(second, curve[first : first + -(-len(second) // BLOCK) + 1])


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
