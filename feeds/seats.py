"""Where each voice with a track of its own is heard from left to right. Pure."""

from collections.abc import Sequence

OUTERMOST = 0.35
"""Of the way from the middle to one side: 5 dB louder there than on the other."""


def seats(voices: Sequence[int], host: int | None = None) -> dict[int, float]:
    """From −1 (left) to 1 (right), for each of some voices in their order: the host of three or
    more in the middle, the others beside by turns; else a row from left to right."""
    others = [voice for voice in dict.fromkeys(voices) if voice != host]
    if host is None or host not in voices or len(others) < 2:
        return _row(list(dict.fromkeys(voices)))
    left, right = others[::2], others[1::2]
    return {host: 0.0, **_outwards(left, -OUTERMOST), **_outwards(right, OUTERMOST)}


def _row(voices: Sequence[int]) -> dict[int, float]:
    if len(voices) < 2:
        return dict.fromkeys(voices, 0.0)
    step = 2 * OUTERMOST / (len(voices) - 1)
    return {voice: round(at * step - OUTERMOST, 4) for at, voice in enumerate(voices)}


def _outwards(voices: Sequence[int], outermost: float) -> dict[int, float]:
    """The last one is the furthest from the middle."""
    each = outermost / max(1, len(voices))
    return {voice: round(each * at, 4) for at, voice in enumerate(voices, 1)}
