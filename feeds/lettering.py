"""Words drawn in a picture: a font of this machine that can write them, lines that fit. Pure."""

import unicodedata
from typing import cast

from PIL import ImageFont

_FONTS = (
    "DejaVuSans-Bold.ttf",
    "NotoSans-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "Arial Bold.ttf",
    "NotoSansCJK-Bold.ttc",
    "Arial Unicode.ttf",
)
_TRIAL = 24
"""Pixels at which a font is asked for its letters; at the size of a cover that takes seconds."""

Font = ImageFont.FreeTypeFont
Drawn = tuple[tuple[int, int], bytes]


def typeface(text: str) -> tuple[Font, str]:
    """The font here that can write most of the text, and what it can write of it.

    Pillow's own font comes last: it is always there, and knows ASCII only.
    """
    known = [face for face in map(_of_system, _FONTS) if face]
    own = cast("Font", ImageFont.load_default(_TRIAL))
    written = [(face, _readable(face, text)) for face in [*known, own]]
    return max(written, key=lambda pair: len(pair[1]))


def _of_system(name: str) -> Font | None:
    try:
        return ImageFont.truetype(name, _TRIAL)
    except OSError:
        return None


def _readable(face: Font, text: str) -> str:
    """The text with what the font cannot write replaced by its plain letter, or left out."""
    unknown = _drawn(face, "\U0010ffff")
    known = {sign: sign.isprintable() and _drawn(face, sign) != unknown for sign in set(text)}
    known[" "] = True
    letters = (sign if known[sign] else _plain(face, sign, unknown) for sign in text)
    return " ".join("".join(letters).split())


def _plain(face: Font, sign: str, unknown: Drawn) -> str:
    """“e” for “é”; nothing where that does not help either."""
    letter = unicodedata.normalize("NFKD", sign)[0]
    return letter if letter.isprintable() and _drawn(face, letter) != unknown else ""


def _drawn(face: Font, sign: str) -> Drawn:
    mask = face.getmask(sign)
    return mask.size, bytes(mask)


def wrapped(text: str, font: Font, width: int) -> list[str]:
    """A word too long for a line stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def cut(line: str, font: Font, width: int) -> str:
    """As much of a line as fits, with dots where it does not."""
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(line + "...") > width:
        line = line[:-1]
    return line + "..."
