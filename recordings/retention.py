"""What is kept for how long: the form of a rule, how one is carried out, and the rules about rooms.

The apps above add their rules to ours. A rule knows its length by `key`, from KEEP_DAYS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, Min, QuerySet

from recordings.models import Recording

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many there are, how many of them since `cutoff` or longer, and the oldest of the rest."""

    count: int
    due: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`look` and `drop` take the cutoff: what is kept since then or longer is due to go. Looking
    changes nothing, dropping says how many went."""

    key: str
    what: str
    since: str
    look: Callable[[datetime], Kept]
    drop: Callable[[datetime], int]

    @property
    def kept_for(self) -> timedelta:
        return timedelta(days=settings.KEEP_DAYS[self.key])


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a rule keeps at the moment, how much of it is due, and when the next is."""

    rule: Rule
    kept: int
    due: int
    next_at: datetime | None


def outlook(rule: Rule, now: datetime) -> Outlook:
    """What will go when. Changes nothing."""
    kept = rule.look(now - rule.kept_for)
    next_at = kept.oldest + rule.kept_for if kept.oldest else None
    return Outlook(rule=rule, kept=kept.count, due=kept.due, next_at=next_at)


def carry_out(rule: Rule, now: datetime) -> int:
    """Drop what was kept long enough; how many."""
    return rule.drop(now - rule.kept_for)


def rule_of_rows(
    *, key: str, what: str, since: str, rows: Callable[[], Rows], drop: Callable[[Rows], int]
) -> Rule:
    """A rule about rows of the database: those kept now, annotated with `since`, and how to drop
    those that are due."""

    def look(cutoff: datetime) -> Kept:
        kept = rows()
        return Kept(
            count=kept.count(),
            due=kept.filter(since__lte=cutoff).count(),
            oldest=kept.filter(since__gt=cutoff).aggregate(oldest=Min("since"))["oldest"],
        )

    def drop_due(cutoff: datetime) -> int:
        return drop(rows().filter(since__lte=cutoff))

    return Rule(key=key, what=what, since=since, look=look, drop=drop_due)


# --- Ours ----------------------------------------------------------------------------------------
def _raw() -> Rows:
    kept = Recording.objects.order_by().exclude(raw={}, unrecognised=[])
    return kept.annotate(since=F("created_at"))


def _letters() -> dict[Path, datetime]:
    """Mails that were written to files instead of sent, and when each was."""
    files = Path(settings.EMAIL_FILE_PATH).glob("*.log")
    return {path: datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in files}


def _look_at_letters(cutoff: datetime) -> Kept:
    times = _letters().values()
    rest = [time for time in times if time > cutoff]
    return Kept(count=len(times), due=len(times) - len(rest), oldest=min(rest, default=None))


def _drop_letters(cutoff: datetime) -> int:
    due = [path for path, time in _letters().items() if time <= cutoff]
    for path in due:
        path.unlink(missing_ok=True)
    return len(due)


RULES = (
    rule_of_rows(
        key="raw",
        what="What a room’s files said beside its sound",
        since="the import",
        rows=_raw,
        drop=lambda rows: rows.update(raw={}, unrecognised=[]),
    ),
    Rule(
        key="mails",
        what="Mails written to files instead of sent",
        since="they were written",
        look=_look_at_letters,
        drop=_drop_letters,
    ),
)
