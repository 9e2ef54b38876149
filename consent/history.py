"""What the consent desk sees of one speaker: what was asked, where they stand, what is unsettled.

No evidence is here, and of an address only the beginning of its mark. Looking at the evidence is
`consent.viewing`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consent.clearance import clearance_for
from consent.models import Ask, ConsentEvent, Exclusion, Sending
from consent.scopes import Decision, Method, Scope, State
from consent.standings import Standings, fold
from recordings.models import Speaker
from recordings.sealed import Purpose, mark

MASK = 8
"""So many digits of a mark are shown: enough to see that two are the same."""


HOW = {
    Method.LINK: "by personal link",
    Method.ACCOUNT: "by their account",
    Method.ATTESTED: "attested by somebody else",
    Method.GUARDIAN: "by a guardian",
    Method.STANDING: "by a yes in advance, and silence",
    Method.RESTORED: "said again after a backup was restored",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question. `to` is the masked mark of the address, empty for a personal link."""

    at: datetime
    to: str
    scopes: tuple[Scope, ...]
    guardian: bool
    sent_at: datetime | None
    opened_at: datetime | None
    answered_at: datetime | None
    expires_at: datetime
    is_open: bool
    reminders: int
    wording: str
    counts_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where somebody stands on one scope, since when, and how that reached us."""

    scope: Scope
    state: State
    since: datetime
    how: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """`disputed` and `minor` are the moments since when, None where it is not so."""

    speaker: Speaker
    asked: tuple[Asked, ...]
    stands: tuple[Stand, ...]
    disputed: datetime | None
    minor: datetime | None
    guardian_agreed: bool
    left_out: bool
    lines: int

    @property
    def counts_at(self) -> datetime | None:
        """When silence counts of who said yes in advance, and was told of this room."""
        return next((one.counts_at for one in self.asked if one.counts_at), None)

    @property
    def standing(self) -> State:
        """On being heard at all."""
        said = (stand.state for stand in self.stands if stand.scope == Scope.PUBLISH)
        return next(said, State.UNANSWERED)


def history_of(speaker: Speaker, now: datetime) -> History:
    """One speaker's, in a fixed number of queries."""
    return histories_of([speaker], now)[0]


def histories_of(speakers: Iterable[Speaker], now: datetime) -> tuple[History, ...]:
    """Several speakers', in their order."""
    rows = list(speakers)
    lines: dict[int, list[ConsentEvent]] = {row.pk: [] for row in rows}
    for line in ConsentEvent.objects.filter(speaker__in=rows).order_by("seq"):
        lines[line.speaker_id or 0].append(line)
    asks: dict[int, list[Ask]] = {row.pk: [] for row in rows}
    for ask in Ask.objects.filter(speaker__in=rows).select_related("wording"):
        asks[ask.speaker_id].append(ask)
    marks = dict(Sending.objects.filter(ask__speaker__in=rows).values_list("ask", "mark"))
    out = set(
        Exclusion.objects.filter(speaker__in=rows, start_ms=None).values_list("speaker", flat=True)
    )
    return tuple(
        _history(row, lines[row.pk], asks[row.pk], marks, row.pk in out, now) for row in rows
    )


def blocked(speaker: Speaker) -> str:
    """What the gate says about this voice, as a sentence; empty where it blocks nothing."""
    reasons = clearance_for(speaker.recording).reasons
    about = (reason.sentence for reason in reasons if reason.speaker_id == speaker.pk)
    return next(about, "")


def _history(
    speaker: Speaker,
    lines: list[ConsentEvent],
    asks: list[Ask],
    marks: dict[int, str],
    left_out: bool,
    now: datetime,
) -> History:
    stands = fold(lines, now=now).get(speaker.pk) or Standings()
    return History(
        speaker=speaker,
        asked=tuple(_asked(ask, marks.get(ask.pk, ""), now) for ask in asks),
        stands=tuple(_stands(stands, lines)),
        disputed=_since(lines, Decision.DISPUTED) if stands.disputed else None,
        minor=_since(lines, Decision.MINOR) if stands.minor else None,
        guardian_agreed=stands.minor and stands.state(Scope.PUBLISH) == State.GRANTED,
        left_out=left_out,
        lines=len(lines),
    )


def _asked(ask: Ask, sent_to: str, now: datetime) -> Asked:
    known = sent_to or (mark(Purpose.ADDRESS, ask.address) if ask.address else "")
    return Asked(
        at=ask.created_at,
        to=f"{known[:MASK]}…" if known else "",
        scopes=tuple(Scope(scope) for scope in ask.scopes),
        guardian=ask.guardian,
        sent_at=ask.sent_at,
        opened_at=ask.opened_at,
        answered_at=ask.answered_at,
        expires_at=ask.expires_at,
        is_open=ask.is_open(now),
        reminders=ask.reminders_sent,
        wording=str(ask.wording),
        counts_at=ask.counts_at if ask.is_open(now) else None,
    )


def _stands(stands: Standings, lines: Iterable[ConsentEvent]) -> Iterable[Stand]:
    by_seq = {line.seq: line for line in lines}
    for scope in Scope:
        one = stands.of(scope)
        if one.method is not None:
            yield Stand(
                scope=scope,
                state=one.state,
                since=by_seq[one.seq].at,
                how=HOW[one.method],
                until=one.terms.until,
            )


def _since(lines: Iterable[ConsentEvent], decision: Decision) -> datetime | None:
    return next((line.at for line in reversed(list(lines)) if line.decision == decision), None)
