"""`ask`: asks the people of a recording, by mail or by personal links that are printed once."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent.asks import NotAsked
from consent.roster import Standing, roster_for
from feeds import asking, episodes
from feeds.models import Episode
from feeds.pages.choosing import episode_for
from feeds.shows import find_show
from recordings.command import JsonCommand
from recordings.find import find_recording, find_speaker
from recordings.models import Recording, Speaker


class Command(JsonCommand):
    help = "Ask one speaker of a recording, or all who are heard, whether they may be published."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording")
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--speaker", help="id or handle of one of them")
        whom.add_argument(
            "--all", action="store_true", help="all who are heard and have not answered"
        )
        parser.add_argument("--show", default="", help="slug; needed where the host has several")
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--mail", action="store_true", help="send the question by mail")
        how.add_argument("--link", action="store_true", help="print a personal link for each")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        recording = find_recording(options["recording"])
        episode = _episode(recording, options["show"])
        people = _people(episode, options)
        rows = [_asked(episode, speaker, by_link=options["link"]) for speaker in people]
        if not options["all"] and "error" in rows[0]:
            raise NotAsked(rows[0]["error"])
        return {"recording": str(recording.uid), "show": episode.show.slug, "people": rows}

    def describe(self, document: dict[str, Any]) -> str:
        return "\n".join(_line(row) for row in document["people"]) or "Nobody has to be asked."


def _people(episode: Episode, options: dict[str, Any]) -> list[Speaker]:
    """The one who is named; else all who are heard and whose answer is missing. By mail only
    those whom no question waits for: reminders go out by themselves."""
    if options["speaker"]:
        return [find_speaker(episode.recording, options["speaker"])]
    wanted = {Standing.NOT_ASKED, Standing.EXPIRED}
    wanted |= {Standing.WAITING} if options["link"] else set()
    roster = roster_for(episode.recording, episode.show.use.purpose)
    return [row.speaker for row in roster if row.state in wanted]


def _episode(recording: Recording, slug: str) -> Episode:
    if not slug:
        return episode_for(recording)
    return episodes.draft_for(recording, find_show(recording.host, slug))


def _asked(episode: Episode, speaker: Speaker, *, by_link: bool) -> dict[str, Any]:
    """What came of it for one speaker: `done` is asked, reminded, link or not_asked."""
    row: dict[str, Any] = {"speaker": str(speaker.uid), "name": speaker.display_name}
    now = timezone.now()
    try:
        if by_link:
            return row | {"done": "link", "link": asking.link(episode, speaker, by=None, now=now)}
        return row | {"done": str(asking.mail(episode, speaker, by=None, now=now))}
    except NotAsked as error:
        return row | {"done": "not_asked", "error": str(error)}


def _line(row: dict[str, Any]) -> str:
    return f"{row['name']}: {row.get('error') or row.get('link') or row['done']}"
