"""What the desk shows of one person: in one recording (a case), and over all hosts."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from consent.history import Asked, History, Stand, blocked, histories_of, history_of
from consent.person import find_person
from consent.scopes import State
from feeds.pages.allowing import COLUMNS
from recordings.models import Speaker
from recordings.words import day, duration, moment

MOST = 100
STATES = {
    State.UNANSWERED: ("wait", "Not answered"),
    State.GRANTED: ("yes", "Yes"),
    State.WAIVED: ("yes", "Not needed"),
    State.REFUSED: ("no", "No"),
    State.WITHDRAWN: ("no", "Taken back"),
    State.EXPIRED: ("wait", "Ended"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRow:
    """A question in words."""

    when: str
    what: str
    to: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandRow:
    """Where somebody stands on one use. `kind` is yes, no or wait."""

    label: str
    kind: str
    words: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSheet:
    """One person in one recording, as the desk decides about it."""

    speaker: Speaker
    history: History
    asked: tuple[AskRow, ...]
    stands: tuple[StandRow, ...]
    spoke: str
    blocked: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSheet:
    """Everywhere that one person is heard."""

    speaker: Speaker
    cases: tuple[CaseSheet, ...]
    hosts: int


def case_sheet(speaker: Speaker, now: datetime) -> CaseSheet:
    return _sheet(history_of(speaker, now), now, blocked(speaker))


def person_sheet(speaker: Speaker, now: datetime) -> PersonSheet:
    found = histories_of(find_person(str(speaker.uid))[:MOST], now)
    hosts = {history.speaker.recording.host_id for history in found}
    cases = tuple(_sheet(history, now) for history in found)
    return PersonSheet(speaker=speaker, cases=cases, hosts=len(hosts))


def _sheet(history: History, now: datetime, why: str = "") -> CaseSheet:
    speaker = history.speaker
    return CaseSheet(
        speaker=speaker,
        history=history,
        asked=tuple(_ask_row(asked, now) for asked in history.asked),
        stands=tuple(_stand_row(stand, now) for stand in history.stands),
        spoke=duration(sum(part.span.duration_ms for part in speaker.segments.all())),
        blocked=why,
        url=reverse("feeds:desk_case", args=[speaker.uid]),
    )


def _ask_row(asked: Asked, now: datetime) -> AskRow:
    who = "A guardian was asked for: " if asked.guardian else ""
    return AskRow(
        when=moment(asked.at, now),
        what=f"{who}{', '.join(COLUMNS[scope].lower() for scope in asked.scopes)}",
        to=f"mail address {asked.to}" if asked.to else "personal link",
        since=_since(asked, now),
    )


def _since(asked: Asked, now: datetime) -> str:
    if asked.answered_at:
        return f"Answered {moment(asked.answered_at, now)}"
    reminded = f"; reminded {asked.reminders} times" if asked.reminders else ""
    if asked.is_open:
        opened = f"Opened {day(asked.opened_at, now)}" if asked.opened_at else "Not opened"
        return f"{opened}{reminded}; expires {day(asked.expires_at, now)}"
    return f"Expired {day(asked.expires_at, now)}{reminded}"


def _stand_row(stand: Stand, now: datetime) -> StandRow:
    kind, words = STATES[stand.state]
    until = f", until {day(stand.until, now)}" if stand.until else ""
    return StandRow(
        label=COLUMNS[stand.scope],
        kind=kind,
        words=f"{words}{until}",
        since=f"{moment(stand.since, now)}, {stand.how}",
    )
