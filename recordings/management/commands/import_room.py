"""Imports a room from files on this machine."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from recordings import imports
from recordings.bars import Bars
from recordings.command import JsonCommand
from recordings.find import find_host
from recordings.importers.room import ImportFailed
from recordings.imports import Brought
from recordings.models import Recording


class Command(JsonCommand):
    help = "Import a room: an X archive, a folder with a room.json, or an audio file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="+", help="a file, the parts of an archive, or a folder")
        parser.add_argument("--host", required=True)
        parser.add_argument("--source", default="", help="x_archive, sidecar or plain")
        parser.add_argument("--room", default="", help="which, where the file holds several")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        paths = [Path(each).absolute() for each in options["path"]]
        for each in paths:
            if not each.exists():
                raise ImportFailed(f"There is no file {each.name} here. Check its path.")
        owner = find_host(options["host"])
        importer = imports.importer_for(paths, options["source"])
        with Bars() as bars:
            brought = imports.bring_in(
                owner, paths, progress=bars, importer=importer, room_key=options["room"]
            )
        return _described(brought)


def _described(brought: Brought) -> dict[str, Any]:
    recording = brought.recording
    return {
        "recording": str(recording.uid),
        "new": brought.new,
        "source": recording.source,
        "title": recording.room.title,
        "duration_ms": recording.duration_ms,
        "sha256": recording.sha256,
        "speakers": _speakers(recording),
        "warnings": list(brought.warnings),
        "not_recognised": recording.unrecognised,
    }


def _speakers(recording: Recording) -> list[dict[str, Any]]:
    return [
        {
            "id": str(speaker.uid),
            "key": speaker.key,
            "name": speaker.name,
            "handle": speaker.handle,
            "role": speaker.role,
            "segments": speaker.segments.count(),
        }
        for speaker in recording.speakers.all()
    ]
