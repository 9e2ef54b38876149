"""`apply_tombstones`: says again what a restored database has forgotten that people took back."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone

from consent import restoring
from recordings.command import JsonCommand


class Command(JsonCommand):
    help = "After a restore: say again every no that the database does not know. Safe to repeat."

    def handle_json(self, **_options: Any) -> dict[str, Any]:
        return asdict(restoring.apply_all(timezone.now()))

    def describe(self, document: dict[str, Any]) -> str:
        return (
            f"{document['tombstones']} tombstones, {document['said_again']} said again, "
            f"{document['unknown']} about people whom this database does not know."
        )
