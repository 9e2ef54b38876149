"""The desk's figures as pictures: tables whose rows are drawn as bars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consent.figures import Figures, figures
from recordings.words import day

DAYS = (30, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a picture: what it is called, what it counts, and how long its bar is, in percent
    of the longest."""

    label: str
    count: int
    percent: int
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Bars under a heading; `sentence` says in words what is seen."""

    heading: str
    sentence: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersSheet:
    days: int
    others: tuple[int, ...]
    pictures: tuple[Picture, ...]


def numbers_sheet(days: int, now: datetime) -> NumbersSheet:
    """Of the last 30 or 90 days."""
    days = days if days in DAYS else DAYS[0]
    told = figures(now - timedelta(days=days), now)
    return NumbersSheet(
        days=days,
        others=tuple(one for one in DAYS if one != days),
        pictures=(_until_all(told), *_answers(told, now), _withdrawals(told)),
    )


def picture(heading: str, sentence: str, counts: Sequence[tuple[str, int, str]]) -> Picture:
    """Bars of these labels, counts and looks, each measured by the longest."""
    most = max((count for _, count, _ in counts), default=0) or 1
    return Picture(
        heading=heading,
        sentence=sentence,
        bars=tuple(
            Bar(label=label, count=count, percent=round(count / most * 100), look=look)
            for label, count, look in counts
        ),
    )


def _until_all(told: Figures) -> Picture:
    total = sum(count for _, count in told.until_all)
    return picture(
        "Until everybody had agreed",
        f"{_recordings(total)} became complete.",
        [(words.capitalize(), count, "") for words, count in told.until_all],
    )


def _recordings(count: int) -> str:
    return f"{count} recording{'' if count == 1 else 's'}"


def _answers(told: Figures, now: datetime) -> Iterable[Picture]:
    """Yes, and no, by weeks that begin on these days."""
    weeks = [(f"From {day(week.start, now)}", week) for week in told.weeks]
    yes = sum(week.yes for week in told.weeks)
    no = sum(week.no for week in told.weeks)
    back = sum(week.taken_back for week in told.weeks)
    yield picture("Yes, by week", f"{yes} said yes.", [(at, week.yes, "") for at, week in weeks])
    yield picture("No, by week", f"{no} said no.", [(at, week.no, "no") for at, week in weeks])
    yield picture(
        "Taken back, by week",
        f"{back} took a yes back.",
        [(at, week.taken_back, "no") for at, week in weeks],
    )


def _withdrawals(told: Figures) -> Picture:
    return picture(
        "Withdrawals on time",
        f"{told.in_time} of {told.withdrawals} were done in time.",
        [("In time", told.in_time, ""), ("Open", told.open, ""), ("Late", told.late, "late")],
    )
