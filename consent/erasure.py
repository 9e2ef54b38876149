"""Erasing a person: first everything is taken back, then what is known of them goes, in rows, in
the ledger's texts, in letters and in the sound. What is told to the apps above goes by a signal.

Doing it again finds nobody, or finishes what was not done.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction

from consent import do_not_ask, erased_lines, exclusions, listening, logins, pledged, pledges
from consent.models import Ask, ConsentEvent, DoNotAsk, Exclusion, StandingConsent, Trace
from consent.person import person_of
from consent.personal import TABLES
from consent.record import allowed
from consent.scopes import Method
from consent.signals import person_erased
from consent.withdrawal import withdraw
from recordings import erasure
from recordings.audio.plan import Treatment
from recordings.erasing import Gone, near_rows, other_rows, own_rows
from recordings.models import Recording, Run, Speaker, VoiceErasure
from recordings.person import Person
from recordings.voice_erasure import ERASE

APP = "consent"


class NotErased(Exception):
    """An erasure that was not begun; `str(error)` says why and what to do."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was done. `rows` counts rows by table, `runs` are the jobs that take the voice out."""

    speakers: tuple[str, ...]
    withdrawn: int
    lines: int
    lines_of_others: int
    letters: int
    rows: dict[str, int]
    runs: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class _Work:
    """One erasure under way."""

    person: Person
    hosts: list[int]
    apart: list[int]
    own: list[int]
    by: User | None
    reason: str
    now: datetime
    keep_no: bool
    receipt: uuid.UUID | None = None
    withdrawn: int = 0
    lines: int = 0
    lines_of_others: int = 0
    rows: Counter[str] = field(default_factory=Counter)

    @property
    def actor(self) -> str:
        return self.by.get_username() if self.by else "Roomcast"


def erase(
    speakers: Sequence[Speaker],
    *,
    by: User | None,
    reason: str,
    now: datetime,
    keep_no: bool = True,
    rehearse: bool = False,
    receipt: uuid.UUID | None = None,
) -> Erased:
    """Erase the person whose Speakers these are. Raises `NotErased`.

    With `keep_no` marks of their address and accounts stay, so that nobody asks them again;
    without, nothing does. With `rehearse` nothing is changed. `by` is nobody where a tombstone
    with this `receipt` says it again.

    What only their words can find goes first: were the site to die in between, the same call
    would find them again.
    """
    work = _begun(speakers, by, reason, now, keep_no)
    work.receipt = receipt
    letters = erasure.letters(work.person, remove=not rehearse)
    with transaction.atomic() if rehearse else nullcontext():
        _in_advance(work)
        known = logins.accounts_of(speakers)
        work.rows["accounts here"] += logins.drop(known, work.person.addresses)
        _elsewhere(work)
        for pk in work.apart:
            _in_recording(work, pk, [s.pk for s in speakers if s.recording_id == pk])
        done = _done(work, speakers, letters)
        if rehearse:
            transaction.set_rollback(True)
    if rehearse:
        return done
    cache.clear()
    erasure.settle()
    return done


def erase_said_in_advance(
    said: Sequence[StandingConsent],
    *,
    by: User | None,
    reason: str,
    now: datetime,
    addresses: Iterable[str] = (),
    keep_no: bool = True,
    rehearse: bool = False,
) -> Erased:
    """Erase somebody of whom nothing is known but what they said in advance, from these
    `addresses` among others. Raises `NotErased`. With `keep_no` a mark of each address stays, so
    that nobody asks them by mail."""
    work = _begun([], by, reason, now, keep_no)
    addresses = frozenset({*addresses, *(row.address for row in said)} - {""})
    work.person = Person(addresses=addresses)
    letters = erasure.letters(work.person, remove=not rehearse)
    with transaction.atomic():
        _forget_said(work, said)
        work.rows["accounts here"] += logins.drop(set(), addresses)
        for address in sorted(addresses) if keep_no else ():
            do_not_ask.add_address(address, DoNotAsk.Why.ERASED, host=None, now=now)
        done = _done(work, [], letters)
        if rehearse:
            transaction.set_rollback(True)
    return done


def _begun(
    speakers: Sequence[Speaker], by: User | None, reason: str, now: datetime, keep_no: bool
) -> _Work:
    person = person_of(speakers)
    said = person.out_of(reason.strip())
    if not said:
        raise NotErased("Say why: who asked for the erasure, and when.")
    return _Work(
        person=person,
        hosts=sorted({speaker.recording.host_id for speaker in speakers}),
        apart=sorted({speaker.recording_id for speaker in speakers}),
        own=[speaker.pk for speaker in speakers],
        by=by,
        reason=said,
        now=now,
        keep_no=keep_no,
    )


@transaction.atomic
def _in_advance(work: _Work) -> None:
    """What they said yes to in advance ends, and then goes with its lines' texts."""
    accounts = (pledged.account_marks(one) for one in Speaker.objects.filter(pk__in=work.own))
    said = pledged.of_person(work.person.addresses, set().union(*accounts))
    _forget_said(work, said)


def _forget_said(work: _Work, said: Sequence[StandingConsent]) -> None:
    for row in said:
        pledges.take_back(row, work.now)
    work.lines += erased_lines.erase_lines(
        pledged.lines_of(said),
        None,
        by=work.actor,
        reason=work.reason,
        now=work.now,
        method=Method.STANDING,
    )
    work.rows["StandingConsent"] += pledged.forget(said, work.person.addresses)


def _elsewhere(work: _Work) -> None:
    """Texts of other rooms. The names of namesakes there are theirs."""
    with transaction.atomic():
        person = _without_namesakes(work)
        work.rows += erasure.elsewhere(person, work.hosts, work.apart)
        work.rows += other_rows(APP, TABLES, person, work.hosts, work.apart)
        _told(work, person, recording=None, apart=work.apart)
    lines = erased_lines.lines_naming(person, work.hosts, work.own)
    for pk in erased_lines.recordings_of(lines):
        with transaction.atomic():
            work.lines_of_others += erased_lines.erase_lines(
                lines, pk, by=work.actor, reason=work.reason, now=work.now
            )


def _without_namesakes(work: _Work) -> Person:
    known = Speaker.objects.filter(recording__host__in=work.hosts, name__in=work.person.names)
    theirs = {
        speaker.name for speaker in known if speaker.handle.lstrip("@") not in work.person.handles
    }
    return Person(
        guest=work.person.guest,
        names=work.person.names - theirs,
        handles=work.person.handles,
        addresses=work.person.addresses,
        ids=work.person.ids,
    )


@transaction.atomic
def _in_recording(work: _Work, recording_id: int, ids: Sequence[int]) -> None:
    recording = Recording.objects.all().lock(recording_id)
    speakers = list(Speaker.objects.filter(pk__in=ids).select_related("recording"))
    others = recording.speakers.exclude(pk__in=ids)
    shown = tuple(other.display_name for other in others)
    leftovers = listening.let_go(recording)
    for speaker in speakers:
        _take_back(work, speaker)
        _marks(work, speaker)
        _lines(work, speaker)
        leftovers |= _asks(work, speaker)
    person = work.person.called(speakers[0].guest_name)
    work.rows += near_rows(APP, TABLES, recording, person, shown)
    leftovers |= _told(work, person, recording=recording, speakers=tuple(ids), shown=shown)
    for speaker in speakers:
        work.rows += erasure.of_speaker(speaker, person, shown, leftovers, work.now)


def _take_back(work: _Work, speaker: Speaker) -> None:
    """Every surface drops them here, and no later yes of a row brings the voice back."""
    if allowed(speaker):
        withdraw(
            speaker,
            method=Method.ATTESTED,
            actor=work.actor,
            now=work.now,
            evidence="asked to be erased",
        )
        work.withdrawn += 1
    if not Exclusion.objects.filter(speaker=speaker, start_ms=None).exists():
        exclusions.leave_out(speaker.recording, speaker, Treatment.SILENCE, by=work.by)


def _marks(work: _Work, speaker: Speaker) -> None:
    if work.keep_no:
        do_not_ask.add(speaker, DoNotAsk.Why.ERASED, host=None, now=work.now)
    else:
        work.rows["DoNotAsk"] += do_not_ask.forget(speaker)


def _lines(work: _Work, speaker: Speaker) -> None:
    said = ConsentEvent.objects.filter(speaker=speaker).values("receipt")
    work.rows["Trace"] += Trace.objects.filter(receipt__in=said).delete()[0]
    work.lines += erased_lines.erase_lines_of(
        speaker, by=work.actor, reason=work.reason, now=work.now, receipt=work.receipt
    )


def _asks(work: _Work, speaker: Speaker) -> frozenset[str]:
    """Their links lead nowhere from here on, and nobody is reminded; the keys of objects left."""
    asks = Ask.objects.filter(speaker=speaker)
    asks.filter(expires_at__gt=work.now).update(expires_at=work.now)
    asks.update(next_reminder_at=None)
    gone = own_rows(APP, TABLES, speaker)
    work.rows += gone.rows
    return gone.leftovers


def _told(work: _Work, person: Person, **facts: object) -> set[str]:
    """What the apps above changed; the keys of objects that nothing leads to any more."""
    leftovers: set[str] = set()
    facts = {"apart": (), "speakers": (), "shown": (), "hosts": work.hosts} | facts
    answers = person_erased.send(sender=Speaker, person=person, **facts)
    for gone in (cast("Gone", answer) for _, answer in answers):
        work.rows += gone.rows
        leftovers |= gone.leftovers
    return leftovers


def _done(work: _Work, speakers: Iterable[Speaker], letters: int) -> Erased:
    erasures = VoiceErasure.objects.filter(speaker__in=[s.pk for s in speakers], done_at=None)
    runs = Run.objects.live().filter(kind=ERASE, subject_id__in=erasures.values("pk"))
    return Erased(
        speakers=tuple(str(speaker.uid) for speaker in speakers),
        withdrawn=work.withdrawn,
        lines=work.lines,
        lines_of_others=work.lines_of_others,
        letters=letters,
        rows={name: count for name, count in sorted(work.rows.items()) if count},
        runs=tuple(runs.values_list("pk", flat=True)),
    )
