"""What an evidence bundle says of a yes in advance: its lines, its receipt, and how the room was
announced to who gave it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from consent import receipts, wordings
from consent.evidence.bundle import readable
from consent.models import ConsentEvent
from consent.scopes import Decision, Method
from consent.terms import unpacked
from recordings.models import Recording


def lines_before(recording: Recording) -> frozenset[int]:
    """The numbers of the lines of each yes in advance that a line of this recording rests on."""
    counted = ConsentEvent.objects.filter(recording=recording, method=Method.STANDING)
    about = Q(pk__in=[])
    for uid in {unpacked(line.terms).advance for line in counted} - {""}:
        about |= Q(terms__contains=uid)
    rows = ConsentEvent.objects.filter(about, recording=None, speaker=None)
    return frozenset(rows.values_list("seq", flat=True))


def announced_in(ours: Iterable[ConsentEvent]) -> list[dict[str, Any]]:
    """Every announcement after which silence counted: what it said, when it was mailed, from when
    on silence counted, and on which yes that rests."""
    answers: dict[Any, list[ConsentEvent]] = defaultdict(list)
    for row in ours:
        counted = row.method == Method.STANDING and row.decision == Decision.GRANTED
        if counted and row.speaker is not None:
            answers[row.receipt].append(row)
    return [_announced(lines) for lines in answers.values()]


def receipts_in(ours: Iterable[ConsentEvent]) -> dict[str, bytes]:
    """The receipts of what was said, and taken back, in advance."""
    answers: dict[Any, list[ConsentEvent]] = defaultdict(list)
    for row in ours:
        if row.speaker is None and row.recording is None and row.scope:
            answers[row.receipt].append(row)
    made = (receipts.receipt(lines) for lines in answers.values())
    return {
        f"receipts/{given.number}-{given.uid}.json": readable(document(answers[given.uid]))
        for given in made
    }


def _announced(lines: list[ConsentEvent]) -> dict[str, Any]:
    first = lines[0]
    ask, speaker = first.ask, first.speaker
    return {
        "speaker": str(speaker.uid) if speaker else "",
        "said_in_advance": unpacked(first.terms).advance,
        "text": first.shown,
        "text_sha256": first.shown_sha256,
        "mailed_at": _time(ask.sent_at if ask else None),
        "silence_counts_from": _time(ask.counts_at if ask else None),
        "counted_at": _time(first.at),
        "receipt": receipts.number(first.receipt),
        "lines": [line.seq for line in lines],
    }


def document(lines: list[ConsentEvent]) -> dict[str, Any]:
    """The receipt of what was said, or taken back, in advance, as a file."""
    given, first = receipts.receipt(lines), lines[0]
    terms = unpacked(first.terms)
    return {
        "version": 1,
        "receipt": {"number": given.number, "id": str(given.uid)},
        "recorded_at": _time(given.at),
        "method": given.method,
        "said_in_advance": terms.subject,
        "purpose": terms.purpose,
        "level": terms.level,
        "ends_at": _time(terms.until),
        "answers": {str(scope): str(said) for scope, said in given.decisions.items()},
        "wording": wordings.number(given.wording) if given.wording else "",
        "shown": first.shown,
        "shown_sha256": first.shown_sha256,
        "ledger": receipts.ledger_of(lines),
    }


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
