"""`record_consent`: writes down what speakers said elsewhere, with the evidence for it."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent.attest import attest, person_of, scopes_in
from consent.clearance import clearance_for
from consent.models import Proposal
from consent.proposals import Basis
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
        what.add_argument(
            "--waive", metavar="SCOPE,…", nargs="?", const=Scope.PUBLISH, help="none is needed"
        )
        shows = parser.add_mutually_exclusive_group(required=True)
        shows.add_argument("--evidence", metavar="TEXT", help="what shows it")
        shows.add_argument("--reason", metavar="TEXT", help="why none is needed")
        parser.add_argument("--evidence-file", metavar="PATH", type=Path, help="the file itself")
        parser.add_argument("--basis", choices=list(Basis), help="on what ground")
        parser.add_argument("--until", metavar="DAY", help="the last day it holds: 2027-12-31")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who vouches for it")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        recording = find_recording(options["recording"])
        decision, scopes = _said(options)
        speakers = _speakers(recording, options["speaker"])
        given = attest(
            speakers,
            decision,
            scopes,
            evidence=options["evidence"] or options["reason"],
            by=person_of(options["by"]),
            now=timezone.now(),
            basis=Basis(options["basis"]) if options["basis"] else None,
            until=_end_of(options["until"]),
            file=options["evidence_file"],
        )
        return _document(recording, speakers, given)

    def describe(self, document: dict[str, Any]) -> str:
        lines = [
            f"{entry['name']}: {', '.join(f'{k} {v}' for k, v in entry['decisions'].items())}"
            f" (receipt {entry['receipt']})"
            for entry in document["recorded"]
        ]
        lines += [
            f"{entry['name']}: proposed; another officer has to confirm it at the consent desk"
            for entry in document["proposed"]
        ]
        return "\n".join([*lines, *(document["reasons"] or ["Everyone who is heard has agreed."])])


def _said(options: dict[str, Any]) -> tuple[Decision, Sequence[Scope]]:
    """What is to be recorded. No scopes: all that was granted."""
    if options["grant"] is not None:
        return Decision.GRANTED, scopes_in(options["grant"])
    if options["waive"] is not None:
        return Decision.WAIVED, scopes_in(options["waive"])
    if options["refuse"]:
        return Decision.REFUSED, (Scope.PUBLISH,)
    return Decision.WITHDRAWN, scopes_in(options["withdraw"]) if options["withdraw"] else ()


def _speakers(recording: Recording, text: str | None) -> list[Speaker]:
    speakers = [find_speaker(recording, text)] if text else list(recording.speakers.all())
    if not speakers:
        raise NotRecorded(f"“{recording}” has no speakers yet. Say who speaks in it first.")
    return speakers


def _end_of(day: str | None) -> datetime | None:
    if not day:
        return None
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.max))
    except ValueError as error:
        raise NotRecorded(f"“{day}” is no day. Write it as 2027-12-31.") from error


def _document(
    recording: Recording, speakers: Sequence[Speaker], given: Sequence[Receipt | Proposal]
) -> dict[str, Any]:
    clearance = clearance_for(recording)
    both = list(zip(speakers, given, strict=True))
    return {
        "recording": recording.uid,
        "recorded": [
            {
                "speaker": speaker.uid,
                "name": speaker.display_name,
                "receipt": one.number,
                "decisions": one.decisions,
                "at": one.at,
            }
            for speaker, one in both
            if isinstance(one, Receipt)
        ],
        "proposed": [
            {
                "speaker": speaker.uid,
                "name": speaker.display_name,
                "proposal": one.uid,
                "decisions": one.decisions,
            }
            for speaker, one in both
            if isinstance(one, Proposal)
        ],
        "allowed": clearance.allowed,
        "reasons": [reason.sentence for reason in clearance.reasons],
    }
