"""The desk's figures as pictures, drawn here as bars, and the same facts as tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consent.figures import Figures, figures
from recordings.words import day

DAYS = (30, 90)
ROW, BAR, TOP = 28, 16, 6
"""Height of a row, of its bar, and of what is above it, in the picture's units."""
FROM, WIDE = 150, 320
"""Where bars begin, and how long the longest one is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a picture: where it lies, what it is called, what it counts."""

    label: str
    count: int
    y: int
    text_y: int
    width: int
    count_x: int
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Bars under a heading; `sentence` says in words what is seen."""

    heading: str
    sentence: str
    bars: tuple[Bar, ...]
    height: int
    width: int = FROM + WIDE + 60
    bars_from: int = FROM
    bar_height: int = BAR


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
    """Bars of these labels, counts and looks, the longest as wide as the picture allows."""
    most = max((count for _, count, _ in counts), default=0) or 1
    return Picture(
        heading=heading,
        sentence=sentence,
        bars=tuple(_bars(counts, most)),
        height=len(counts) * ROW + TOP,
    )


def _bars(counts: Iterable[tuple[str, int, str]], most: int) -> Iterable[Bar]:
    for row, (label, count, look) in enumerate(counts):
        y = TOP + row * ROW
        width = round(count / most * WIDE)
        yield Bar(
            label=label,
            count=count,
            y=y,
            text_y=y + BAR - 3,
            width=width,
            count_x=FROM + width + 8,
            look=look,
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
