"""Creates a host and the person who signs in for it."""

from typing import Any

from django.core.management.base import CommandParser

from recordings.command import JsonCommand
from recordings.hosts import create_host


class Command(JsonCommand):
    help = "Create a host: the person or team who publishes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name in letters, digits and hyphens")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True, help="signs in with codes sent there")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        host = create_host(**{name: options[name] for name in ("slug", "name", "email")})
        return {"host": host.slug, "name": host.name, "email": host.email}
