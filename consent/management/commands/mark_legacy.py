"""`mark_legacy`: a recording was published before it came here, and somebody vouches for it."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent import legacy
from consent.attest import person_of
from consent.clearance import clearance_for
from recordings.command import JsonCommand
from recordings.find import find_recording


class Command(JsonCommand):
    help = "Say that a recording was published before consent was recorded here."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording", metavar="RECORDING", help="the id that import_room gave")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who vouches for it")
        parser.add_argument("--evidence", metavar="TEXT", required=True, help="where, since when")
        parser.add_argument(
            "--undo", action="store_true", help="it counts no more; the reason in --evidence"
        )

    def handle_json(self, **options: Any) -> dict[str, Any]:
        recording = find_recording(options["recording"])
        by, now = person_of(options["by"]), timezone.now()
        if options["undo"]:
            legacy.unmark(recording, reason=options["evidence"], by=by, now=now)
        else:
            legacy.offer(recording, evidence=options["evidence"], by=by, now=now)
        clearance = clearance_for(recording)
        waits = legacy.proposed(recording)
        return {
            "recording": recording.uid,
            "legacy": clearance.legacy,
            "proposal": waits.uid if waits else None,
            "allowed": clearance.allowed,
            "reasons": [reason.sentence for reason in clearance.reasons],
        }
