"""The only writer of answers and of what bears on them: one receipt, in one transaction.

The rules about who may say what on whose behalf are here; what the lines add up to is
`standings.fold`, what follows from them is the policy.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from consent import chain, do_not_ask, receipts
from consent.chain import Entry
from consent.models import Ask, ConsentEvent, StandingConsent, Wording
from consent.receipts import Receipt
from consent.scopes import NO, NOT_IN_ADVANCE, YES, Decision, Method, Scope, State
from consent.signals import consent_changed
from consent.standings import Standings, fold, in_every_feed
from consent.terms import NONE, Terms, name_mark, packed, unpacked
from recordings.models import Recording, Segment, Speaker
from recordings.spans import Span, union

_YES = (Decision.GRANTED, Decision.WAIVED)
_OTHERS = (Method.ATTESTED, Method.RESTORED)
"""Ways in which somebody else speaks for the speaker."""


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
    terms: Terms


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
    terms: Terms = NONE,
    receipt: uuid.UUID | None = None,
) -> Receipt:
    """Write an answer into the ledger and tell the apps above. Raises `NotRecorded`.

    By link or account it is the speaker who speaks, about what they were asked and shown. ATTESTED
    is somebody else's word: it needs evidence, and is never a yes against the speaker's own no.
    What a yes is bound to (the feed asked for, the parts, the name) is added to the terms here.
    An answer sent twice is recorded once. `receipt` is given where one is said again.
    """
    answer = Answer(
        decisions={scope: decisions[scope] for scope in Scope if scope in decisions},
        method=method,
        actor=actor,
        ask=ask,
        wording=wording or (ask.wording if ask else None),
        shown=shown,
        evidence=evidence.strip(),
        terms=replace(terms, purpose=terms.purpose or (ask.purpose if ask else "")),
    )
    with transaction.atomic():
        recording = Recording.objects.all().lock(speaker.recording_id)
        said = list(ConsentEvent.objects.filter(speaker=speaker).order_by("seq"))
        answers = [line for line in said if line.scope]
        _check(speaker, answer, said)
        if answer.method == Method.STANDING:
            _check_standing(speaker, answer, said, now)
        last = _the_same(answer, answers)
        if last is not None:
            return last
        return _written(recording, speaker, answer, receipt or uuid.uuid4(), now)


def may_attest(
    speaker: Speaker, decisions: Mapping[Scope, Decision], *, evidence: str
) -> None:  # fmt: skip
    """Raises `NotRecorded` where somebody else's word could not be recorded as things stand."""
    answer = Answer(
        decisions=decisions,
        method=Method.ATTESTED,
        actor="",
        ask=None,
        wording=None,
        shown="",
        evidence=evidence.strip(),
        terms=NONE,
    )
    _check(speaker, answer, list(ConsentEvent.objects.filter(speaker=speaker).order_by("seq")))


def note(
    speaker: Speaker,
    decision: Decision,
    *,
    method: Method,
    actor: str,
    now: datetime,
    ask: Ask | None = None,
    shown: str = "",
    evidence: str = "",
    terms: Terms = NONE,
    receipt: uuid.UUID | None = None,
) -> Receipt:
    """Write one line about a speaker as a whole: a dispute, a minor, an edit that was heard.
    `receipt` is given where one is said again."""
    with transaction.atomic():
        recording = Recording.objects.all().lock(speaker.recording_id)
        entry = Entry(
            recording=recording,
            speaker=speaker,
            scope=None,
            decision=decision,
            method=method,
            actor=actor,
            ask=ask,
            wording=ask.wording if ask else None,
            terms=lambda _salt: terms,
            shown=shown,
            evidence=evidence.strip(),
        )
        return receipts.receipt(_noted(entry, recording, receipt, now))


def note_recording(
    recording: Recording,
    decision: Decision,
    *,
    method: Method,
    actor: str,
    evidence: str,
    now: datetime,
    receipt: uuid.UUID | None = None,
) -> ConsentEvent:
    """Write one line about a recording as a whole: that it was out before it came here, or that
    this is taken back. Behind the Recording's lock."""
    entry = Entry(
        recording=recording,
        speaker=None,
        scope=None,
        decision=decision,
        method=method,
        actor=actor,
        terms=lambda _salt: Terms(subject=str(recording.uid)),
        evidence=evidence.strip(),
    )
    return _noted(entry, recording, receipt, now)[0]


def _noted(
    entry: Entry, recording: Recording, receipt: uuid.UUID | None, now: datetime
) -> list[ConsentEvent]:
    events = chain.append([entry], receipt or uuid.uuid4(), now)
    if entry.decision != Decision.VIEWED:
        consent_changed.send(sender=ConsentEvent, recording=recording)
    return events


def dispute(ask: Ask, *, now: datetime, shown: str) -> Receipt:
    """“This is not me”, said at the link of an ask; it counts until an admin has settled it.

    The question has its answer with that: it is reminded of no more, and its link stays.
    """
    with transaction.atomic():
        given = note(
            ask.speaker,
            Decision.DISPUTED,
            method=Method.LINK,
            actor=f"whoever opened the link of {ask.speaker.display_name}",
            now=now,
            ask=ask,
            shown=shown,
        )
        Ask.objects.filter(pk=ask.pk).update(answered_at=now)
        return given


def standings_of(
    speaker: Speaker, *, now: datetime | None = None, purpose: str = ""
) -> Standings:  # fmt: skip
    """All that a speaker's lines add up to."""
    lines = ConsentEvent.objects.filter(speaker=speaker).order_by("seq")
    return fold(lines, now=now, purpose=purpose).get(speaker.pk) or Standings()


def standings(
    speaker: Speaker, *, now: datetime | None = None, purpose: str = ""
) -> dict[Scope, State]:  # fmt: skip
    """Where a speaker stands on every scope."""
    return dict(standings_of(speaker, now=now, purpose=purpose).states)


def allowed(speaker: Speaker, *, now: datetime | None = None) -> dict[Scope, set[State]]:
    """The yeses of every feed by scope, and of which kind; with `now` none that has ended."""
    lines = ConsentEvent.objects.filter(speaker=speaker).order_by("seq")
    every = in_every_feed(lines, now=now)
    found = {scope: {one.state(scope) for one in every} & YES for scope in Scope}
    return {scope: states for scope, states in found.items() if states}


def granted(speaker: Speaker, *, now: datetime | None = None) -> tuple[Scope, ...]:
    """What they said yes to themselves, for any feed."""
    found = allowed(speaker, now=now)
    return tuple(scope for scope, states in found.items() if State.GRANTED in states)


def _check(speaker: Speaker, answer: Answer, said: list[ConsentEvent]) -> None:
    if not answer.decisions:
        raise NotRecorded("Nothing was answered. Say yes or no to something.")
    stands = fold(said).get(speaker.pk) or Standings()
    if _agreed(answer):
        _check_a_yes(speaker, answer, stands)
    if answer.method in _OTHERS:
        _check_attested(speaker, answer, said)
    else:
        _check_own(speaker, answer)


def _check_a_yes(speaker: Speaker, answer: Answer, stands: Standings) -> None:
    if stands.disputed:
        raise NotRecorded(
            f"Somebody said that {speaker} is not them, and no yes is taken until an admin has "
            "settled that. Tell the site’s admin."
        )
    if answer.method == Method.GUARDIAN and not stands.minor:
        raise NotRecorded(f"{speaker} is no minor, and decides alone. Ask {speaker}.")
    if stands.minor and answer.method not in (Method.GUARDIAN, Method.ATTESTED):
        raise NotRecorded(
            f"{speaker} is a minor. Ask a parent or guardian: only they can say yes for {speaker}."
        )
    if Decision.WAIVED in answer.decisions.values() and answer.method != Method.ATTESTED:
        raise NotRecorded("Only an admin can say that no consent is needed, with evidence.")


def _check_attested(speaker: Speaker, answer: Answer, said: Iterable[ConsentEvent]) -> None:
    if not answer.evidence:
        raise NotRecorded(
            f"Nothing shows that {speaker} said so. Give the evidence: what was said, where, when."
        )
    for scope in _agreed(answer):
        if _said_no(scope, said, answer.terms.purpose):
            raise NotRecorded(
                f"{speaker} said no to “{scope}”, and nobody else can turn that into a yes. Send "
                f"{speaker} a link: only they can change it."
            )


def _said_no(scope: Scope, said: Iterable[ConsentEvent], purpose: str) -> bool:
    """Whether a no stands where the answer is to count, whoever recorded it: without a feed it
    counts for all of them."""
    where = fold(said, purpose=purpose).values() if purpose else in_every_feed(said)
    return any(standings.state(scope) in NO for standings in where)


def _check_own(speaker: Speaker, answer: Answer) -> None:
    if answer.ask is None or answer.ask.speaker_id != speaker.pk:
        raise NotRecorded(f"{speaker} was not asked this. Ask first.")
    if not answer.shown:
        raise NotRecorded(f"What {speaker} was shown is missing, so the answer proves nothing.")
    never = set(_agreed(answer)) - {Scope.PUBLISH, *answer.ask.scopes}
    if never:
        raise NotRecorded(f"{speaker} was not asked about {', '.join(sorted(never))}.")


def _check_standing(
    speaker: Speaker, answer: Answer, said: Iterable[ConsentEvent], now: datetime
) -> None:
    """Silence lets a yes in advance count, after the time that was told, of who said nothing."""
    ask = answer.ask
    row = ask.standing if ask else None
    if ask is not None and row is not None and _ends_with(row, answer):
        return
    if ask is None or row is None or not row.is_live(now):
        raise NotRecorded(f"{speaker} said no yes in advance that holds. Ask {speaker}.")
    if not row.account or row.address != ask.address or answer.terms.level != row.level:
        raise NotRecorded(f"Nothing shows that {speaker} said yes in advance. Ask {speaker}.")
    if row.host_id != speaker.recording.host_id or row.purpose not in ("", ask.purpose):
        raise NotRecorded(f"{speaker} said yes in advance to something else. Ask {speaker}.")
    if ask.counts_at is None or now < ask.counts_at or answer.shown != ask.announced:
        raise NotRecorded(f"The time {speaker} has to object is not over. Wait for it.")
    if any(not _was_said(row, scope, said) for scope, said in answer.decisions.items()):
        raise NotRecorded(f"{speaker} did not say that in advance. Ask {speaker}.")
    if any(_has_spoken(line, ask.purpose) for line in said):
        raise NotRecorded(f"{speaker} spoke about this room, and that is what counts.")


def _ends_with(row: StandingConsent, answer: Answer) -> bool:
    """What counted by a yes in advance is taken back with it."""
    return row.withdrawn_at is not None and set(answer.decisions.values()) == {Decision.WITHDRAWN}


def _was_said(row: StandingConsent, scope: Scope, decision: Decision) -> bool:
    allowed = scope in row.scopes and scope not in NOT_IN_ADVANCE
    return allowed and decision == Decision.GRANTED


def _has_spoken(line: ConsentEvent, purpose: str) -> bool:
    """A yes for another feed says nothing here; anything else does."""
    told = unpacked(line.terms).purpose
    elsewhere = line.decision == Decision.GRANTED and bool(told and purpose) and told != purpose
    return line.decision != Decision.VIEWED and not elsewhere


def _agreed(answer: Answer) -> list[Scope]:
    return [s for s, decision in answer.decisions.items() if decision in _YES]


def _the_same(answer: Answer, said: list[ConsentEvent]) -> Receipt | None:
    """The receipt of the last answer, where this one says nothing else: a form sent twice."""
    if not said:
        return None
    lines = [line for line in said if line.receipt == said[-1].receipt]
    same = (
        {line.scope: line.decision for line in lines} == answer.decisions
        and lines[0].method == answer.method
        and lines[0].ask_id == (answer.ask.pk if answer.ask else None)
        and (lines[0].shown, lines[0].evidence) == (answer.shown, answer.evidence)
        and all(line.terms == _terms_again(line, answer) for line in lines)
    )
    return receipts.receipt(lines) if same else None


def _terms_again(line: ConsentEvent, answer: Answer) -> str:
    """The terms that a line of this answer would have today."""
    entry = _entry(line.recording, line.speaker, answer, Scope(line.scope))
    return packed(entry.terms(line.salt))


def _written(
    recording: Recording, speaker: Speaker, answer: Answer, receipt: uuid.UUID, now: datetime
) -> Receipt:
    entries = [_entry(recording, speaker, answer, scope) for scope in answer.decisions]
    events = chain.append(entries, receipt, now)
    if answer.ask is not None:
        answer.ask.answered_at = now
        answer.ask.save(update_fields=["answered_at"])
    if answer.method != Method.STANDING:
        do_not_ask.heed(speaker, answer.decisions, now)
    consent_changed.send(sender=ConsentEvent, recording=recording)
    return receipts.receipt(events)


def _entry(
    recording: Recording | None, speaker: Speaker | None, answer: Answer, scope: Scope
) -> Entry:
    return Entry(
        recording=recording,
        speaker=speaker,
        scope=scope,
        decision=answer.decisions[scope],
        method=answer.method,
        actor=answer.actor,
        ask=answer.ask,
        wording=answer.wording,
        terms=_binding(answer, scope, speaker),
        shown=answer.shown,
        evidence=answer.evidence,
    )


def _binding(answer: Answer, scope: Scope, speaker: Speaker | None) -> Callable[[str], Terms]:
    """What a line's word holds for: a yes to the voice for these parts and this treatment, a yes
    to the name for this name, and all of it for the feed that was asked about."""
    said = answer.terms
    base = Terms(level=said.level, purpose=said.purpose, mode=said.mode, advance=said.advance)
    if answer.decisions[scope] not in _YES or speaker is None:
        return lambda _salt: base
    base = replace(base, until=said.until, basis=said.basis)
    if scope == Scope.PUBLISH:
        voice = replace(base, voice=said.voice, hear_first=said.hear_first, parts=_parts(speaker))
        return lambda _salt: voice
    if scope == Scope.NAME:
        return lambda salt: replace(base, name=name_mark(salt, speaker.public_name))
    return lambda _salt: base


def _parts(speaker: Speaker) -> tuple[Span, ...]:
    ends = Segment.objects.filter(speaker=speaker).values_list("start_ms", "end_ms")
    return union(Span(start_ms, end_ms) for start_ms, end_ms in ends)
