"""Covers: what a host may bring, and what is drawn where they bring nothing."""

import hashlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from consent.scopes import Decision, Scope
from feeds import artwork
from feeds.covers import (
    VOICES_ON_DARK,
    CoverRefused,
    accept_artwork,
    default_cover,
    small_jpeg,
)
from feeds.models import Feed, Show
from feeds.shows import ShowRefused
from recordings import storage
from recordings.spans import Span
from tests.feeds import story


def picture(folder: Path, size: tuple[int, int], kind: str = "PNG", **more: Any) -> Path:
    path = folder / f"picture.{kind.lower()}"
    Image.new(more.pop("mode", "RGB"), size, more.pop("colour", "#3F82F0")).save(path, kind, **more)
    return path


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
@pytest.mark.parametrize("pixels", [1400, 3000])
def test_a_square_picture_is_taken_and_encoded_anew(
    tmp_path: Path, made: Path, kind: str, content_type: str, pixels: int
) -> None:
    path = picture(tmp_path, (pixels, pixels), kind)
    taken = accept_artwork(path, "mine", made)
    assert (taken.content_type, taken.pixels) == (content_type, pixels)
    with Image.open(taken.path) as read:
        assert (read.format, read.mode, read.size) == (kind, "RGB", (pixels, pixels))
        assert [round(x) for x in read.info["dpi"]] == [72, 72]
    assert taken.path.read_bytes() != path.read_bytes()


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        ((900, 900), "The cover is 900 px wide. Choose a square picture of 1400 to 3000 px."),
        ((3001, 3001), "The cover is 3001 px wide. Choose a square picture of 1400 to 3000 px."),
        (
            (1400, 1500),
            "The cover is 1400 × 1500 px, not square. Choose a square picture of 1400 to 3000 px.",
        ),
    ],
)
def test_a_picture_of_another_size_is_refused_with_its_figures(
    tmp_path: Path, made: Path, size: tuple[int, int], sentence: str
) -> None:
    with pytest.raises(CoverRefused) as refused:
        accept_artwork(picture(tmp_path, size), "mine.png", made)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "I;16", "1"])
def test_any_kind_of_pixels_becomes_rgb(tmp_path: Path, made: Path, mode: str) -> None:
    path = picture(tmp_path, (1400, 1400), mode=mode, colour=0)
    with Image.open(accept_artwork(path, "mine", made).path) as read:
        assert read.mode == "RGB"


def test_printers_colours_become_rgb(tmp_path: Path, made: Path) -> None:
    path = picture(tmp_path, (1400, 1400), "JPEG", mode="CMYK", colour=(0, 0, 0, 0))
    with Image.open(accept_artwork(path, "mine", made).path) as read:
        assert read.mode == "RGB"


def test_what_shines_through_is_white(tmp_path: Path, made: Path) -> None:
    path = picture(tmp_path, (1400, 1400), mode="RGBA", colour=(0, 0, 0, 0))
    with Image.open(accept_artwork(path, "mine", made).path) as read:
        assert read.getpixel((7, 7)) == (255, 255, 255)


def test_nothing_of_what_a_camera_wrote_goes_along(tmp_path: Path, made: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Noor Ali, Nile Street 4"
    path = picture(tmp_path, (1400, 1400), "JPEG", exif=exif.tobytes(), comment=b"by Noor Ali")
    assert b"Noor" in path.read_bytes()
    assert b"Noor" not in accept_artwork(path, "mine", made).path.read_bytes()


def test_a_picture_taken_sideways_is_turned(tmp_path: Path, made: Path) -> None:
    whole = Image.new("RGB", (1400, 1400), "#000000")
    whole.paste("#FFFFFF", (0, 0, 1400, 700))
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "sideways.jpg"
    whole.save(path, "JPEG", exif=exif.tobytes())
    with Image.open(accept_artwork(path, "mine", made).path) as read:
        assert read.getpixel((1390, 700))[0] > 200  # type: ignore[index]
        assert read.getpixel((10, 700))[0] < 50  # type: ignore[index]


def a_giant() -> bytes:
    """A PNG that says it is 60,000 px wide."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )


def half_a_picture() -> bytes:
    whole = io.BytesIO()
    Image.effect_noise((1400, 1400), 90).save(whole, "JPEG")
    return whole.getvalue()[: whole.tell() // 2]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html>",
        b"GIF89a",
        b"#EXTM3U\n",
        a_giant(),
        half_a_picture(),
    ],
    ids=["empty", "svg", "html", "gif", "playlist", "giant", "half"],
)
def test_what_is_no_whole_picture_is_refused_in_a_sentence(
    tmp_path: Path, made: Path, content: bytes
) -> None:
    path = tmp_path / "cover.png"
    path.write_bytes(content)
    with pytest.raises(CoverRefused, match=r"“cover\.png”"):
        accept_artwork(path, "cover.png", made)
    assert list(made.iterdir()) == []


def test_a_webp_is_refused(tmp_path: Path, made: Path) -> None:
    with pytest.raises(CoverRefused, match="JPEG or PNG"):
        accept_artwork(picture(tmp_path, (1400, 1400), "WEBP"), "cover.webp", made)


# --- The default cover ---------------------------------------------------------------------------
VOICES = [(1, [Span(0, 30_000)]), (2, [Span(30_000, 60_000)]), (None, [Span(0, 60_000)])]


def colours(path: Path) -> set[str]:
    with Image.open(path) as read:
        found = read.resize((300, 300), Image.Resampling.NEAREST).getcolors(90_000) or []
    return {"#{:02X}{:02X}{:02X}".format(*rgb) for _, rgb in found}  # type: ignore[misc]


def test_the_default_cover_is_valid_and_has_the_voices_colours(tmp_path: Path) -> None:
    drawn = default_cover("Open Table", VOICES, 60_000, tmp_path / "cover.png")
    with Image.open(drawn.path) as read:
        assert (read.format, read.mode, read.size) == ("PNG", "RGB", (3000, 3000))
    found = colours(drawn.path)
    assert {"#14171C", "#FFFFFF", "#78828F", *VOICES_ON_DARK[:2]} <= found
    assert VOICES_ON_DARK[2] not in found


def test_a_voice_is_drawn_where_it_speaks(tmp_path: Path) -> None:
    drawn = default_cover("Open Table", VOICES[:2], 60_000, tmp_path / "cover.png")
    with Image.open(drawn.path) as read:
        blue, rose, ink = (0x30, 0xAE, 0xFC), (0xFD, 0xB5, 0xB3), (0x14, 0x17, 0x1C)
        assert [read.getpixel((x, 1200)) for x in (600, 2400)] == [blue, ink]
        assert [read.getpixel((x, 2200)) for x in (600, 2400)] == [ink, rose]


def test_the_same_show_gives_the_same_bytes(tmp_path: Path) -> None:
    digests = {
        hashlib.sha256(
            default_cover("Open Table", VOICES, 60_000, tmp_path / name).path.read_bytes()
        ).hexdigest()
        for name in ("a.png", "b.png")
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    "title",
    ["", "🎙🎙🎙", "水について", "Über Ødegård", "x" * 255, "word " * 60, "A\x00\nB", "\u202eevil"],
)
def test_any_title_gives_a_cover(tmp_path: Path, title: str) -> None:
    assert default_cover(title, [], 0, tmp_path / "cover.png").pixels == 3000


def test_a_crowd_has_a_row_each(tmp_path: Path) -> None:
    crowd = [(n if n <= 8 else None, [Span(0, 60_000)]) for n in range(1, 41)]
    found = colours(default_cover("Town hall", crowd, 60_000, tmp_path / "cover.png").path)
    assert set(VOICES_ON_DARK) <= found


def test_the_cover_inside_a_file_is_small(tmp_path: Path) -> None:
    drawn = default_cover("Open Table", VOICES, 60_000, tmp_path / "cover.png")
    small = small_jpeg(drawn.path, tmp_path / "small.jpg")
    assert small.stat().st_size < 200_000
    with Image.open(small) as read:
        assert (read.format, read.size) == ("JPEG", (1400, 1400))


# --- A show's cover ------------------------------------------------------------------------------
@pytest.fixture
def show(db: None) -> Show:
    return story.show(story.host())


def test_hanas_picture_is_the_cover_and_the_feed_is_told(show: Show, tmp_path: Path) -> None:
    before = Feed.objects.get().version
    cover = artwork.set_artwork(show, picture(tmp_path, (1400, 1400)), "mine.png")
    assert artwork.cover_of(show) == cover
    assert not cover.made_by_us
    assert storage.size(cover.key) == cover.bytes
    assert Feed.objects.get().version > before


def test_a_refused_picture_leaves_the_cover_as_it_was(show: Show, tmp_path: Path) -> None:
    with pytest.raises(ShowRefused, match="900 px wide"):
        artwork.set_artwork(show, picture(tmp_path, (900, 900)), "mine.png")
    assert not show.artworks.exists()


def test_the_same_picture_twice_is_one_cover(show: Show, tmp_path: Path) -> None:
    for _ in range(2):
        artwork.set_artwork(show, picture(tmp_path, (1400, 1400)), "mine.png")
    assert show.artworks.count() == 1


def test_a_show_without_a_picture_gets_one_with_its_latest_rooms_voices(show: Show) -> None:
    plain = artwork.cover_of(show)
    assert plain.made_by_us
    made = story.recording(show.host)
    story.draft(made, show)
    assert artwork.cover_of(show) == plain
    story.everyone_agrees(made)
    drawn = artwork.cover_of(show)
    assert drawn != plain
    assert artwork.cover_of(show) == drawn
    with storage.local_copy(drawn.key) as path:
        assert set(VOICES_ON_DARK[:3]) <= colours(path)


def test_a_room_that_may_not_be_heard_is_not_on_the_cover(show: Show) -> None:
    made = story.recording(show.host)
    story.draft(made, show)
    story.everyone_agrees(made)
    story.says(made, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    with storage.local_copy(artwork.cover_of(show).key) as path:
        assert not set(VOICES_ON_DARK) & colours(path)


def test_the_cover_for_tags_is_a_jpeg(show: Show, tmp_path: Path) -> None:
    with Image.open(artwork.as_jpeg(show, tmp_path)) as read:
        assert read.format == "JPEG"
