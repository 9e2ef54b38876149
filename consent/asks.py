"""Asking: an invitation to one speaker, the links that lead to it, the mail that carries one."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from consent import do_not_ask, tokens, wordings
from consent.models import MAILS_PER_DAY, MAILS_PER_RECORDING, Ask, Sending
from consent.record import standings
from consent.scopes import Scope, State
from recordings.models import Recording, Speaker
from recordings.sealed import Purpose, mark, marks
from recordings.words import long_day

log = logging.getLogger(__name__)

OPEN_FOR = timedelta(days=60)

_ENOUGH_HERE = (
    f"{{ask.address}} has had {MAILS_PER_RECORDING} mails about this recording, which is all it "
    "gets. Copy a personal link and send it yourself."
)
_ENOUGH_TODAY = (
    f"{{ask.address}} has had {MAILS_PER_DAY} mails from this site today. Try again tomorrow."
)


class NotAsked(Exception):
    """An ask that was not made or sent; `str(error)` says why and what to do."""

    def __init__(self, sentence: str, *, permanent: bool = True) -> None:
        super().__init__(sentence)
        self.permanent = permanent


def ask(
    speaker: Speaker,
    *,
    asker: str,
    room_text: str,
    show_text: str,
    scopes: Iterable[str],
    contact: str,
    channel: str,
    address: str,
    by: User | None,
    now: datetime,
) -> Ask:
    """Invite a speaker to answer. The texts are kept as they will be read. Nothing is sent yet.

    Raises `NotAsked` where they said no about this recording, and where mail is the channel and
    there is no address or they may not be mailed.
    """
    _check_no_was_said(speaker, now)
    if channel == Ask.Channel.MAIL:
        _check_mailable(speaker, address)
    wanted = {Scope.PUBLISH, *map(Scope, scopes)}
    return Ask.objects.create(
        speaker=speaker,
        scopes=[scope for scope in Scope if scope in wanted],
        wording=wordings.current(),
        asker=_one_line(asker),
        room_text=_one_line(room_text)[:500],
        show_text=_one_line(show_text)[:500],
        contact=contact,
        channel=channel,
        address=address,
        created_by=by,
        created_at=now,
        expires_at=now + OPEN_FOR,
    )


def open_asks(recording: Recording, now: datetime | None = None) -> QuerySet[Ask]:
    """The asks of a recording that wait for an answer."""
    asks = Ask.objects.open(now or timezone.now()).filter(speaker__recording=recording)
    return asks.select_related("speaker")


def current_ask(speaker: Speaker, now: datetime | None = None) -> Ask | None:
    """The latest ask of a speaker whose link leads somewhere: open, or answered."""
    return Ask.objects.standing(now or timezone.now()).filter(speaker=speaker).first()


def link_for(ask: Ask, now: datetime) -> str:
    """A fresh personal link, absolute. It is told once: only its hash is kept."""
    if ask.answered_at is None and now >= ask.expires_at:
        raise NotAsked(f"The question to {ask.speaker} has expired. Ask again.")
    path = reverse("consent:page", args=[tokens.mint(ask, now)])
    return f"{settings.SITE_URL}{path}"


def send(ask: Ask, now: datetime | None = None) -> None:
    """Mail the ask with a fresh link. Raises `NotAsked`, also where the bounds are reached.

    The mail is counted before it leaves, so that no failure lets more out than the bounds allow.
    """
    now = now or timezone.now()
    _check_mailable(ask.speaker, ask.address)
    sending, link = _counted(ask, now)
    try:
        _mail(ask, link, now).send()
    except OSError as error:  # refused, timed out, no such host: smtplib's errors are all OSErrors
        log.warning("The mail of ask %s did not leave: %s", ask.uid, type(error).__name__)
        sending.delete()
        raise NotAsked(
            f"The mail to {ask.address} did not leave: the mail server did not take it. "
            "Try again later, or copy a personal link.",
            permanent=False,
        ) from error
    Ask.objects.filter(pk=ask.pk).update(sent_at=now)
    ask.sent_at = now


def _said_no(speaker: Speaker) -> bool:
    return standings(speaker)[Scope.PUBLISH] in (State.REFUSED, State.WITHDRAWN)


def _check_no_was_said(speaker: Speaker, now: datetime) -> None:
    """After a no only the link they have leads back, to where they can change their mind. Who
    never had one, for somebody else recorded the no, can still be handed one."""
    if _said_no(speaker) and current_ask(speaker, now) is not None:
        raise NotAsked(
            f"{speaker} said no, and is not asked again. The link {speaker} has stays the place "
            "to change that."
        )


def _check_mailable(speaker: Speaker, address: str) -> None:
    if not address:
        raise NotAsked(f"There is no mail address for {speaker}. Copy a personal link instead.")
    if _said_no(speaker):
        raise NotAsked(f"{speaker} said no, and gets no more mail about it.")
    why = do_not_ask.why_not(speaker, address)
    if why:
        raise NotAsked(why)


def _counted(ask: Ask, now: datetime) -> tuple[Sending, str]:
    """The mail as a row that the bounds allow, and its link."""
    day = now.astimezone(timezone.get_default_timezone()).date()
    sent = Sending.objects.filter(mark__in=marks(Purpose.ADDRESS, ask.address))
    here = sent.filter(recording=ask.speaker.recording_id).values_list("nth_here", flat=True)
    today = sent.filter(day=day).values_list("nth_today", flat=True)
    try:
        with transaction.atomic():
            row = Sending.objects.create(
                ask=ask,
                recording_id=ask.speaker.recording_id,
                mark=mark(Purpose.ADDRESS, ask.address),
                at=now,
                day=day,
                nth_here=_free(here, MAILS_PER_RECORDING, _ENOUGH_HERE.format(ask=ask)),
                nth_today=_free(today, MAILS_PER_DAY, _ENOUGH_TODAY.format(ask=ask)),
            )
            return row, link_for(ask, now)
    except IntegrityError as error:
        raise NotAsked(
            f"Another mail to {ask.address} is just leaving. Wait for it to arrive.",
            permanent=False,
        ) from error


def _free(taken: Iterable[int], most: int, sentence: str) -> int:
    """The first number that no mail has. Raises `NotAsked` with the sentence if all are taken."""
    left = set(range(1, most + 1)) - set(taken)
    if not left:
        raise NotAsked(sentence)
    return min(left)


def _mail(ask: Ask, link: str, now: datetime) -> EmailMessage:
    """Our words, plain text. Answers go to who asks."""
    told = {
        "ask": ask,
        "link": link,
        "until": long_day(ask.expires_at, now),
        "site": settings.SITE_NAME,
    }
    return EmailMessage(
        subject=f"{ask.asker} asks: may your voice be published?",
        body=render_to_string("consent/ask.txt", told),
        to=[ask.address],
        reply_to=[ask.contact] if ask.contact else None,
        headers={"Auto-Submitted": "auto-generated"},
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
