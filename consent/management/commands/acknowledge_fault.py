"""`acknowledge_fault`: an admin answers for one fault of the ledger that cannot be mended."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from consent import acknowledged, verify
from consent.ledger import Fault
from recordings.command import JsonCommand


class Command(JsonCommand):
    help = "Acknowledge one fault of the ledger, named as verify_ledger names it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fault", metavar="NAME", help="from verify_ledger: f-0123456789ab")
        parser.add_argument("--reason", required=True, help="how it came about, for the record")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="a superuser")
        parser.add_argument(
            "--second", metavar="USERNAME", help="another one, where the site wants two"
        )

    def handle_json(self, **options: Any) -> dict[str, Any]:
        fault, why = _fault(options["fault"]), options["reason"].strip()[:2000]
        if not why:
            raise CommandError("Say why in --reason: it stands in the ledger.")
        names = _admins(options["by"], options["second"] or "")
        now = timezone.now()
        line = acknowledged.acknowledge(fault, by=" and ".join(names), why=why, now=now)
        verify.check(now)
        return {"line": line.seq, "fault": fault.name, "sentence": fault.sentence, "by": names}

    def describe(self, document: dict[str, Any]) -> str:
        return f"Line {document['line']} acknowledges: {document['sentence']}"


def _fault(name: str) -> Fault:
    faults = verify.faults()
    found = next((fault for fault in faults if fault.name and fault.name == name), None)
    if found is None:
        raise CommandError(f"No open fault that can be acknowledged is called {name}.")
    return found


def _admins(by: str, second: str) -> list[str]:
    if settings.SECOND_ADMIN and not second:
        raise CommandError("This site wants two admins. Name the other one with --second.")
    names = [by, second] if second else [by]
    known = User.objects.filter(username__in=names, is_superuser=True, is_active=True)
    if len(set(names)) != len(names) or known.count() != len(names):
        raise CommandError("An active superuser has to acknowledge it, and a second one only once.")
    return names
