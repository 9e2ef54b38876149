"""A short sound into a video to share: a still picture, a waveform that moves, captions laid over.

What the pictures show was decided and drawn before; nothing of any source's tags comes along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recordings.audio import ffmpeg
from recordings.audio.errors import AudioError
from recordings.audio.ffmpeg import Graph, Limits

FPS = 25
MOST_MS = 60_000
MOST_CARDS = 150
LIMITS = Limits(wall_s=1_800, cpu_s=900, memory_bytes=2 * 1024**3, output_bytes=200 * 1024**2)
_PICTURE = ["png_pipe"]
_THREADS = 2
"""Always as many, for the bytes of H.264 depend on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place in the picture, in pixels from its top left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A PNG that lies over the picture for a while, in milliseconds of the sound."""

    path: Path
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is seen: a PNG as large as the video (even numbers of pixels), where the waveform moves
    in it and in which colour (none where `wave` is None), and where the cards lie."""

    ground: Path
    cards: Sequence[Card] = ()
    cards_at: tuple[int, int] = (0, 0)
    wave: Box | None = None
    colour: str = "#FFFFFF"


def film(sound: Path, duration_ms: int, scene: Scene, out: Path, *, title: str = "") -> None:
    """Write `out` as MP4 (H.264, AAC), as long as the sound; the same inputs give the same bytes.

    Raises `AudioError`.
    """
    if duration_ms > MOST_MS or len(scene.cards) > MOST_CARDS:
        raise AudioError("The video would become too long. Choose a shorter part.")
    part = out.with_name(f"{out.name}.part")
    try:
        ffmpeg.run(_command(sound, duration_ms, scene, part, title), _FAILED, LIMITS)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


_FAILED = "The video could not be made"


def _command(sound: Path, duration_ms: int, scene: Scene, out: Path, title: str) -> list[str]:
    heard = ffmpeg.source(sound, formats=["mp3"]).audio
    if scene.wave is None:
        seen = _still(scene.ground, duration_ms)
    else:
        split = heard.filter_multi_output("asplit")
        heard, seen = split[0], _waved(split[1], scene, scene.wave, duration_ms)
    for card in scene.cards:
        seen = _with_card(seen, card, scene.cards_at)
    return ffmpeg.argv(ffmpeg.sink([seen, heard], out, **_options(duration_ms, title)))


def _still(picture: Path, duration_ms: int) -> Graph:
    """One picture for the whole time."""
    return (
        ffmpeg.source(picture, formats=_PICTURE, f="png_pipe")
        .video.filter("loop", loop=-1, size=1, start=0)
        .filter("setpts", f"N/{FPS}/TB")
        .filter("fps", fps=FPS)
        .filter("trim", duration=duration_ms / 1000)
    )


def _waved(sound: Graph, scene: Scene, box: Box, duration_ms: int) -> Graph:
    wave = sound.filter(
        "showwaves",
        size=f"{box.width}x{box.height}",
        mode="cline",
        rate=FPS,
        colors=scene.colour,
        scale="sqrt",
    )
    still = _still(scene.ground, duration_ms)
    return still.overlay(wave, x=box.x, y=box.y, eof_action="pass")


def _with_card(seen: Graph, card: Card, at: tuple[int, int]) -> Graph:
    picture = ffmpeg.source(card.path, formats=_PICTURE, f="png_pipe").video
    when = f"between(t,{card.start_ms / 1000:.3f},{(card.end_ms - 1) / 1000:.3f})"
    return seen.overlay(picture, x=at[0], y=at[1], enable=when)


def _options(duration_ms: int, title: str) -> dict[str, object]:
    return {
        "format": "mp4",
        "t": f"{duration_ms / 1000:.3f}",
        "vcodec": "libx264",
        "preset": "veryfast",
        "crf": 24,
        "pix_fmt": "yuv420p",
        "x264-params": f"threads={_THREADS}",
        "flags:v": "+bitexact",
        "bsf:v": "filter_units=remove_types=6",
        "acodec": "aac",
        "audio_bitrate": "128k",
        "movflags": "+faststart",
        **({"metadata": f"title={title}"} if title else {}),
    }
