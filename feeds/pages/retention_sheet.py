"""What the desk shows of what is kept: of each rule how much there is, and what goes when."""

from dataclasses import dataclass
from datetime import datetime

from consent.retention import outlooks
from recordings.retention import Outlook
from recordings.words import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """One rule. `due` counts what goes with the next hour, `next_at` says when the rest begins
    to go; empty where there is nothing."""

    what: str
    kept_for: str
    since: str
    kept: int
    due: int
    next_at: str


def kept_rows(now: datetime) -> tuple[KeptRow, ...]:
    return tuple(_row(one, now) for one in outlooks(now))


def _row(one: Outlook, now: datetime) -> KeptRow:
    return KeptRow(
        what=one.rule.what,
        kept_for=_length(one.rule.kept_for.days),
        since=one.rule.since,
        kept=one.kept,
        due=one.due,
        next_at=moment(one.next_at, now) if one.next_at else "",
    )


def _length(days: int) -> str:
    """`90 days`, `1 day`, `3 years`."""
    number, unit = (days // 365, "year") if days and days % 365 == 0 else (days, "day")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
