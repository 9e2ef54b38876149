"""`export_evidence`: an episode's evidence as a zip that anybody can check offline."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent.attest import person_of
from feeds.episodes import find_episode
from feeds.evidence import export
from recordings.command import JsonCommand


class Command(JsonCommand):
    help = "Export the evidence of consent for an episode: a zip that checks itself offline."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("episode", metavar="EPISODE", help="its id, as `publish` printed it")
        parser.add_argument("out", metavar="OUT.zip", type=Path)
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who looks at it")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        episode = find_episode(options["episode"])
        bundle = export(episode, by=person_of(options["by"]), now=timezone.now())
        path = options["out"]
        path.touch(mode=0o600)
        path.write_bytes(bundle)
        return {"episode": episode.uid, "file": str(path), "bytes": len(bundle)}

    def describe(self, document: dict[str, Any]) -> str:
        return f"{document['file']} is written. Check it with: python verify.py {document['file']}"
