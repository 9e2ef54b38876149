"""`rehearse_withdrawal`: what would become of an episode if somebody took their voice back."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from consent.scopes import Mode
from feeds.episodes import find_episode
from feeds.rehearsal import rehearse
from recordings.command import JsonCommand
from recordings.find import find_speaker


class Command(JsonCommand):
    help = "Say what a withdrawal would change, and how long it would take. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("episode", metavar="EPISODE", help="its id, as in its address")
        parser.add_argument("speaker", metavar="SPEAKER", help="id or handle")
        parser.add_argument("--mode", choices=list(Mode), default=Mode.VOICE)

    def handle_json(self, **options: Any) -> dict[str, Any]:
        episode = find_episode(options["episode"])
        speaker = find_speaker(episode.recording, options["speaker"])
        return rehearse(episode, speaker, Mode(options["mode"]), timezone.now())
