"""What happens here when the news comes from below: one verb each."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from consent import reminders
from recordings.signals import sweep_due


@receiver(sweep_due)
def sweep_reminders(now: datetime, **_: Any) -> None:
    reminders.sweep(now)
