"""A room is announced to who said yes in advance; who says nothing until the time they were told
is recorded with that yes. Any word of theirs in between is their answer instead.

Silence counts only where the voice is that of the very account that said yes, and where nothing is
in doubt. What is in doubt ends the announcement, and leaves a question like any other.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from consent import announced, asks, mails, pledged, pledges, wordings
from consent.facts import Use
from consent.mails import NotAsked
from consent.models import Ask, CutWish, Exclusion, Sending, StandingConsent
from consent.receipts import Receipt
from consent.record import NotRecorded, record, standings_of
from consent.scopes import NOT_IN_ADVANCE, Decision, Level, Method, Scope, State
from consent.signals import is_out
from consent.terms import Terms
from consent.withdrawal import withdraw
from recordings.models import Recording, Speaker

log = logging.getLogger(__name__)

PER_SWEEP = 50

Asking = Callable[[StandingConsent], Ask]
"""Makes the question to who said yes in advance, at their own address and in their language."""


def due(speaker: Speaker, use: Use, scopes: Iterable[str], now: datetime) -> StandingConsent | None:
    """The yes in advance that this room can be announced for: nobody asked them for that feed yet,
    they said nothing, may be mailed, and it holds beyond the time to object. `scopes` are all that
    the show asks for: silence answers all of it or none."""
    row = pledged.tied(speaker, use.purpose, now)
    if row is None or not row.is_live(announced.counts_at(now)):
        return None
    if not _reaches(row, scopes, use.least, commercial=use.commercial):
        return None
    if asks.current_ask(speaker, now, purpose=use.purpose) is not None:
        return None
    if _stands_against(speaker, use.purpose) or mails.why_not(speaker, row.address, use.purpose):
        return None
    return row


def announce(
    speaker: Speaker, use: Use, scopes: Iterable[str], asking: Asking, now: datetime
) -> bool:  # fmt: skip
    """Mail what `asking` makes as an announcement, where one is due; whether it was. Raises
    `NotAsked` where it did not leave: then nobody was asked.

    The mail is counted with the question, behind the Recording's lock: two sweeps tell once, and
    what was lost on its way the sweep of lost mails sends again.
    """
    with transaction.atomic():
        Recording.objects.all().lock(speaker.recording_id)
        row = due(speaker, use, scopes, now)
        if row is None:
            return False
        ask = asking(row)
        ask.standing = row
        ask.save(update_fields=["standing"])
        sending = mails.counted(ask, now)
    try:
        mails.deliver(sending, now)
    except NotAsked:
        asks.forget(ask)
        raise
    return True


def count(now: datetime, still: Callable[[Ask], bool]) -> int:
    """Record the yes of everybody whose time to object is over; how many. `still` says of a
    question whether its show asks for no more and no other use by now."""
    waiting = Ask.objects.open(now).filter(counts_at__lte=now).order_by("counts_at")
    found = waiting.select_related("speaker")[:PER_SWEEP]
    return sum(_counted(ask.pk, ask.speaker.recording_id, now, still) for ask in found)


def came_back(message_ids: Iterable[str]) -> int:
    """Mails with these Message-IDs came back: nobody was told by them, so that silence after them
    says nothing. How many announcements ended."""
    sent = Sending.objects.filter(message_id__in=list(message_ids)).values("ask")
    return (
        Ask.objects.filter(pk__in=sent, answered_at=None).exclude(counts_at=None).update(**_ENDED)
    )


def take_back(row: StandingConsent, now: datetime, shown: str) -> Receipt | None:
    """End all that somebody said in advance to this host, with what counted by it and is not out
    yet; nothing where there was nothing left. What is out they take back at its own link."""
    receipt = pledges.take_back(row, now, shown)
    for ask in counted(row):
        with transaction.atomic():
            Recording.objects.all().lock(ask.speaker.recording_id)
            if not _is_out(ask):
                _take_back_here(ask, now, shown)
    return receipt


def counted(row: StandingConsent) -> list[Ask]:
    """The questions that this person's silence answered, the latest first."""
    rows = pledges.theirs(row).values("pk")
    asked = Ask.objects.filter(standing__in=rows).exclude(answered_at=None)
    found = asked.select_related("speaker__recording", "wording", "standing")
    return [ask for ask in found if _counts(ask)]


def _take_back_here(ask: Ask, now: datetime, shown: str) -> None:
    row = StandingConsent.objects.get(pk=ask.standing_id or 0)
    if not _counts(ask) or row.withdrawn_at is None:
        return
    withdraw(
        ask.speaker,
        method=Method.STANDING,
        actor=ask.speaker.display_name,
        now=now,
        ask=ask,
        shown=shown or ask.announced,
        evidence="Took back the yes in advance before this was out.",
    )


def _counts(ask: Ask) -> bool:
    said = standings_of(ask.speaker, purpose=ask.purpose).of(Scope.PUBLISH)
    return said.state == State.GRANTED and said.method == Method.STANDING


def _is_out(ask: Ask) -> bool:
    told = is_out.send(sender=Ask, recording=ask.speaker.recording, purpose=ask.purpose)
    return any(out for _, out in told)


def _counted(pk: int, recording_id: int, now: datetime, still: Callable[[Ask], bool]) -> bool:
    with transaction.atomic():
        Recording.objects.all().lock(recording_id)
        ask = Ask.objects.open(now).filter(pk=pk, counts_at__lte=now).first()
        if ask is None:
            return False
        row = StandingConsent.objects.select_for_update().filter(pk=ask.standing_id or 0).first()
        if row is None or not _still_holds(ask, row, now) or not still(ask):
            _end(ask)
            return False
        try:
            with transaction.atomic():
                _recorded(ask, row, now)
        except NotRecorded as error:
            log.info("The yes in advance to ask %s does not count: %s", ask.uid, error)
            _end(ask)
            return False
        return True


def _still_holds(ask: Ask, row: StandingConsent, now: datetime) -> bool:
    """It is the same yes, voice, room, parts, uses and address as were announced, the mail has left
    and nobody asked them anew."""
    speaker = ask.speaker
    return (
        ask.sent_at is not None
        and pledged.tied(speaker, ask.purpose, now) == row
        and _reaches(row, ask.scopes, Level(ask.least))
        and asks.current_ask(speaker, now, purpose=ask.purpose) == ask
        and ask.announced == announced.text(ask)
        and ask.address == row.address
        and not ask.guardian
        and not wordings.is_outdated(ask.wording)
        and not _stands_against(speaker, ask.purpose)
        and not mails.why_not(speaker, ask.address, ask.purpose)
    )


def _reaches(
    row: StandingConsent, scopes: Iterable[str], least: Level, *, commercial: bool = False
) -> bool:
    """Whether it allows all that is asked, as surely as it is asked. Advertising never."""
    asked = {Scope.PUBLISH, *map(Scope, scopes)}
    allowed = set(map(Scope, row.scopes)) - NOT_IN_ADVANCE
    return asked <= allowed and row.level >= least and not commercial


def _stands_against(speaker: Speaker, purpose: str) -> bool:
    """Whether they said anything about this room, are left out, or cannot say yes themselves."""
    stands = standings_of(speaker, purpose=purpose)
    left_out = Exclusion.objects.filter(speaker=speaker, start_ms=None)
    wishes = CutWish.objects.filter(speaker=speaker, dropped_at=None)
    spoke = stands.disputed or stands.minor or stands.state(Scope.PUBLISH) != State.UNANSWERED
    return spoke or left_out.exists() or wishes.exists()


def _recorded(ask: Ask, row: StandingConsent, now: datetime) -> None:
    record(
        ask.speaker,
        dict.fromkeys(announced.scopes(ask), Decision.GRANTED),
        method=Method.STANDING,
        actor=ask.speaker.display_name,
        now=now,
        ask=ask,
        shown=ask.announced,
        evidence=f"Said yes in advance: receipt {row.receipt}.",
        terms=Terms(level=Level(row.level), advance=str(row.uid)),
    )


_ENDED = {"standing": None, "counts_at": None, "announced": ""}


def _end(ask: Ask) -> None:
    Ask.objects.filter(pk=ask.pk).update(**_ENDED)
