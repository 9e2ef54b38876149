"""The host asks: what a speaker is told about room and show, and through which link."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.auth.models import User

from consent import announcements, asks, languages, minors, texts
from consent.scopes import Level
from consent.texts import filled
from feeds.lifecycle import Stage
from feeds.models import Episode
from recordings.models import Recording, Speaker

if TYPE_CHECKING:
    from consent.models import Ask

OVER = (Stage.WITHDRAWN,)


def room_text(recording: Recording, language: str = texts.DEFAULT) -> str:
    """The room in a speaker's words: its title, where it was, when."""
    room = recording.room
    places = {"title": room.title, "platform": room.platform_label}
    if not room.started_at:
        return filled(texts.AROUND[language]["of_room"], places)
    places["day"] = languages.long_day(room.started_at, language)
    return filled(texts.AROUND[language]["of_room_dated"], places)


def show_text(episode: Episode, language: str = texts.DEFAULT) -> str:
    """The feed in a speaker's words."""
    key = "of_show_commercial" if episode.show.commercial else "of_show"
    return filled(texts.AROUND[language][key], {"title": episode.show.title})


def language_of(episode: Episode) -> str:
    """The show's own language where a speaker's pages speak it, else English."""
    code = episode.show.language.partition("-")[0].lower()
    return code if code in texts.NAMES else texts.DEFAULT


class Asked(StrEnum):
    """What asking somebody came to."""

    ANEW = "asked"
    REMINDED = "reminded"


def ask(
    episode: Episode, speaker: Speaker, *, by: User | None, now: datetime, address: str = ""
) -> Asked:
    """Ask one speaker, and mail the question where there is an address. A question that waits for
    an answer at that address is mailed again instead.

    Raises `asks.NotAsked` with the sentence where the mail may not go out; then nothing was asked.
    """
    least = _least(episode, speaker)
    waiting = asks.waiting_ask(speaker, now, purpose=episode.show.use.purpose, least=least)
    if address and waiting and waiting.address.casefold() == address.casefold():
        asks.remind(waiting, now)
        return Asked.REMINDED
    asked = _asked(episode, speaker, by, now, address)
    if address:
        _send(asked, now)
    return Asked.ANEW


def mail(episode: Episode, speaker: Speaker, *, by: User | None, now: datetime) -> Asked:
    """Ask one speaker by mail. Raises `asks.NotAsked`, also where there is no address."""
    if not speaker.email:
        raise asks.NotAsked(
            f"There is no mail address for {speaker}. Add one, or hand over a personal link."
        )
    return ask(episode, speaker, by=by, now=now, address=speaker.email)


def announce(episode: Episode, speaker: Speaker, *, now: datetime) -> bool:
    """Tell one speaker who said yes in advance that it is to count here; whether that was due.
    Raises `asks.NotAsked` where the mail did not leave."""
    return announcements.announce(
        speaker,
        episode.show.use,
        episode.show.scopes,
        lambda row: _asked(episode, speaker, None, now, row.address, row.wording.language),
        now,
    )


def still_asks(ask: "Ask") -> bool:
    """Whether an episode to be asks for no more than this question, and for no other use."""
    made = Episode.objects.filter(recording=ask.speaker.recording_id, show__guid=ask.purpose)
    episode = made.exclude(stage__in=OVER).select_related("show").first() if ask.purpose else None
    if episode is None:
        return False
    use = episode.show.use
    return (
        set(episode.show.scopes) <= set(ask.scopes)
        and use.least <= ask.least
        and not (use.commercial)
    )


def _send(asked: "Ask", now: datetime) -> None:
    try:
        asks.send(asked, now)
    except asks.NotAsked:
        asks.forget(asked)
        raise


def link(episode: Episode, speaker: Speaker, *, by: User | None, now: datetime) -> str:
    """A fresh personal link to copy, under the speaker's standing ask or a new one."""
    least = _least(episode, speaker)
    standing = asks.reusable_ask(speaker, now, purpose=episode.show.use.purpose, least=least)
    return asks.link_for(standing or _asked(episode, speaker, by, now, ""), now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of asking everyone: who was mailed, and the sentences about who was not."""

    asked: tuple[Speaker, ...]
    not_asked: tuple[str, ...]


def ask_everyone(episode: Episode, *, by: User | None, now: datetime) -> Round:
    """Mail every speaker who is heard, has an address and has not been asked."""
    heard = episode.recording.speakers.filter(segments__isnull=False).distinct()
    purpose = episode.show.use.purpose
    asked: list[Speaker] = []
    not_asked: list[str] = []
    for speaker in heard:
        if speaker.email and asks.current_ask(speaker, now, purpose=purpose) is None:
            try:
                ask(episode, speaker, by=by, now=now, address=speaker.email)
                asked.append(speaker)
            except asks.NotAsked as error:
                not_asked.append(str(error))
    return Round(asked=tuple(asked), not_asked=tuple(not_asked))


def _asked(
    episode: Episode,
    speaker: Speaker,
    by: User | None,
    now: datetime,
    address: str,
    language: str = "",
) -> "Ask":
    language, minor = language or language_of(episode), minors.is_minor(speaker)
    return asks.ask(
        speaker,
        asker=episode.show.host.name,
        room_text=room_text(episode.recording, language),
        show_text=show_text(episode, language),
        language=language,
        told={
            other: {"room": room_text(episode.recording, other), "show": show_text(episode, other)}
            for other in texts.NAMES
            if other != language
        },
        scopes=minors.for_guardians(episode.show.scopes) if minor else episode.show.scopes,
        guardian=minor,
        contact=episode.show.host.email,
        channel="mail" if address else "link",
        address=address,
        by=by,
        now=now,
        purpose=episode.show.use.purpose,
        least=_least(episode, speaker),
    )


def _least(episode: Episode, speaker: Speaker) -> Level:
    """How sure it has to be who answers: a guardian confirms by a code, whatever the show says."""
    least = episode.show.use.least
    return max(least, Level.MAIL) if minors.is_minor(speaker) else least
