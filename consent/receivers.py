"""What happens here when the news comes from below: one verb each."""

from datetime import datetime, timedelta
from typing import Any

from django.dispatch import receiver

from consent import claims, closing, deadlines, news, reminders, retention, tombstones, verify
from recordings.signals import sweep_due, tidy_due


@receiver(sweep_due)
def sweep_reminders(now: datetime, **_: Any) -> None:
    reminders.sweep(now)


@receiver(sweep_due)
def sweep_ledger(now: datetime, **_: Any) -> None:
    verify.sweep(now)


@receiver(sweep_due)
def sweep_claims(now: datetime, **_: Any) -> None:
    claims.sweep(now)


@receiver(tidy_due)
def drop_what_was_kept_long_enough(now: datetime, **_: Any) -> None:
    retention.carry_all_out(now)


@receiver(sweep_due)
def watch_deadlines(now: datetime, **_: Any) -> None:
    deadlines.sweep(now)


@receiver(tidy_due)
def tell_whose_yes_ends_soon(now: datetime, **_: Any) -> None:
    news.sweep(now)


@receiver(tidy_due)
def copy_tombstones(**_: Any) -> None:
    tombstones.copy_missing()


@receiver(sweep_due)
def keep_tombstones(now: datetime, **_: Any) -> None:
    tombstones.keep_missing(now - timedelta(days=2))


@receiver(sweep_due)
def tell_that_it_is_done(now: datetime, **_: Any) -> None:
    closing.sweep(now)
