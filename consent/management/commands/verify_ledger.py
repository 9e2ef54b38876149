"""`verify_ledger`: reads every line of the ledger and says whether all is as it was written."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from consent import anchors, verify
from consent.acknowledged import Known
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
            "known": [_known(one) for one in seen.known],
        }

    def describe(self, document: dict[str, Any]) -> str:
        """What is wrong, and what is known to be; a fault that is known alone is no failure."""
        known = [fault["sentence"] for fault in document["known"]]
        if document["faults"]:
            return "\n".join([*map(_line, document["faults"]), *known])
        held = f" {document['anchors']} anchors were read." if known else ""
        held = held or (f" {document['anchors']} anchors agree." if document["anchors"] else "")
        end = f"All {document['lines']} lines are as they were written.{held}"
        return "\n".join([*known, end])


def _line(fault: dict[str, Any]) -> str:
    return f"{fault['sentence']} ({fault['name']})" if fault["name"] else str(fault["sentence"])


def _told(fault: Fault) -> dict[str, Any]:
    told = {"line": fault.seq, "kind": fault.kind, "sentence": fault.sentence}
    return told | {"name": fault.name}


def _known(one: Known) -> dict[str, Any]:
    told = {"line": one.line, "fault": one.fault, "sentence": one.sentence}
    return told | {"at": one.at, "by": one.by, "reason": one.why}


def _anchor(words: str) -> Anchor:
    seq, _, hashed = words.partition(":")
    if not seq.isdecimal() or len(hashed) != 64:
        raise CommandError(f"“{words}” is no anchor. Copy LINE:HASH from the mail.")
    return Anchor(seq=int(seq), hash=hashed.lower(), at="when it was mailed", where="mail")
