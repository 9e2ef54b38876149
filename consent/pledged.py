"""Which yes in advance is about which voice. Only where the voice itself is tied to who said it can
silence count; an address alone is the host's word, and shows that yes to who is asked there."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from consent import chain, wordings
from consent.chain import Entry
from consent.models import Ask, ConsentEvent, StandingCode, StandingConsent
from consent.person import find_person
from consent.scopes import Decision, Method
from consent.terms import Terms, name_mark, unpacked
from recordings.find import NotFound
from recordings.importers.room import SegmentMethod
from recordings.models import Recording, Segment, Speaker
from recordings.sealed import Purpose, marks

BY_SOURCE = (SegmentMethod.TRACK_VAD, SegmentMethod.TALK_EVENT, SegmentMethod.HYDRA)
"""How the platform's own file says who is heard. Whatever somebody typed is not among it."""


def tied(speaker: Speaker, purpose: str, now: datetime) -> StandingConsent | None:
    """The yes in advance of the very account that is heard, to this host, for that feed or for
    all, if it still holds and its words mean the same today. Where the host knows them at another
    address, one of the two may be mistaken, and there is none.

    The latest word of who gave it decides: one that ended or was taken back, or that was followed
    by another one from the same address, is not made good by one before it.
    """
    known = _accounts(speaker)
    if not known or not _is_heard_by_source(speaker):
        return None
    last = _said_to(speaker, purpose).filter(account__in=known).first()
    if last is None or not _holds(last, speaker, now) or _is_elsewhere(last, speaker):
        return None
    later = _said_to(speaker, purpose).filter(address=last.address).first()
    return last if later == last and _is_as_recorded(last) else None


def offered(ask: Ask, now: datetime) -> StandingConsent | None:
    """The yes in advance that somebody who is asked can confirm by one press: of who has the
    address they are asked at. It says nothing by itself."""
    if ask.guardian or not ask.address or ask.answered_at is not None:
        return None
    last = _said_to(ask.speaker, ask.purpose).filter(address=ask.address).first()
    return last if last and _holds(last, ask.speaker, now) else None


def hosts(now: datetime) -> set[int]:
    """The hosts to whom somebody said yes in advance with their account, by id."""
    said = StandingConsent.objects.live(now).exclude(account="")
    return set(said.order_by().values_list("host", flat=True))


def lines_of(rows: Iterable[StandingConsent]) -> QuerySet[ConsentEvent]:
    """The ledger's lines of these: given, taken back, looked at."""
    about = Q(pk__in=[])
    for row in rows:
        about |= Q(terms__contains=str(row.uid))
    return ConsentEvent.objects.filter(about, recording=None, speaker=None).order_by("seq")


def of_person(
    addresses: Iterable[str], accounts: Iterable[str] = ()
) -> list[StandingConsent]:  # fmt: skip
    """Everything that was said in advance from these addresses or with accounts of these marks, to
    whichever host."""
    whose = Q(account__in=[one for one in accounts if one])
    for one in addresses:
        whose |= Q(address=one)
    return list(StandingConsent.objects.filter(whose).select_related("host"))


def note_viewed(rows: Iterable[StandingConsent], *, by: str, now: datetime) -> None:
    """Write that somebody looked at all that is held of what was said in advance."""
    entries = [_viewed(row, by) for row in rows]
    if entries:
        with transaction.atomic():
            chain.append(entries, uuid.uuid4(), now)


def _viewed(row: StandingConsent, by: str) -> Entry:
    return Entry(
        recording=None,
        speaker=None,
        scope=None,
        decision=Decision.VIEWED,
        method=Method.ACCOUNT,
        actor=by,
        terms=lambda _salt: Terms(subject=str(row.uid)),
        evidence="everything held of them, as a file",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of somebody: where they are heard, and what they said in advance, also where
    nobody has heard them yet. `addresses` are those they were named by."""

    speakers: tuple[Speaker, ...] = ()
    said: tuple[StandingConsent, ...] = ()
    addresses: tuple[str, ...] = ()


def known(who: str) -> Known:
    """Who is meant by a speaker's uid, a mail address, an account or a handle. Raises `NotFound`.

    Who said yes in advance, or asked for a code to, may be heard nowhere yet.
    """
    who = who.strip()
    platform, _, number = who.partition(":")
    address = who if "@" in who and not number else ""
    said = _said_by(address, f"{platform}:{number}" if number else "")
    codes = bool(address) and StandingCode.objects.filter(address=address).exists()
    try:
        speakers = find_person(who)
    except NotFound:
        if not said and not codes:
            raise
        speakers = ()
    return Known(speakers=speakers, said=tuple(said), addresses=(address,) if address else ())


def _said_by(address: str, account: str) -> list[StandingConsent]:
    """From this address, with this account, and from every address that one used."""
    first = of_person(
        [address] if address else [], marks(Purpose.ACCOUNT, account) if account else ()
    )
    addresses = {row.address for row in first if row.address}
    return of_person(addresses, {row.account for row in first}) if first else []


def forget(rows: Iterable[StandingConsent], addresses: Iterable[str]) -> int:
    """Delete what was said in advance, and the codes of these addresses; how many rows."""
    kept = list(rows)
    gone = StandingConsent.objects.filter(pk__in=[row.pk for row in kept]).delete()[1]
    count = gone.get("consent.StandingConsent", 0)
    for one in {*addresses, *(row.address for row in kept if row.address)}:
        count += StandingCode.objects.filter(address=one).delete()[0]
    return count


def account_marks(speaker: Speaker) -> set[str]:
    """Under every key: the accounts by which the source knew a speaker."""
    return _accounts(speaker)


def _said_to(speaker: Speaker, purpose: str) -> QuerySet[StandingConsent]:
    said = StandingConsent.objects.filter(host=speaker.recording.host_id, purpose__in=("", purpose))
    return said.select_related("wording")


def _holds(row: StandingConsent, speaker: Speaker, now: datetime) -> bool:
    """It is live, means the same today, and the room was still to come."""
    live = row.is_live(now) and not wordings.is_outdated(row.wording)
    return live and _was_to_come(speaker.recording, row.created_at)


def _was_to_come(recording: Recording, at: datetime) -> bool:
    """Whether a room was not over when somebody said yes to rooms to come."""
    start = recording.room.started_at
    over = start + timedelta(milliseconds=recording.duration_ms) if start else recording.created_at
    return at <= min(over, recording.created_at)


def _accounts(speaker: Speaker) -> set[str]:
    return {
        one
        for platform, number in speaker.external_ids.items()
        if number
        for one in marks(Purpose.ACCOUNT, f"{platform}:{number}")
    }


def _is_elsewhere(row: StandingConsent, speaker: Speaker) -> bool:
    return bool(speaker.email) and speaker.email.casefold() != row.address.casefold()


def _is_heard_by_source(speaker: Speaker) -> bool:
    """Whether nobody said by hand where they are heard."""
    return not Segment.objects.filter(speaker=speaker).exclude(method__in=BY_SOURCE).exists()


def _is_as_recorded(row: StandingConsent) -> bool:
    """Whether the row says what its lines in the ledger say."""
    lines = ConsentEvent.objects.filter(receipt=row.receipt, decision=Decision.GRANTED)
    told = {line.scope: (unpacked(line.terms), line.salt) for line in lines}
    return set(told) == set(row.scopes) and all(
        (terms.subject, terms.purpose, terms.until) == (str(row.uid), row.purpose, row.expires_at)
        and terms.level == row.level
        and bool(salt)
        and terms.account == name_mark(salt, row.account)
        for terms, salt in told.values()
    )
