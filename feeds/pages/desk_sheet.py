"""What the consent desk shows: queues, cases by due time, numbers, the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from consent.cases import (
    Case,
    LedgerEnd,
    Numbers,
    cases,
    ledger_end,
    numbers,
    waiting,
    with_unclaimed_speech,
)
from consent.proposals import open_proposals
from consent.unsettled import overrides, unsettled
from feeds.models import Takedown
from feeds.pages.desk_search import pulled_back
from feeds.takedowns import open_takedowns
from recordings.models import Host, Recording
from recordings.words import day, moment

if TYPE_CHECKING:
    from consent.models import Proposal

LAST = timedelta(days=30)
DAY = timedelta(days=1)
SECOND_WITHIN = timedelta(days=7)
"""A proposal is due for a second officer within this time."""
_HOW = {
    "link": "personal link",
    "account": "account",
    "attested": "attested",
    "mail": "mail",
    "guardian": "guardian",
    "standing": "standing consent",
    "restored": "restored",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A number that is a link. `look` is late, due or nothing."""

    words: str
    count: int
    url: str
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One open case in words; `kind` is the name of its queue."""

    kind: str
    due_at: datetime
    since: datetime
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


def desk(
    now: datetime, queue: str = "", host_id: int | None = None, order: str = "", due: str = ""
) -> Desk:
    """All hosts' cases, or one host's; of one queue where it is named, due by then, by due time or
    the oldest first."""
    everything = _rows(now, host_id)
    counted = numbers(now - LAST)
    shown = [row for row in everything if _in_queue(row, queue) and _is_due(row, due, now)]
    if order == "oldest":
        shown.sort(key=lambda row: row.since)
    return Desk(
        heading=_heading(sum(_is_due(row, "today", now) for row in everything)),
        queues=tuple(_queues(everything, now)),
        rows=tuple(shown),
        next_due=day(everything[0].due_at, now) if everything else "",
        middle=_time(counted.middle),
        slowest=_time(counted.slowest),
        numbers=counted,
        ledger=ledger_end(),
        hosts=tuple(Host.objects.all()[:200]),
    )


def _rows(now: datetime, host_id: int | None) -> list[CaseRow]:
    """Every open case, the soonest due first."""
    of_host = Recording.objects.filter(host=host_id) if host_id else None
    asked = [one for one in open_takedowns() if host_id in (None, one.episode.show.host_id)]
    found = [
        *(_row(case, now) for case in (*cases(now, of_host), *unsettled(now, of_host))),
        *(_takedown(one, now) for one in asked),
        *(_proposal(one, now) for one in open_proposals(of_host)),
    ]
    return sorted(found, key=lambda row: row.due_at)


def _is_due(row: CaseRow, due: str, now: datetime) -> bool:
    if due == "late":
        return row.late
    ahead = {"today": 0, "week": 7, "month": 30}.get(due)
    if ahead is None:
        return True
    return (row.due_at.astimezone(now.tzinfo).date() - now.date()).days <= ahead


def _heading(due: int) -> str:
    if not due:
        return "Nothing is due today"
    return "1 case is due today" if due == 1 else f"{due} cases are due today"


def _in_queue(row: "CaseRow", queue: str) -> bool:
    if queue == "late":
        return row.kind == "withdrawal" and row.late
    return not queue or row.kind == queue


QUEUES = (
    ("late", "Overdue withdrawals", "late"),
    ("withdrawal", "Withdrawals open", "due"),
    ("disputed", "“Not me” disputes", "due"),
    ("minor", "Guardians needed", ""),
    ("takedown", "Takedowns asked for", "due"),
    ("proposal", "Proposals for a second officer", "due"),
    ("expiring", "Questions that expire in 30 days", ""),
    ("ending", "Yeses that end in 30 days", ""),
)
"""The queues of cases: name, words, and how it looks where it is not empty."""


def _queues(rows: Sequence["CaseRow"], now: datetime) -> list[Queue]:
    place = reverse("feeds:desk")
    lists = (
        ("overrides", "Heard without consent, on record", overrides().count()),
        ("waiting", "Questions that wait", waiting(now)),
        ("unclaimed", "Recordings with unclaimed speech", with_unclaimed_speech().count()),
        ("pulled", "Episodes pulled back", pulled_back().count()),
    )
    counted = [
        (name, words, look, sum(_in_queue(row, name) for row in rows))
        for name, words, look in QUEUES
    ]
    return [
        *(
            Queue(words=words, count=n, url=f"{place}?queue={name}#cases", look=look if n else "")
            for name, words, look, n in counted
        ),
        *(
            Queue(words=words, count=n, url=f"{place}?list={name}#found")
            for name, words, n in lists
        ),
    ]


_WHAT = {
    "withdrawal": "Took the voice back",
    "expiring": "The question expires",
    "disputed": "“This is not me”",
    "minor": "A guardian has to answer",
    "ending": "The yes ends",
}


def _row(case: Case, now: datetime) -> CaseRow:
    recording = case.speaker.recording
    return CaseRow(
        kind=case.kind,
        due_at=case.due,
        since=case.since,
        due=moment(case.due, now),
        late=case.is_late(now),
        soon=not case.is_late(now) and case.due - now < DAY,
        person=case.speaker.display_name,
        how=_HOW.get(case.method, case.method),
        what=_WHAT[case.kind],
        room=recording.room.title,
        host=recording.host.name,
        state=_state(case, now),
        url=reverse("feeds:desk_case", args=[case.speaker.uid]),
    )


def _state(case: Case, now: datetime) -> str:
    if case.kind == "withdrawal":
        return "Hidden; still in the recording’s cut"
    said = {"disputed": "Blocked since", "minor": "Blocked since", "ending": "Said"}
    return f"{said.get(case.kind, 'Asked')} {day(case.since, now)}"


def _takedown(one: Takedown, now: datetime) -> CaseRow:
    return CaseRow(
        kind="takedown",
        due_at=one.due_at,
        since=one.at,
        due=moment(one.due_at, now),
        late=one.due_at < now,
        soon=timedelta(0) <= one.due_at - now < DAY,
        person="Somebody",
        how="public form",
        what="Asks that an episode goes",
        room=one.episode.title,
        host=one.episode.show.host.name,
        state=f"Asked {day(one.at, now)}",
        url=reverse("feeds:desk_takedown", args=[one.uid]),
    )


def _proposal(one: "Proposal", now: datetime) -> CaseRow:
    due = one.proposed_at + SECOND_WITHIN
    return CaseRow(
        kind="proposal",
        due_at=due,
        since=one.proposed_at,
        due=moment(due, now),
        late=due < now,
        soon=timedelta(0) <= due - now < DAY,
        person=one.speaker.display_name if one.speaker else "Everybody in it",
        how="proposed",
        what=_proposed(one),
        room=one.about.room.title,
        host=one.about.host.name,
        state=f"Proposed {day(one.proposed_at, now)}",
        url=reverse("feeds:desk_proposal", args=[one.uid]),
    )


def _proposed(one: "Proposal") -> str:
    if one.speaker is None:
        return "A mark as published before to confirm"
    return "An erasure to confirm" if one.erases else "A second officer has to confirm"


def _time(took: timedelta | None) -> str:
    """`19 h`, `6 days`; minutes below an hour."""
    if took is None:
        return ""
    if took >= timedelta(days=2):
        return f"{took.days} days"
    minutes = round(took.total_seconds() / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"
