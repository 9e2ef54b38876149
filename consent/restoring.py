"""After an old backup came back: what people took back since is said again, before anything is
served."""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from consent import asks, do_not_ask, legacy, pledges, tombstones, wishes
from consent.erasure import erase, erase_said_in_advance
from consent.inscriptions import Tombstone
from consent.models import ConsentEvent, StandingConsent
from consent.narrowing import narrow
from consent.receipts import number
from consent.record import note, record
from consent.scopes import Decision, Method
from consent.signals import gone_for_good
from consent.withdrawal import withdraw
from recordings.models import Speaker

log = logging.getLogger(__name__)

AGAIN = "Said again after a backup was restored."
EVIDENCE = "Tombstone of receipt {number}: the database had forgotten it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How much was said again, of how many tombstones; `unknown` are of people whom the database
    does not know at all, `erasures` are the receipts of people who were erased again."""

    tombstones: int
    said_again: int
    unknown: int
    erasures: tuple[uuid.UUID, ...]


def apply_all(now: datetime) -> Restored:
    """Say again whatever the database does not know. Doing it twice does it once. Raises
    `NotReadable` and `StorageFailed`: then nothing may be served."""
    found = list(tombstones.all_of_them())
    known = _known(found)
    new = [one for one in found if one.receipt not in known]
    people = {str(s.uid): s for s in _speakers(new)}
    of_people = [one for one in new if one.speaker in people]
    said = sum(_say_again(people[one.speaker], one, now) for one in of_people)
    said += sum(_without_a_speaker(one, now) for one in new)
    _take_back_again([one for one in new if one.subjects], now)
    gone = [one for one in of_people if one.erased]
    for one in gone:
        erase([people[one.speaker]], by=None, reason=AGAIN, now=now, receipt=one.receipt)
    return Restored(
        tombstones=len(found),
        said_again=said,
        unknown=sum(bool(one.speaker) and one.speaker not in people for one in new),
        erasures=tuple(one.receipt for one in gone),
    )


def _without_a_speaker(one: Tombstone, now: datetime) -> bool:
    """Who wants no mail, what was taken down for good, what is legacy no more."""
    if one.opt_out:
        out = one.opt_out
        return do_not_ask.again(out.mark, out.why, host=out.host, now=one.at)
    if one.episode:
        told = gone_for_good.send(sender=Tombstone, episode=uuid.UUID(one.episode), at=now)
        return any(done for _, done in told)
    if one.unmarked:
        about = uuid.UUID(one.recording)
        return legacy.again(about, before=one.at, receipt=one.receipt, now=now)
    return False


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


def _say_again(speaker: Speaker, one: Tombstone, now: datetime) -> bool:
    """Under the receipt's own number, so that the person finds it, and the next look knows it;
    whether there was anything to say."""
    if one.wish is not None:
        return wishes.again(speaker, one.wish, now=now)
    evidence = EVIDENCE.format(number=number(one.receipt))
    with transaction.atomic():
        said = one.narrower is not None and narrow(
            speaker, one.narrower, before=one.at, evidence=evidence, receipt=one.receipt, now=now
        )
        for decision in one.notes:
            _note_again(speaker, decision, one, evidence, now)
        if one.decisions:
            _decide_again(speaker, one, evidence, now)
        said = bool(said or one.notes or one.decisions)
    if said:
        log.warning("Receipt %s was said again from its tombstone", number(one.receipt))
    return said


def _note_again(
    speaker: Speaker, decision: Decision, one: Tombstone, evidence: str, now: datetime
) -> None:
    """A dispute or a minor. Whatever was asked before then has no place any more."""
    asks.end_open(speaker, now)
    note(
        speaker,
        decision,
        method=Method.RESTORED,
        actor="Roomcast",
        now=now,
        evidence=evidence,
        receipt=one.receipt,
    )


def _decide_again(speaker: Speaker, one: Tombstone, evidence: str, now: datetime) -> None:
    taken = [scope for scope, said in one.decisions.items() if said == Decision.WITHDRAWN]
    rest = {scope: said for scope, said in one.decisions.items() if scope not in taken}
    take = partial(withdraw, speaker, taken, one.mode, beside=rest) if taken else None
    say = take or partial(record, speaker, rest)
    say(
        method=Method.RESTORED,
        actor="Roomcast",
        now=now,
        evidence=evidence,
        receipt=one.receipt,
    )
