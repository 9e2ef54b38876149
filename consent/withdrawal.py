"""Taking back: the answer is recorded, and what follows at once is so with the same commit.

The apps above hear of it in that transaction. What takes longer (cutting anew, erasing files) they
do afterwards.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from consent import exclusions
from consent.models import Ask, Withdrawal, Wording
from consent.receipts import Receipt
from consent.record import granted, record
from consent.scopes import Decision, Method, Mode, Scope
from consent.signals import consent_changed, taken_down
from consent.terms import NONE, Terms
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.models import Recording, Speaker

DUE_WITHIN = timedelta(hours=72)
"""So long it may take until every file with a voice that was taken back is erased."""

REASON_CHARS = 2_000


def withdraw(
    speaker: Speaker,
    scopes: Collection[Scope] = (),
    mode: Mode | None = None,
    *,
    method: Method,
    actor: str,
    now: datetime,
    ask: Ask | None = None,
    wording: Wording | None = None,
    shown: str = "",
    evidence: str = "",
    terms: Terms = NONE,
    reason: str = "",
    beside: Mapping[Scope, Decision] | None = None,
    receipt: uuid.UUID | None = None,
) -> Receipt:
    """Take scopes back (none given: all that was granted). Raises `NotRecorded`.

    With the voice everything goes, and the voice is left out from this transaction on: the episode
    is cut anew and returns by itself. With `Mode.DOWN` it does not return by itself. `beside` are
    decisions of the same answer that take nothing back.
    """
    with transaction.atomic():
        locked = Recording.objects.all().lock(speaker.recording_id)
        taken, mode = _meant(speaker, scopes, mode)
        if mode == Mode.VOICE:
            exclusions.put_out(locked, speaker, _treatment())
        given = record(
            speaker,
            {**(beside or {}), **dict.fromkeys(taken, Decision.WITHDRAWN)},
            method=method,
            actor=actor,
            now=now,
            ask=ask,
            wording=wording,
            shown=shown,
            evidence=evidence,
            terms=replace(terms, mode=mode),
            receipt=receipt,
        )
        _kept(given, speaker, mode, taken, reason[:REASON_CHARS], now)
        news = taken_down if mode == Mode.DOWN else consent_changed
        news.send(sender=Withdrawal, recording=locked, at=now)
        return given


def answered(
    speaker: Speaker,
    decisions: Mapping[Scope, Decision],
    *,
    method: Method,
    actor: str,
    now: datetime,
    mode: Mode | None = None,
    ask: Ask | None = None,
    wording: Wording | None = None,
    shown: str = "",
    evidence: str = "",
    terms: Terms = NONE,
) -> Receipt:
    """Record an answer; where it takes something back, with all that follows. Raises
    `NotRecorded`."""
    taken = [scope for scope, said in decisions.items() if said == Decision.WITHDRAWN]
    rest = {scope: said for scope, said in decisions.items() if scope not in taken}
    take = partial(withdraw, speaker, taken, mode, beside=rest) if taken else None
    say = take or partial(record, speaker, decisions)
    return say(
        method=method,
        actor=actor,
        now=now,
        ask=ask,
        wording=wording,
        shown=shown,
        evidence=evidence,
        terms=terms,
    )


def _meant(
    speaker: Speaker, scopes: Collection[Scope], mode: Mode | None
) -> tuple[tuple[Scope, ...], Mode]:
    """What is taken back, and what is to be done: with the voice everything that was granted."""
    yes = set(granted(speaker))
    wanted = set(scopes) or yes or _before(speaker) or {Scope.PUBLISH}
    if mode == Mode.NAME:
        wanted = {Scope.NAME}
    if Scope.PUBLISH in wanted or mode in (Mode.VOICE, Mode.DOWN):
        wanted |= yes | {Scope.PUBLISH}
        mode = Mode.DOWN if mode == Mode.DOWN else Mode.VOICE
    else:
        mode = Mode.NAME if wanted == {Scope.NAME} else Mode.USES
    return tuple(scope for scope in Scope if scope in wanted), mode


def _treatment() -> Treatment:
    """The site's choice; one that makes no sense fails nobody's withdrawal."""
    return next((t for t in LEAVES_OUT if t == settings.WITHDRAWN_VOICE), Treatment.SILENCE)


def _before(speaker: Speaker) -> set[Scope]:
    """What was taken back last, so that the same thing said twice is recorded once."""
    last = Withdrawal.objects.filter(speaker=speaker).first()
    return {Scope(scope) for scope in last.scopes} if last else set()


def _kept(
    given: Receipt,
    speaker: Speaker,
    mode: Mode,
    scopes: Collection[Scope],
    reason: str,
    now: datetime,
) -> Withdrawal:
    """The row of a withdrawal, once for each receipt."""
    row, _ = Withdrawal.objects.get_or_create(
        receipt=given.uid,
        defaults={
            "recording": speaker.recording,
            "speaker": speaker,
            "scopes": list(scopes),
            "mode": mode,
            "reason": reason,
            "requested_at": now,
            "due_at": now + DUE_WITHIN,
        },
    )
    return row
