"""`export_person`: everything that is held of one person, over all hosts, as JSON or a zip."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent import pledged
from consent.dossier import dossier_of, write
from recordings.command import JsonCommand


class Command(JsonCommand):
    help = "Write everything that is held of a person to a file. That it was made is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "who", metavar="WHO", help="speaker's id, mail address, x:100200300 or x:@noor_ali"
        )
        parser.add_argument("out", metavar="OUT", type=Path, help="a .json, or a .zip with sound")
        parser.add_argument(
            "--by", metavar="NAME", default="the command line", help="who looks, for the ledger"
        )

    def handle_json(self, **options: Any) -> dict[str, Any]:
        known = pledged.known(options["who"])
        dossier = dossier_of(known.speakers, by=options["by"], now=timezone.now(), said=known.said)
        size = write(dossier, options["out"])
        return {
            "file": str(options["out"]),
            "bytes": size,
            "appearances": len(known.speakers),
            "said_in_advance": len(dossier.document["in_advance"]),
            "files": len(dossier.files) if options["out"].suffix == ".zip" else 0,
        }
