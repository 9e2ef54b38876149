"""What the page of nobody's speech shows: each part with its sound, how much there is, and who said
of which part that it is no person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from consent.clearance import clearance_for
from feeds.pages.host_voices import heard_in, unclaimed_state
from recordings.members import actor
from recordings.models import NotAPerson, Recording, Segment
from recordings.spans import total_ms
from recordings.strips import VoiceState
from recordings.words import clock, duration, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    pk: int
    at: str
    length: str
    sound: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Somebody's word that a part is music or noise; `part` is to be taken back, 0 where it was."""

    part: int
    at: str
    length: str
    sound: str
    who: str
    undone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclaimedSheet:
    heading: str
    parts: tuple[Part, ...]
    left_out: bool
    words: tuple[Word, ...]


def not_persons_of(recording: Recording) -> QuerySet[NotAPerson]:
    """Who called which part music or noise, those that stand first."""
    rows = NotAPerson.objects.filter(recording=recording).select_related("by", "undone_by")
    return rows.order_by(F("undone_at").asc(nulls_first=True), "start_ms", "pk")


def words_of(rows: Iterable[NotAPerson], recording: Recording) -> tuple[Word, ...]:
    return tuple(_word(row, recording) for row in rows)


def unclaimed_sheet(
    recording: Recording, page: Iterable[Segment], words: Iterable[NotAPerson] = ()
) -> UnclaimedSheet:
    heard, clearance = heard_in([recording])[recording.pk], clearance_for(recording)
    whole, count = duration(total_ms(heard.unclaimed)), len(heard.unclaimed)
    places = "1 place" if count == 1 else f"{count} places"
    out = bool(heard.unclaimed) and unclaimed_state(heard, clearance) == VoiceState.LEFT_OUT
    return UnclaimedSheet(
        heading=f"Who speaks here? {whole} in {places}" if count else "Nothing is nobody’s",
        parts=tuple(_part(recording, segment) for segment in page),
        left_out=out,
        words=words_of(words, recording),
    )


def _word(row: NotAPerson, recording: Recording) -> Word:
    part = row.segment_id if row.segment_id and not row.undone_at else 0
    args = [recording.uid, part]
    return Word(
        part=part,
        at=clock(row.start_ms),
        length=duration(row.end_ms - row.start_ms),
        sound=reverse("feeds:part_sound", args=args) if part else "",
        who=_said(row.by, row.at),
        undone=_said(row.undone_by, row.undone_at) if row.undone_at else "",
    )


def _said(who: User | None, at: datetime) -> str:
    return f"{actor(who) if who else 'Somebody'}, {moment(at, timezone.localtime())}"


def _part(recording: Recording, segment: Segment) -> Part:
    return Part(
        pk=segment.pk,
        at=clock(segment.start_ms),
        length=duration(segment.end_ms - segment.start_ms),
        sound=reverse("feeds:part_sound", args=[recording.uid, segment.pk]),
    )
