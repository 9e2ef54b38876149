"""Parts that speakers want cut: what an episode with their voice waits for.

A wish is done when the host leaves the part out, and not done again when it is taken back in.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from consent import exclusions, inscriptions, tombstones
from consent.inscriptions import of_wish
from consent.models import CutWish, Exclusion
from consent.signals import consent_changed
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.models import Recording, Speaker
from recordings.spans import Span, subtract

MOST = 100
"""So many parts one speaker can have cut."""


class TooManyWishes(Exception):
    """More parts than can be cut: `standing` are asked for already, `new` were to come."""

    permanent = True

    def __init__(self, standing: int, new: int) -> None:
        super().__init__(f"Up to {MOST} parts can be cut. Choose fewer.")
        self.standing, self.new = standing, new

    @property
    def over(self) -> int:
        return self.standing + self.new - MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A part to be cut; `left` is what of it would still be heard."""

    id: int
    span: Span
    left: tuple[Span, ...]

    @property
    def done(self) -> bool:
        return not self.left


def wish(speaker: Speaker, spans: Iterable[Span], *, now: datetime) -> None:
    """Ask to have parts cut, all of them or none. What is asked for already is not asked for
    twice. Raises `TooManyWishes`."""
    with _changing(speaker):
        standing = [row.span for row in _standing(speaker)]
        new = [span for span in dict.fromkeys(spans) if span not in standing]
        if new and len(standing) + len(new) > MOST:
            raise TooManyWishes(len(standing), len(new))
        _keep(speaker, new, now)


def again(speaker: Speaker, span: Span, *, now: datetime) -> bool:
    """A wish that the database has forgotten; whether it had. One that was dropped is known. What
    was asked for once is no more than could be."""
    same = {"start_ms": span.start_ms, "end_ms": span.end_ms}
    if CutWish.objects.filter(speaker=speaker, **same).exists():
        return False
    with _changing(speaker):
        _keep(speaker, [span], now)
    return True


def _keep(speaker: Speaker, spans: Iterable[Span], now: datetime) -> None:
    rows = CutWish.objects.bulk_create(
        CutWish(speaker=speaker, start_ms=span.start_ms, end_ms=span.end_ms, at=now)
        for span in spans
    )
    tombstones.put_up_on_commit(map(of_wish, rows))


def drop(speaker: Speaker, wish_id: int, *, now: datetime) -> bool:
    """The part may stay after all; whether there was such a wish."""
    with _changing(speaker):
        row = _standing(speaker).filter(pk=wish_id).first()
        if row is None:
            return False
        tombstones.take_away_on_commit([inscriptions.wish_id(row)])
        CutWish.objects.filter(pk=row.pk).update(dropped_at=now)
        return True


def wishes_of(speaker: Speaker) -> tuple[Wish, ...]:
    """What a speaker wants cut, in the order it is heard."""
    mine = Q(speaker=speaker) | Q(speaker=None, start_ms__isnull=False)
    out = Exclusion.objects.filter(mine, recording=speaker.recording_id, treatment__in=LEAVES_OUT)
    rows = list(out)
    whole = any(row.span is None for row in rows)
    holes = [row.span for row in rows if row.span is not None]
    return tuple(
        Wish(
            id=row.pk,
            span=row.span,
            left=() if whole else tuple(subtract([row.span], holes)),
        )
        for row in _standing(speaker)
    )


def cut(speaker: Speaker, *, by: User | None) -> int:
    """Cut everything that a speaker asked for and that is still in; how many wishes that does."""
    with transaction.atomic():
        waiting = [one for one in wishes_of(speaker) if not one.done]
        for one in waiting:
            exclusions.leave_out_span(
                speaker.recording, one.span, Treatment.CUT, by=by, speaker=speaker
            )
        return len(waiting)


@contextmanager
def _changing(speaker: Speaker) -> Iterator[None]:
    with transaction.atomic():
        recording = Recording.objects.all().lock(speaker.recording_id)
        yield
        consent_changed.send(sender=CutWish, recording=recording)


def _standing(speaker: Speaker) -> QuerySet[CutWish]:
    return CutWish.objects.filter(speaker=speaker, dropped_at=None)
