"""`verify_ledger`: reads every line of the ledger and says whether all is as it was written."""

from typing import Any

from consent.models import ChainHead
from consent.verify import faults
from recordings.command import JsonCommand


class LedgerBroken(Exception):
    """The ledger is not as it was written; `str(error)` says where."""

    permanent = True


class Command(JsonCommand):
    help = "Check that no line of the ledger was changed, removed, reordered or cut off."

    def handle_json(self, **_options: Any) -> dict[str, Any]:
        found = faults()
        if found:
            first = " ".join(fault.sentence for fault in found[:5])
            more = f" And {len(found) - 5} more." if len(found) > 5 else ""
            raise LedgerBroken(f"The ledger is not as it was written. {first}{more}")
        head = ChainHead.objects.first() or ChainHead()
        return {"intact": True, "lines": head.seq, "head": head.hash}

    def describe(self, document: dict[str, Any]) -> str:
        return f"All {document['lines']} lines are as they were written."
