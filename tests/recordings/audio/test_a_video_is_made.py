"""A short sound becomes a video: as long as it, the same bytes, and nothing of any source."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from recordings.audio.errors import AudioError
from recordings.audio.video import MOST_CARDS, Box, Card, Scene, film


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.mp3"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=440:duration=2"]
    command += ["-metadata", "title=a secret of the source", "-b:a", "96k", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


def drawn(folder: Path, name: str, size: tuple[int, int], colour: str) -> Path:
    path = folder / name
    Image.new("RGBA" if name.startswith("card") else "RGB", size, colour).save(path)
    return path


WAVE = Box(x=20, y=20, width=200, height=80)


def scene(folder: Path, *, wave: Box | None = WAVE) -> Scene:
    cards = [Card(path=drawn(folder, "card.png", (200, 60), "#ff0000"), start_ms=0, end_ms=1_000)]
    return Scene(
        ground=drawn(folder, "ground.png", (240, 240), "#101010"),
        cards=cards,
        cards_at=(20, 160),
        wave=wave,
        colour="#00ff00",
    )


def told(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(path)]
    said = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def seen(path: Path, at_s: float, x: int, y: int, folder: Path) -> tuple[int, ...]:
    """The colour of one place of the picture."""
    out = folder / "frame.png"
    command = ["ffmpeg", "-v", "error", "-y", "-ss", str(at_s), "-i", str(path), "-frames:v", "1"]
    subprocess.run([*command, str(out)], check=True, timeout=60)
    with Image.open(out) as frame:
        colour = frame.convert("RGB").getpixel((x, y))
    assert isinstance(colour, tuple)
    return tuple(round(part) for part in colour)


def test_it_is_as_long_as_its_sound_and_has_the_same_bytes_each_time(
    sound: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "one.mp4", tmp_path / "two.mp4"
    film(sound, 2_000, scene(tmp_path), first, title="Water; [owned] 'it'")
    film(sound, 2_000, scene(tmp_path), second, title="Water; [owned] 'it'")
    assert first.read_bytes() == second.read_bytes()
    facts = told(first)
    assert float(facts["format"]["duration"]) == pytest.approx(2, abs=0.1)
    codecs = {stream["codec_name"]: stream for stream in facts["streams"]}
    assert (codecs["h264"]["width"], codecs["h264"]["pix_fmt"]) == (240, "yuv420p")
    assert "aac" in codecs
    assert facts["format"]["tags"]["title"] == "Water; [owned] 'it'"
    whole = first.read_bytes()
    assert b"secret" not in whole
    assert b"x264 - core" not in whole
    assert b"Lavf" not in whole


def test_a_card_is_seen_in_its_time_and_the_waveform_moves(sound: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.mp4"
    film(sound, 2_000, scene(tmp_path), out)
    assert seen(out, 0.5, 120, 190, tmp_path)[0] > 180
    assert seen(out, 1.5, 120, 190, tmp_path)[0] < 60
    assert max(seen(out, 1, 120, y, tmp_path)[1] for y in range(55, 66)) > 100


def test_it_may_stand_still(sound: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.mp4"
    film(sound, 2_000, scene(tmp_path, wave=None), out)
    assert float(told(out)["format"]["duration"]) == pytest.approx(2, abs=0.1)
    assert max(seen(out, 1, 120, 60, tmp_path)) < 60


def test_what_is_too_long_is_refused_before_anything_runs(sound: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.mp4"
    with pytest.raises(AudioError, match="too long"):
        film(sound, 60_001, scene(tmp_path), out)
    card = Card(path=tmp_path / "card.png", start_ms=0, end_ms=1)
    many = Scene(ground=tmp_path / "ground.png", cards=[card] * (MOST_CARDS + 1))
    with pytest.raises(AudioError, match="too long"):
        film(sound, 2_000, many, out)
    assert not out.exists()


def test_what_is_no_sound_leaves_nothing_behind(tmp_path: Path) -> None:
    playlist = tmp_path / "sound.mp3"
    playlist.write_text("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n", encoding="utf-8")
    with pytest.raises(AudioError):
        film(playlist, 2_000, scene(tmp_path), tmp_path / "one.mp4")
    assert not list(tmp_path.glob("one.mp4*"))
