"""`mail_came_back`: reads a mail server's note that a mail of ours did not arrive, and takes back
what a wrong one has done."""

import re
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from consent import bounces
from recordings.command import JsonCommand

MOST_BYTES = 1_000_000
FAILED = re.compile(r"^Action:\s*failed", re.IGNORECASE | re.MULTILINE)
"""What a mail server says of each address (RFC 3464); a delay or an answer is no failure."""
NO_FAILURE = re.compile(
    r"^(Action:\s*(delayed|delivered|relayed|expanded)|Auto-Submitted:\s*auto-replied)",
    re.IGNORECASE | re.MULTILINE,
)
IDS = re.compile(r"<[0-9a-f-]{36}@[^\s<>]{1,255}>")


class Command(JsonCommand):
    help = (
        "Read a bounce: who was not told of a room has said nothing by their silence, and an "
        "address that takes no mail gets no more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "note",
            metavar="FILE",
            nargs="?",
            default="",
            help="the mail server’s note, or - for standard input",
        )
        parser.add_argument(
            "--undo", metavar="ADDRESS", default="", help="mail arrives there after all"
        )
        parser.add_argument("--by", metavar="USERNAME", default="", help="which admin says so")
        parser.add_argument("--reason", metavar="TEXT", default="", help="how you know")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        if bool(options["note"]) == bool(options["undo"]):
            raise CommandError("Name a FILE to read, or an address after --undo, and not both.")
        if options["undo"]:
            how = {"by": options["by"], "reason": options["reason"]}
            return {"marks_gone": bounces.arrives_after_all(options["undo"], **how)}
        return _came_back(options["note"])


def _came_back(name: str) -> dict[str, Any]:
    note = _read(name)
    ids = sorted(set(IDS.findall(note)))
    for_good = bool(FAILED.search(note)) or not NO_FAILURE.search(note)
    came = bounces.came_back(ids, timezone.now(), for_good=for_good)
    return {
        "mails": len(ids),
        "announcements_ended": came.announcements,
        "addresses_not_mailed_any_more": came.addresses,
    }


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.read(MOST_BYTES)
    with Path(name).open(encoding="utf-8", errors="replace") as note:
        return note.read(MOST_BYTES)
