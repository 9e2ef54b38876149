"""After an old backup came back: what people took back since is said again, before anything is
served."""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from consent import pledges, tombstones
from consent.erasure import erase, erase_said_in_advance
from consent.models import ConsentEvent, StandingConsent
from consent.receipts import number
from consent.record import record
from consent.scopes import Decision, Method
from consent.tombstones import Tombstone
from consent.withdrawal import withdraw
from recordings.models import Speaker

log = logging.getLogger(__name__)

AGAIN = "Said again after a backup was restored."
EVIDENCE = "Tombstone of receipt {number}: the database had forgotten it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How many noes were said again, of how many tombstones; `unknown` are of people whom the
    database does not know at all, `erasures` are the receipts of people who were erased again."""

    tombstones: int
    said_again: int
    unknown: int
    erasures: tuple[uuid.UUID, ...]


def apply_all(now: datetime) -> Restored:
    """Say again every no that the database does not know. Doing it twice does it once."""
    found = list(tombstones.all_of_them())
    known = _known(found)
    new = [one for one in found if one.receipt not in known]
    people = {str(s.uid): s for s in _speakers(new)}
    said = [one for one in new if one.decisions and one.speaker in people]
    for one in said:
        _say_again(people[one.speaker], one, now)
    _take_back_again([one for one in new if one.subjects], now)
    gone = [one for one in new if one.erased and one.speaker in people]
    for one in gone:
        erase([people[one.speaker]], by=None, reason=AGAIN, now=now, receipt=one.receipt)
    return Restored(
        tombstones=len(found),
        said_again=len(said),
        unknown=sum(one.speaker not in people for one in new if not one.subjects),
        erasures=tuple(one.receipt for one in gone),
    )


def _take_back_again(found: list[Tombstone], now: datetime) -> None:
    """What was said in advance and taken back, or erased, since the backup."""
    for one in found:
        said = list(StandingConsent.objects.filter(uid__in=one.subjects))
        for row in said:
            pledges.take_back(row, now, receipt=one.receipt)
        if one.erased and said:
            erase_said_in_advance(said, by=None, reason=AGAIN, now=now)


def _known(found: list[Tombstone]) -> set[uuid.UUID]:
    receipts = ConsentEvent.objects.order_by().values_list("receipt", flat=True).distinct()
    return set(receipts) if found else set()


def _speakers(found: list[Tombstone]) -> list[Speaker]:
    wanted = {one.speaker for one in found}
    return [s for s in Speaker.objects.select_related("recording") if str(s.uid) in wanted]


def _say_again(speaker: Speaker, one: Tombstone, now: datetime) -> None:
    """Under the receipt's own number, so that the person finds it, and the next look knows it."""
    evidence = EVIDENCE.format(number=number(one.receipt))
    taken = [scope for scope, said in one.decisions.items() if said == Decision.WITHDRAWN]
    rest = {scope: said for scope, said in one.decisions.items() if scope not in taken}
    with transaction.atomic():
        if taken:
            withdraw(
                speaker,
                taken,
                one.mode,
                method=Method.RESTORED,
                actor="Roomcast",
                now=now,
                evidence=evidence,
                beside=rest,
                receipt=one.receipt,
            )
        else:
            record(
                speaker,
                rest,
                method=Method.RESTORED,
                actor="Roomcast",
                now=now,
                evidence=evidence,
                receipt=one.receipt,
            )
    log.warning("Receipt %s was said again from its tombstone", number(one.receipt))
