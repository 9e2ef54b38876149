"""A receipt on paper: a PDF in the fonts that every reader has.

These know the letters of Western Europe. Others are written as near as they can be, and the JSON
has them as they are.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

ENCODING = "cp1252"
_WIDTH, _LABEL, _LINE = 170, 45, 6


def pdf(
    title: str, facts: Iterable[tuple[str, str]], texts: Mapping[str, str], *,
    language: str, at: datetime,
) -> bytes:  # fmt: skip
    """A page with a heading, names with values, and texts below headings of their own."""
    page = FPDF()
    page.core_fonts_encoding = ENCODING
    page.set_lang(language)
    page.set_title(_written(title))
    page.set_creation_date(at)
    page.set_margins(20, 20)
    page.set_auto_page_break(True, 20)
    page.add_page()
    _say(page, title, size=18, style="B", after=4)
    for name, value in facts:
        _fact(page, name, value)
    for heading, text in texts.items():
        page.ln(4)
        _say(page, heading, size=12, style="B", after=1)
        _say(page, text, size=9)
    return bytes(page.output())


def _say(page: FPDF, text: str, *, size: int, style: Any = "", after: int = 0) -> None:
    page.set_font("helvetica", style, size)
    page.multi_cell(
        _WIDTH, size * 0.5, _written(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )
    page.ln(after)


def _fact(page: FPDF, name: str, value: str) -> None:
    page.set_font("helvetica", "", 10)
    top = page.get_y()
    page.multi_cell(_LABEL, _LINE, _written(name), align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
    page.set_xy(20 + _LABEL, top)
    page.multi_cell(
        _WIDTH - _LABEL, _LINE, _written(value), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )


def _written(text: str) -> str:
    """The text in the letters there are: `Łukasz` as `Lukasz`, what has no likeness as `?`."""
    return "".join(map(_letter, text))


def _letter(letter: str) -> str:
    for form in (letter, unicodedata.normalize("NFKD", letter)[:1]):
        if _is_known(form):
            return form
    return "?"


def _is_known(letter: str) -> bool:
    try:
        letter.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return letter == "\n" or letter.isprintable() or letter == "\u00a0"
