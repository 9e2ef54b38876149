"""`retention`: drops what was kept long enough, or says what will go when."""

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent import retention
from recordings.command import JsonCommand
from recordings.retention import Outlook


class Command(JsonCommand):
    help = "Drop what is personal and was kept long enough; --dry-run says what will go when."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        now: datetime = timezone.now()
        done: list[int] = []
        if not options["dry_run"]:
            done = [count for _, count in retention.carry_all_out(now)]
        found = [_row(one) for one in retention.outlooks(now)]
        gone = [row | {"gone": count} for row, count in zip(found, done, strict=False)]
        return {"dry_run": options["dry_run"], "rules": gone or found}

    def describe(self, document: dict[str, Any]) -> str:
        return "\n".join(_line(row) for row in document["rules"])


def _row(one: Outlook) -> dict[str, Any]:
    return {
        "key": one.rule.key,
        "what": one.rule.what,
        "kept_days": one.rule.kept_for.days,
        "since": one.rule.since,
        "kept": one.kept,
        "due": one.due,
        "next": one.next_at.isoformat() if one.next_at else None,
    }


def _line(row: dict[str, Any]) -> str:
    gone = f"{row['gone']} gone" if "gone" in row else f"{row['due']} due"
    then = f", the next on {row['next'][:10]}" if row["next"] else ""
    kept = f"{row['kept_days']} days after {row['since']}"
    return f"{row['what']} ({kept}): {gone}, {row['kept']} kept{then}"
