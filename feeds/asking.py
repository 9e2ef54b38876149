"""The host asks: what a speaker is told about room and show, and through which link."""

from datetime import datetime

from django.contrib.auth.models import User

from consent import asks
from consent.models import Ask
from feeds.models import Episode
from recordings.models import Recording, Speaker


def room_text(recording: Recording) -> str:
    """The room in a speaker's words: its title, where it was, when."""
    room = recording.room
    when = f", {room.started_at:%-d %B %Y}" if room.started_at else ""
    return f"“{room.title}”, {room.platform_label}{when}"


def show_text(episode: Episode) -> str:
    """The feed in a speaker's words."""
    kind = "a public podcast with advertising" if episode.show.commercial else "a public podcast"
    return f"{episode.show.title}, {kind}. Anyone can listen and keep a copy."


def ask(
    episode: Episode, speaker: Speaker, *, by: User | None, now: datetime, address: str = ""
) -> Ask:
    """Ask one speaker: by mail where there is an address, else by a link to hand over."""
    return asks.ask(
        speaker,
        asker=episode.show.host.name,
        room_text=room_text(episode.recording),
        show_text=show_text(episode),
        scopes=episode.show.scopes,
        contact=episode.show.host.email,
        channel=Ask.Channel.MAIL if address else Ask.Channel.LINK,
        address=address,
        by=by,
        now=now,
    )


def link(episode: Episode, speaker: Speaker, *, by: User | None, now: datetime) -> str:
    """A fresh personal link to copy, under the speaker's open ask or a new one."""
    standing = asks.current_ask(speaker)
    return asks.link_for(standing or ask(episode, speaker, by=by, now=now), now)


def ask_everyone(episode: Episode, *, by: User | None, now: datetime) -> list[Ask]:
    """Ask every speaker who is heard, has an address and has not been asked."""
    return [
        ask(episode, speaker, by=by, now=now, address=speaker.email)
        for speaker in episode.recording.speakers.filter(segments__isnull=False).distinct()
        if speaker.email and asks.current_ask(speaker) is None
    ]
