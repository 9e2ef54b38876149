"""`withdraw`: takes back for a speaker what they took back elsewhere, with the evidence for it."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent.attest import person_of, scopes_in
from consent.clearance import clearance_for
from consent.models import Withdrawal
from consent.scopes import Method, Mode, Scope
from consent.withdrawal import withdraw
from recordings.command import JsonCommand
from recordings.find import find_recording, find_speaker


class Command(JsonCommand):
    help = "Take back for a speaker what they took back elsewhere, in force at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording", metavar="RECORDING", help="the id that import_room gave")
        parser.add_argument("--speaker", metavar="ID", required=True, help="id or handle")
        parser.add_argument("--scopes", metavar="SCOPE,…", help=", ".join(Scope) + "; else all")
        parser.add_argument("--mode", choices=list(Mode), help="voice, name, uses or down")
        parser.add_argument("--evidence", metavar="TEXT", required=True, help="what shows it")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who vouches for it")
        parser.add_argument("--reason", metavar="TEXT", default="", help="if they gave one")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        recording = find_recording(options["recording"])
        speaker = find_speaker(recording, options["speaker"])
        given = withdraw(
            speaker,
            scopes_in(options["scopes"]) if options["scopes"] else (),
            Mode(options["mode"]) if options["mode"] else None,
            method=Method.ATTESTED,
            actor=person_of(options["by"]).get_username(),
            now=timezone.now(),
            evidence=options["evidence"],
            reason=options["reason"],
        )
        row = Withdrawal.objects.get(receipt=given.uid)
        return {
            "recording": recording.uid,
            "speaker": speaker.uid,
            "receipt": given.number,
            "mode": row.mode,
            "scopes": row.scopes,
            "due_at": row.due_at,
            "allowed": clearance_for(recording).allowed,
        }
