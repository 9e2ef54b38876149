"""Personal links as a host hands them over: the address, and words to send along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from consent import asks
from feeds import asking
from feeds.models import Episode
from recordings.importers.room import Role
from recordings.models import Speaker
from recordings.words import first_name


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalLink:
    """`message` is what a host can paste into a chat; `own` marks the host's own voice."""

    speaker: Speaker
    who: str
    address: str
    message: str
    own: bool


def personal_link(
    episode: Episode, speaker: Speaker, *, by: User | None, now: datetime
) -> PersonalLink:
    """A fresh link to one speaker's questions. Raises `NotAsked`."""
    address = asking.link(episode, speaker, by=by, now=now)
    return PersonalLink(
        speaker=speaker,
        who=first_name(speaker.display_name),
        address=address,
        message=_message(episode, speaker, address),
        own=speaker.role == Role.HOST,
    )


def open_links_of(episode: Episode, *, by: User | None, now: datetime) -> tuple[PersonalLink, ...]:
    """A fresh link for everybody who was asked and has not answered."""
    return tuple(
        personal_link(episode, speaker, by=by, now=now) for speaker in _speakers(episode, now)
    )


def _speakers(episode: Episode, now: datetime) -> Iterable[Speaker]:
    """Those who were asked and have not answered, each once."""
    waiting = asks.open_asks(episode.recording, now)
    return {ask.speaker_id: ask.speaker for ask in waiting}.values()


def _message(episode: Episode, speaker: Speaker, address: str) -> str:
    return (
        f"Hi {first_name(speaker.display_name)}, may I publish what you said in "
        f"“{episode.recording.room.title}” in my podcast {episode.show.title}? "
        f"You decide here, in a minute, without an account: {address}"
    )
