"""`set_sound`: shows or changes how a show, or one episode of it, is to sound."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from feeds import edited, episodes, uses
from feeds.episodes import find_episode
from feeds.models import Episode, Show
from feeds.sound import SETTINGS, Sound, answer, words_of
from recordings.command import JsonCommand

AS_THE_SHOW = "show"


class Command(JsonCommand):
    help = "Show or change how a show, or one episode of it, is to sound."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("of", help="a show’s address, or the id of an episode")
        for name, setting in SETTINGS.items():
            words = ", ".join(f"{value}: {what}" for value, (_, what) in setting.answers.items())
            parser.add_argument(
                f"--{name.replace('_', '-')}",
                choices=[*map(str, setting.answers), AS_THE_SHOW],
                help=f"{words} “{AS_THE_SHOW}”, of an episode: as its show.".replace("%", "%%"),
            )

    def handle_json(self, **options: Any) -> dict[str, Any]:
        said = {name: options[name] for name in SETTINGS if options[name]}
        show = Show.objects.filter(slug=options["of"]).first()
        return _of_show(show, said) if show else _of_episode(find_episode(options["of"]), said)

    def describe(self, document: dict[str, Any]) -> str:
        lines = [f"{SETTINGS[name].name}: {words}" for name, words in document["in_words"].items()]
        return "\n".join([*lines, document["next"]])


def _of_show(show: Show, said: dict[str, str]) -> dict[str, Any]:
    if AS_THE_SHOW in said.values():
        raise CommandError("A show is as no other show. Choose one of the other words.")
    if said:
        uses.rewrite(show, said)
    return _told(show.sound, "What is made from now on sounds like that.")


def _of_episode(episode: Episode, said: dict[str, str]) -> dict[str, Any]:
    if said:
        own: dict[str, Any] = {
            name: "" if word == AS_THE_SHOW else word for name, word in said.items()
        }
        episode = episodes.rewrite(episode.pk, **own)
    since = edited.is_edited_since(episode)
    following = "Make the episode again to hear it." if since else "Nothing has to be made again."
    return _told(episode.sound, following)


def _told(sound: Sound, following: str) -> dict[str, Any]:
    return {
        "sound": words_of(sound),
        "in_words": {name: answer(sound, name) for name in SETTINGS},
        "next": following,
    }
