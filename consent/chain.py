"""The end of the ledger: lines are put after its last one, which stays locked until all commit.

Only `consent.record` and its neighbours of the same layer call this; what may be said is theirs.
"""

import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from consent import tombstones
from consent.ledger import Head, Line, Private, commitment, line_hash, sha256
from consent.models import Ask, ChainHead, ConsentEvent, Wording
from consent.scopes import Decision, Method, Scope
from consent.terms import Terms, packed
from recordings.models import Recording, Speaker
from recordings.sealed import Purpose, mark, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line to be written. `terms` gets the line's own salt, for marks that need it."""

    recording: Recording | None
    speaker: Speaker | None
    scope: Scope | None
    decision: Decision
    method: Method
    actor: str
    ask: Ask | None = None
    wording: Wording | None = None
    terms: Callable[[str], Terms]
    shown: str = ""
    evidence: str = ""


def append(entries: Sequence[Entry], receipt: uuid.UUID, now: datetime) -> list[ConsentEvent]:
    """Write the lines of one receipt. Call it in a transaction, behind the Recording's lock."""
    head = ChainHead.objects.select_for_update().get_or_create(pk=1)[0]
    end, events = head.head, []
    for entry in entries:
        line = _line(end, entry, receipt, now)
        events.append(_event(line, entry, receipt))
        end = Head(seq=line.seq, hash=line.hash)
    ConsentEvent.objects.bulk_create(events)
    tombstones.keep_on_commit(events)
    _move(head, end)
    return events


def is_sealed(head: ChainHead) -> bool:
    """Whether the site itself put the head where it is. Before the first line there is no seal."""
    return head.seal in (marks(Purpose.HEAD, _told(head.head)) if head.seq else ("",))


def broken_seal(head: ChainHead) -> str:
    """The seal that is not the site's; nothing where it is."""
    return "" if is_sealed(head) else head.seal or "none"


def seal_anew() -> None:
    """Put the site's seal on the head. Only who acknowledges that it was broken may; behind the
    head's lock."""
    head = ChainHead.objects.get(pk=1)
    head.seal = mark(Purpose.HEAD, _told(head.head))
    head.save(update_fields=["seal"])


def _move(head: ChainHead, end: Head) -> None:
    """A head whose seal was broken stays so: the next answer must not make it good again."""
    if is_sealed(head):
        head.seal = mark(Purpose.HEAD, _told(end))
    head.seq, head.hash = end.seq, end.hash
    head.save(update_fields=["seq", "hash", "seal"])


def _told(head: Head) -> str:
    return f"{head.seq}:{head.hash}"


def _line(end: Head, entry: Entry, receipt: uuid.UUID, now: datetime) -> Line:
    private = Private(actor=entry.actor, evidence=entry.evidence, shown=entry.shown)
    salt = secrets.token_hex(32)
    line = Line(
        seq=end.seq + 1,
        receipt=str(receipt),
        recording=str(entry.recording.uid) if entry.recording else "",
        speaker=str(entry.speaker.uid) if entry.speaker else "",
        ask=str(entry.ask.uid) if entry.ask else "",
        scope=entry.scope or "",
        decision=entry.decision,
        method=entry.method,
        wording=entry.wording.sha256 if entry.wording else "",
        terms=packed(entry.terms(salt)),
        shown_sha256=sha256(entry.shown) if entry.shown else "",
        at=now,
        commitment=commitment(private, salt),
        prev_hash=end.hash,
        hash="",
        salt=salt,
        private=private,
    )
    return replace(line, hash=line_hash(line))


def _event(line: Line, entry: Entry, receipt: uuid.UUID) -> ConsentEvent:
    return ConsentEvent(
        seq=line.seq,
        receipt=receipt,
        recording=entry.recording,
        speaker=entry.speaker,
        ask=entry.ask,
        scope=line.scope,
        decision=line.decision,
        method=line.method,
        wording=entry.wording,
        terms=line.terms,
        shown=entry.shown,
        shown_sha256=line.shown_sha256,
        evidence=entry.evidence,
        actor=entry.actor,
        at=line.at,
        salt=line.salt,
        commitment=line.commitment,
        prev_hash=line.prev_hash,
        hash=line.hash,
    )
