"""The verbs of an Import: begin, choose a room, read it, give up, try again.

`bring_in` is the whole of it for files that are already here; the job and the command line both
call it. Nothing half-imported stays: rows come last, the work folder always goes.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from recordings import intake, jobs, preparing, storage
from recordings.audio.speech import Ear
from recordings.importers.registry import detect, importers, named
from recordings.importers.room import (
    FoundRoom,
    ImportedRoom,
    Importer,
    ImportFailed,
    Progress,
)
from recordings.models import Host, Import, Recording

IMPORT = "import"
IMPORT_TASK = "recordings.tasks.bring_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file the host brought: `path` is a generated name below the uploads folder."""

    path: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of an import; `new` is False where the same bytes were already here."""

    recording: Recording
    new: bool
    warnings: tuple[str, ...]


def begin(host: Host, uploads: Sequence[Upload], *, by: User | None, source: str = "") -> Import:
    """Start to bring these files in; a job does the rest. The Import owns the files now."""
    with transaction.atomic():
        imported = Import.objects.create(
            host=host,
            created_by=by,
            source=source,
            names=[upload.name for upload in uploads],
            paths=[upload.path for upload in uploads],
        )
        jobs.start(IMPORT, imported.pk, IMPORT_TASK)
    return imported


def choose(imported: Import, room_key: str) -> None:
    """The host has said which room of the file to read."""
    if room_key not in {room["key"] for room in imported.rooms}:
        raise ImportFailed(f"There is no room {room_key} in this file. Choose one that is listed.")
    with transaction.atomic():
        chosen = Import.objects.filter(pk=imported.pk, state=Import.State.CHOOSING)
        if chosen.update(room_key=room_key, state=Import.State.READING):
            jobs.start(IMPORT, imported.pk, IMPORT_TASK)


def cancel(imported: Import) -> None:
    """Stop, or put away what has stopped by itself; keep nothing."""
    with transaction.atomic():
        jobs.cancel(IMPORT, imported.pk)
        open_states = (
            Import.State.LOOKING,
            Import.State.CHOOSING,
            Import.State.READING,
            Import.State.FAILED,
        )
        Import.objects.filter(pk=imported.pk, state__in=open_states).update(
            state=Import.State.CANCELLED
        )
        transaction.on_commit(lambda: _drop_files(imported))


def discard(imported: Import) -> None:
    """Forget the files of an import that came to nothing, and all that was found in them."""
    _drop_files(imported)
    jobs.cancel(IMPORT, imported.pk)
    Import.objects.filter(pk=imported.pk).update(
        state=Import.State.CANCELLED, names=[], paths=[], rooms=[], found={}, sentence=""
    )


def try_again(imported: Import) -> None:
    """A failed import, once more with the same files."""
    with transaction.atomic():
        failed = Import.objects.filter(pk=imported.pk, state=Import.State.FAILED)
        if failed.update(state=Import.State.LOOKING, sentence=""):
            jobs.start(IMPORT, imported.pk, IMPORT_TASK)


def fail(import_id: int, sentence: str) -> None:
    """The job gave up; the files stay for one more try and go with the sweep of old uploads."""
    Import.objects.filter(pk=import_id).update(state=Import.State.FAILED, sentence=sentence)


def proceed(import_id: int, progress: Progress) -> None:
    """One attempt at an Import: look into the files, then read the room or let the host choose."""
    imported = Import.objects.select_related("host").get(pk=import_id)
    if imported.state not in (Import.State.LOOKING, Import.State.READING):
        return
    with _lent(imported) as paths:
        importer = importer_for(paths, imported.source)
        progress("Looking into the file", 0, 0)
        rooms = importer.plan(paths)
        _found(imported, importer, rooms)
        if len(rooms) > 1 and not imported.room_key:
            _let_choose(imported)
            return
        brought = bring_in(
            imported.host,
            paths,
            progress=progress,
            importer=importer,
            room_key=imported.room_key,
            told=lambda room: _tell(imported, room),
        )
    _done(imported, brought)


def importer_for(paths: Sequence[Path], source: str = "") -> Importer:
    """The importer the host named, or the one that recognises the file."""
    known = importers(Ear())
    return named(source, known) if source else detect(paths, known)


def the_room(rooms: Sequence[FoundRoom], key: str) -> FoundRoom:
    """The room asked for, or the only one. Raises `ImportFailed` that lists what there is."""
    for room in rooms:
        if room.key == key or (not key and len(rooms) == 1):
            return room
    listed = ", ".join(f"{room.key} ({room.title})" for room in rooms)
    if key:
        raise ImportFailed(f"There is no room {key} in this file. It holds: {listed}.")
    raise ImportFailed(f"This file holds {len(rooms)} rooms. Choose one: {listed}.")


def bring_in(
    host: Host,
    paths: Sequence[Path],
    *,
    progress: Progress,
    importer: Importer | None = None,
    room_key: str = "",
    told: Any = None,
) -> Brought:
    """Import one room from files that are on this machine.

    `told` is called with the `ImportedRoom` as soon as it is known, before the long part.
    """
    importer = importer or importer_for(paths)
    chosen = the_room(importer.plan(paths), room_key)
    with storage.work_folder() as work:
        room = importer.load(paths, chosen.key, work, progress)
        if told:
            told(room)
        known = intake.already_taken_in(host, room.tracks)
        if known:
            return Brought(recording=known, new=False, warnings=room.warnings)
        prepared = preparing.prepare(room, work, progress)
        recording, new = intake.take_in(host, prepared.room, prepared.tracks, prepared.levels)
    return Brought(recording=recording, new=new, warnings=prepared.room.warnings)


@contextmanager
def _lent(imported: Import) -> Iterator[list[Path]]:
    """The uploaded files under names that importers can tell apart, in a folder that goes again.

    The host's own names are reduced to harmless ones: a sidecar is found by its name.
    """
    with storage.work_folder() as folder:
        yield [
            _link(Path(settings.UPLOADS) / path, _free_place(folder, safe_name(name), number))
            for number, (path, name) in enumerate(zip(imported.paths, imported.names, strict=True))
        ]


def _free_place(folder: Path, name: str, number: int) -> Path:
    place = folder / name
    return folder / f"{number}-{name}" if place.exists() else place


def _link(upload: Path, target: Path) -> Path:
    try:
        os.link(upload, target)
    except FileNotFoundError:
        raise ImportFailed("The uploaded file is no longer here. Import it again.") from None
    except OSError:  # another disk: uploads and work may be mounted apart
        shutil.copyfile(upload, target)
    return target


def safe_name(name: str) -> str:
    """A host's file name with letters, digits, dots and hyphens only, at most 120 of them."""
    base = re.sub(r"[^\w.-]+", "_", name.replace("\\", "/").rsplit("/", 1)[-1])[-120:]
    return base.lstrip(".-") or "file"


def _found(imported: Import, importer: Importer, rooms: Sequence[FoundRoom]) -> None:
    imported.source = importer.name
    imported.rooms = [
        {
            "key": room.key,
            "title": room.title,
            "started_at": room.started_at.isoformat() if room.started_at else None,
            "bytes": room.bytes,
            "note": room.note,
        }
        for room in rooms
    ]
    imported.save(update_fields=["source", "rooms", "updated_at"])


def _let_choose(imported: Import) -> None:
    looking = Import.objects.filter(pk=imported.pk, state=Import.State.LOOKING)
    looking.update(state=Import.State.CHOOSING)


def _tell(imported: Import, room: ImportedRoom) -> None:
    """What is known of the room, for the page that waits for it."""
    found = {
        "title": room.title,
        "duration_ms": room.duration_ms,
        "speakers": [{"name": s.name or s.handle or s.key} for s in room.speakers],
        "segments": [
            [s.start_ms, s.end_ms, s.speaker] for s in room.segments[:_SHOWN_WHILE_IMPORTING]
        ],
        "keys": [s.key for s in room.speakers],
    }
    Import.objects.filter(pk=imported.pk).update(found=found, state=Import.State.READING)


_SHOWN_WHILE_IMPORTING = 2_000


def _done(imported: Import, brought: Brought) -> None:
    Import.objects.filter(pk=imported.pk).update(
        state=Import.State.DONE,
        recording=brought.recording,
        already_there=not brought.new,
        sentence="",
    )
    _drop_files(imported)


def _drop_files(imported: Import) -> None:
    uploads = Path(settings.UPLOADS)
    for path in imported.paths:
        (uploads / path).unlink(missing_ok=True)
    for folder in {(uploads / path).parent for path in imported.paths} - {uploads}:
        with suppress(OSError):  # another import's files lie there too
            folder.rmdir()
