"""What the recordings page shows: every recording in its place, and how many wait for the host."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from feeds.lifecycle import Stage
from feeds.models import Episode
from feeds.pages.board_rows import (
    RUNNING,
    Place,
    Row,
    placed_imports,
    placed_recordings,
    published_rows,
)
from recordings.models import Host, Import, Recording

SEEN = 120
"""So many open recordings are sorted into places, the newest; a host has few that are open."""
PUBLISHED_ROWS = 5
ROWS = 12
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SHOWN = (*RUNNING, Import.State.CHOOSING, Import.State.FAILED)

TITLES = {
    Place.NEXT: "Next",
    Place.WAITING: "Waiting for others",
    Place.FINISHING: "Being finished",
    Place.PUBLISHED: "Published",
    Place.ENDED: "Taken back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    place: Place
    rows: tuple[Row, ...]
    total: int

    @property
    def title(self) -> str:
        return TITLES[self.place]

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The whole page. `due` is how many wait for the host; `older` are not sorted into places."""

    heading: str
    lead: str
    due: int
    sections: tuple[Section, ...]
    published: int
    recordings: int
    older: int
    working: bool


def board(hosts: Sequence[Host], now: datetime, only: Place | None = None) -> Board:
    """The page of these hosts; with `only`, all rows of that place."""
    mine = Recording.objects.filter(host__in=list(hosts))
    placed = [*_imports(hosts, now), *_recordings(mine, now)]
    out = _published(hosts, now)
    total = {place: sum(1 for p, _ in placed if p == place) for place in Place}
    total[Place.PUBLISHED] = _out(hosts).count()
    by_place = {place: _ordered(place, [r for p, r in placed if p == place]) for place in Place}
    by_place[Place.PUBLISHED] = out
    most = None if only else ROWS
    return Board(
        heading=_heading(total),
        lead=_lead(total),
        due=total[Place.NEXT],
        sections=tuple(
            Section(place=place, rows=tuple(by_place[place][:most]), total=total[place])
            for place in Place
            if by_place[place] and only in (None, place)
        ),
        published=total[Place.PUBLISHED],
        recordings=mine.count(),
        older=max(0, _open(mine).count() - SEEN),
        working=total[Place.FINISHING] > 0,
    )


def _ordered(place: Place, rows: list[Row]) -> list[Row]:
    """Nearest deadline first where the host is needed, else newest first."""
    newest = sorted(rows, key=lambda row: row.at, reverse=True)
    if place != Place.NEXT:
        return newest
    return sorted(newest, key=lambda row: (row.deadline is None, row.deadline or row.at))


def _heading(total: Mapping[Place, int]) -> str:
    due = total[Place.NEXT]
    if due:
        return f"{due} recording{'' if due == 1 else 's'} need{'s' if due == 1 else ''} you"
    return "Nothing waits for you"


def _lead(total: Mapping[Place, int]) -> str:
    waiting, working = total[Place.WAITING], total[Place.FINISHING]
    told = [
        f"{_count(waiting)} {_is(waiting)} waiting for other people" if waiting else "",
        f"{_count(working)} {_is(working)} being finished" if working else "",
    ]
    words = ", ".join(filter(None, told))
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _imports(hosts: Sequence[Host], now: datetime) -> list[tuple[Place, Row]]:
    rows = Import.objects.filter(host__in=list(hosts), state__in=_SHOWN)
    return placed_imports(list(rows[:SEEN]), now)


def _open(mine: QuerySet[Recording]) -> QuerySet[Recording]:
    """Those without an episode that is out."""
    return mine.exclude(episodes__stage=Stage.PUBLISHED)


def _recordings(mine: QuerySet[Recording], now: datetime) -> list[tuple[Place, Row]]:
    return placed_recordings(list(_open(mine).select_related("room")[:SEEN]), now)


def _out(hosts: Sequence[Host]) -> QuerySet[Episode]:
    mine = Episode.objects.published().filter(show__host__in=list(hosts))
    return mine.order_by("-published_at", "-pk")


def _published(hosts: Sequence[Host], now: datetime) -> list[Row]:
    rows = list(_out(hosts).select_related("show", "recording__room", "master")[:PUBLISHED_ROWS])
    return published_rows(rows, now)


# --- Search --------------------------------------------------------------------------------------
def matching(hosts: Sequence[Host], words: str) -> QuerySet[Recording]:
    """Recordings by title, platform or somebody's name; all of them without words."""
    mine = Recording.objects.filter(host__in=list(hosts)).select_related("room")
    if not words:
        return mine
    named = Q(speakers__name__icontains=words) | Q(speakers__handle__icontains=words)
    titled = Q(room__title__icontains=words) | Q(episodes__title__icontains=words)
    return mine.filter(pk__in=mine.filter(named | titled).values("pk"))


def rows_of(rows: Sequence[Recording], now: datetime) -> list[Row]:
    """A plain list of recordings, each as it stands."""
    return [row for _, row in placed_recordings(rows, now)]
