"""The ledger as values: what a line is and how lines are chained. Pure.

A line's personal text stands in the chain only through its commitment, salted line by line, so
that it can be erased and the chain still holds.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from consent.scopes import Decision

GENESIS = "0" * 64
"""What stands before the first line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """The words of a line that may have to be erased: who acted, how proven, what was shown."""

    actor: str
    evidence: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One decision as the chain holds it. `recording`, `speaker`, `ask` and `receipt` are uids,
    `wording` the hash of the text asked with, `terms` canonical JSON (each may be empty).
    `private` and `salt` are None and empty once erased."""

    seq: int
    receipt: str
    recording: str
    speaker: str
    ask: str
    scope: str
    decision: str
    method: str
    wording: str
    terms: str = ""
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
    ERASED = "erased"
    """A text is gone, and no line says that it was erased."""
    HEAD = "head"
    """Where the ledger ends was written by somebody else than the site."""
    ANCHOR = "anchor"
    """What was put away outside the database says something else, or is gone."""
    WORDING = "wording"
    """The words that were asked with are not those that were hashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong. `mark` tells it from all others where it is of the kinds that
    cannot be mended and may be acknowledged; elsewhere it is empty."""

    seq: int
    kind: Kind
    sentence: str
    mark: str = ""

    @property
    def name(self) -> str:
        """What a command calls it: `f-0123456789ab`."""
        return f"f-{sha256(f'{self.kind}:{self.mark}')[:12]}" if self.mark else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the ledger ends, kept beside it: lines cut off at its end are missed by this."""

    seq: int = 0
    hash: str = GENESIS


START = Head()
"""Before the first line."""


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


def body(line: Line) -> dict[str, Any]:
    """All that stays of a line for ever, as it is hashed. Nothing in it names a person: the text
    that was shown stands in it by the commitment alone, since its bare hash could be guessed."""
    return {
        "seq": line.seq,
        "receipt": line.receipt,
        "recording": line.recording,
        "speaker": line.speaker,
        "ask": line.ask,
        "scope": line.scope,
        "decision": line.decision,
        "method": line.method,
        "wording": line.wording,
        "terms": line.terms,
        "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "commitment": line.commitment,
    }


def body_hash(line: Line) -> str:
    """SHA-256 of a line's body (hex): all that somebody who may not read the line needs of it to
    follow the chain past it."""
    return hashlib.sha256(canonical(body(line))).hexdigest()


def chained(prev_hash: str, body_sha256: str) -> str:
    """The hash of a line: SHA-256 over the hash of the line before it and that of its body."""
    return hashlib.sha256(f"{prev_hash}{body_sha256}".encode()).hexdigest()


def line_hash(line: Line) -> str:
    return chained(line.prev_hash, body_hash(line))


def verify(
    lines: Iterable[Line], head: Head | None = None, after: Head = START
) -> tuple[Fault, ...]:  # fmt: skip
    """Everything that is wrong with the lines, given in order; nothing where all is as written.

    Without `head` a ledger that was cut off at its end still verifies: a chain alone cannot tell.
    With `after`, the end of what was verified before, the lines that follow it are enough.
    """
    faults: list[Fault] = []
    before, gone, erased = after, list[tuple[int, frozenset[str]]](), dict[str, int]()
    for line in lines:
        faults.extend(_faults(line, before))
        if line.private is None:
            gone.append((line.seq, about(line)))
        if line.decision == Decision.ERASED:
            erased |= dict.fromkeys(about(line), line.seq)
        before = Head(seq=line.seq, hash=line.hash)
    faults.extend(_not_covered(gone, erased))
    if head is not None and head != before:
        words = f"The ledger ends at line {before.seq}; its head says line {head.seq}."
        faults.append(Fault(seq=before.seq, kind=Kind.TRUNCATED, sentence=words))
    return tuple(faults)


def about(line: Line) -> frozenset[str]:
    """Whom a line is about: the uid of its speaker, and the subject that its terms name. A line
    that says ERASED covers every earlier line about one of them."""
    try:
        terms = json.loads(line.terms or "{}")
    except ValueError:
        terms = None
    subject = terms.get("subject") if isinstance(terms, dict) else None
    return frozenset(one for one in (line.speaker, subject) if one and isinstance(one, str))


def _not_covered(
    gone: Iterable[tuple[int, frozenset[str]]], erased: Mapping[str, int]
) -> Iterable[Fault]:
    for seq, whom in gone:
        if not any(erased.get(one, 0) > seq for one in whom):
            words = f"The text of line {seq} is gone, and no line says that it was erased."
            yield Fault(seq=seq, kind=Kind.ERASED, sentence=words)


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
        return not line.salt and not line.shown_sha256
    if len(line.salt) != len(GENESIS):
        return False
    try:
        kept = hmac.compare_digest(commitment(line.private, line.salt), line.commitment)
    except ValueError:
        return False
    return kept and line.shown_sha256 == (sha256(line.private.shown) if line.private.shown else "")
