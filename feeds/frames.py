"""The pictures of a clip's video: its ground, and a card for each caption. Pure.

The show, the clip's title and the words that may be read in, PNG files out. The same words give
the same bytes on the same machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from feeds.lettering import Font, cut, typeface, wrapped
from feeds.text import one_line
from recordings.audio.video import MOST_CARDS, Box, Card, Scene
from recordings.transcripts import Line, in_cues

INK, WHITE, SOFT, WAVE = "#14171C", "#FFFFFF", "#B9C1CB", "#30AEFC"
LEADING = 1.2
_CAPTION_CHARS = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything stands in a video, in pixels. `picture` is the place of waveform or cover,
    `letters` how large the title is."""

    width: int
    height: int
    title: Box
    picture: Box
    captions: Box
    letters: int
    foot: int


LAYOUTS = {
    "square": Layout(
        width=1080,
        height=1080,
        title=Box(x=72, y=64, width=936, height=230),
        picture=Box(x=72, y=310, width=936, height=400),
        captions=Box(x=72, y=736, width=936, height=226),
        letters=60,
        foot=996,
    ),
    "tall": Layout(
        width=1080,
        height=1920,
        title=Box(x=72, y=180, width=936, height=360),
        picture=Box(x=72, y=580, width=936, height=640),
        captions=Box(x=72, y=1270, width=936, height=260),
        letters=72,
        foot=1640,
    ),
    "wide": Layout(
        width=1920,
        height=1080,
        title=Box(x=96, y=72, width=1728, height=210),
        picture=Box(x=96, y=300, width=1728, height=420),
        captions=Box(x=96, y=752, width=1728, height=220),
        letters=64,
        foot=1004,
    ),
}
"""By the shape's name; 1:1, 9:16 and 16:9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands in the picture: the clip's title, whose show it is of, and where to hear all."""

    title: str
    show: str
    address: str


def scene(
    shape: str, words: Words, lines: Iterable[Line], folder: Path, cover: Path | None = None
) -> Scene:
    """Draw a video's pictures into `folder`. `lines` are on the clip's clock; with a `cover` the
    picture is that, without one the waveform moves in its place."""
    layout = LAYOUTS[shape]
    ground = folder / "ground.png"
    _ground(layout, words, cover).save(ground, "PNG", compress_level=1)
    cards = tuple(_cards(layout, lines, folder))
    return Scene(
        ground=ground,
        cards=cards,
        cards_at=(layout.captions.x, layout.captions.y),
        wave=None if cover else layout.picture,
        colour=WAVE,
    )


def _ground(layout: Layout, words: Words, cover: Path | None) -> Image.Image:
    picture = Image.new("RGB", (layout.width, layout.height), INK)
    draw = ImageDraw.Draw(picture)
    small = round(layout.letters * 0.6)
    box = layout.title
    _write(draw, box.x, box.y, [words.show], small, box.width, SOFT)
    top = box.y + round(small * 1.5)
    size, lines = _title(words.title, layout.letters, box.width, box.height - round(small * 1.5))
    _write(draw, box.x, top, lines, size, box.width, WHITE)
    _write(draw, box.x, layout.foot, [words.address], small, layout.width - 2 * box.x, SOFT)
    if cover is not None:
        _paste(picture, cover, layout.picture)
    return picture


def _title(title: str, letters: int, width: int, room: int) -> tuple[int, list[str]]:
    """The title as large as it fits; of a very long one only its beginning."""
    face, text = typeface(one_line(title) or "Clip")
    for size in range(letters, letters // 2, -4):
        lines = wrapped(text, face.font_variant(size=size), width)
        most = max(1, round(room / (size * LEADING)))
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], f"{lines[most - 1]} ..."]


def _paste(picture: Image.Image, cover: Path, box: Box) -> None:
    side = min(box.width, box.height)
    with Image.open(cover) as opened:
        square = opened.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    picture.paste(square, (box.x + (box.width - side) // 2, box.y + (box.height - side) // 2))


def _write(
    draw: ImageDraw.ImageDraw,
    x: int,
    y: int,
    lines: Sequence[str],
    size: int,
    width: int,
    colour: str,
) -> None:
    for number, line in enumerate(lines):
        font, text = _letters(line, size)
        place = (x, y + round(number * size * LEADING))
        draw.text(place, cut(text, font, width), font=font, fill=colour)


def _letters(text: str, size: int) -> tuple[Font, str]:
    face, readable = typeface(text)
    return face.font_variant(size=size), readable


def _cards(layout: Layout, lines: Iterable[Line], folder: Path) -> Iterable[Card]:
    """A card for each caption; of very many only the first are shown."""
    cues = [cue for cue in in_cues(lines, _CAPTION_CHARS) if cue.text]
    for number, cue in enumerate(cues[:MOST_CARDS]):
        path = folder / f"caption-{number}.png"
        _card(layout.captions, cue).save(path, "PNG", compress_level=1)
        yield Card(path=path, start_ms=cue.start_ms, end_ms=cue.end_ms)


def _card(box: Box, cue: Line) -> Image.Image:
    """The name small, the words below it in at most two lines, whole."""
    card = Image.new("RGBA", (box.width, box.height), INK)
    draw = ImageDraw.Draw(card)
    size, lines = round(box.height * 0.25), cue.text.splitlines()
    widest = max((_letters(line, size)[0].getlength(line) for line in lines), default=0)
    size = min(size, int(size * box.width / widest)) if widest else size
    _write(draw, 0, 0, [cue.speaker], round(box.height * 0.16), box.width, SOFT)
    _write(draw, 0, round(box.height * 0.28), lines, size, box.width, WHITE)
    return card
