"""Terms: under which conditions something was said, and about what exactly. Pure.

They stand in the chain as canonical JSON, so that nobody can stretch an answer afterwards to a
longer part, another show or another name.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from consent.ledger import canonical
from consent.scopes import Basis, Level, Voice
from recordings.spans import Span, subtract, total_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`purpose` is the key of the feed it was said for, empty where it holds for every feed.

    `parts` are the parts the speaker had when they answered (None: not bound to any), `name` the
    keyed mark of the name they were shown, `until` when a yes ends, `edit` the digest of the
    finished edit that was heard (`consent.ears`; in the first lines the fingerprint of its
    Clearance), `subject` what a line without a recording is about, `advance` the uid of the yes in
    advance that a line rests on, `account` the keyed mark of the account somebody signed in with
    to say yes in advance, `basis` the ground on which an officer recorded a yes, `fault` the fault
    of the ledger that a line acknowledges.
    """

    level: Level | None = None
    purpose: str = ""
    voice: Voice = Voice.AS_IS
    hear_first: bool = False
    until: datetime | None = None
    parts: tuple[Span, ...] | None = None
    name: str = ""
    edit: str = ""
    mode: str = ""
    subject: str = ""
    account: str = ""
    advance: str = ""
    basis: Basis | None = None
    fault: str = ""


NONE = Terms()


def packed(terms: Terms) -> str:
    """The terms as the ledger keeps them; empty where there are none."""
    told: dict[str, Any] = {
        "level": None if terms.level is None else int(terms.level),
        "purpose": terms.purpose,
        "voice": "" if terms.voice == Voice.AS_IS else terms.voice,
        "hear_first": terms.hear_first,
        "until": terms.until.astimezone(UTC).isoformat() if terms.until else "",
        "name": terms.name,
        "edit": terms.edit,
        "mode": terms.mode,
        "subject": terms.subject,
        "account": terms.account,
        "advance": terms.advance,
        "basis": terms.basis,
        "fault": terms.fault,
    }
    told = {key: value for key, value in told.items() if value not in (None, "", False)}
    if terms.level is not None:
        told["level"] = int(terms.level)
    if terms.parts is not None:
        told["parts"] = [[span.start_ms, span.end_ms] for span in terms.parts]
    return canonical(told).decode() if told else ""


def unpacked(text: str) -> Terms:
    """The terms of a line. Raises `ValueError`, `TypeError` or `AttributeError` where they cannot
    be read."""
    if not text:
        return NONE
    told: Mapping[str, Any] = json.loads(text)
    until, parts, level = told.get("until"), told.get("parts"), told.get("level")
    return Terms(
        level=None if level is None else Level(level),
        purpose=told.get("purpose", ""),
        voice=Voice(told.get("voice", Voice.AS_IS)),
        hear_first=bool(told.get("hear_first", False)),
        until=datetime.fromisoformat(until) if until else None,
        parts=None if parts is None else tuple(Span(start, end) for start, end in parts),
        name=told.get("name", ""),
        edit=told.get("edit", ""),
        mode=told.get("mode", ""),
        subject=told.get("subject", ""),
        account=told.get("account", ""),
        advance=told.get("advance", ""),
        basis=Basis(told["basis"]) if told.get("basis") else None,
        fault=told.get("fault", ""),
    )


def name_mark(salt: str, name: str) -> str:
    """A name under a line's own salt: comparable, and nothing once the salt is erased."""
    return hmac.new(bytes.fromhex(salt), name.encode(), hashlib.sha256).hexdigest()[:32]


def grown_ms(terms: Terms, spans: Iterable[Span]) -> int:
    """Milliseconds of a voice that the answer did not cover. Shortening never adds any."""
    return 0 if terms.parts is None else total_ms(subtract(spans, terms.parts))
