"""Makes config an app, so that its commands, checks and static files are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Site"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415 - registers itself; needs the settings
