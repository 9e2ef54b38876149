"""The strip and the lane: who speaks when, as geometry in percent and as sentences.

Values in, values out; the SVG around them is `templates/parts/`. Colour is consent: a voice has
its colour only when its person has agreed, and colour is never the only sign.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from recordings.spans import Span, total_ms
from recordings.words import duration

COLOURS = 8
STRIP_COLUMNS = 240
TALL_COLUMNS = 800
# The lane's bars live on a grid of 1000 × 40, a bar each 4.2 across.
BARS_WIDTH, BARS_HEIGHT = 1000.0, 40.0
_PITCH, _BAR, _INSET, _TALLEST, _LOWEST = 4.2, 2.4, 1.4, 34.4, 2.7


class VoiceState(StrEnum):
    """How a voice stands; also the name of its class in the stylesheet."""

    AGREED = "agreed"
    WAITING = "wait"
    LEFT_OUT = "no"
    UNCLAIMED = "none"


STATE_WORDS = {
    VoiceState.AGREED: "",
    VoiceState.WAITING: "not answered",
    VoiceState.LEFT_OUT: "left out",
    VoiceState.UNCLAIMED: "nobody’s yet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StripVoice:
    """One voice: `colour` is 1 to 8, or None from the ninth voice on."""

    name: str
    colour: int | None
    state: VoiceState
    spans: tuple[Span, ...]

    @property
    def spoken_ms(self) -> int:
        return total_ms(self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    duration_ms: int
    voices: tuple[StripVoice, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something lies across, in percent."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One voice of a strip: its place from the top and its marks, in percent."""

    voice: StripVoice
    y: float
    height: float
    marks: tuple[Mark, ...]


def marks(spans: Iterable[Span], duration_ms: int, columns: int) -> tuple[Mark, ...]:
    """Turns as marks on a raster of `columns`: at most half as many marks, none too thin to see.

    Turns that would touch on the raster become one.
    """
    if duration_ms <= 0:
        return ()
    cells: list[list[int]] = []
    for span in sorted(spans):
        first = min(columns - 1, span.start_ms * columns // duration_ms)
        last = min(columns, max(first + 1, -(-span.end_ms * columns // duration_ms)))
        if cells and first <= cells[-1][1]:
            cells[-1][1] = max(cells[-1][1], last)
        else:
            cells.append([first, last])
    cell = 100 / columns
    return tuple(Mark(first * cell, (last - first) * cell) for first, last in cells)


def rows(strip: Strip, columns: int = STRIP_COLUMNS) -> tuple[Row, ...]:
    """The strip's voices from top to bottom, 12 % from the edges, with a gap between them."""
    if not strip.voices:
        return ()
    step = 81 / len(strip.voices)
    height = step - min(5.0, step * 0.25)
    return tuple(
        Row(voice, 12 + step * index, height, marks(voice.spans, strip.duration_ms, columns))
        for index, voice in enumerate(strip.voices)
    )


def bars(peaks: bytes, spans: Iterable[Span], duration_ms: int) -> str:
    """An SVG path of bars below a voice's turns; empty where the waveform is not known.

    `peaks` are 0 to 255, evenly spaced over the whole duration; a bar is as high as the loudest
    of its stretch.
    """
    if not peaks or duration_ms <= 0:
        return ""
    drawn: list[str] = []
    at = -_PITCH
    for span in sorted(spans):
        at = max(at, span.start_ms / duration_ms * BARS_WIDTH + _INSET)
        while at + _BAR <= span.end_ms / duration_ms * BARS_WIDTH:
            drawn.append(_bar(at, _loudest(peaks, at)))
            at += _PITCH
    return "".join(drawn)


def _loudest(peaks: bytes, at: float) -> int:
    first = min(len(peaks) - 1, int(at / BARS_WIDTH * len(peaks)))
    last = max(first + 1, int((at + _PITCH) / BARS_WIDTH * len(peaks)))
    return max(peaks[first:last])


def _bar(at: float, peak: int) -> str:
    height = max(_LOWEST, _TALLEST * peak / 255)
    top = (BARS_HEIGHT - height) / 2
    return f"M{at:.1f} {top:.1f}h{_BAR}v{height:.1f}h-{_BAR}z"


def ticks(duration_ms: int) -> tuple[tuple[float, int], ...]:
    """The ruler over the lanes: (percent, milliseconds), at most seven, at round moments."""
    steps = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400)
    step_ms = next((s * 1000 for s in steps if duration_ms <= s * 6000), steps[-1] * 1000)
    if duration_ms <= 0:
        return ()
    return tuple((at / duration_ms * 100, at) for at in range(0, duration_ms, step_ms))


def colours(spoken: Mapping[str, int], first: str | None = None) -> dict[str, int | None]:
    """Each voice's colour by its key: `first` (the host) has 1, the others follow by time spoken.

    From the ninth on there is no colour of one's own.
    """
    order = sorted(spoken, key=lambda key: (key != first, -spoken[key], key))
    return {key: rank if rank <= COLOURS else None for rank, key in enumerate(order, start=1)}


def voice_sentence(voice: StripVoice) -> str:
    """“Noor Ali: 11 min 18 s in 9 parts, not answered”."""
    parts = f" in {len(voice.spans)} parts" if len(voice.spans) > 1 else ""
    state = STATE_WORDS[voice.state]
    return f"{voice.name}: {duration(voice.spoken_ms)}{parts}{', ' if state else ''}{state}"


def strip_sentence(strip: Strip, most: int = 8) -> str:
    """Who speaks when, in words; of a crowd only the first `most`."""
    if not strip.voices:
        return "Nobody’s voice is known yet"
    named = [_short_sentence(voice) for voice in strip.voices[:most]]
    if len(strip.voices) > most:
        named.append(f"{len(strip.voices) - most} more")
    return f"Who speaks when: {'; '.join(named)}"


def _short_sentence(voice: StripVoice) -> str:
    state = STATE_WORDS[voice.state]
    return f"{voice.name} {duration(voice.spoken_ms)}{', ' if state else ''}{state}"
