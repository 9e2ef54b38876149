"""The lists in a sample X archive: the Spaces' own, and the private ones nobody may read.

The private ones hold `CANARY`, so that a test can look for it wherever it must not be.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from recordings.samples import words
from recordings.samples.people import Person
from recordings.samples.timetable import Stay

CANARY = "canary-7f3a-nobody-may-read-this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """One Space as the archive lists it; `people` begins with the host."""

    id: str
    started_at: datetime
    duration_ms: int
    people: Sequence[Person]
    stays: Sequence[Stay]
    post: str = ""


def members(spaces: Sequence[Space], generated_at: datetime) -> Iterator[tuple[str, str]]:
    """(name, text) of every member but the sound, in the archive's order."""
    host = spaces[0].people[0]
    yield "Your archive.html", "<!doctype html><title>Your archive</title>\n"
    yield "data/account.js", _ytd("account", [{"account": _account(host)}])
    yield "data/contact.js", _ytd("contact", [{"contact": {"emails": [f"{CANARY}@x.example"]}}])
    yield "data/direct-messages.js", _ytd("direct_messages", [_messages(host)])
    yield "data/direct_messages_media/1-secret.txt", f"{CANARY}\n"
    yield "data/ip-audit.js", _ytd("ip_audit", [{"ipAudit": {"loginIp": CANARY}}])
    yield "data/manifest.js", _manifest(host, len(spaces), generated_at)
    yield "data/phone-number.js", _ytd("phone_number", [{"device": {"phoneNumber": CANARY}}])
    yield "data/spaces-metadata.js", _ytd("spaces_metadata", [_record(one) for one in spaces])
    yield "data/tweets.js", _ytd("tweets", list(_posts(spaces, host)))


def _ytd(name: str, value: Any) -> str:
    return f"window.YTD.{name}.part0 = {json.dumps(value, indent=2)}"


def _account(host: Person) -> dict[str, str]:
    return {
        "email": f"{CANARY}@host.example",
        "createdVia": "web",
        "username": host.handle,
        "accountId": host.x_id,
        "createdAt": "2019-05-04T10:00:00.000Z",
        "accountDisplayName": host.name,
    }


def _messages(host: Person) -> dict[str, Any]:
    message = {"senderId": host.x_id, "text": CANARY, "createdAt": "2026-11-01T08:00:00.000Z"}
    return {"dmConversation": {"messages": [{"messageCreate": message}]}}


def _manifest(host: Person, count: int, generated_at: datetime) -> str:
    files = {
        "account": ("account", 1),
        "directMessages": ("direct_messages", 1),
        "ipAudit": ("ip_audit", 1),
        "spacesMetadata": ("spaces_metadata", count),
        "tweets": ("tweets", count + 2),
    }
    value = {
        "userInfo": {
            "accountId": host.x_id,
            "userName": host.handle,
            "displayName": host.name,
        },
        "archiveInfo": {
            "sizeBytes": "0",
            "generationDate": _written(generated_at),
            "isPartialArchive": False,
            "maxPartSizeBytes": "53687091200",
        },
        "dataTypes": {key: {"files": [_file(*of)]} for key, of in files.items()},
    }
    return f"window.__THAR_CONFIG = {json.dumps(value, indent=2)}"


def _file(name: str, count: int) -> dict[str, str]:
    return {
        "fileName": f"data/{name.replace('_', '-')}.js",
        "globalName": f"YTD.{name}.part0",
        "count": str(count),
    }


def _record(space: Space) -> dict[str, Any]:
    """As the archive's README describes one; X writes numbers as texts."""
    host, *_ = space.people
    end = space.started_at + timedelta(milliseconds=space.duration_ms)
    return {
        "spacesMetadata": {
            "id": space.id,
            "creatorUserId": host.x_id,
            "hostUserIds": [host.x_id],
            "speakers": [
                {"userId": person.x_id, "sessions": [{"startedAt": start, "endedAt": stop}]}
                for person, start, stop in _sessions(space)
            ],
            "createdAt": _written(space.started_at - timedelta(seconds=2)),
            "endedAt": _written(end),
            "totalParticipating": "0",
            "totalParticipated": str(41 + len(space.people)),
            "invitedUserIds": [],
        }
    }


def _sessions(space: Space) -> Iterator[tuple[Person, str, str]]:
    yield space.people[0], _at(space, 0), _at(space, space.duration_ms)
    for stay in space.stays:
        yield space.people[stay.speaker], _at(space, stay.joined_ms), _at(space, stay.left_ms)


def _at(space: Space, ms: int) -> str:
    return _written(space.started_at + timedelta(milliseconds=ms))


def _written(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _posts(spaces: Sequence[Space], host: Person) -> Iterator[dict[str, Any]]:
    """The newest first: a thank-you, the posts that link the Spaces, and one about nothing."""
    yield _post(9, f"Thank you all. {words.SENTENCES[9]}", host, None)
    for number, space in enumerate(spaces):
        if space.post:
            yield _post(8 - number, space.post, host, space)
    yield _post(1, "I found a bakery that opens at two.", host, None)


def _post(number: int, text: str, host: Person, space: Space | None) -> dict[str, Any]:
    link = f"https://twitter.com/i/spaces/{space.id}" if space else ""
    urls = [{"url": "https://t.co/aBcDeFgHiJ", "expanded_url": link}] if space else []
    return {
        "tweet": {
            "id_str": str(1_990_000_000_000_000_000 + number),
            "full_text": f"{text} {urls[0]['url']}" if urls else text,
            "entities": {"urls": urls, "hashtags": [], "user_mentions": []},
            "lang": "en",
            "favorite_count": "4",
            "edit_info": {"initial": {"editableUntil": "2026-11-06T21:30:00.000Z"}},
            "source": f"{host.name} on the web",
        }
    }
