"""What the desk holds of a recording's speakers beside the ledger, for an evidence bundle: files of
evidence, proposals of officers, withdrawals with their certificates."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q

from consent.evidence.bundle import readable
from consent.models import EvidenceFile, Proposal, Withdrawal
from consent.receipts import number
from recordings import storage
from recordings.models import Recording, Speaker
from recordings.storage import ObjectMissing, StorageFailed

log = logging.getLogger(__name__)

MOST_BYTES = 50 * 1024 * 1024
"""So much of files of evidence goes into one bundle; of the rest name and hash alone."""


def files_in(recording: Recording, speakers: Iterable[Speaker]) -> dict[str, bytes]:
    """`desk.json`, and below `evidence/` the files that it names, as long as there is room."""
    rows = list(speakers)
    kept = list(EvidenceFile.objects.filter(speaker__in=rows).select_related("speaker"))
    there = dict(_contents(kept))
    desk = {
        "files": [_file(one, there) for one in kept],
        "proposals": [_proposal(one) for one in _proposals(recording, rows)],
        "withdrawals": [_withdrawal(one) for one in _withdrawals(rows)],
    }
    return {"desk.json": readable(desk), **there}


def _proposals(recording: Recording, speakers: list[Speaker]) -> Iterable[Proposal]:
    about = Q(speaker__in=speakers) | Q(recording=recording)
    return Proposal.objects.filter(about).select_related("speaker").order_by("pk")


def _withdrawals(speakers: list[Speaker]) -> Iterable[Withdrawal]:
    rows = Withdrawal.objects.filter(speaker__in=speakers)
    return rows.select_related("speaker").order_by("pk")


def _contents(kept: Iterable[EvidenceFile]) -> Iterable[tuple[str, bytes]]:
    left = MOST_BYTES
    for one in kept:
        if one.bytes > left:
            continue
        try:
            content = storage.read(one.key)
        except (ObjectMissing, StorageFailed):
            log.exception("The file of evidence %s is not in the bundle", one.uid)
            continue
        left -= len(content)
        yield _name(one), content


def _name(one: EvidenceFile) -> str:
    return f"evidence/{one.sha256}{Path(one.key).suffix}"


def _file(one: EvidenceFile, there: dict[str, bytes]) -> dict[str, Any]:
    return {
        "speaker": str(one.speaker.uid),
        "name": one.name,
        "sha256": one.sha256,
        "bytes": one.bytes,
        "added_at": _time(one.added_at),
        "file": _name(one) if _name(one) in there else "",
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "speaker": str(one.speaker.uid) if one.speaker else "",
        "what": one.said,
        "decisions": one.decisions,
        "evidence": one.evidence,
        "ground": one.basis,
        "until": _time(one.until),
        "proposed_at": _time(one.proposed_at),
        "outcome": one.outcome,
        "settled_at": _time(one.settled_at),
    }


def _withdrawal(one: Withdrawal) -> dict[str, Any]:
    return {
        "speaker": str(one.speaker.uid),
        "receipt": number(one.receipt),
        "uses": one.scopes,
        "mode": one.mode,
        "requested_at": _time(one.requested_at),
        "due_at": _time(one.due_at),
        "done_at": _time(one.done_at),
        "certificate": one.certificate,
    }


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
