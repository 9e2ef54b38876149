"""What the admins' desk asks of consent: what is due, how many, how long answers take.

States and times, never what a speaker was shown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from consent import legacy, verify
from consent.clearance import left_out
from consent.models import Ask, ChainHead, ConsentEvent, Exclusion, Withdrawal
from consent.policy import left_unclaimed_ms
from consent.receipts import uids_of
from consent.scopes import Decision, Method, Scope
from consent.withdrawal import DUE_WITHIN
from recordings.models import Recording, Segment, Speaker
from recordings.spans import Span

SOON = timedelta(days=30)
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing for somebody to see to. `kind` is withdrawal or expiring."""

    kind: str
    due: datetime
    speaker: Speaker
    since: datetime
    method: str

    def is_late(self, now: datetime) -> bool:
        return self.due < now


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Of the last days: answers to `publish`, and how long people took (None: nobody answered)."""

    yes: int
    no: int
    taken_back: int
    middle: timedelta | None
    slowest: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEnd:
    """Where the ledger ends, and each fault of it that somebody answers for, in a sentence."""

    lines: int
    hash: str
    known: tuple[str, ...] = ()


def cases(now: datetime, recordings: QuerySet[Recording] | None = None) -> tuple[Case, ...]:
    """Everything open, the soonest due first; of these recordings where they are given."""
    some = Q(recording__in=recordings) if recordings is not None else Q()
    asked = Q(speaker__recording__in=recordings) if recordings is not None else Q()
    kept = list(_being_carried_out(some))
    seen = {case.speaker.pk for case in kept}
    rest = (case for case in _withdrawals(some) if case.speaker.pk not in seen)
    found = [*kept, *rest, *_expiring(asked, now)]
    return tuple(sorted(found, key=lambda case: (case.due, case.speaker.pk)))


def _being_carried_out(some: Q) -> Iterable[Case]:
    """Withdrawals of which a file is still to be erased."""
    rows = Withdrawal.objects.filter(some, done_at=None).order_by("due_at")
    for row in rows.select_related("speaker__recording__room", "speaker__recording__host")[:MOST]:
        yield Case(
            kind="withdrawal",
            due=row.due_at,
            speaker=row.speaker,
            since=row.requested_at,
            method=Method.LINK,
        )


def _withdrawals(some: Q) -> Iterable[Case]:
    """Voices taken back that no edit leaves out yet."""
    later = ConsentEvent.objects.filter(
        speaker=OuterRef("speaker"), scope=Scope.PUBLISH, seq__gt=OuterRef("seq")
    )
    left_out = Exclusion.objects.filter(speaker=OuterRef("speaker"), start_ms=None)
    heard = Segment.objects.filter(speaker=OuterRef("speaker"))
    rows = ConsentEvent.objects.filter(
        some,
        ~Exists(later),
        ~Exists(left_out),
        Exists(heard),
        scope=Scope.PUBLISH,
        decision=Decision.WITHDRAWN,
    )
    for event in rows.select_related("speaker__recording__room", "speaker__recording__host")[:MOST]:
        if event.speaker is None:
            continue
        yield Case(
            kind="withdrawal",
            due=event.at + DUE_WITHIN,
            speaker=event.speaker,
            since=event.at,
            method=event.method,
        )


def _expiring(asked: Q, now: datetime) -> Iterable[Case]:
    rows = Ask.objects.open(now).filter(asked, expires_at__lte=now + SOON)
    for ask in rows.select_related("speaker__recording__room", "speaker__recording__host")[:MOST]:
        yield Case(
            kind="expiring",
            due=ask.expires_at,
            speaker=ask.speaker,
            since=ask.created_at,
            method=ask.channel,
        )


def waiting(now: datetime) -> int:
    """Questions that wait for an answer."""
    return Ask.objects.open(now).count()


def waited_for(now: datetime) -> QuerySet[Speaker]:
    """Who has been asked and has not answered."""
    return Speaker.objects.filter(pk__in=Ask.objects.open(now).values("speaker"))


def with_unclaimed_speech() -> QuerySet[Recording]:
    """Recordings that speech of nobody's blocks, counted as the gate counts it."""
    nobodys = Segment.objects.filter(speaker=None, not_a_person=False)
    before = legacy.marked().filter(recording=OuterRef("recording"))
    spoken = nobodys.filter(~Exists(before)).order_by().values("recording")
    total = spoken.annotate(total=Sum(F("end_ms") - F("start_ms")))
    ids = total.filter(total__gt=settings.UNCLAIMED_MS).values_list("recording", flat=True)
    return Recording.objects.filter(pk__in=_still_heard(set(ids), nobodys))


def _still_heard(ids: set[int], nobodys: QuerySet[Segment]) -> list[int]:
    """Of these recordings, by id, those in which too much of it is left after all cuts."""
    spans, cuts = defaultdict(list), defaultdict(list)
    rows = nobodys.filter(recording__in=ids).values_list("recording_id", "start_ms", "end_ms")
    for pk, *ends in rows:
        spans[pk].append(Span(*ends))
    for cut in Exclusion.objects.filter(recording__in=ids, speaker=None):
        cuts[cut.recording_id].append(cut)
    return [pk for pk in ids if _left_ms(spans[pk], cuts[pk]) > settings.UNCLAIMED_MS]


def _left_ms(spans: Iterable[Span], cuts: Iterable[Exclusion]) -> int:
    whole, parts = left_out(cuts)
    return left_unclaimed_ms(spans, whole.get(None), parts)


def numbers(since: datetime) -> Numbers:
    said = ConsentEvent.objects.filter(scope=Scope.PUBLISH, at__gte=since)
    answered = Ask.objects.filter(answered_at__gte=since).values_list("created_at", "answered_at")
    took = [end - start for start, end in answered[:5000] if end]
    return Numbers(
        yes=said.filter(decision=Decision.GRANTED).count(),
        no=said.filter(decision=Decision.REFUSED).count(),
        taken_back=said.filter(decision=Decision.WITHDRAWN).count(),
        middle=timedelta(seconds=median(t.total_seconds() for t in took)) if took else None,
        slowest=max(took, default=None),
    )


def ledger_end() -> LedgerEnd:
    head = ChainHead.objects.first()
    return LedgerEnd(
        lines=head.seq if head else 0,
        hash=head.hash if head else "",
        known=tuple(one.sentence for one in verify.acknowledged()),
    )


def by_receipt(number: str) -> QuerySet[Speaker]:
    """Whose answer has this receipt number; nobody where it is no number."""
    ends = uids_of(number)
    if ends is None:
        return Speaker.objects.none()
    lines = ConsentEvent.objects.filter(receipt__range=ends)
    return Speaker.objects.filter(pk__in=lines.values("speaker"))
