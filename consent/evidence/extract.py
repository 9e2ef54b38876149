"""The part of the ledger's chain that proves one recording's lines, up to the head. Pure.

Lines about others are there as the hash of their body alone: enough to follow the chain past them,
and nothing to read.
"""

from collections.abc import Collection, Iterable
from typing import Any

from consent.ledger import START, Head, Line, Private, body, body_hash


def extract(
    lines: Iterable[Line], recording: str, head: Head, also: Collection[int] = ()
) -> dict[str, Any]:
    """`lines` are the ledger's in order, from any line before the recording's first one to the
    head. The extract begins with the first line of the recording (its uid), or with the first that
    its lines rest on: `also` are the numbers of these."""
    after, kept = START, list[dict[str, Any] | str]()
    for line in lines:
        if line.recording == recording or line.seq in also:
            kept.append(_in_full(line))
        elif kept:
            kept.append(body_hash(line))
        if len(kept) == 1:
            after = Head(seq=line.seq - 1, hash=line.prev_hash)
    after = after if kept else head
    return {"after": _told(after), "lines": kept, "head": _told(head)}


def _in_full(line: Line) -> dict[str, Any]:
    return {
        "body": body(line),
        "hash": line.hash,
        "salt": line.salt,
        "private": _private(line.private),
    }


def _private(private: Private | None) -> dict[str, str] | None:
    """As the line's commitment was made of it; None once erased."""
    if private is None:
        return None
    return {"actor": private.actor, "evidence": private.evidence, "shown": private.shown}


def _told(head: Head) -> dict[str, Any]:
    return {"seq": head.seq, "hash": head.hash}
