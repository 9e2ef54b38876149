"""Makes a sample room: what a platform would deliver, with synthetic voices, and its truth."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from recordings.bars import Bars
from recordings.command import JsonCommand
from recordings.samples.sidecar import make_sidecar
from recordings.samples.x_archive import make_x_archive


class Command(JsonCommand):
    help = (
        "Make a sample room to import: OUT is a zip, OUT.truth.json beside it says who spoke when. "
        "The same seed makes the same room."
    )

    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, help="the zip to write")
        parser.add_argument("--source", choices=("x_archive", "sidecar"), default="x_archive")
        parser.add_argument("--minutes", type=float, default=3.0, help="its length (3)")
        parser.add_argument("--speakers", type=int, default=4, help="host and guests (4)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--older", action="store_true", help="x_archive: a second, older Space")
        parser.add_argument("--tracks", action="store_true", help="sidecar: a file per speaker")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        out: Path = options["out"].absolute()
        if not out.parent.is_dir() or out.is_dir():
            raise CommandError(f"{out} cannot be written. Name a file in a folder that is there.")
        with Bars() as bars:
            try:
                truth = _make(out, bars, options)
            except ValueError as error:
                raise CommandError(str(error)) from error
        return _described(out, truth)


def _make(out: Path, bars: Bars, options: dict[str, Any]) -> dict[str, Any]:
    size = {name: options[name] for name in ("minutes", "speakers", "seed")}
    if options["source"] == "sidecar":
        return make_sidecar(out, **size, tracks=options["tracks"], progress=bars)
    return make_x_archive(out, **size, older=options["older"], progress=bars)


def _described(out: Path, truth: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": str(out),
        "truth": f"{out}.truth.json",
        "source": truth["source"],
        "room": truth["room"]["id"],
        "bytes": out.stat().st_size,
        "duration_ms": truth["duration_ms"],
        "speakers": [
            {
                "key": speaker["key"],
                "name": speaker["name"],
                "handle": speaker["handle"],
                "segments": len(speaker["segments"]),
            }
            for speaker in truth["speakers"]
        ],
    }
