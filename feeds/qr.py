"""A link as a QR code to show in a room: text in, inline SVG out. Pure."""

import segno

QUIET = 4
"""Modules of white around it, which a camera needs (ISO/IEC 18004)."""


def svg(text: str) -> str:
    """Black on white whatever the page's colours: cameras read nothing else for sure. Up to a
    sixth of it may be hidden. It has no size of its own."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True))
