"""`confirm_roster`: everybody who speaks is listed, where the file does not say who does."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent import complete
from consent.attest import person_of
from consent.clearance import clearance_for
from recordings.command import JsonCommand
from recordings.find import find_recording


class Command(JsonCommand):
    help = "Say that everybody who speaks in a recording is listed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording", metavar="RECORDING", help="the id that import_room gave")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="whose word it is")
        parser.add_argument("--desk", action="store_true", help="as the consent desk's check")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        recording = find_recording(options["recording"])
        by, now = person_of(options["by"]), timezone.now()
        complete.confirm(recording, by=by, now=now, by_desk=options["desk"])
        clearance = clearance_for(recording)
        return {
            "recording": recording.uid,
            "speakers": [speaker.display_name for speaker in recording.speakers.all()],
            "allowed": clearance.allowed,
            "reasons": [reason.sentence for reason in clearance.reasons],
        }
