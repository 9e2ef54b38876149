"""Reads the ledger from its first line to its head, and says what is wrong with it.

The sweep reads on from the last line that was whole, and once a day everything; the last finding
is a row, so that every page of an admin can tell of it.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from consent import alarm, anchors, chain
from consent.acknowledged import Known, parted, told
from consent.anchors import Anchor
from consent.ledger import GENESIS, START, Fault, Head, Kind, Line, sha256, verify
from consent.models import ChainHead, ConsentEvent, LedgerCheck, Wording
from consent.receipts import uids_of
from recordings.storage import StorageFailed

log = logging.getLogger(__name__)

WHOLE_EVERY = timedelta(days=1)
BROKEN_EVERY = timedelta(hours=1)
REMEMBERED = 20
"""So many faults are kept of a check; the command names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was found: every fault that nobody answers for, those that somebody does, where the
    ledger ends, and how many anchors it was held to."""

    faults: tuple[Fault, ...]
    known: tuple[Known, ...] = ()
    end: Head
    anchors: int = 0


def faults() -> tuple[Fault, ...]:
    """Everything that is not as it was written and that nobody answers for."""
    return examine().faults


def examine(mailed: Sequence[Anchor] = ()) -> Examination:
    """Read all of it. `mailed` are anchors that somebody kept, as they were mailed.

    Raises `StorageFailed` where the store with the anchors does not answer.
    """
    kept, lost = anchors.anchored()
    chained = _read_on(START)
    found = (*chained.faults, *_wordings(), *lost, *anchors.contradictions([*kept, *mailed]))
    left, known = parted(found)
    return Examination(faults=left, known=known, end=chained.end, anchors=len(kept))


def _read_on(after: Head) -> Examination:
    """The lines after one that was whole, up to the head. An answer may be written meanwhile: only
    lines up to a head that was there before are read, and none may lie beyond the head then."""
    head = ChainHead.objects.first() or ChainHead()
    found = [*verify(_lines(after, head.seq), head.head, after)]
    if seal := chain.broken_seal(head):
        words = f"That the ledger ends at line {head.seq} was not written by this site."
        found.append(Fault(seq=head.seq, kind=Kind.HEAD, sentence=words, mark=seal))
    last = ConsentEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    now = ChainHead.objects.first() or ChainHead()
    if last > now.seq:
        words = f"Line {last} comes after line {now.seq}, where the ledger ends."
        found.append(Fault(seq=last, kind=Kind.GAP, sentence=words))
    return Examination(faults=tuple(found), end=head.head)


_UNREAD = (
    *("recording__chapters", "recording__raw", "recording__unrecognised", "recording__warnings"),
    *("speaker__email", "speaker__external_ids", "ask__scopes", "ask__told", "ask__address"),
    *("wording__text",),
)
"""Long or sealed columns beside the ledger, which no line is made of."""


def _lines(after: Head, last: int) -> Iterator[Line]:
    rows = ConsentEvent.objects.select_related("recording", "speaker", "ask", "wording")
    rows = rows.filter(seq__lte=last).defer(*_UNREAD)
    if after.seq:
        rows = rows.filter(seq__gt=after.seq)
    for event in rows.order_by("seq").iterator(chunk_size=500):
        yield event.line


def _wordings() -> Iterator[Fault]:
    for wording in Wording.objects.all():
        if sha256(wording.text) != wording.sha256:
            words = f"The words {wording} are not as they were written."
            yield Fault(seq=0, kind=Kind.WORDING, sentence=words)


# --- What is remembered of it --------------------------------------------------------------------
def check(now: datetime) -> LedgerCheck:
    """Read the whole ledger and remember what was found."""
    found = examine()
    return _remember(found if not found.faults else replace(found, end=START), now, whole=True)


def sweep(now: datetime) -> None:
    """Read what is new, once a day everything; then put the day's head away. A ledger that is
    broken is not anchored: what it says now must not look settled."""
    try:
        looked = _looked(now)
        alarm.tell(looked)
        if looked.faults:
            return
        anchors.drop(now)
    except StorageFailed as error:
        log.warning("The ledger's anchors: %s", error)
    anchors.tell(now)


def _looked(now: datetime) -> LedgerCheck:
    last = LedgerCheck.objects.first()
    if last is None:
        return check(now)
    if last.whole_at <= now - (BROKEN_EVERY if last.faults else WHOLE_EVERY):
        return check(now)
    if last.faults:
        return last
    if last.seq and not ConsentEvent.objects.filter(seq=last.seq, hash=last.hash).exists():
        return check(now)
    found = _read_on(Head(seq=last.seq, hash=last.hash) if last.seq else START)
    return check(now) if found.faults else _remember(found, now, whole=False)


def _remember(found: Examination, now: datetime, *, whole: bool) -> LedgerCheck:
    values = {"seq": found.end.seq, "hash": found.end.hash, "at": now}
    values["faults"] = _told(found.faults)
    if whole:
        values["known"] = [one.line for one in found.known]
    fresh = values | ({"whole_at": now} if whole else {})
    row, _ = LedgerCheck.objects.update_or_create(
        pk=1, defaults=fresh, create_defaults=values | {"whole_at": now}
    )
    return row


def _told(found: Sequence[Fault]) -> list[dict[str, object]]:
    return [
        {"seq": fault.seq, "kind": fault.kind, "sentence": fault.sentence}
        for fault in found[:REMEMBERED]
    ]


def broken() -> str:
    """The first thing that was found wrong at the last check; empty where nothing was."""
    last = LedgerCheck.objects.first()
    return str(last.faults[0]["sentence"]) if last is not None and last.faults else ""


def acknowledged() -> tuple[Known, ...]:
    """The faults that somebody answers for, as of the last check of the whole ledger."""
    last = LedgerCheck.objects.first()
    return told(last.known) if last is not None and last.known else ()


def known() -> dict[str, object]:
    """When it was last read as a whole and anchored, and what was wrong (empty: nothing)."""
    last, anchor = LedgerCheck.objects.first(), anchors.last()
    return {
        "verified": last.whole_at if last else None,
        "anchored": anchor.at if anchor else None,
        "broken": broken(),
        "acknowledged": [one.sentence for one in acknowledged()],
    }


def is_overdue(now: datetime) -> bool:
    """Whether lines have waited for an anchor for more than two days."""
    anchor = anchors.last()
    new = ConsentEvent.objects.filter(at__lte=now - 2 * WHOLE_EVERY)
    return new.filter(seq__gt=anchor.seq if anchor else 0).exists()


# --- One receipt ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A receipt that was issued here: when, for how many answers, and whether they still stand."""

    at: datetime
    lines: int
    stands: bool


def receipt(number: str) -> Checked | None:
    """What can be said of a receipt to anybody who has its number; None where there is none."""
    ends = uids_of(number)
    if ends is None:
        return None
    kept = ConsentEvent.objects.select_related("recording", "speaker", "ask", "wording")
    lines = [event.line for event in kept.filter(receipt__range=ends).exclude(scope="")]
    if not lines:
        return None
    return Checked(at=lines[0].at, lines=len(lines), stands=all(map(_stands, lines)))


def _stands(line: Line) -> bool:
    """Whether a line is as it was written, and continues the one before it."""
    before = ConsentEvent.objects.filter(seq=line.seq - 1).values_list("hash", flat=True).first()
    if line.prev_hash != (before or GENESIS):
        return False
    return not any(fault.kind in (Kind.ALTERED, Kind.TEXT_ALTERED) for fault in verify([line]))
