"""When a question that was not answered is mailed again. Pure."""

from datetime import datetime, timedelta

REMIND_AFTER = (timedelta(days=2), timedelta(days=5), timedelta(days=10))
APART = timedelta(days=1)
"""Two mails about one question are never closer than this, whoever sent the first."""


def next_reminder(asked_at: datetime, now: datetime) -> datetime | None:
    """The next time to remind of a question of which a mail leaves now; nothing after the last."""
    times = (asked_at + after for after in REMIND_AFTER)
    return next((time for time in times if time >= now + APART), None)
