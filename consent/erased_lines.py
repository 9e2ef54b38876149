"""The personal text of the ledger's lines goes here, whole, and a line says so.

The only caller of the one update that the database lets through. Every line that was emptied is
covered by a later ERASED line whose terms name its subject; that line has a speaker only where it
is they who were erased.
"""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from consent import chain
from consent.chain import Entry
from consent.models import ConsentEvent
from consent.scopes import Decision, Method
from consent.terms import Terms, unpacked
from recordings.models import Recording, Speaker
from recordings.person import Person

OUTLIVED = "outlived"
"""The mode of a line that covers texts which went because they had been kept long enough."""
EMPTIED = {"salt": "", "shown": "", "shown_sha256": "", "evidence": "", "actor": ""}


def erase_lines_of(
    speaker: Speaker, *, by: str, reason: str, now: datetime, receipt: uuid.UUID | None = None
) -> int:  # fmt: skip
    """All that the lines of one speaker tell; how many lines. Who never said anything has a line
    all the same that says they were erased. In a transaction, behind the Recording's lock."""
    lines = ConsentEvent.objects.filter(speaker=speaker)
    told = _telling(lines)
    if told or receipt or not lines.filter(decision=Decision.ERASED).exists():
        entry = _covering(str(speaker.uid), by, reason, speaker)
        chain.append([entry], receipt or uuid.uuid4(), now)
    return _empty(told)


def lines_naming(
    person: Person, hosts: Iterable[int], own: Iterable[int]
) -> QuerySet[ConsentEvent]:  # fmt: skip
    """Lines of others (but their `own` Speakers) in which the person is named: what these were
    shown, or who acted."""
    theirs = Q(speaker__recording__host__in=list(hosts)) | Q(speaker=None)
    named = _holding(person.unique) | (theirs & _holding(person.telling))
    others = ConsentEvent.objects.filter(named).exclude(speaker__in=list(own))
    return others.exclude(salt="").exclude(decision=Decision.ERASED)


def recordings_of(lines: QuerySet[ConsentEvent]) -> list[int | None]:
    """The recordings that have to be locked for these lines, None for lines without one."""
    ids = set(lines.order_by().values_list("recording", flat=True))
    return sorted(ids, key=lambda pk: pk or 0)


def erase_lines(
    lines: QuerySet[ConsentEvent],
    recording: int | None,
    *,
    by: str,
    reason: str,
    now: datetime,
    method: Method = Method.ATTESTED,
    mode: str = "",
) -> int:
    """The lines of others about one recording; how many. Their decisions stand, but a name that
    was agreed to can no longer be compared, so it is asked for again. `method` is STANDING for
    lines about what was said in advance, `mode` OUTLIVED where what they proved is long over."""
    if recording is not None:
        Recording.objects.all().lock(recording)
    told = _telling(lines.filter(recording=recording))
    for subject in sorted({_subject(line) for line in told}):
        covering = replace(_covering(subject, by, reason, None, mode), method=method)
        chain.append([covering], uuid.uuid4(), now)
    return _empty(told)


def _holding(words: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for word in words:
        for column in ("shown", "evidence", "actor"):
            found |= Q(**{f"{column}__icontains": word})
    return found


def _telling(lines: QuerySet[ConsentEvent]) -> list[ConsentEvent]:
    """Those that have a text of their own still, but for those that say of an erasure."""
    told = lines.exclude(salt="").exclude(decision=Decision.ERASED)
    return list(told.select_related("speaker").order_by("seq"))


def _empty(lines: Iterable[ConsentEvent]) -> int:
    return ConsentEvent.objects.filter(pk__in=[line.pk for line in lines]).update(**EMPTIED)


def _subject(line: ConsentEvent) -> str:
    return str(line.speaker.uid) if line.speaker else unpacked(line.terms).subject


def _covering(subject: str, by: str, reason: str, speaker: Speaker | None, mode: str = "") -> Entry:
    """Without a speaker it covers a line of somebody who is not erased themselves."""
    return Entry(
        recording=speaker.recording if speaker else None,
        speaker=speaker,
        scope=None,
        decision=Decision.ERASED,
        method=Method.ATTESTED,
        actor=by,
        terms=lambda _salt: Terms(subject=subject, mode=mode),
        evidence=reason,
    )
