"""The lists in an X archive: accounts, Spaces, and the posts that link one.

X names the fields of `spaces-metadata.js` in its README but shows no filled record, so records
are read by what their values are; what is not understood is named and left alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from recordings.importers.text import line

_NUMBER = re.compile(r"\d{1,20}")
_EARLIEST, _LATEST = datetime(2006, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
_ID_KEYS = ("id", "spaceId", "space_id", "restId", "rest_id")
_STARTS = ("start", "begin", "from", "join", "created")
_ENDS = ("end", "stop", "until", "to", "left", "leave")
_KNOWN = frozenset(
    {
        *_ID_KEYS,
        "creatorUserId",
        "hostUserIds",
        "speakers",
        "createdAt",
        "endedAt",
        "totalParticipating",
        "totalParticipated",
        "invitedUserIds",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account whose archive it is."""

    id: str = ""
    handle: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A time somebody was on stage, on the wall clock."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceRecord:
    """One Space as X lists it; `speakers` maps an X account to its sessions."""

    id: str
    creator: str = ""
    hosts: tuple[str, ...] = ()
    created_at: datetime | None = None
    ended_at: datetime | None = None
    speakers: Mapping[str, tuple[Session, ...]] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)
    unrecognised: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """All records of a file; `strange` are those that name no Space."""

    records: tuple[SpaceRecord, ...] = ()
    strange: tuple[Any, ...] = ()


def account(value: Any) -> Account:
    """From `account.js`; only id, handle and name, never the address beside them."""
    items = value if isinstance(value, list) else [value]
    first = _unwrapped(items[0]) if items else {}
    return Account(
        id=_number(first.get("accountId")),
        handle=line(first.get("username"), 100),
        name=line(first.get("accountDisplayName")),
    )


def manifest_account(value: Any) -> Account:
    """From `manifest.js`, for an archive that comes without `account.js`."""
    info = value.get("userInfo") if isinstance(value, dict) else None
    info = info if isinstance(info, dict) else {}
    return Account(
        id=_number(info.get("accountId")),
        handle=line(info.get("userName"), 100),
        name=line(info.get("displayName")),
    )


def spaces(value: Any) -> Listed:
    """From `spaces-metadata.js`, in whatever shape its records are."""
    records: list[SpaceRecord] = []
    strange: list[Any] = []
    for item in value if isinstance(value, list) else [value]:
        body = _unwrapped(item)
        space_id = next((line(body[key], 100) for key in _ID_KEYS if body.get(key)), "")
        if space_id:
            records.append(_record(space_id, body))
        else:
            strange.append(item)
    return Listed(records=tuple(records), strange=tuple(strange))


def moment(value: Any) -> datetime | None:
    """A moment as X writes it: ISO 8601, a post's date, or seconds or milliseconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    found = _since_1970(text) if re.fullmatch(r"\d{10,13}(\.\d+)?", text) else _written(text)
    return found if found and _EARLIEST <= found <= _LATEST else None


def _record(space_id: str, body: Mapping[str, Any]) -> SpaceRecord:
    speakers, unrecognised = _speakers(body.get("speakers"))
    hosts = body.get("hostUserIds")
    unrecognised += [line(key, 100) for key in body if key not in _KNOWN]
    for key in ("createdAt", "endedAt"):
        if body.get(key) and moment(body[key]) is None:
            unrecognised.append(key)
    return SpaceRecord(
        id=space_id,
        creator=_number(body.get("creatorUserId")),
        hosts=tuple(filter(None, map(_number, hosts if isinstance(hosts, list) else ()))),
        created_at=moment(body.get("createdAt")),
        ended_at=moment(body.get("endedAt")),
        speakers=speakers,
        raw=body,
        unrecognised=tuple(unrecognised[:100]),
    )


def _speakers(value: Any) -> tuple[dict[str, tuple[Session, ...]], list[str]]:
    """Sessions by account, and the names of the entries that nobody can read."""
    found: dict[str, list[Session]] = {}
    strange: list[str] = []
    if isinstance(value, dict):
        value = [{key: item} for key, item in value.items()]
    for index, item in enumerate(value if isinstance(value, list) else ()):
        user, sessions = _speaker(item)
        if user:
            found.setdefault(user, []).extend(sessions)
        if not user or (not sessions and isinstance(item, dict)):
            strange.append(f"speakers[{index}]")
    if value and not isinstance(value, list):
        strange.append("speakers")
    return {user: tuple(sessions) for user, sessions in found.items()}, strange


def _speaker(item: Any) -> tuple[str, list[Session]]:
    """An account's id and its sessions; an empty id where there is none to see."""
    if not isinstance(item, dict):
        return _number(item), []
    if len(item) == 1:
        ((key, inner),) = item.items()
        if _number(key):
            return key, list(_sessions(inner))
        if isinstance(inner, dict):
            item = inner
    ids = (_number(value) for key, value in item.items() if key.lower().endswith("id"))
    return next(filter(None, ids), ""), list(_sessions(item))


def _sessions(value: Any, depth: int = 0) -> Iterator[Session]:
    """Every object below `value` that holds a start and an end."""
    if depth > 4 or not isinstance(value, dict | list):
        return
    session = _session(value) if isinstance(value, dict) else None
    if session:
        yield session
    for inner in value.values() if isinstance(value, dict) else value:
        yield from _sessions(inner, depth + 1)


def _session(value: Mapping[str, Any]) -> Session | None:
    times = {
        key.lower(): when
        for key, item in value.items()
        if not key.lower().endswith("id") and (when := moment(item))
    }
    start = next((when for key, when in times.items() if key.startswith(_STARTS)), None)
    end = next((when for key, when in times.items() if key.startswith(_ENDS)), None)
    if len(times) == 2 and not (start and end):
        start, end = sorted(times.values())
    return Session(start=start, end=end) if start and end and start < end else None


def _unwrapped(item: Any) -> Mapping[str, Any]:
    """The object inside of `{"spacesMetadata": {…}}`, or the object itself; else nothing."""
    if not isinstance(item, dict):
        return {}
    if len(item) == 1:
        (inner,) = item.values()
        return inner if isinstance(inner, dict) else item
    return item


def _number(value: Any) -> str:
    """An account's number as text; X writes them as texts, since they pass 2^53."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _NUMBER.fullmatch(text) and text.isascii() else ""


def _since_1970(digits: str) -> datetime | None:
    seconds = float(digits)
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, tz=UTC)


def _written(text: str) -> datetime | None:
    for reading in (datetime.fromisoformat, _post_date):
        try:
            found = reading(text)
        except (ValueError, OverflowError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _post_date(text: str) -> datetime:
    return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")
