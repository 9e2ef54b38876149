"""The mails of an ask: counted before they leave, and sent once.

What left is a row (`Sending`) under the bounds that the database holds. Where the process died
between the row and the mail server's word, the sweep sends that mail once more, under the same
Message-ID: the reader's program shows it once.
"""

import logging
import smtplib
import socket
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from consent import announced, do_not_ask, languages, letters, tokens, wordings
from consent.models import (
    MAILS_PER_DAY,
    MAILS_PER_RECORDING,
    Ask,
    Claim,
    Sending,
    StandingCode,
    StandingConsent,
)
from consent.record import standings_of
from consent.rhythm import next_reminder
from consent.scopes import NO, Scope
from consent.standings import Standings
from recordings.models import Recording, Speaker
from recordings.sealed import Purpose, mark, marks

log = logging.getLogger(__name__)

LOST_AFTER = timedelta(minutes=10)
"""Longer than a mail server may take: what has not been said to have left by then was lost."""
TRIES = 2
_BESIDE = (Sending.Kind.CODE, Sending.Kind.DONE, Sending.Kind.NEWS)
"""Answers to what somebody did: none of the three about a recording, and never sent again."""
CODES_TO_WHO_WANTS_NONE = 3
NEWS_PER_RECORDING = 5
_REFUSED = (
    ConnectionRefusedError,
    socket.gaierror,
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
)
"""The server's no, or no server. After any other failure the mail may have left all the same."""

_ENOUGH_HERE = (
    f"{{address}} has had {MAILS_PER_RECORDING} mails about this recording, which is all it "
    "gets. Copy a personal link and send it yourself."
)
_ENOUGH_TODAY = (
    f"{{address}} has had {MAILS_PER_DAY} mails from this site today. Try again tomorrow."
)


class NotAsked(Exception):
    """An ask that was not made or sent; `str(error)` says why and what to do."""

    def __init__(self, sentence: str, *, permanent: bool = True) -> None:
        super().__init__(sentence)
        self.permanent = permanent


def said_no(speaker: Speaker, purpose: str) -> bool:
    """Whether they refused to be heard in this feed, or in the one they spoke of last."""
    return _refuses(standings_of(speaker), standings_of(speaker, purpose=purpose))


def why_not(speaker: Speaker, address: str, purpose: str) -> str:
    """Why nothing may be mailed to this person at this address about a feed; empty where it may."""
    if not address:
        return f"There is no mail address for {speaker}. Copy a personal link instead."
    stands = standings_of(speaker)
    if stands.disputed:
        return (
            f"Somebody said that {speaker} is not them. The site’s admin has to settle that first."
        )
    if _refuses(stands, standings_of(speaker, purpose=purpose)):
        return f"{speaker} said no, and gets no more mail about it."
    return do_not_ask.why_not(speaker, address)


def _refuses(*stands: Standings) -> bool:
    return any(one.state(Scope.PUBLISH) in NO for one in stands)


def check_mailable(speaker: Speaker, address: str, purpose: str) -> None:
    """Raises `NotAsked` where nothing may be mailed to this person at this address."""
    why = why_not(speaker, address, purpose)
    if why:
        raise NotAsked(why)


def link_for(ask: Ask, now: datetime) -> str:
    """A fresh personal link, absolute. It is told once: only its hash is kept."""
    if ask.answered_at is None and now >= ask.expires_at:
        raise NotAsked(f"The question to {ask.speaker} has expired. Ask again.")
    return letters.absolute("consent:page", tokens.mint(ask, now))


def counted(ask: Ask, now: datetime, kind: str = Sending.Kind.ASK) -> Sending:
    """The next mail of an ask as a row that the bounds allow. Nothing is sent yet.

    Raises `NotAsked`, also where the bounds are reached. Failures let no more out than the bounds
    allow, for the row comes first.
    """
    check_mailable(ask.speaker, ask.address, ask.purpose)
    return _locked(ask, ask.address, now, kind)


def counted_code(ask: Ask, address: str, now: datetime) -> Sending:
    """The mail with a code that somebody asked for at the link, as a row; it is none of the three
    about a recording, and one of the ten of a day. Raises `NotAsked`.

    It is no question of the host's, so that who said no, or wants no mail, gets it when they ask
    for it themselves: how else would they change their mind? To them a few leave in a day.
    """
    if not address or standings_of(ask.speaker).disputed:
        raise NotAsked(why_not(ask.speaker, address, ask.purpose))
    in_peace = bool(do_not_ask.why_not(ask.speaker, address)) or said_no(ask.speaker, ask.purpose)
    if in_peace and _codes_today(address, now) >= CODES_TO_WHO_WANTS_NONE:
        raise NotAsked(_ENOUGH_TODAY.format(address=address), permanent=False)
    return _locked(ask, address, now, Sending.Kind.CODE)


def counted_closing(ask: Ask, now: datetime) -> Sending:
    """The mail that a withdrawal is carried out, as a row; counted like a code. Whether they want
    mail at all is `consent.closing`'s to ask: it answers what they did. Raises `NotAsked`."""
    return _locked(ask, ask.address, now, Sending.Kind.DONE)


def counted_news(ask: Ask, address: str, told: uuid.UUID, now: datetime) -> Sending | None:
    """A mail of what somebody wanted to know, as a row; nothing where they were told before. It is
    none of the three that ask, and five a recording at most. Raises `NotAsked`."""
    check_mailable(ask.speaker, address, ask.purpose)
    message_id = f"<{told}@{urlsplit(settings.SITE_URL).hostname}>"
    with transaction.atomic():
        Recording.objects.all().lock(ask.speaker.recording_id)
        news = Sending.objects.filter(kind=Sending.Kind.NEWS, recording=ask.speaker.recording_id)
        if news.filter(message_id=message_id).exists():
            return None
        if news.filter(mark__in=marks(Purpose.ADDRESS, address)).count() >= NEWS_PER_RECORDING:
            raise NotAsked(f"{ask.speaker} has had enough mails of this kind. Copy a link instead.")
        sending = _locked(ask, address, now, Sending.Kind.NEWS)
        sending.message_id = message_id
        sending.save(update_fields=["message_id"])
        return sending


def deliver_news(sending: Sending, name: str, address: str, day: str, now: datetime) -> None:
    """Mail what somebody wanted to know, with their link. Raises `NotAsked`."""
    letter = letters.news(sending, name, address, day, link_for(sending.ask, now), now)
    _leave(sending, letter, now)


def _codes_today(address: str, now: datetime) -> int:
    codes = Sending.objects.filter(kind=Sending.Kind.CODE, day=_day(now))
    return codes.filter(mark__in=marks(Purpose.ADDRESS, address)).count()


def _locked(ask: Ask, address: str, now: datetime, kind: str) -> Sending:
    try:
        with transaction.atomic():
            Recording.objects.all().lock(ask.speaker.recording_id)
            return _next_mail(ask, address, now, kind)
    except IntegrityError as error:
        raise NotAsked(
            f"Another mail to {address} is just leaving. Wait for it to arrive.",
            permanent=False,
        ) from error


def _next_mail(ask: Ask, address: str, now: datetime, kind: str) -> Sending:
    day = _day(now)
    sent = Sending.objects.filter(mark__in=marks(Purpose.ADDRESS, address))
    today = sent.filter(day=day).values_list("nth_today", flat=True)
    tomorrow = NotAsked(_ENOUGH_TODAY.format(address=address), permanent=False)
    return Sending.objects.create(
        ask=ask,
        kind=kind,
        recording_id=ask.speaker.recording_id,
        mark=mark(Purpose.ADDRESS, address),
        message_id=f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}>",
        at=now,
        tried_at=now,
        day=day,
        nth_here=None if kind in _BESIDE else _nth_here(ask, sent),
        nth_today=_free(today, MAILS_PER_DAY - _codes_without_ask(address, day), tomorrow),
    )


def left_today(address: str, now: datetime) -> int:
    """How many more mails this address may get from the site today."""
    day = _day(now)
    sent = Sending.objects.filter(mark__in=marks(Purpose.ADDRESS, address), day=day).count()
    return MAILS_PER_DAY - sent - _codes_without_ask(address, day)


def _codes_without_ask(address: str, day: date) -> int:
    """Codes and receipts mailed at an invitation, and codes to who wants to see what is held of
    them: they count among the ten of a day."""
    known_by = marks(Purpose.ADDRESS, address)
    shown = Claim.objects.filter(mark__in=known_by, at__date=day).exclude(code="")
    said = StandingConsent.objects.filter(address=address, created_at__date=day)
    codes = StandingCode.objects.filter(address=address, at__date=day)
    return codes.count() + said.count() + shown.count()


def _day(now: datetime) -> date:
    return now.astimezone(timezone.get_default_timezone()).date()


def _nth_here(ask: Ask, sent: QuerySet[Sending]) -> int:
    here = sent.filter(recording=ask.speaker.recording_id).values_list("nth_here", flat=True)
    enough = NotAsked(_ENOUGH_HERE.format(address=ask.address))
    return _free((nth for nth in here if nth is not None), MAILS_PER_RECORDING, enough)


def deliver(sending: Sending, now: datetime) -> None:
    """Hand a counted mail to the mail server. Raises `NotAsked` where the server refused it: then
    it is not counted."""
    ask = sending.ask
    if ask.standing is not None and sending.kind == Sending.Kind.ASK:
        _announce(ask, announced.counts_at(now))
    if not _leave(sending, letters.question(sending, link_for(ask, now), now), now):
        _announce(ask, None)
    following = next_after(sending, now)
    Ask.objects.filter(pk=ask.pk).update(sent_at=now, next_reminder_at=following)
    ask.sent_at, ask.next_reminder_at = now, following


def _announce(ask: Ask, counts_at: datetime | None) -> None:
    """What the mail says of a yes in advance is kept before it leaves. Who may not have got it
    was told nothing, so that their silence says nothing either."""
    ask.counts_at = counts_at
    ask.announced = announced.text(ask)
    Ask.objects.filter(pk=ask.pk).update(counts_at=ask.counts_at, announced=ask.announced)


def deliver_code(sending: Sending, address: str, code: str, language: str, now: datetime) -> None:
    """Mail a code in the language of the page it was asked for on. Raises `NotAsked`."""
    words = wordings.around(language, wordings.places_of(sending.ask))
    _leave(sending, letters.note(sending, "code", words, address, now, code=code), now)


def deliver_closing(sending: Sending, done_at: datetime, language: str, now: datetime) -> None:
    """Mail that a withdrawal is carried out, and where its certificate is. Raises `NotAsked`."""
    ask = sending.ask
    places = wordings.places_of(ask) | {"day": languages.long_day(done_at, language)}
    words = wordings.around(language, places)
    link = link_for(ask, now)
    _leave(sending, letters.note(sending, "closing", words, ask.address, now, link=link), now)


def _leave(sending: Sending, letter: EmailMessage, now: datetime) -> bool:
    """Whether the mail server surely took it."""
    taken = True
    try:
        letter.send()
    except _REFUSED as error:
        log.warning("The mail of ask %s did not leave: %s", sending.ask.uid, type(error).__name__)
        sending.delete()
        raise NotAsked(
            f"The mail to {letter.to[0]} did not leave: the mail server did not take it. "
            "Try again later, or copy a personal link.",
            permanent=False,
        ) from error
    except OSError as error:
        log.warning("Whether the mail of ask %s left: %s", sending.ask.uid, type(error).__name__)
        taken = False
    Sending.objects.filter(pk=sending.pk).update(left_at=now)
    return taken


def lost(now: datetime) -> QuerySet[Sending]:
    """Mails that were counted, and of which nobody knows whether they left. A code is not sent
    again: who waits for one asks for another."""
    waiting = Sending.objects.filter(left_at=None, tries__lt=TRIES, tried_at__lte=now - LOST_AFTER)
    return waiting.exclude(kind__in=_BESIDE).select_related(
        "ask__speaker__recording__host", "ask__wording", "ask__standing"
    )


def claim_lost(sending: Sending, now: datetime) -> bool:
    """Whether a lost mail is ours to send once more: nobody else does, and its question waits."""
    seen = Sending.objects.filter(pk=sending.pk, left_at=None, tried_at=sending.tried_at)
    if not seen.update(tried_at=now, tries=F("tries") + 1) or not sending.ask.is_open(now):
        return False
    return not why_not(sending.ask.speaker, sending.ask.address, sending.ask.purpose)


def next_after(sending: Sending, now: datetime) -> datetime | None:
    """When the question is mailed again after this mail, if nobody answers."""
    if (sending.nth_here or MAILS_PER_RECORDING) >= MAILS_PER_RECORDING:
        return None
    return next_reminder(sending.ask.created_at, now)


def _free(taken: Iterable[int], most: int, enough: NotAsked) -> int:
    """The first number that no mail has. Raises `enough` if all are taken."""
    left = set(range(1, most + 1)) - set(taken)
    if not left:
        raise enough
    return min(left)
