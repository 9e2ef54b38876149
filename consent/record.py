"""The only writer of ConsentEvents: one answer of one speaker, in one transaction.

The rules about who may say what on whose behalf are here; what the answers add up to is
`ledger.fold`, what follows from them is the policy.
"""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from consent import do_not_ask, receipts
from consent.ledger import Head, Line, Private, commitment, fold, line_hash, sha256
from consent.models import Ask, ChainHead, ConsentEvent, Wording
from consent.receipts import Receipt
from consent.scopes import Decision, Method, Scope, State
from consent.signals import consent_changed
from recordings.models import Recording, Speaker

_NO = (Decision.REFUSED, Decision.WITHDRAWN)


class NotRecorded(Exception):
    """An answer that may not be recorded; `str(error)` says why and what to do."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody said, how it reached us, and how that can be shown later."""

    decisions: Mapping[Scope, Decision]
    method: Method
    actor: str
    ask: Ask | None
    wording: Wording | None
    shown: str
    evidence: str


def record(
    speaker: Speaker,
    decisions: Mapping[Scope, Decision],
    *,
    method: Method,
    actor: str,
    now: datetime,
    ask: Ask | None = None,
    wording: Wording | None = None,
    shown: str = "",
    evidence: str = "",
) -> Receipt:
    """Write an answer into the ledger and tell the apps above. Raises `NotRecorded`.

    By link or account it is the speaker who speaks, about what they were asked and shown. ATTESTED
    is somebody else's word: it needs evidence, and is never a yes against the speaker's own no.
    An answer sent twice is recorded once.
    """
    answer = Answer(
        decisions={scope: decisions[scope] for scope in Scope if scope in decisions},
        method=method,
        actor=actor,
        ask=ask,
        wording=wording or (ask.wording if ask else None),
        shown=shown,
        evidence=evidence.strip(),
    )
    with transaction.atomic():
        recording = Recording.objects.all().lock(speaker.recording_id)
        said = list(ConsentEvent.objects.filter(speaker=speaker).order_by("seq"))
        _check(speaker, answer, said)
        last = _the_same(answer, said)
        if last is not None:
            return last
        return _written(recording, speaker, answer, now)


def standings(speaker: Speaker) -> dict[Scope, State]:
    """Where a speaker stands on every scope."""
    stands = fold(ConsentEvent.objects.filter(speaker=speaker).order_by("seq"))
    return {scope: stands.get((speaker.pk, scope), State.UNANSWERED) for scope in Scope}


def _check(speaker: Speaker, answer: Answer, said: Iterable[ConsentEvent]) -> None:
    if not answer.decisions:
        raise NotRecorded("Nothing was answered. Say yes or no to something.")
    if answer.method == Method.ATTESTED:
        _check_attested(speaker, answer, said)
    else:
        _check_own(speaker, answer)


def _check_attested(speaker: Speaker, answer: Answer, said: Iterable[ConsentEvent]) -> None:
    if not answer.evidence:
        raise NotRecorded(
            f"Nothing shows that {speaker} said so. Give the evidence: what was said, where, when."
        )
    own = {Scope(line.scope): line.decision for line in said if line.method != Method.ATTESTED}
    for scope in _granted(answer):
        if own.get(scope) in _NO:
            raise NotRecorded(
                f"{speaker} said no to “{scope}” personally, and nobody else can turn that into "
                f"a yes. Send {speaker} a link: only they can change it."
            )


def _check_own(speaker: Speaker, answer: Answer) -> None:
    if answer.ask is None or answer.ask.speaker_id != speaker.pk:
        raise NotRecorded(f"{speaker} was not asked this. Ask first.")
    if not answer.shown:
        raise NotRecorded(f"What {speaker} was shown is missing, so the answer proves nothing.")
    never = set(_granted(answer)) - {Scope.PUBLISH, *answer.ask.scopes}
    if never:
        raise NotRecorded(f"{speaker} was not asked about {', '.join(sorted(never))}.")


def _granted(answer: Answer) -> list[Scope]:
    return [s for s, decision in answer.decisions.items() if decision == Decision.GRANTED]


def _the_same(answer: Answer, said: list[ConsentEvent]) -> Receipt | None:
    """The receipt of the last answer, where this one says nothing else: a form sent twice."""
    if not said:
        return None
    lines = [line for line in said if line.receipt == said[-1].receipt]
    same = (
        {Scope(line.scope): Decision(line.decision) for line in lines} == answer.decisions
        and lines[0].method == answer.method
        and lines[0].ask_id == (answer.ask.pk if answer.ask else None)
        and (lines[0].shown, lines[0].evidence) == (answer.shown, answer.evidence)
    )
    return receipts.receipt(lines) if same else None


def _written(recording: Recording, speaker: Speaker, answer: Answer, now: datetime) -> Receipt:
    events = _appended(recording, speaker, answer, now)
    if answer.ask is not None:
        answer.ask.answered_at = now
        answer.ask.save(update_fields=["answered_at"])
    do_not_ask.heed(speaker, answer.decisions, now)
    consent_changed.send(sender=ConsentEvent, recording=recording)
    return receipts.receipt(events)


def _appended(
    recording: Recording, speaker: Speaker, answer: Answer, now: datetime
) -> list[ConsentEvent]:
    """The answer's lines, at the end of the chain, which stays locked until all is committed."""
    head = _locked_head()
    receipt = uuid.uuid4()
    events: list[ConsentEvent] = []
    end = head.head
    for scope, decision in answer.decisions.items():
        line = _line(end, recording, speaker, answer, scope, decision, receipt, now)
        events.append(_event(line, recording, speaker, answer, receipt))
        end = Head(seq=line.seq, hash=line.hash)
    ConsentEvent.objects.bulk_create(events)
    head.seq, head.hash = end.seq, end.hash
    head.save(update_fields=["seq", "hash"])
    return events


def _locked_head() -> ChainHead:
    return ChainHead.objects.select_for_update().get_or_create(pk=1)[0]


def _line(
    end: Head,
    recording: Recording,
    speaker: Speaker,
    answer: Answer,
    scope: Scope,
    decision: Decision,
    receipt: uuid.UUID,
    now: datetime,
) -> Line:
    private = Private(actor=answer.actor, evidence=answer.evidence, shown=answer.shown)
    salt = secrets.token_hex(32)
    line = Line(
        seq=end.seq + 1,
        receipt=str(receipt),
        recording=str(recording.uid),
        speaker=str(speaker.uid),
        ask=str(answer.ask.uid) if answer.ask else "",
        scope=scope,
        decision=decision,
        method=answer.method,
        wording=answer.wording.sha256 if answer.wording else "",
        shown_sha256=sha256(answer.shown) if answer.shown else "",
        at=now,
        commitment=commitment(private, salt),
        prev_hash=end.hash,
        hash="",
        salt=salt,
        private=private,
    )
    return replace(line, hash=line_hash(line))


def _event(
    line: Line, recording: Recording, speaker: Speaker, answer: Answer, receipt: uuid.UUID
) -> ConsentEvent:
    return ConsentEvent(
        seq=line.seq,
        receipt=receipt,
        recording=recording,
        speaker=speaker,
        ask=answer.ask,
        scope=line.scope,
        decision=line.decision,
        method=line.method,
        wording=answer.wording,
        shown=answer.shown,
        shown_sha256=line.shown_sha256,
        evidence=answer.evidence,
        actor=answer.actor,
        at=line.at,
        salt=line.salt,
        commitment=line.commitment,
        prev_hash=line.prev_hash,
        hash=line.hash,
    )
