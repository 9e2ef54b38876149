"""Creates a show with its feed."""

from typing import Any

from django.core.management.base import CommandParser

from feeds.shows import create_show, feed_url, page_url
from recordings.command import JsonCommand
from recordings.find import find_host


class Command(JsonCommand):
    help = "Create a show: what listeners subscribe to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the show's address on this site")
        parser.add_argument("--host", required=True, help="slug of the host it belongs to")
        parser.add_argument("--title", required=True)
        parser.add_argument("--description", default="")
        parser.add_argument("--author", default="")
        parser.add_argument("--language", default="en")
        parser.add_argument("--category", default="Society & Culture")
        parser.add_argument("--explicit", action="store_true")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        names = ("title", "description", "author", "language", "category", "explicit")
        facts = {name: options[name] for name in names}
        show = create_show(find_host(options["host"]), slug=options["slug"], **facts)
        return {
            "show": show.slug,
            "title": show.title,
            "guid": str(show.guid),
            "feed_url": feed_url(show),
            "page_url": page_url(show),
        }
