"""Which importer takes a file, and in which words a file is refused that none takes."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from recordings.importers import registry, room_document
from recordings.importers.room import Importer, ImportFailed
from tests.recordings.importers import spaces, zips
from tests.recordings.importers.ears import WaveEar, tone
from tests.recordings.importers.spaces import members, zipped

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def known() -> tuple[Importer, ...]:
    return registry.importers(WaveEar())


def test_each_source_is_found_by_its_file(known: tuple[Importer, ...], tmp_path: Path) -> None:
    sound = spaces.space(3, {})
    tone(tmp_path / "room" / "a.wav", 100)
    (tmp_path / "room" / "room.json").write_text("{}")
    space = tmp_path / f"space-{spaces.SPACE}_0.ts"
    space.write_bytes(sound)
    song = tmp_path / "song.aac"
    song.write_bytes(spaces.frame() * 9)
    brought = {
        "x_archive": [
            zipped(tmp_path / "a.zip", members(sound)),
            space,
            zipped(tmp_path / "manifest.zip", {"data/manifest.js": b"{}"}),
        ],
        "sidecar": [tmp_path / "room", zipped(tmp_path / "b.zip", {"room.json": b"{}"})],
        "plain": [tone(tmp_path / "talk.wav", 100), song],
    }
    for name, paths in brought.items():
        for path in paths:
            assert registry.detect([path], known).name == name, path


def test_an_importer_can_be_named(known: tuple[Importer, ...]) -> None:
    assert registry.named("sidecar", known).name == "sidecar"
    with pytest.raises(ImportFailed, match="x_archive, sidecar, plain"):
        registry.named("discord", known)


def test_every_importer_names_itself_for_people_and_for_machines(
    known: tuple[Importer, ...],
) -> None:
    assert len({importer.name for importer in known}) == len(known) == 3
    assert all(importer.label and importer.name.isidentifier() for importer in known)


@pytest.mark.parametrize(
    ("names", "words"),
    [([], "There is no file"), (["gone.mp3"], "no file “gone.mp3”"), (["empty"], "no file at all"),
     (["a.wav", "b.wav"], "one audio file at a time"), (["notes.txt"], "a text file"),
     (["other.zip"], "holds no room"), (["none.zip"], "no file at all"), (["notes"], "no room")],
)  # fmt: skip
def test_what_nobody_takes_is_refused_by_what_it_is(
    names: list[str], words: str, known: tuple[Importer, ...], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes").mkdir()
    for path in (tmp_path / "notes.txt", tmp_path / "notes" / "a.txt"):
        path.write_text("Good evening.")
    tone(tmp_path / "a.wav", 10)
    tone(tmp_path / "b.wav", 10)
    zipped(tmp_path / "other.zip", {"photo.txt": b"x"})
    zipped(tmp_path / "none.zip", {})
    with pytest.raises(ImportFailed, match=words):
        registry.detect([tmp_path / name for name in names], known)


def test_the_published_contract_is_the_one_that_is_checked() -> None:
    published = json.loads((DOCS / "sidecar.schema.json").read_text(encoding="utf-8"))
    assert published == room_document.schema()


HOSTILE = """
import sys, tempfile, time
from pathlib import Path
from recordings.importers import registry
from recordings.importers.room import ImportFailed
from tests.memory import most_memory
from tests.recordings.importers.ears import WaveEar, quiet

paths = [Path(sys.argv[1])]
limit = 256 * 1024 * 1024
work = Path(tempfile.mkdtemp(dir=sys.argv[2]))
try:
    importer = registry.detect(paths, registry.importers(WaveEar()))
    for room in importer.plan(paths):
        importer.load(paths, room.key, work, quiet)
except ImportFailed as refused:
    left = [path.name for path in work.iterdir()]
    print(refused, most_memory() < limit, left, time.process_time(), sep="\\n")
"""


def playlist(path: Path) -> Path:
    path.write_text("#EXTM3U\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n")
    return path


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"data/spaces_media/space-{spaces.SPACE}_0.ts"
        with archive.open(name, "w", force_zip64=True) as member:
            for _ in range(80):
                member.write(bytes(1 << 20))
    return path


def slip(path: Path) -> Path:
    whole = [zips.one(name, data) for name, data in members(spaces.space(3, {})).items()]
    return zips.write(path, [*whole, zips.one("data/../../../etc/cron.d/x", b"x")])


def web_page(path: Path) -> Path:
    path.write_text("<!DOCTYPE html><html><title>Log in to X</title></html>")
    return path


def empty(path: Path) -> Path:
    path.touch()
    return path


def brackets(path: Path) -> Path:
    files = members(spaces.space(3, {}))
    start = b"window.YTD.spaces_metadata.part0 = "
    return zipped(path, files | {"data/spaces-metadata.js": start + b"[" * 200_000})


def flood(path: Path) -> Path:
    return zips.write(path, (zips.one(f"data/{n}", method=zips.STORED) for n in range(60_000)))


def huge_list(path: Path) -> Path:
    """As much JSON as is let in, of the kind that grows most."""
    listed = b'[{"id":"' + b"x" * 200 + b'"}' + b",[]" * 600_000 + b"]"
    return zipped(path, members(b"", *[]) | {"data/spaces-metadata.js": listed})


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (playlist, "talk.mp3", "“talk.mp3” is a playlist"),
        (bomb, "archive.zip", "a zip bomb"),
        (slip, "archive.zip", "points out of the zip"),
        (web_page, "archive.zip", "“archive.zip” is a web page"),
        (empty, "talk.mp3", "“talk.mp3” is empty"),
        (empty, "archive.zip", "“archive.zip” is empty"),
        (brackets, "archive.zip", "“spaces-metadata.js” nests"),
        (flood, "archive.zip", "more files than the 20,000"),
        (huge_list, "archive.zip", "is empty"),
    ],
)
def test_hostile_files_are_refused_soon_in_little_memory(
    make: Callable[[Path], Path], name: str, words: str, tmp_path: Path
) -> None:
    path = make(tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE, str(path), str(tmp_path)],
        capture_output=True, text=True, check=True, timeout=120, cwd=DOCS.parent,
    )  # fmt: skip
    sentence, within, left, seconds = done.stdout.splitlines()
    assert words in sentence
    assert within == "True"
    assert left == "[]"
    assert float(seconds) < 10
