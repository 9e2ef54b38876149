"""Sami says yes in advance, and the next room comes."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.core import mail

from consent import announcements, invites, pledge_codes, pledges
from consent.facts import Use
from consent.models import StandingConsent, StandingInvite
from consent.record import standings_of
from consent.scopes import Level, Scope, State
from recordings.models import Host, Recording, Speaker
from recordings.models import Room as RoomRow
from recordings.sealed import Purpose, mark
from tests.consent.people import Room, days, make_ask, make_room

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SAMI = "sami@example.org"
ACCOUNT = "555000111"
BROWSER = "the secret of Sami's browser"
DAY = timedelta(days=1)
BEFORE_IT = NOW - days(2)
PAST_OBJECTION = NOW + DAY
ALL = (Scope.PUBLISH, Scope.NAME)


def room_to_come(now: datetime = NOW, slug: str = "open-table") -> Room:
    """Sami's address is known, and the room is after what he says in advance."""
    room = make_room(slug)
    RoomRow.objects.filter(recordings=room.recording).update(started_at=now - timedelta(hours=1))
    Recording.objects.filter(pk=room.recording.pk).update(created_at=now)
    Speaker.objects.filter(pk=room.sami.pk).update(email=SAMI, external_ids={"x": ACCOUNT})
    room.sami.refresh_from_db()
    return Room(room.recording, room.hana, Speaker.objects.get(pk=room.sami.pk), room.noor)


def invited(host: Host, purpose: str = "", now: datetime = BEFORE_IT) -> StandingInvite:
    return invites.invite(
        host,
        show_text="Open Table, a public podcast.",
        scopes=("name", "clips"),
        purpose=purpose,
        by=None,
        now=now,
    )[0]


def code() -> str:
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


def says_yes(
    host: Host,
    *scopes: str,
    address: str = SAMI,
    account: str = f"x:{ACCOUNT}",
    purpose: str = "",
    now: datetime = BEFORE_IT,
) -> StandingConsent:
    """Somebody proves that the address is theirs, and says yes to what is to come."""
    invite = invited(host, purpose, min(now, BEFORE_IT))
    pledge_codes.send(invite, address, BROWSER, "en", now)
    assert pledge_codes.confirm(invite, BROWSER, code(), now)
    mail.outbox.clear()
    return pledges.pledge(
        invite,
        scopes or ALL,
        visit=BROWSER,
        language="en",
        now=now,
        account=mark(Purpose.ACCOUNT, account) if account else "",
        where="X",
    )[0]


def announced(
    speaker: Speaker,
    now: datetime = NOW,
    *,
    least: Level = Level.LINK,
    commercial: bool = False,
    scopes: Sequence[str] = ALL,
) -> bool:
    return announcements.announce(
        speaker,
        Use(least=least, commercial=commercial),
        scopes,
        lambda row: make_ask(speaker, *scopes, address=row.address, now=now),
        now,
    )


def count(now: datetime) -> int:
    """The time goes by; the show asks for what it asked."""
    return announcements.count(now, lambda _ask: True)


def counts(speaker: Speaker) -> State:
    return standings_of(speaker).state(Scope.PUBLISH)
