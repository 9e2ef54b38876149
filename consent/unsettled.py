"""What is unsettled about speakers: disputes, minors without a guardian's word, yeses that end, and
where an officer has recorded that no consent is needed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from consent.cases import MOST, SOON, Case
from consent.models import ConsentEvent
from consent.scopes import Decision, Method, Scope
from consent.terms import unpacked
from consent.withdrawal import DUE_WITHIN
from recordings.models import Recording, Speaker

GUARDIAN_WITHIN = timedelta(days=14)
_YES = (Decision.GRANTED, Decision.WAIVED)
_ROOM = ("speaker__recording__room", "speaker__recording__host")


def unsettled(now: datetime, recordings: QuerySet[Recording] | None = None) -> tuple[Case, ...]:
    """All of it by due time; of these recordings where they are given."""
    some = Q(recording__in=recordings) if recordings is not None else Q()
    found = [*_disputes(some), *_guardians(some), *_ending(some, now)]
    return tuple(sorted(found, key=lambda case: (case.due, case.speaker.pk)))


def overrides() -> QuerySet[Speaker]:
    """Who may be heard since an officer recorded that no consent is needed."""
    waived = _latest(Q(scope=Scope.PUBLISH, decision=Decision.WAIVED))
    return Speaker.objects.filter(pk__in=waived.values("speaker"))


def latest_word(said: Q) -> QuerySet[ConsentEvent]:
    """Lines that no later line about the same speaker and scope has replaced."""
    return _latest(said)


def _latest(said: Q) -> QuerySet[ConsentEvent]:
    later = ConsentEvent.objects.filter(
        speaker=OuterRef("speaker"), scope=OuterRef("scope"), seq__gt=OuterRef("seq")
    )
    return ConsentEvent.objects.filter(said, ~Exists(later), speaker__isnull=False)


def standing_mark(said: Decision, ended_by: Decision) -> QuerySet[ConsentEvent]:
    """Lines about a speaker as a whole that nothing has ended: a dispute, a minor."""
    later = ConsentEvent.objects.filter(
        speaker=OuterRef("speaker"), decision__in=(said, ended_by), seq__gt=OuterRef("seq")
    )
    return ConsentEvent.objects.filter(~Exists(later), decision=said, speaker__isnull=False)


def _disputes(some: Q) -> Iterable[Case]:
    rows = standing_mark(Decision.DISPUTED, Decision.SETTLED).filter(some)
    for line in rows.select_related(*_ROOM)[:MOST]:
        yield from _case("disputed", line, line.at + DUE_WITHIN)


def _guardians(some: Q) -> Iterable[Case]:
    """Minors for whom no guardian has said yes or no."""
    word = ConsentEvent.objects.filter(
        speaker=OuterRef("speaker"),
        scope=Scope.PUBLISH,
        method__in=(Method.GUARDIAN, Method.ATTESTED),
    )
    rows = standing_mark(Decision.MINOR, Decision.OF_AGE).filter(some, ~Exists(word))
    for line in rows.select_related(*_ROOM)[:MOST]:
        yield from _case("minor", line, line.at + GUARDIAN_WITHIN)


def _ending(some: Q, now: datetime) -> Iterable[Case]:
    """A yes with an end that comes soon: one case a speaker, by its first end."""
    rows = _latest(some & Q(decision__in=_YES, terms__contains='"until"'))
    first: dict[int, tuple[datetime, ConsentEvent]] = {}
    for line in rows.select_related(*_ROOM).order_by("seq")[:MOST]:
        until = unpacked(line.terms).until
        if until is None or line.speaker_id is None or not now < until <= now + SOON:
            continue
        if line.speaker_id not in first or until < first[line.speaker_id][0]:
            first[line.speaker_id] = (until, line)
    for until, line in first.values():
        yield from _case("ending", line, until)


def _case(kind: str, line: ConsentEvent, due: datetime) -> Iterable[Case]:
    if line.speaker is not None:
        yield Case(kind=kind, due=due, speaker=line.speaker, since=line.at, method=line.method)
