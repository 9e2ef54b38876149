"""Every importer there is, and which of them a file is for."""

from collections.abc import Sequence
from pathlib import Path

from recordings.importers.archive import Archive
from recordings.importers.plain import Plain
from recordings.importers.room import Confidence, Importer, ImportFailed, Listener
from recordings.importers.sidecar import Sidecar
from recordings.importers.sniff import AUDIO, Kind, kind_of, not_audio
from recordings.importers.text import line, quoted
from recordings.importers.x_archive import XArchive


def importers(listener: Listener) -> tuple[Importer, ...]:
    """All importers, the most particular first; `listener` is the ear of those that need one."""
    return (XArchive(), Sidecar(listener), Plain(listener))


def detect(paths: Sequence[Path], known: Sequence[Importer]) -> Importer:
    """The importer that is surest of `paths`, the first of equals.

    Raises `ImportFailed` with what the file is instead, where none takes it.
    """
    sure = {importer.name: importer.probe(paths) for importer in known}
    for wanted in (Confidence.YES, Confidence.MAYBE):
        for importer in known:
            if sure[importer.name] is wanted:
                return importer
    raise ImportFailed(_why_none(paths))


def named(name: str, known: Sequence[Importer]) -> Importer:
    """The importer of this name. Raises `ImportFailed`."""
    for importer in known:
        if importer.name == name:
            return importer
    names = ", ".join(importer.name for importer in known)
    raise ImportFailed(f"There is no source {quoted(name)}. Choose one of: {names}.")


def _why_none(paths: Sequence[Path]) -> str:
    """The reason to refuse what no importer knows: the files' own faults come first."""
    if not paths:
        return "There is no file. Choose one."
    with Archive(paths) as archive:
        if not archive.members:
            return f"{quoted(paths[0])} holds no file at all. Bring the recording itself."
    only = paths[0] if len(paths) == 1 and paths[0].is_file() else None
    if only and kind_of(only) is not Kind.ZIP:
        return not_audio(kind_of(only), only.name)
    if len(paths) > 1 and all(kind_of(path) in AUDIO for path in paths):
        return (
            "Bring one audio file at a time, or put a “room.json” beside them that says who spoke."
        )
    return (
        f"{quoted(line(paths[0].name))} holds no room that Roomcast knows: neither a Space of an X "
        "data archive nor audio with a “room.json”. Bring the archive as it came, or the audio "
        "file alone."
    )
