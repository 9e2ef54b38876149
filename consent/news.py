"""Mails that tell somebody what they wanted to know: an edit that they hear first, and that a yes
with an end comes to it. Once about each thing, counted like every mail."""

import uuid
from datetime import datetime, timedelta

from consent import languages, mails
from consent.mails import NotAsked
from consent.models import Ask
from consent.unsettled import unsettled
from recordings.models import Speaker

EDIT, ENDING = "edit", "ending"
LAST_WEEK = timedelta(days=7)
_SPACE = uuid.UUID("8a4a5f0e-6f0b-4c0e-9a55-0c7f6a3f7f11")


def edit_waits(speaker: Speaker, edit: str, now: datetime) -> bool:
    """Tell somebody that this very edit waits for them; whether a mail left now. Raises
    `NotAsked` where they may not be mailed: then the host hands them their link."""
    return _tell(speaker, EDIT, edit, now)


def sweep(now: datetime) -> int:
    """Tell whose yes ends within 30 days, and again within 7; how many mails left. Another answer
    of theirs ends it, for then another yes stands."""
    told = 0
    for case in unsettled(now):
        if case.kind != ENDING:
            continue
        which = "last week" if case.due - now <= LAST_WEEK else "last month"
        try:
            told += _tell(case.speaker, ENDING, f"{case.due.isoformat()} {which}", now, case.due)
        except NotAsked as error:
            if not error.permanent:
                break
    return told


def _tell(
    speaker: Speaker, name: str, about: str, now: datetime, ends: datetime | None = None
) -> bool:
    ask = Ask.objects.standing(now).filter(speaker=speaker).first()
    if ask is None:
        raise NotAsked(f"{speaker} has no personal link. Copy one and hand it over yourself.")
    address = ask.address or ("" if ask.guardian else speaker.email)
    told = uuid.uuid5(_SPACE, f"{speaker.uid} {name} {about}")
    sending = mails.counted_news(ask, address, told, now)
    if sending is None:
        return False
    day = languages.long_day(ends - timedelta(microseconds=1), ask.wording.language) if ends else ""
    mails.deliver_news(sending, name, address, day, now)
    return True
