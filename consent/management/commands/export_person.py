"""`export_person`: everything that is held of one person, over all hosts, as JSON or a zip."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent.dossier import dossier_of, write
from consent.person import find_person
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
        speakers = find_person(options["who"])
        dossier = dossier_of(speakers, by=options["by"], now=timezone.now())
        size = write(dossier, options["out"])
        return {
            "file": str(options["out"]),
            "bytes": size,
            "appearances": len(speakers),
            "files": len(dossier.files) if options["out"].suffix == ".zip" else 0,
        }
