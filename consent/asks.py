"""Asking: an invitation to one speaker, the links that lead to it, the mail that carries one."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import F, QuerySet
from django.utils import timezone

from consent import mails, texts, tokens, wordings
from consent.mails import NotAsked, link_for
from consent.models import Ask, Sending
from consent.scopes import Level, Scope
from consent.wordings import WordingRefused
from recordings.models import Recording, Speaker

__all__ = [
    "NotAsked",
    "ask",
    "current_ask",
    "forget",
    "link_for",
    "open_asks",
    "remind",
    "reusable_ask",
    "send",
    "waiting_ask",
]

OPEN_FOR = timedelta(days=60)


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
    purpose: str = "",
    guardian: bool = False,
    least: Level = Level.VOUCHED,
    language: str = texts.DEFAULT,
    told: Mapping[str, Mapping[str, str]] | None = None,
) -> Ask:
    """Invite a speaker to answer. The texts are kept as they will be read. Nothing is sent yet.

    The answer binds to the feed with the key `purpose`, or to every feed where that is empty.
    `language` is the one of the mail, and of the pages where a browser tells none that they
    speak. `told` has room and show in other languages; what it lacks is told as it is written.
    Raises `NotAsked` where they said no about this recording, where mail is the channel and there
    is no address or they may not be mailed, and where the site has no words to ask with.
    """
    _check_no_was_said(speaker, purpose, now)
    if channel == Ask.Channel.MAIL:
        mails.check_mailable(speaker, address, purpose)
    try:
        wording = wordings.current(language)
    except WordingRefused as refused:
        raise NotAsked(str(refused)) from refused
    _end_reminders(speaker)
    wanted = {Scope.PUBLISH, *map(Scope, scopes)}
    return Ask.objects.create(
        speaker=speaker,
        scopes=[scope for scope in Scope if scope in wanted],
        wording=wording,
        asker=_one_line(asker),
        room_text=_one_line(room_text)[:500],
        show_text=_one_line(show_text)[:500],
        told=_told(told or {}),
        contact=contact,
        purpose=purpose,
        guardian=guardian,
        least=least,
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


def current_ask(
    speaker: Speaker, now: datetime | None = None, *, purpose: str | None = None
) -> Ask | None:
    """The latest ask of a speaker (for the feed with this key) whose link leads somewhere: open,
    or answered."""
    asked = Ask.objects.standing(now or timezone.now()).filter(speaker=speaker)
    return (asked if purpose is None else asked.filter(purpose=purpose)).first()


def reusable_ask(
    speaker: Speaker,
    now: datetime,
    *,
    purpose: str | None = None,
    least: Level = Level.VOUCHED,
    scopes: Iterable[str] = (),
    guardian: bool = False,
) -> Ask | None:
    """The current ask, where it leads to all that is asked now: these scopes, of the guardian
    where there is one, with `least` of proof, in words that still hold unless it was answered.

    After a no the link they have stays the place to change it, whatever is asked now.
    """
    ask = current_ask(speaker, now, purpose=purpose)
    if ask is None or (not guardian and mails.said_no(speaker, ask.purpose)):
        return ask
    reaches = ask.least >= least and ask.guardian >= guardian and set(scopes) <= set(ask.scopes)
    waits = ask.answered_at is None
    return None if not reaches or (waits and wordings.is_outdated(ask.wording)) else ask


def end_open(speaker: Speaker, now: datetime) -> None:
    """Whatever waits for this speaker's answer waits no more, and its links lead nowhere."""
    waiting = Ask.objects.open(now).filter(speaker=speaker)
    for ask in waiting:
        tokens.revoke(ask, now)
    waiting.update(expires_at=now, next_reminder_at=None)


def send(ask: Ask, now: datetime | None = None) -> None:
    """Mail the ask with a fresh link. Raises `NotAsked`, also where the bounds are reached.

    From then on it is reminded of, until it is answered.
    """
    now = now or timezone.now()
    mails.deliver(mails.counted(ask, now), now)


def waiting_ask(
    speaker: Speaker,
    now: datetime,
    *,
    purpose: str,
    least: Level = Level.VOUCHED,
    scopes: Iterable[str] = (),
    guardian: bool = False,
) -> Ask | None:
    """The latest ask for that feed, where it waits for an answer to all that is asked now."""
    ask = reusable_ask(speaker, now, purpose=purpose, least=least, scopes=scopes, guardian=guardian)
    return ask if ask and ask.is_open(now) else None


def remind(ask: Ask, now: datetime) -> None:
    """Mail an open ask again, before its reminder is due. Raises `NotAsked`, as `send` does."""
    kind = Sending.Kind.REMINDER if ask.sent_at else Sending.Kind.ASK
    mails.deliver(mails.counted(ask, now, kind), now)
    if kind == Sending.Kind.REMINDER:
        Ask.objects.filter(pk=ask.pk).update(reminders_sent=F("reminders_sent") + 1)


def forget(ask: Ask) -> None:
    """Take back an ask that nobody was told of."""
    ask.delete()


def _check_no_was_said(speaker: Speaker, purpose: str, now: datetime) -> None:
    """After a no only the link they have leads back, to where they can change their mind. Who
    never had one, for somebody else recorded the no, can still be handed one."""
    if mails.said_no(speaker, purpose) and current_ask(speaker, now) is not None:
        raise NotAsked(
            f"{speaker} said no, and is not asked again. The link {speaker} has stays the place "
            "to change that."
        )


def _end_reminders(speaker: Speaker) -> None:
    """Only the latest question is reminded of."""
    Ask.objects.filter(speaker=speaker).update(next_reminder_at=None)


def _told(told: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {
        language: {what: _one_line(text)[:500] for what, text in said.items()}
        for language, said in told.items()
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
