"""Figures about consent over some days: how long until everybody agreed, what was answered week by
week, which withdrawals were done in time. Counts only, no names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from consent.models import Ask, ConsentEvent, Exclusion, Withdrawal
from consent.scopes import Decision, Scope
from recordings.models import Segment

BUCKETS = (
    ("within an hour", timedelta(hours=1)),
    ("within a day", timedelta(days=1)),
    ("within 3 days", timedelta(days=3)),
    ("within a week", timedelta(days=7)),
    ("later", timedelta.max),
)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Answers about being heard in seven days that begin at `start`."""

    start: datetime
    yes: int
    no: int
    taken_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`until_all` counts recordings by how long it took from the first question to the last yes;
    withdrawals are done when every file with the voice is erased."""

    until_all: tuple[tuple[str, int], ...]
    weeks: tuple[Week, ...]
    in_time: int
    late: int
    open: int

    @property
    def withdrawals(self) -> int:
        return self.in_time + self.late + self.open


def figures(since: datetime, now: datetime) -> Figures:
    in_time, late, waiting = _withdrawals(since, now)
    return Figures(
        until_all=_until_all(since),
        weeks=_weeks(since, now),
        in_time=in_time,
        late=late,
        open=waiting,
    )


def _until_all(since: datetime) -> tuple[tuple[str, int], ...]:
    """Of recordings whose last yes came since then."""
    asked = Ask.objects.values("speaker__recording").annotate(first=Min("created_at"))
    begun = dict(asked.values_list("speaker__recording", "first"))
    took = [last - begun[pk] for pk, last in _complete_at(begun).items() if last >= since]
    counted = Counter(_bucket(one) for one in took)
    return tuple((words, counted[words]) for words, _ in BUCKETS)


def _complete_at(recordings: Iterable[int]) -> dict[int, datetime]:
    """When the last voice that is heard and not left out said yes, where all have."""
    ids = list(recordings)
    heard: dict[int, set[int]] = {}
    left_out = Exclusion.objects.filter(recording__in=ids, start_ms=None, speaker__isnull=False)
    out = set(left_out.values_list("speaker", flat=True))
    pairs = Segment.objects.filter(recording__in=ids, speaker__isnull=False)
    for recording, speaker in pairs.order_by().values_list("recording", "speaker").distinct():
        if speaker not in out and speaker is not None:
            heard.setdefault(recording, set()).add(speaker)
    said: dict[int, tuple[str, datetime]] = {}
    lines = ConsentEvent.objects.filter(recording__in=ids, scope=Scope.PUBLISH).order_by("seq")
    for speaker_id, decision, at in lines.values_list("speaker", "decision", "at"):
        said[speaker_id or 0] = (decision, at)
    return {pk: _last(said, voices) for pk, voices in heard.items() if _all_agreed(said, voices)}


def _all_agreed(said: dict[int, tuple[str, datetime]], voices: set[int]) -> bool:
    return all(said.get(voice, ("",))[0] == Decision.GRANTED for voice in voices)


def _last(said: dict[int, tuple[str, datetime]], voices: set[int]) -> datetime:
    return max(said[voice][1] for voice in voices)


def _bucket(took: timedelta) -> str:
    return next(words for words, most in BUCKETS if took <= most)


def _weeks(since: datetime, now: datetime) -> tuple[Week, ...]:
    lines = ConsentEvent.objects.filter(scope=Scope.PUBLISH, at__gte=since, at__lte=now)
    said = list(lines.values_list("at", "decision"))
    found, end = [], now
    while end > since:
        start = max(since, end - WEEK)
        of_week = Counter(decision for at, decision in said if start < at <= end)
        found.append(_week(start, of_week))
        end -= WEEK
    return tuple(reversed(found))


def _week(start: datetime, said: Counter[str]) -> Week:
    return Week(
        start=start,
        yes=said[Decision.GRANTED],
        no=said[Decision.REFUSED],
        taken_back=said[Decision.WITHDRAWN],
    )


def _withdrawals(since: datetime, now: datetime) -> tuple[int, int, int]:
    """Done in time, done or open too late, and open with time left."""
    rows = Withdrawal.objects.filter(requested_at__gte=since)
    in_time = late = waiting = 0
    for due, done in rows.values_list("due_at", "done_at"):
        if (done or now) > due:
            late += 1
        elif done is not None:
            in_time += 1
        else:
            waiting += 1
    return in_time, late, waiting
