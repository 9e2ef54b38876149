"""Reminders: a question that waits is mailed again, a few times, until it is answered or ended."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F, Q

from consent import mails
from consent.mails import NotAsked
from consent.models import Ask, ConsentEvent, Exclusion, Sending
from consent.scopes import Decision, Scope
from recordings.models import Recording, Speaker


class Way(StrEnum):
    """How somebody whose answer is waited for can be reached."""

    MAIL = "mail"
    LINK = "link"
    """They were only given a personal link: nobody knows where to."""


PER_SWEEP = 50
LATER = timedelta(hours=1)
"""A reminder that could not leave now is tried again after this."""


def sweep(now: datetime) -> int:
    """Send what is due and what was lost on its way; how many mails left.

    A mail server that takes nothing ends the round, and the next sweep goes on.
    """
    left = 0
    for sending in _claims(now):
        if not _delivered(sending, now):
            break
        left += 1
    return left


def _delivered(sending: Sending, now: datetime) -> bool:
    try:
        mails.deliver(sending, now)
    except NotAsked:
        Ask.objects.filter(pk=sending.ask_id).update(next_reminder_at=now + LATER)
        return False
    return True


def _claims(now: datetime) -> Iterator[Sending]:
    """Mails that are ours to send, each claimed before it is yielded."""
    for sending in mails.lost(now)[:PER_SWEEP]:
        if mails.claim_lost(sending, now):
            yield sending
    due = Ask.objects.open(now).filter(next_reminder_at__lte=now).order_by("next_reminder_at")
    for ask in due.select_related("speaker__recording__host", "wording")[:PER_SWEEP]:
        reminder = claim(ask, now)
        if reminder is not None:
            yield reminder


def remind(speaker: Speaker, now: datetime) -> None:
    """Mail an open question once more, now. Raises `NotAsked` where that may not be: it was not
    mailed, it is settled, somebody wants no mail, or the bounds are reached."""
    with transaction.atomic():
        reminder = _claimed(speaker, now)
    mails.deliver(reminder, now)


def why_not(speaker: Speaker, now: datetime) -> str:
    """Why `remind` would leave them in peace, empty where it would not: tried, and undone."""
    try:
        with transaction.atomic():
            _claimed(speaker, now)
            transaction.set_rollback(True)
    except NotAsked as error:
        return str(error)
    return ""


def ways_to(speakers: Collection[int], now: datetime) -> dict[int, Way]:
    """Of these speakers, by id, how those can be reached who have a question that waits."""
    waiting = Ask.objects.open(now).filter(speaker__in=speakers)
    mailed = set(waiting.exclude(address="").values_list("speaker", flat=True))
    found = waiting.values_list("speaker", flat=True)
    return {pk: Way.MAIL if pk in mailed else Way.LINK for pk in found}


def _claimed(speaker: Speaker, now: datetime) -> Sending:
    """The reminder as a row. Belongs to the caller's transaction."""
    Recording.objects.all().lock(speaker.recording_id)
    asks = Ask.objects.open(now).filter(speaker=speaker)
    ask = asks.exclude(address="").first()
    if ask is None and asks.exists():
        raise NotAsked(f"{speaker} has only a copied link. Hand it over yourself once more.")
    if ask is None:
        raise NotAsked(f"No question to {speaker} is open.")
    if _is_settled(ask):
        raise NotAsked(f"{speaker} has answered, or is left out.")
    reminder = mails.counted(ask, now, Sending.Kind.REMINDER)
    Ask.objects.filter(pk=ask.pk).update(reminders_sent=F("reminders_sent") + 1)
    return reminder


def claim(ask: Ask, now: datetime) -> Sending | None:
    """The reminder that is due, counted; nothing where another sweep has it, or the question is
    settled or may not be mailed any more. The Recording's lock keeps answers apart from it."""
    due = Ask.objects.open(now).filter(pk=ask.pk, next_reminder_at=ask.next_reminder_at)
    try:
        with transaction.atomic():
            Recording.objects.all().lock(ask.speaker.recording_id)
            if not due.exists():
                return None
            if _is_settled(ask):
                due.update(next_reminder_at=None)
                return None
            reminder = mails.counted(ask, now, Sending.Kind.REMINDER)
            following = mails.next_after(reminder, now)
            due.update(next_reminder_at=following, reminders_sent=F("reminders_sent") + 1)
            return reminder
    except NotAsked as error:
        due.update(next_reminder_at=None if error.permanent else now + LATER)
        return None


def _is_settled(ask: Ask) -> bool:
    """Whether they spoke since they were asked, by whichever way, or are left out."""
    ends = Q(scope=Scope.PUBLISH) | Q(decision=Decision.DISPUTED)
    since = ConsentEvent.objects.filter(ends, speaker=ask.speaker, at__gte=ask.created_at)
    left_out = Exclusion.objects.filter(speaker=ask.speaker, start_ms=None)
    return since.exists() or left_out.exists()
