"""A show's intro, outro and music bed: taken from the host, or the jingle of our own."""

from dataclasses import asdict, dataclass
from pathlib import Path

from feeds.models import Music, Show
from feeds.shows import ShowRefused
from recordings import storage
from recordings.audio import working
from recordings.audio.errors import AudioError
from recordings.audio.jingle import jingle
from recordings.audio.probe import accept_music
from recordings.importers.text import line

KIND = "music"
JINGLE = "Roomcast’s own jingle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of music as production reads it: lossless, in the object store."""

    name: str
    key: str
    sha256: str
    duration_ms: int


def set_music(show: Show, place: Music.Place, path: Path, name: str) -> None:
    """Take a piece of one second to two minutes; it is heard in what is made from now on.

    Raises `ShowRefused` with the sentence that says what is wrong with the file.
    """
    try:
        accept_music(path, name)
        piece = _kept(path, line(name))
    except AudioError as error:
        raise ShowRefused(str(error)) from error
    facts = asdict(piece)
    Music.objects.update_or_create(show=show, place=place, defaults=facts)


def drop_music(show: Show, place: Music.Place) -> None:
    """Back to our jingle, or to no outro or bed."""
    show.music.filter(place=place).delete()


def piece_of(show: Show, place: Music.Place) -> Piece | None:
    """What is heard there; a show without an intro of its own gets the jingle."""
    row = show.music.filter(place=place).first()
    if row is not None:
        return Piece(name=row.name, key=row.key, sha256=row.sha256, duration_ms=row.duration_ms)
    return _jingle() if place == Music.Place.INTRO else None


def _jingle() -> Piece:
    """The same bytes each time, so they are in the store once."""
    with storage.work_folder() as work:
        path = work / "jingle.flac"
        jingle(path)
        return _kept(path, JINGLE)


def _kept(path: Path, name: str) -> Piece:
    with storage.work_folder() as work:
        copy = working.prepare(path, work / "music.flac")
        file = storage.put(copy.path, kind=KIND, content_type="audio/flac", consume=True)
    return Piece(name=name, key=file.key, sha256=file.sha256, duration_ms=copy.duration_ms)
