"""Recordings that were published before consent was recorded here: an officer vouches for that.

It lets them go on until somebody in them says no, and never counts as anybody's yes. The word and
its taking back are lines of the ledger about the recording as a whole; the last one stands.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from consent import proposals
from consent.models import Ask, ConsentEvent, Proposal
from consent.record import note_recording
from consent.scopes import Decision, Method
from recordings.models import Recording

SAID = (Decision.LEGACY, Decision.NOT_LEGACY)
_SILENT = (Decision.VIEWED, Decision.ERASED)
_AGAIN = "A tombstone: it was taken back, and the database had forgotten it."


class NotLegacy(Exception):
    """What cannot be marked, or unmarked; `str(error)` says why and what to do."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Whose word it is, since when, and what shows it; words are empty once erased."""

    by: str
    at: datetime
    evidence: str


def offer(recording: Recording, *, evidence: str, by: User, now: datetime) -> bool:
    """Mark it, or where the site wants two people for it, propose that; whether it is marked.
    Raises `NotLegacy`."""
    if not proposals.wants_two():
        return bool(mark(recording, evidence=evidence, by=by, now=now))
    with transaction.atomic():
        locked = _markable(recording, evidence)
        if proposed(locked) is not None:
            raise NotLegacy("This is proposed already. Another consent officer has to confirm it.")
        Proposal.objects.create(
            recording=locked, evidence=evidence.strip(), proposed_by=by, proposed_at=now
        )
        return False


def confirm(proposal: Proposal, *, by: User, now: datetime) -> ConsentEvent:
    """Mark what was proposed; both names stand in the line. Raises `NotSettled`, and `NotLegacy`
    where somebody was asked meanwhile."""
    with transaction.atomic():
        kept = proposals.check_second(proposal, by=by)
        first, second = kept.proposed_by.get_username(), by.get_username()
        evidence = f"{kept.evidence} Proposed by {first}, confirmed by {second}."
        line = _marked(kept.about, evidence, f"{first} and {second}", now)
        proposals.settle(kept, Proposal.Outcome.CONFIRMED, by, now)
        return line


def mark(recording: Recording, *, evidence: str, by: User, now: datetime) -> ConsentEvent:
    """Write down, on one officer's word, that it was out before. Raises `NotLegacy`."""
    return _marked(recording, evidence, by.get_username(), now)


def unmark(recording: Recording, *, reason: str, by: User, now: datetime) -> ConsentEvent:
    """Take that word back: the gate is asked in the same transaction. It only protects, so it
    waits for no second person. Raises `NotLegacy`."""
    if not reason.strip():
        raise NotLegacy("Say why it does not count as published before any more.")
    with transaction.atomic():
        locked = Recording.objects.all().lock(recording.pk)
        if of(locked) is None:
            raise NotLegacy(f"“{recording}” is not marked as published before.")
        return _said(locked, Decision.NOT_LEGACY, by.get_username(), reason, now)


def again(recording: uuid.UUID, *, before: datetime, receipt: uuid.UUID, now: datetime) -> bool:
    """Take back once more what was marked `before` then; whether there was anything to."""
    with transaction.atomic():
        found = Recording.objects.filter(uid=recording).first()
        locked = Recording.objects.all().lock(found.pk) if found else None
        said = of(locked) if locked else None
        if locked is None or said is None or said.at > before:
            return False
        note_recording(
            locked,
            Decision.NOT_LEGACY,
            method=Method.RESTORED,
            actor="Roomcast",
            evidence=_AGAIN,
            now=now,
            receipt=receipt,
        )
        return True


def of(recording: Recording) -> Marked | None:
    """The word that stands, where one does."""
    line = _lines().filter(recording=recording).order_by("-seq").first()
    if line is None or line.decision != Decision.LEGACY:
        return None
    return Marked(by=line.actor, at=line.at, evidence=line.evidence)


def proposed(recording: Recording) -> Proposal | None:
    """What waits for a second officer."""
    waiting = Proposal.objects.filter(outcome=Proposal.Outcome.OPEN, recording=recording)
    return waiting.select_related("proposed_by").first()


def marked() -> QuerySet[ConsentEvent]:
    """The lines of all recordings whose mark stands."""
    later = _lines().filter(recording=OuterRef("recording"), seq__gt=OuterRef("seq"))
    return _lines().filter(~Exists(later), decision=Decision.LEGACY)


def _lines() -> QuerySet[ConsentEvent]:
    return ConsentEvent.objects.filter(decision__in=SAID, speaker=None)


def _marked(recording: Recording, evidence: str, by: str, now: datetime) -> ConsentEvent:
    with transaction.atomic():
        return _said(_markable(recording, evidence), Decision.LEGACY, by, evidence, now)


def _said(
    recording: Recording, decision: Decision, by: str, evidence: str, now: datetime
) -> ConsentEvent:
    return note_recording(
        recording, decision, method=Method.ATTESTED, actor=by, evidence=evidence, now=now
    )


def _markable(recording: Recording, evidence: str) -> Recording:
    """The recording, locked, where it can be marked. Raises `NotLegacy`."""
    if not evidence.strip():
        raise NotLegacy("Nothing shows that it was out before. Say where and since when.")
    locked = Recording.objects.all().lock(recording.pk)
    if of(locked) is not None:
        raise NotLegacy(f"“{recording}” is marked as published before already.")
    if _was_asked_about(locked):
        raise NotLegacy(
            f"People in “{recording}” were asked here, or said something, so it waits for their "
            "answers. Only what nobody was ever asked about can have been published before."
        )
    return locked


def _was_asked_about(recording: Recording) -> bool:
    """Once somebody was asked, or anything was said of them, silence is an answer to come."""
    asked = Ask.objects.filter(speaker__recording=recording)
    said = ConsentEvent.objects.filter(recording=recording, speaker__isnull=False)
    return asked.exists() or said.exclude(decision__in=_SILENT).exists()
