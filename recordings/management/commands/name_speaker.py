"""Says who a speaker is, where the source knows only an account."""

from typing import Any

from django.core.management.base import CommandParser

from recordings.command import JsonCommand
from recordings.find import find_recording, find_speaker
from recordings.voices import rename


class Command(JsonCommand):
    help = "Give a speaker a name: a Space knows only handles, and a handle is never published."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording", help="the id that import_room gave")
        parser.add_argument("--speaker", required=True, help="our id, the source's, or the handle")
        parser.add_argument("--name", required=True)

    def handle_json(self, **options: Any) -> dict[str, Any]:
        found = find_speaker(find_recording(options["recording"]), options["speaker"])
        speaker = rename(found, name=options["name"], handle=found.handle, email=found.email)
        return {"speaker": str(speaker.uid), "key": speaker.key, "name": speaker.name}
