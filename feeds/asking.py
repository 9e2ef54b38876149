"""The host asks: what a speaker is told about room and show, and through which link."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict

from django.contrib.auth.models import User

from consent import announcements, asks, languages, minors, texts
from consent.scopes import Level, Scope
from consent.texts import filled
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
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
    return words_of_show(episode.show, language)


def words_of_show(show: Show, language: str) -> str:
    key = "of_show_commercial" if show.commercial else "of_show"
    return filled(texts.AROUND[language][key], {"title": show.title})


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
    wanted = _wanted(episode, speaker)
    waiting = asks.waiting_ask(speaker, now, **wanted)
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
    """A fresh personal link to copy, under the speaker's standing ask where that asks all that the
    show asks now, else under a new one."""
    standing = asks.reusable_ask(speaker, now, **_wanted(episode, speaker))
    return asks.link_for(standing or _asked(episode, speaker, by, now, ""), now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of asking everyone: who was mailed, and the sentences about who was not."""

    asked: tuple[Speaker, ...]
    not_asked: tuple[str, ...]


def ask_everyone(episode: Episode, *, by: User | None, now: datetime) -> Round:
    """Mail every speaker who is heard, has an address and has not been asked about all that the
    show asks now."""
    heard = episode.recording.speakers.filter(segments__isnull=False).distinct()
    asked: list[Speaker] = []
    not_asked: list[str] = []
    for speaker in heard:
        if speaker.email and not asks.reusable_ask(speaker, now, **_wanted(episode, speaker)):
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
    language = language or language_of(episode)
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
        contact=episode.show.host.email,
        channel="mail" if address else "link",
        address=address,
        by=by,
        now=now,
        **_wanted(episode, speaker),
    )


class _Wanted(TypedDict):
    """What a question has to ask, of whom, and how sure it has to be who answers."""

    purpose: str
    scopes: tuple[Scope, ...]
    guardian: bool
    least: Level


def _wanted(episode: Episode, speaker: Speaker) -> _Wanted:
    """A guardian is asked about less, and confirms by a code whatever the show says."""
    use, minor = episode.show.use, minors.is_minor(speaker)
    scopes = tuple(map(Scope, episode.show.scopes))
    return _Wanted(
        purpose=use.purpose,
        scopes=minors.for_guardians(scopes) if minor else scopes,
        guardian=minor,
        least=max(use.least, Level.MAIL) if minor else use.least,
    )
