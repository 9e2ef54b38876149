"""The app's name in Django, and the signals it listens to."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "recordings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import recordings.receivers  # noqa: F401, PLC0415 - models exist only from here on
