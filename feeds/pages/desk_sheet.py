"""What the admins' desk shows: queues, cases by due time, numbers, the ledger, the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from consent.cases import (
    Case,
    LedgerEnd,
    Numbers,
    by_receipt,
    cases,
    ledger_end,
    numbers,
    waited_for,
    waiting,
    with_unclaimed_speech,
)
from feeds.lifecycle import Stage
from feeds.models import Episode
from recordings.models import Host, Recording, Speaker
from recordings.words import day, moment

LAST = timedelta(days=30)
FOUND = 12
MOST = 100
_HOW = {"link": "personal link", "account": "account", "attested": "attested", "mail": "mail"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A number that is a link. `look` is late, due or nothing."""

    words: str
    count: int
    url: str
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """`state` is the name of a `.state` class."""

    due: str
    late: bool
    soon: bool
    person: str
    how: str
    what: str
    room: str
    host: str
    state: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: a name, what it is, where it is looked at."""

    name: str
    what: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    heading: str
    queues: tuple[Queue, ...]
    rows: tuple[CaseRow, ...]
    next_due: str
    middle: str
    slowest: str
    numbers: Numbers
    ledger: LedgerEnd
    hosts: tuple[Host, ...]


def desk(now: datetime, queue: str = "", host_id: int | None = None) -> Desk:
    """All hosts' cases, or one host's; of one queue where it is named."""
    rows = Recording.objects.filter(host=host_id) if host_id else None
    found = cases(now, rows)
    today = [case for case in found if case.due.astimezone(now.tzinfo).date() <= now.date()]
    counted = numbers(now - LAST)
    shown = [case for case in found if _in_queue(case, queue, now)]
    return Desk(
        heading=_heading(len(today)),
        queues=tuple(_queues(found, now)),
        rows=tuple(_row(case, now) for case in shown),
        next_due=day(found[0].due, now) if found else "",
        middle=_time(counted.middle),
        slowest=_time(counted.slowest),
        numbers=counted,
        ledger=ledger_end(),
        hosts=tuple(Host.objects.all()[:200]),
    )


def _heading(due: int) -> str:
    if not due:
        return "Nothing is due today"
    return "1 case is due today" if due == 1 else f"{due} cases are due today"


def _in_queue(case: Case, queue: str, now: datetime) -> bool:
    if queue == "late":
        return case.kind == "withdrawal" and case.is_late(now)
    return not queue or case.kind == queue


def _queues(found: Sequence[Case], now: datetime) -> list[Queue]:
    withdrawals = [case for case in found if case.kind == "withdrawal"]
    late = sum(1 for case in withdrawals if case.is_late(now))
    place = reverse("feeds:desk")
    unclaimed = with_unclaimed_speech().count()
    return [
        Queue(
            words="Overdue withdrawals",
            count=late,
            url=f"{place}?queue=late",
            look="late" if late else "",
        ),
        Queue(
            words="Withdrawals open",
            count=len(withdrawals),
            url=f"{place}?queue=withdrawal",
            look="due" if withdrawals else "",
        ),
        Queue(
            words="Questions that expire in 30 days",
            count=len(found) - len(withdrawals),
            url=f"{place}?queue=expiring",
        ),
        Queue(
            words="Questions that wait",
            count=waiting(now),
            url=f"{place}?list=waiting",
        ),
        Queue(
            words="Recordings with unclaimed speech",
            count=unclaimed,
            url=f"{place}?list=unclaimed",
        ),
        Queue(
            words="Episodes pulled back",
            count=pulled_back().count(),
            url=f"{place}?list=pulled",
        ),
    ]


def _row(case: Case, now: datetime) -> CaseRow:
    recording, late = case.speaker.recording, case.is_late(now)
    taken_back = case.kind == "withdrawal"
    return CaseRow(
        due=moment(case.due, now),
        late=late,
        soon=not late and case.due - now < timedelta(days=1),
        person=case.speaker.display_name,
        how=_HOW.get(case.method, case.method),
        what="Took the voice back" if taken_back else "The question expires",
        room=recording.room.title,
        host=recording.host.name,
        state="Hidden; still in the recording’s cut"
        if taken_back
        else f"Asked {day(case.since, now)}",
        url=reverse("feeds:desk_case", args=[case.speaker.uid]),
    )


def _time(took: timedelta | None) -> str:
    """`19 h`, `6 days`; minutes below an hour."""
    if took is None:
        return ""
    if took >= timedelta(days=2):
        return f"{took.days} days"
    minutes = round(took.total_seconds() / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"


# --- Search --------------------------------------------------------------------------------------
def found(words: str) -> tuple[Found, ...]:
    """People, rooms and episodes with these words, or the answer with this receipt number."""
    people = _people(words) | by_receipt(words)
    return (
        *(_person(speaker) for speaker in people.select_related("recording__room")[:FOUND]),
        *(_room(recording) for recording in _rooms(words)[:FOUND]),
        *(_episode(episode) for episode in _episodes(words)[:FOUND]),
    )


def pulled_back() -> QuerySet[Episode]:
    """Episodes that were out, and wait until what changed about consent is settled."""
    return Episode.objects.filter(stage=Stage.HELD, published_at__isnull=False)


def listing(name: str, now: datetime) -> tuple[str, tuple[Found, ...]]:
    """The heading and the rows behind a queue that counts no cases."""
    if name == "unclaimed":
        rows = with_unclaimed_speech().select_related("room", "host")[:MOST]
        return "Recordings with unclaimed speech", tuple(_room(row) for row in rows)
    if name == "waiting":
        people = waited_for(now).select_related("recording__room")[:MOST]
        return "People who have not answered", tuple(_person(speaker) for speaker in people)
    if name == "pulled":
        held = pulled_back().select_related("show")[:MOST]
        return "Episodes pulled back", tuple(_episode(row) for row in held)
    return "", ()


def _people(words: str) -> QuerySet[Speaker]:
    handle = words.removeprefix("@")
    fits = Q(name__icontains=words) | Q(handle__icontains=handle) | Q(email__iexact=words)
    return Speaker.objects.filter(fits)


def _rooms(words: str) -> QuerySet[Recording]:
    fits = Q(room__title__icontains=words) | Q(host__name__icontains=words)
    return Recording.objects.filter(fits).select_related("room", "host")


def _episodes(words: str) -> QuerySet[Episode]:
    return Episode.objects.filter(title__icontains=words).select_related("show")


def _person(speaker: Speaker) -> Found:
    return Found(
        name=speaker.display_name,
        what=f"speaks in “{speaker.recording.room.title}”",
        url=reverse("feeds:desk_person", args=[speaker.uid]),
    )


def _room(recording: Recording) -> Found:
    return Found(
        name=recording.room.title,
        what=f"recording of {recording.host.name}",
        url=reverse("admin:recordings_recording_change", args=[recording.pk]),
    )


def _episode(episode: Episode) -> Found:
    return Found(
        name=episode.title,
        what=f"episode of {episode.show.title}, {episode.stage}",
        url=reverse("admin:feeds_episode_change", args=[episode.pk]),
    )
