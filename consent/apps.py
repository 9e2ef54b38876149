"""The app's name in Django, and the signals it listens to."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConsentConfig(AppConfig):
    name = "consent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import consent.receivers  # noqa: F401, PLC0415 - models exist only from here on
        from consent import guard, roles  # noqa: PLC0415 - need the database's settings

        post_migrate.connect(guard.after_migrate, sender=self, dispatch_uid="consent.guard")
        post_migrate.connect(roles.after_migrate, sender=self, dispatch_uid="consent.roles")
