"""Covers: a host's own picture, checked and encoded anew, or the default one drawn from a strip.

Paths and values in, files out; rows are `feeds.artwork`'s matter. Rules: Apple's artwork
requirements (square, 1400 to 3000 px, JPEG or PNG, RGB, 72 dpi).
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from feeds.lettering import cut, typeface, wrapped
from feeds.text import one_line
from recordings.importers.text import quoted
from recordings.spans import Span
from recordings.strips import marks

SMALLEST, LARGEST = 1400, 3000
MAX_PIXELS = 40_000_000
DPI = (72, 72)
TYPES = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png")}
WANTED = "Choose a square picture of 1400 to 3000 px."

INK, WHITE, EDGE = "#14171C", "#FFFFFF", "#78828F"
VOICES_ON_DARK = (
    "#30AEFC", "#FDB5B3", "#1EE4F6", "#CAE758", "#9163D5", "#AFAB01", "#E975C4", "#D15224",
)  # fmt: skip
"""Voices 1 to 8, apart from each other in every kind of sight; the stylesheet has the same."""

# The drawing's own measure: a square of 300, as the strip on the pages is drawn.
_SIDE = 300
_LEFT, _RIGHT = 18, 282
_TITLE_TOP, _STRIP_TOP, _STRIP_END = 18, 78, 268
_GAP, _CORNER, _COLUMNS = 10.0, 5.0, 66
_LINES, _LEADING = 3, 1.15
Voice = tuple[int | None, Iterable[Span]]
"""A voice's colour (1 to 8, None for none of its own) and when it speaks."""


class CoverRefused(Exception):
    """A picture that cannot be a cover; `str(error)` is a sentence for the host."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A cover as a file: square, `pixels` wide."""

    path: Path
    content_type: str
    pixels: int


def accept_artwork(path: Path, name: str, folder: Path) -> Picture:
    """The host's picture, encoded anew into `folder`: nothing of the file's own bytes is served.

    `name` is the host's name for it, for the sentence. Raises `CoverRefused`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _check(path, name)
        return _encoded_anew(path, name, folder)


def _check(path: Path, name: str) -> None:
    """The size is read from the head of the file, before anything is unpacked."""
    try:
        with Image.open(path, formats=tuple(TYPES)) as picture:
            width, height = picture.size
            _check_size(width, height, name)
            picture.verify()
    except CoverRefused:
        raise
    except Image.DecompressionBombError:
        raise CoverRefused(f"{quoted(name)} has too many pixels. {WANTED}") from None
    except Exception:  # noqa: BLE001 - Pillow raises whatever a decoder trips over
        raise _unreadable(name) from None


def _check_size(width: int, height: int, name: str) -> None:
    if width * height > MAX_PIXELS:
        raise CoverRefused(f"{quoted(name)} has too many pixels. {WANTED}")
    if width != height:
        raise CoverRefused(f"The cover is {width} × {height} px, not square. {WANTED}")
    if not SMALLEST <= width <= LARGEST:
        raise CoverRefused(f"The cover is {width} px wide. {WANTED}")


def _unreadable(name: str) -> CoverRefused:
    return CoverRefused(
        f"{quoted(name)} cannot be read as a JPEG or PNG picture. Save it as one of these, "
        "then choose it again."
    )


def _encoded_anew(path: Path, name: str, folder: Path) -> Picture:
    try:
        with Image.open(path, formats=tuple(TYPES)) as opened:
            kind = str(opened.format)
            flat = _flat(ImageOps.exif_transpose(opened))
    except Exception:  # noqa: BLE001 - a file that is cut off, or lies about itself
        raise _unreadable(name) from None
    content_type, ending = TYPES[kind]
    place = folder / f"cover{ending}"
    _save(flat, place)
    return Picture(path=place, content_type=content_type, pixels=flat.width)


def _flat(picture: Any) -> Image.Image:
    """RGB without transparency: what shines through is white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        ground = Image.new("RGBA", whole.size, WHITE)
        return Image.alpha_composite(ground, whole).convert("RGB")
    return Image.Image.convert(picture, "RGB")


def _save(picture: Image.Image, place: Path) -> None:
    """Pixels only: no place, camera or person from the host's file goes along."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    if place.suffix == ".jpg":
        bare.save(place, "JPEG", quality=90, subsampling=0, optimize=True, dpi=DPI)
    else:
        bare.save(place, "PNG", compress_level=7, dpi=DPI)


def small_jpeg(path: Path, place: Path, pixels: int = SMALLEST) -> Path:
    """A cover of ours, small enough to travel inside each file."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").resize((pixels, pixels), Image.Resampling.LANCZOS)
    small.save(place, "JPEG", quality=85, optimize=True, dpi=DPI)
    return place


# --- The default cover ---------------------------------------------------------------------------
def default_cover(title: str, voices: Sequence[Voice], duration_ms: int, out: Path) -> Picture:
    """An ink square with the show's title and a strip of who speaks when, as PNG.

    The same title and voices give the same bytes on the same machine.
    """
    picture = Image.new("RGB", (LARGEST, LARGEST), INK)
    draw = ImageDraw.Draw(picture)
    room = _STRIP_TOP - _TITLE_TOP - 6 if voices else _STRIP_END - _TITLE_TOP
    _write(draw, title, room)
    _draw_strip(draw, voices, duration_ms)
    picture.save(out, "PNG", compress_level=7, dpi=DPI)
    return Picture(path=out, content_type="image/png", pixels=LARGEST)


def _px(units: float) -> int:
    return round(units * LARGEST / _SIDE)


def _draw_strip(draw: ImageDraw.ImageDraw, voices: Sequence[Voice], duration_ms: int) -> None:
    if not voices:
        return
    step = (_STRIP_END - _STRIP_TOP + _GAP) / len(voices)
    height = step - min(_GAP, step * 0.3)
    for row, (colour, spans) in enumerate(voices):
        top = _STRIP_TOP + row * step
        fill = VOICES_ON_DARK[colour - 1] if colour else EDGE
        for mark in marks(spans, duration_ms, _COLUMNS):
            left = _LEFT + (_RIGHT - _LEFT) * mark.x / 100
            right = left + (_RIGHT - _LEFT) * mark.width / 100 - 0.6
            corner = min(_CORNER, (right - left) / 2, height / 2)
            box = (_px(left), _px(top), _px(right), _px(top + height))
            draw.rounded_rectangle(box, radius=_px(corner), fill=fill)


def _write(draw: ImageDraw.ImageDraw, title: str, room: float) -> None:
    """The title as large as it fits into `room`, in at most three lines."""
    face, text = typeface(one_line(title) or "Untitled")
    if not text:
        return
    width = _px(_RIGHT - _LEFT)
    for size in range(48, 10, -2):
        font = face.font_variant(size=_px(size))
        lines = wrapped(text, font, width)
        fits = len(lines) <= _LINES and len(lines) * size * _LEADING <= room
        if fits and all(font.getlength(line) <= width for line in lines):
            break
    for number, line in enumerate(lines[:_LINES]):
        place = (_px(_LEFT), _px(_TITLE_TOP + number * size * _LEADING))
        draw.text(place, cut(line, font, width), font=font, fill=WHITE)
