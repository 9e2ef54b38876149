"""The ledger as values: what a line is, how lines are chained, and what they add up to. Pure.

A line's personal text stands in the chain only through its commitment, salted line by line, so
that it can be erased and the chain still holds.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from consent.scopes import Decision, Scope, State

GENESIS = "0" * 64
"""What stands before the first line."""

_STATES = {
    Decision.GRANTED: State.GRANTED,
    Decision.REFUSED: State.REFUSED,
    Decision.WITHDRAWN: State.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """The words of a line that may have to be erased: who acted, how proven, what was shown."""

    actor: str
    evidence: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One decision as the chain holds it. `recording`, `speaker`, `ask` and `receipt` are uids,
    `wording` the hash of the text asked with (either may be empty). `private` and `salt` are None
    and empty once erased."""

    seq: int
    receipt: str
    recording: str
    speaker: str
    ask: str
    scope: str
    decision: str
    method: str
    wording: str
    shown_sha256: str
    at: datetime
    commitment: str
    prev_hash: str
    hash: str
    salt: str = ""
    private: Private | None = None


class Kind(StrEnum):
    """What can be wrong with a ledger."""

    ALTERED = "altered"
    TEXT_ALTERED = "text_altered"
    BROKEN = "broken"
    GAP = "gap"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    seq: int
    kind: Kind
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the ledger ends, kept beside it: lines cut off at its end are missed by this."""

    seq: int = 0
    hash: str = GENESIS


def canonical(value: Mapping[str, Any]) -> bytes:
    """One form of a JSON object: sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode("utf-8", "surrogatepass")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def commitment(private: Private, salt: str) -> str:
    """HMAC-SHA-256 of a line's personal text under its own salt (hex)."""
    text = {"actor": private.actor, "evidence": private.evidence, "shown": private.shown}
    return hmac.new(bytes.fromhex(salt), canonical(text), hashlib.sha256).hexdigest()


def line_hash(line: Line) -> str:
    """SHA-256 over all that stays of a line for ever, and the hash of the line before it."""
    return hashlib.sha256(
        canonical(
            {
                "seq": line.seq,
                "receipt": line.receipt,
                "recording": line.recording,
                "speaker": line.speaker,
                "ask": line.ask,
                "scope": line.scope,
                "decision": line.decision,
                "method": line.method,
                "wording": line.wording,
                "shown_sha256": line.shown_sha256,
                "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "commitment": line.commitment,
                "prev_hash": line.prev_hash,
            }
        )
    ).hexdigest()


def verify(lines: Iterable[Line], head: Head | None = None) -> tuple[Fault, ...]:
    """Everything that is wrong with the lines, given in order; nothing where all is as written.

    Without `head` a ledger that was cut off at its end still verifies: a chain alone cannot tell.
    """
    faults: list[Fault] = []
    before = Head()
    for line in lines:
        faults.extend(_faults(line, before))
        before = Head(seq=line.seq, hash=line.hash)
    if head is not None and head != before:
        words = f"The ledger ends at line {before.seq}; its head says line {head.seq}."
        faults.append(Fault(seq=before.seq, kind=Kind.TRUNCATED, sentence=words))
    return tuple(faults)


def _faults(line: Line, before: Head) -> Iterable[Fault]:
    if line.seq != before.seq + 1:
        words = f"Line {line.seq} comes after line {before.seq}."
        yield Fault(seq=line.seq, kind=Kind.GAP, sentence=words)
    if line.prev_hash != before.hash:
        words = f"Line {line.seq} does not continue line {before.seq}."
        yield Fault(seq=line.seq, kind=Kind.BROKEN, sentence=words)
    if line.hash != line_hash(line):
        words = f"Line {line.seq} is not as it was written."
        yield Fault(seq=line.seq, kind=Kind.ALTERED, sentence=words)
    if not _text_holds(line):
        words = f"The text of line {line.seq} is not as it was written."
        yield Fault(seq=line.seq, kind=Kind.TEXT_ALTERED, sentence=words)


def _text_holds(line: Line) -> bool:
    """An erased text is no fault; half an erasure is."""
    if line.private is None:
        return not line.salt
    if len(line.salt) != len(GENESIS):
        return False
    try:
        kept = hmac.compare_digest(commitment(line.private, line.salt), line.commitment)
    except ValueError:
        return False
    return kept and line.shown_sha256 == (sha256(line.private.shown) if line.private.shown else "")


class Said(Protocol):
    """What of a line counts for where a speaker stands."""

    @property
    def speaker_id(self) -> int: ...
    @property
    def scope(self) -> str: ...
    @property
    def decision(self) -> str: ...


def fold(events: Sequence[Said] | Iterable[Said]) -> dict[tuple[int, Scope], State]:
    """Where everybody stands after these events, given in order: the latest decision wins.

    Who is not in the answer has said nothing, and that is never a yes. Raises `ValueError` on a
    scope or decision that nobody knows.
    """
    return {
        (event.speaker_id, Scope(event.scope)): _STATES[Decision(event.decision)]
        for event in events
    }
