"""What is done every minute and every hour, so that what was lost on its way is found."""

import logging
from datetime import datetime, timedelta

from django.dispatch import Signal
from django.utils import timezone

from recordings import jobs, storage
from recordings.signals import sweep_due, tidy_due

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
    _tell(sweep_due, now)


def hourly() -> None:
    """Drop uploads that never ended, then let every app above drop what it kept long enough."""
    now = timezone.now()
    storage.sweep_unfinished(now)
    _tell(tidy_due, now)


def _tell(news: Signal, now: datetime) -> None:
    """One app's failure keeps no other from its turn."""
    for receiver, answer in news.send_robust(sender=None, now=now):
        if isinstance(answer, Exception):
            log.error("The sweep of %s failed", receiver, exc_info=answer)
