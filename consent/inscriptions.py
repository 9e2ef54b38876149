"""What stands on a tombstone: documents without names or addresses, and how they are read again."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from consent.models import ConsentEvent, CutWish, DoNotAsk
from consent.scopes import Decision, Method, Mode, Scope, Voice
from consent.terms import NONE, Terms, unpacked
from recordings.spans import Span

FINAL = (Decision.REFUSED, Decision.WITHDRAWN, Decision.ERASED)
NOTED = (Decision.DISPUTED, Decision.MINOR)
"""What is said of a speaker as a whole, and protects them."""
_SPACE = uuid.UUID("6f0d7a52-6a0e-5a35-9d0c-3c1f5a2b7e11")
_CONDITIONS = ("voice", "hear_first", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """A yes with conditions: of whatever yes is older only what both allow may go on."""

    scopes: tuple[Scope, ...]
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A mark of an address or account that gets no more mail from a host, by its slug, or without
    one from anybody."""

    mark: str
    host: str
    why: DoNotAsk.Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What must not be forgotten. `recording` and `speaker` are uids; an erasure has no decisions.
    `subjects` are the uids of what was said in advance, of no recording and no speaker, `notes`
    what is said of a speaker as a whole, `wish` a part to be cut, `episode` the uid of one that
    was taken down for good; `unmarked` says that a recording does not count as published before it
    came here any more."""

    receipt: uuid.UUID
    at: datetime
    recording: str = ""
    speaker: str = ""
    decisions: Mapping[Scope, Decision]
    notes: tuple[Decision, ...] = ()
    erased: bool = False
    mode: Mode | None = None
    subjects: tuple[str, ...] = ()
    narrower: Narrower | None = None
    wish: Span | None = None
    opt_out: OptOut | None = None
    episode: str = ""
    unmarked: bool = False


def is_kept(line: ConsentEvent) -> bool:
    """Whether a line needs a tombstone: a no, an erasure, a dispute, a minor, a yes with
    conditions; of a speaker, or a no to what was said in advance, or to a recording's being legacy.
    """
    if line.decision == Decision.NOT_LEGACY:
        return line.recording is not None
    if line.speaker is None:
        return line.decision in FINAL and line.method == Method.STANDING
    kept = line.decision in (*FINAL, *NOTED) or _has_conditions(line)
    return kept and line.recording is not None


def of_lines(lines: list[ConsentEvent]) -> dict[str, Any]:
    """Of one receipt."""
    first = lines[0]
    nobodys = [line for line in lines if line.speaker is None and line.recording is None]
    subjects = {unpacked(line.terms).subject for line in nobodys}
    return {
        "version": 1,
        "receipt": str(first.receipt),
        "recording": str(first.recording.uid) if first.recording else "",
        "speaker": str(first.speaker.uid) if first.speaker else "",
        "decisions": {
            line.scope: line.decision for line in lines if line.scope and line.decision in FINAL
        },
        "erased": any(line.decision == Decision.ERASED for line in lines),
        "mode": unpacked(first.terms).mode,
        "at": _time(first.at),
        **({"subjects": sorted(subjects)} if subjects else {}),
        **({"unmarked": True} if first.decision == Decision.NOT_LEGACY else {}),
        **_notes(lines),
        **_narrower(lines),
    }


def of_wish(row: CutWish) -> dict[str, Any]:
    return {
        "version": 1,
        "receipt": str(wish_id(row)),
        "recording": str(row.speaker.recording.uid),
        "speaker": str(row.speaker.uid),
        "wish": [row.start_ms, row.end_ms],
        "at": _time(row.at),
    }


def of_opt_out(row: DoNotAsk) -> dict[str, Any]:
    return {
        "version": 1,
        "receipt": str(opt_out_id(row)),
        "opt_out": {"mark": row.mark, "host": row.host.slug if row.host else "", "why": row.why},
        "at": _time(row.at),
    }


def of_episode(uid: uuid.UUID, at: datetime) -> dict[str, Any]:
    receipt = uuid.uuid5(_SPACE, f"episode:{uid}")
    return {"version": 1, "receipt": str(receipt), "episode": str(uid), "at": _time(at)}


def wish_id(row: CutWish) -> uuid.UUID:
    """The same part of the same speaker is the same wish."""
    return uuid.uuid5(_SPACE, f"wish:{row.speaker.uid}:{row.start_ms}:{row.end_ms}")


def opt_out_id(row: DoNotAsk) -> uuid.UUID:
    return uuid.uuid5(_SPACE, f"opt-out:{row.host.slug if row.host else ''}:{row.mark}")


def read(told: Mapping[str, Any]) -> Tombstone:
    """Raises `ValueError`, `KeyError`, `TypeError` or `AttributeError` where it makes no sense."""
    nobody = any(told.get(key) for key in ("subjects", "opt_out", "episode", "unmarked"))
    decisions = (
        {} if "wish" in told or "opt_out" in told or "episode" in told else told["decisions"]
    )
    return Tombstone(
        receipt=uuid.UUID(told["receipt"]),
        at=datetime.fromisoformat(told["at"]),
        recording=_uid(told.get("recording", ""), nobody),
        speaker=_uid(told.get("speaker", ""), nobody),
        decisions={Scope(s): Decision(d) for s, d in decisions.items()},
        notes=tuple(NOTED[NOTED.index(Decision(one))] for one in told.get("notes", ())),
        erased=bool(told.get("erased", False)),
        mode=Mode(told["mode"]) if told.get("mode") else None,
        subjects=tuple(str(uuid.UUID(one)) for one in told.get("subjects", ())),
        narrower=_read_narrower(told["narrower"]) if told.get("narrower") else None,
        wish=Span(*map(int, told["wish"])) if told.get("wish") else None,
        opt_out=_read_opt_out(told["opt_out"]) if told.get("opt_out") else None,
        episode=str(uuid.UUID(told["episode"])) if told.get("episode") else "",
        unmarked=bool(told.get("unmarked", False)),
    )


def _has_conditions(line: ConsentEvent) -> bool:
    if line.decision != Decision.GRANTED:
        return False
    terms = unpacked(line.terms)
    return any(getattr(terms, name) != getattr(NONE, name) for name in _CONDITIONS)


def _notes(lines: Iterable[ConsentEvent]) -> dict[str, Any]:
    said = [line.decision for line in lines if line.decision in NOTED]
    return {"notes": said} if said else {}


def _narrower(lines: Iterable[ConsentEvent]) -> dict[str, Any]:
    """The conditions of the voice, where it is among what was said, and of what else was."""
    under = sorted(filter(_has_conditions, lines), key=lambda line: line.scope != Scope.PUBLISH)
    if not under:
        return {}
    terms = unpacked(under[0].terms)
    told = {
        "scopes": [line.scope for line in under],
        "purpose": terms.purpose,
        "voice": terms.voice,
        "hear_first": terms.hear_first,
        "until": _time(terms.until) if terms.until else "",
    }
    return {"narrower": told}


def _read_narrower(told: Mapping[str, Any]) -> Narrower:
    return Narrower(
        scopes=tuple(Scope(one) for one in told["scopes"]),
        terms=Terms(
            purpose=str(told["purpose"]),
            voice=Voice(told["voice"]),
            hear_first=bool(told["hear_first"]),
            until=datetime.fromisoformat(told["until"]) if told["until"] else None,
        ),
    )


def _read_opt_out(told: Mapping[str, Any]) -> OptOut:
    return OptOut(mark=str(told["mark"]), host=str(told["host"]), why=DoNotAsk.Why(told["why"]))


def _uid(text: str, nobody: bool) -> str:
    """Some things are about no recording and no speaker. Raises `ValueError`."""
    return "" if not text and nobody else str(uuid.UUID(text))


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
