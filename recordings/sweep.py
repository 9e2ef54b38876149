"""What is done every minute and every hour, so that what was lost on its way is found."""

import logging
from datetime import timedelta

from django.utils import timezone

from recordings import jobs, storage
from recordings.signals import sweep_due

log = logging.getLogger(__name__)


def schedule() -> None:
    """Have the queue call both; saying it again changes nothing."""
    jobs.schedule("sweep", "recordings.sweep.minutely", timedelta(minutes=1))
    jobs.schedule("sweep the store", "recordings.sweep.hourly", timedelta(hours=1))


def minutely() -> None:
    """Free abandoned Runs and work folders, then let every app above look after its own."""
    now = timezone.now()
    jobs.sweep(now)
    storage.sweep_work(now)
    for receiver, answer in sweep_due.send_robust(sender=None, now=now):
        if isinstance(answer, Exception):
            log.error("The sweep of %s failed", receiver, exc_info=answer)


def hourly() -> None:
    storage.sweep_unfinished(timezone.now())
