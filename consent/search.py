"""The desk's search over speakers: by what identifies them, where they stand, what was said when.

A mail address is found only whole, by its mark; a name or handle by a part of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from consent.models import Ask, ConsentEvent, Sending
from consent.receipts import uids_of
from consent.scopes import Decision, Scope, State
from consent.terms import unpacked
from consent.unsettled import latest_word, standing_mark
from recordings.models import Speaker
from recordings.sealed import Purpose, marks

LEAST_ID = 4


class Wanted(StrEnum):
    """Where somebody stands, as one looks for it."""

    UNANSWERED = "unanswered"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    EXPIRED = "expired"
    DISPUTED = "disputed"
    MINOR = "minor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for; each part that is given narrows it. Days are whole, both ends among them.
    `wording` is a version's number, `language` the one it was asked or answered in; both are about
    the same words."""

    words: str = ""
    state: Wanted | None = None
    scope: Scope | None = None
    wording: int | None = None
    language: str = ""
    since: date | None = None
    until: date | None = None
    host: int | None = None

    @property
    def is_empty(self) -> bool:
        narrowing = (self.state, self.scope, self.wording, self.since, self.until)
        words = self.words or self.language
        return not words and not any(part is not None for part in narrowing)


def speakers(query: Query, now: datetime) -> QuerySet[Speaker]:
    """Who fits all of it, the newest recordings first."""
    found = Speaker.objects.all()
    if query.host is not None:
        found = found.filter(recording__host=query.host)
    if query.words:
        found = found.filter(pk__in=_called(query.words).values("pk"))
    if query.state is not None:
        found = _standing(found, query.state, query.scope or Scope.PUBLISH, now)
    elif query.scope is not None:
        found = found.filter(Exists(_lines(scope=query.scope)))
    worded = _worded(query)
    if worded:
        asked = Ask.objects.filter(speaker=OuterRef("pk"), **worded)
        found = found.filter(Exists(asked) | Exists(_lines(**worded)))
    if query.since or query.until:
        found = _when(found, query.since, query.until)
    return found.select_related("recording__room", "recording__host").order_by("-recording", "pk")


def _worded(query: Query) -> dict[str, object]:
    version = {} if query.wording is None else {"wording__version": query.wording}
    return version | ({"wording__language": query.language} if query.language else {})


def _called(words: str) -> QuerySet[Speaker]:
    """By name, handle, account number, mail address or a receipt's number."""
    handle = words.removeprefix("@")
    fits = Q(name__icontains=words) | Q(handle__icontains=handle) | Q(key=words)
    if "@" in handle:
        fits |= Q(pk__in=_addressed(handle))
    receipt = uids_of(words)
    if receipt is not None:
        fits |= Q(pk__in=ConsentEvent.objects.filter(receipt__range=receipt).values("speaker"))
    rows = Speaker.objects.alias(accounts=Cast("external_ids", TextField()))
    number = words.rpartition(":")[2]
    if len(number) >= LEAST_ID and number.isalnum():
        fits |= Q(accounts__contains=f'"{number}"')
    return rows.filter(fits)


def _addressed(address: str) -> QuerySet[Speaker, int]:
    """Whose address it is, or who was asked or mailed there."""
    asked = Ask.objects.filter(address__iexact=address).values("speaker")
    sent = Sending.objects.filter(mark__in=marks(Purpose.ADDRESS, address)).values("ask__speaker")
    fits = Q(email__iexact=address) | Q(pk__in=asked) | Q(pk__in=sent)
    return Speaker.objects.filter(fits).values_list("pk", flat=True)


def _lines(**about: object) -> QuerySet[ConsentEvent]:
    return ConsentEvent.objects.filter(speaker=OuterRef("pk"), **about)


def _standing(
    found: QuerySet[Speaker], state: Wanted, scope: Scope, now: datetime
) -> QuerySet[Speaker]:
    if state == Wanted.DISPUTED:
        lines = standing_mark(Decision.DISPUTED, Decision.SETTLED)
        return found.filter(pk__in=lines.values("speaker"))
    if state == Wanted.MINOR:
        lines = standing_mark(Decision.MINOR, Decision.OF_AGE)
        return found.filter(pk__in=lines.values("speaker"))
    if state == Wanted.UNANSWERED:
        return found.filter(~Exists(_lines(scope=scope)), segments__isnull=False).distinct()
    ended = _ended(scope, now)
    if state == Wanted.EXPIRED:
        return found.filter(pk__in=ended)
    lines = latest_word(Q(scope=scope, decision=State(state)))
    return found.filter(pk__in=lines.values("speaker")).exclude(pk__in=ended)


def _ended(scope: Scope, now: datetime) -> list[int]:
    """Whose latest word on a scope is a yes that has come to its end."""
    yes = Q(scope=scope, decision__in=(Decision.GRANTED, Decision.WAIVED))
    rows = latest_word(yes & Q(terms__contains='"until"')).values_list("speaker_id", "terms")
    found = ((pk, unpacked(terms).until) for pk, terms in rows)
    return [pk for pk, until in found if pk and until is not None and until <= now]


def _when(found: QuerySet[Speaker], since: date | None, until: date | None) -> QuerySet[Speaker]:
    """Who was asked or said something on these days."""
    said = ConsentEvent.objects.filter(speaker=OuterRef("pk"))
    asked = Ask.objects.filter(speaker=OuterRef("pk"))
    if since:
        start = timezone.make_aware(datetime.combine(since, time.min))
        said, asked = said.filter(at__gte=start), asked.filter(created_at__gte=start)
    if until:
        end = timezone.make_aware(datetime.combine(until, time.max))
        said, asked = said.filter(at__lte=end), asked.filter(created_at__lte=end)
    return found.filter(Exists(said) | Exists(asked))
