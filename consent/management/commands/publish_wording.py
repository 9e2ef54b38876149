"""`publish_wording`: a site's own words to ask with, as a new version."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from consent import wordings
from recordings.command import JsonCommand

MOST_BYTES = 1_000_000


class Command(JsonCommand):
    help = "Publish your own words to ask speakers with; ROOMCAST_WORDING says which are used."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE.json",
            type=Path,
            help='{"key": "house", "material": false, "texts": {"en": {"lead": "…"}}}',
        )

    def handle_json(self, **options: Any) -> dict[str, Any]:
        told = _read(options["file"])
        rows = wordings.publish(
            str(told.get("key", "")), told["texts"], material=bool(told.get("material"))
        )
        return {
            "key": told["key"],
            "version": next(iter(rows.values())).version,
            "languages": {language: row.sha256 for language, row in rows.items()},
        }

    def describe(self, document: dict[str, Any]) -> str:
        return (
            f"Version {document['version']} of “{document['key']}” is published in "
            f"{', '.join(document['languages'])}. "
            f"ROOMCAST_WORDING={document['key']} makes asks use it."
        )


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CommandError(f"{path.name} is larger than a wording can be (1 MB).")
        told = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path.name} cannot be read as JSON. {_EXPECTED}") from error
    by_language = told.get("texts") if isinstance(told, dict) else None
    if not isinstance(by_language, dict) or not all(
        isinstance(said, dict) for said in by_language.values()
    ):
        raise CommandError(f"{path.name} holds no texts by language. {_EXPECTED}")
    return dict(told)


_EXPECTED = 'Expected: {"key": "…", "material": false, "texts": {"en": {"lead": "…"}}}.'
