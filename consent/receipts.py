"""Receipts: one answer of a speaker as a value, and the number by which people name it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from consent import wordings
from consent.evidence import verify
from consent.models import Ask, ConsentEvent, Wording
from consent.scopes import OPTIONAL, Decision, Method, Scope, State
from consent.terms import unpacked
from recordings.models import Speaker

number = verify.number
"""By which people name a receipt: of its uid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One answer: what was decided, when, how, in which words. `seqs` are its ledger lines."""

    uid: uuid.UUID
    speaker_id: int | None
    ask_id: int | None
    at: datetime
    method: Method
    actor: str
    decisions: Mapping[Scope, Decision]
    wording: Wording | None
    shown_sha256: str
    seqs: tuple[int, ...]

    @property
    def number(self) -> str:
        """`K7QF-2M9X-04`: forty bits of the uid, and two digits that catch a slip in typing."""
        return number(self.uid)


def uids_of(text: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and last uid that a receipt's number can stand for; None if it is no number."""
    letters = text.upper().replace("-", "").replace(" ", "")
    known = set(letters[:8]) <= set(verify.ALPHABET)
    if len(letters) != 10 or not known or not letters[8:].isdigit():
        return None
    bits = 0
    for letter in letters[:8]:
        bits = bits << 5 | verify.ALPHABET.index(letter)
    if bits % 97 != int(letters[8:]):
        return None
    return uuid.UUID(int=bits << 88), uuid.UUID(int=(bits + 1 << 88) - 1)


def receipt(events: Sequence[ConsentEvent]) -> Receipt:
    """The receipt of the lines of one answer."""
    first = events[0]
    return Receipt(
        uid=first.receipt,
        speaker_id=first.speaker_id,
        ask_id=first.ask_id,
        at=first.at,
        method=Method(first.method),
        actor=first.actor,
        decisions={Scope(line.scope): Decision(line.decision) for line in events if line.scope},
        wording=first.wording,
        shown_sha256=first.shown_sha256,
        seqs=tuple(line.seq for line in events),
    )


def receipts_of(speaker: Speaker) -> tuple[Receipt, ...]:
    """Every answer of a speaker, the latest first. Lines about no scope are no answers."""
    by_receipt: dict[uuid.UUID, list[ConsentEvent]] = {}
    said = ConsentEvent.objects.filter(speaker=speaker).exclude(scope="")
    events = said.select_related("wording")
    for event in events.order_by("seq"):
        by_receipt.setdefault(event.receipt, []).append(event)
    return tuple(receipt(events) for events in reversed(by_receipt.values()))


def document(given: Receipt, ask: Ask, lines: Iterable[ConsentEvent]) -> dict[str, Any]:
    """The receipt as a file: everything that was recorded of this answer, as it was given. What
    was said since is in other receipts."""
    lines = list(lines)
    language = given.wording.language if given.wording else ask.wording.language
    return {
        "version": 1,
        "receipt": {"number": given.number, "id": str(given.uid)},
        "recorded_at": _time(given.at),
        "method": given.method,
        "speaker": {"name": ask.speaker.name, "handle": ask.speaker.handle},
        "asked_by": {"name": ask.asker, "contact": ask.contact},
        "room": wordings.room_text(ask, language),
        "show": wordings.show_text(ask, language),
        "answers": answers_of(lines),
        "not_asked": [scope for scope in OPTIONAL if scope not in ask.scopes],
        "conditions": _conditions(lines),
        "wording": _wording(given),
        "shown": lines[0].shown,
        "shown_sha256": given.shown_sha256,
        "ledger": ledger_of(lines),
    }


def with_today(
    document: Mapping[str, Any], standings: Mapping[Scope, State], now: datetime
) -> dict[str, Any]:
    """A receipt with where its speaker stands by now, which it may not be read as."""
    said = {scope: state for scope, state in standings.items() if state != State.UNANSWERED}
    return {**document, "today": {"at": _time(now), "standings": said}}


def answers_of(lines: Iterable[ConsentEvent]) -> dict[str, str]:
    """What was said in one answer, by scope, from its own lines of the ledger."""
    return {line.scope: line.decision for line in lines if line.scope}


def ledger_of(lines: Iterable[ConsentEvent]) -> list[dict[str, Any]]:
    """The lines of an answer, as a receipt names them."""
    return [
        {
            "line": line.seq,
            "scope": line.scope,
            "decision": line.decision,
            "hash": line.hash,
            "previous_hash": line.prev_hash,
        }
        for line in lines
    ]


def _conditions(lines: Iterable[ConsentEvent]) -> dict[str, Any]:
    """Those of the voice; where it is not in this answer, the end that each line has."""
    ordered = sorted(lines, key=lambda line: line.scope != Scope.PUBLISH)
    under = unpacked(ordered[0].terms)
    return {
        "voice": under.voice,
        "hear_first": under.hear_first,
        "until": under.until.isoformat() if under.until else None,
    }


def _wording(given: Receipt) -> dict[str, Any] | None:
    if given.wording is None:
        return None
    return {
        "key": given.wording.key,
        "version": given.wording.version,
        "language": given.wording.language,
        "sha256": given.wording.sha256,
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
