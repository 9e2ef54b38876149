"""`verify_ledger`: reads every line of the ledger and says whether all is as it was written."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from consent import anchors, verify
from consent.anchors import Anchor
from consent.ledger import Fault
from recordings.command import JsonCommand


class Command(JsonCommand):
    help = "Check that no line of the ledger was changed, removed, reordered or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="LINE:HASH",
            help="compare with an anchor that was mailed; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """A broken ledger is an answer that names every fault, and an exit code."""
        self.wrong: list[Fault] = []
        super().handle(*args, **options)
        if self.wrong:
            first = self.wrong[0].sentence
            raise CommandError(f"The ledger is not as it was written. The first fault: {first}")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        seen = verify.examine([_anchor(words) for words in options["anchor"]])
        self.wrong += seen.faults
        last = anchors.last()
        return {
            "intact": not seen.faults,
            "lines": seen.end.seq,
            "head": seen.end.hash,
            "anchors": seen.anchors,
            "last_anchor": last.at if last else None,
            "faults": [_told(fault) for fault in seen.faults],
        }

    def describe(self, document: dict[str, Any]) -> str:
        if document["faults"]:
            return "\n".join(fault["sentence"] for fault in document["faults"])
        held = f" {document['anchors']} anchors agree." if document["anchors"] else ""
        return f"All {document['lines']} lines are as they were written.{held}"


def _told(fault: Fault) -> dict[str, Any]:
    return {"line": fault.seq, "kind": fault.kind, "sentence": fault.sentence}


def _anchor(words: str) -> Anchor:
    seq, _, hashed = words.partition(":")
    if not seq.isdecimal() or len(hashed) != 64:
        raise CommandError(f"“{words}” is no anchor. Copy LINE:HASH from the mail.")
    return Anchor(seq=int(seq), hash=hashed.lower(), at="when it was mailed", where="mail")
