"""`record_consent`: writes down what speakers said elsewhere, with the evidence for it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandParser
from django.utils import timezone

from consent.attest import attest, scopes_in
from consent.clearance import clearance_for
from consent.receipts import Receipt
from consent.record import NotRecorded
from consent.scopes import Decision, Scope
from recordings.command import JsonCommand
from recordings.find import find_recording, find_speaker
from recordings.models import Recording, Speaker


class Command(JsonCommand):
    help = "Record what speakers of a recording said elsewhere, with the evidence for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording", metavar="RECORDING", help="the id that import_room gave")
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--speaker", metavar="ID", help="our id, the source's own, or the handle")
        who.add_argument("--all", action="store_true", help="every speaker of the recording")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--grant", metavar="SCOPE,…", help=", ".join(Scope))
        what.add_argument("--refuse", action="store_true", help="they will not be published")
        what.add_argument(
            "--withdraw", metavar="SCOPE,…", nargs="?", const="", help="by default all they granted"
        )
        parser.add_argument("--evidence", metavar="TEXT", required=True, help="what shows it")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who vouches for it")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        recording = find_recording(options["recording"])
        decision, scopes = _said(options)
        speakers = _speakers(recording, options["speaker"])
        receipts = attest(
            speakers,
            decision,
            scopes,
            evidence=options["evidence"],
            by=_person(options["by"]),
            now=timezone.now(),
        )
        return _document(recording, speakers, receipts)

    def describe(self, document: dict[str, Any]) -> str:
        lines = [
            f"{entry['name']}: {', '.join(f'{k} {v}' for k, v in entry['decisions'].items())}"
            f" (receipt {entry['receipt']})"
            for entry in document["recorded"]
        ]
        return "\n".join([*lines, *(document["reasons"] or ["Everyone who is heard has agreed."])])


def _said(options: dict[str, Any]) -> tuple[Decision, Sequence[Scope]]:
    """What is to be recorded. No scopes: all that was granted."""
    if options["grant"] is not None:
        return Decision.GRANTED, scopes_in(options["grant"])
    if options["refuse"]:
        return Decision.REFUSED, (Scope.PUBLISH,)
    return Decision.WITHDRAWN, scopes_in(options["withdraw"]) if options["withdraw"] else ()


def _speakers(recording: Recording, text: str | None) -> list[Speaker]:
    speakers = [find_speaker(recording, text)] if text else list(recording.speakers.all())
    if not speakers:
        raise NotRecorded(f"“{recording}” has no speakers yet. Say who speaks in it first.")
    return speakers


def _person(username: str) -> User:
    person = User.objects.filter(username=username).first()
    if person is None:
        raise NotRecorded(
            f"Nobody here has the username “{username}”. Give somebody's who vouches."
        )
    return person


def _document(
    recording: Recording, speakers: Sequence[Speaker], receipts: Sequence[Receipt]
) -> dict[str, Any]:
    clearance = clearance_for(recording)
    return {
        "recording": recording.uid,
        "recorded": [
            {
                "speaker": speaker.uid,
                "name": speaker.display_name,
                "receipt": receipt.number,
                "decisions": receipt.decisions,
                "at": receipt.at,
            }
            for speaker, receipt in zip(speakers, receipts, strict=True)
        ],
        "allowed": clearance.allowed,
        "reasons": [reason.sentence for reason in clearance.reasons],
    }
