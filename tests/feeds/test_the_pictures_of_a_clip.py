"""The pictures of a clip's video take whatever its host and its speakers write."""

from pathlib import Path

import pytest
from PIL import Image

from feeds import frames
from recordings.audio.video import MOST_CARDS
from recordings.transcripts import Line


@pytest.mark.parametrize("shape", frames.LAYOUTS)
def test_its_pictures_hold_any_words(shape: str, tmp_path: Path) -> None:
    """Long ones, strange ones, none at all; each picture has the video's own size."""
    words = frames.Words(title="Wasser " * 60, show="\u202e\u0000你好" * 40, address="x" * 500)
    lines = [
        Line(start_ms=0, end_ms=900, text="W" * 3_000, speaker="Noor " * 50),
        Line(start_ms=900, end_ms=1_000, text="", speaker=""),
    ]
    made = frames.scene(shape, words, lines, tmp_path)
    layout = frames.LAYOUTS[shape]
    with Image.open(made.ground) as ground:
        assert ground.size == (layout.width, layout.height)
    assert 0 < len(made.cards) <= MOST_CARDS
    for card in made.cards:
        with Image.open(card.path) as picture:
            assert picture.size == (layout.captions.width, layout.captions.height)
