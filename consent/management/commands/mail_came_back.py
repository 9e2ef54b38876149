"""`mail_came_back`: reads a mail server's note that a mail of ours did not arrive."""

import re
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from consent import announcements
from recordings.command import JsonCommand

MOST_BYTES = 1_000_000
IDS = re.compile(r"<[0-9a-f-]{36}@[^\s<>]{1,255}>")


class Command(JsonCommand):
    help = "Read a bounce: who was not told of a room has said nothing by their silence."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "note", metavar="FILE", help="the mail server’s note, or - for standard input"
        )

    def handle_json(self, **options: Any) -> dict[str, Any]:
        ids = sorted(set(IDS.findall(_read(options["note"]))))
        return {"mails": len(ids), "announcements_ended": announcements.came_back(ids)}


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.read(MOST_BYTES)
    with Path(name).open(encoding="utf-8", errors="replace") as note:
        return note.read(MOST_BYTES)
