"""Lines of the ledger in, where each speaker stands out: the fold. Pure.

The latest word wins. An answer given for one feed says nothing about another; what is taken back
is taken back everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from consent.scopes import LEVELS, NO, Decision, Level, Method, Scope, State
from consent.terms import NONE, Terms, unpacked

_STATES = {
    Decision.GRANTED: State.GRANTED,
    Decision.REFUSED: State.REFUSED,
    Decision.WITHDRAWN: State.WITHDRAWN,
    Decision.WAIVED: State.WAIVED,
}
_SILENT = frozenset({Decision.VIEWED, Decision.ERASED})
_ANOTHER = "-"
"""A feed of which nobody spoke: what was said of every feed counts for it, and nothing else."""


class Said(Protocol):
    """What of a line counts for where a speaker stands."""

    @property
    def seq(self) -> int: ...
    @property
    def speaker_id(self) -> int | None: ...
    @property
    def scope(self) -> str: ...
    @property
    def decision(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def terms(self) -> str: ...
    @property
    def salt(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One speaker and scope: the state, and the line that it rests on."""

    state: State = State.UNANSWERED
    seq: int = 0
    method: Method | None = None
    terms: Terms = NONE
    salt: str = ""

    @property
    def level(self) -> Level:
        """How sure it is that the person said so themselves."""
        if self.terms.level is not None:
            return self.terms.level
        return LEVELS[self.method] if self.method else Level.VOUCHED


SILENCE = Standing()


@dataclass(slots=True, kw_only=True)
class Standings:
    """Everything that one speaker's lines add up to. `approved` are the digests of edits that
    they released."""

    scopes: dict[Scope, Standing] = field(default_factory=dict)
    disputed: bool = False
    minor: bool = False
    approved: frozenset[str] = frozenset()

    def of(self, scope: Scope) -> Standing:
        return self.scopes.get(scope, SILENCE)

    def state(self, scope: Scope) -> State:
        return self.of(scope).state

    @property
    def states(self) -> Mapping[Scope, State]:
        return {scope: self.state(scope) for scope in Scope}


def fold(
    lines: Iterable[Said], *, now: datetime | None = None, purpose: str = ""
) -> dict[int, Standings]:
    """Where everybody stands after these lines, given in order, by speaker's id.

    With `purpose` only what was said for that feed or for every feed counts; without, all does.
    With `now` a yes that ended by then is `EXPIRED`. Who is not in the answer has said nothing,
    and that is never a yes. Raises `ValueError` on words that nobody knows.
    """
    found: dict[int, Standings] = defaultdict(Standings)
    for line in lines:
        decision, terms = Decision(line.decision), unpacked(line.terms)
        if line.speaker_id is None or decision in _SILENT or _elsewhere(decision, terms, purpose):
            continue
        _take(found[line.speaker_id], line, decision, terms)
    if now is not None:
        for standings in found.values():
            _expire(standings, now)
    return dict(found)


def was_out_before(lines: Iterable[Said]) -> bool:
    """Whether the last word about a recording as a whole, of its lines in order, is that it was
    published before consent was recorded here."""
    said = [line.decision for line in lines if line.speaker_id is None]
    words = [one for one in said if one in (Decision.LEGACY, Decision.NOT_LEGACY)]
    return bool(words) and words[-1] == Decision.LEGACY


def in_every_feed(lines: Iterable[Said], *, now: datetime | None = None) -> list[Standings]:
    """Where one speaker stands for each feed that they spoke of, and for one they did not."""
    said = list(lines)
    told = {unpacked(line.terms).purpose for line in said} - {""}
    folds = (fold(said, now=now, purpose=purpose) for purpose in [*sorted(told), _ANOTHER])
    return [standings for found in folds for standings in found.values()]


def _elsewhere(decision: Decision, terms: Terms, purpose: str) -> bool:
    """A yes, no or waiver for another feed."""
    bound = decision in (Decision.GRANTED, Decision.REFUSED, Decision.WAIVED)
    return bound and bool(purpose and terms.purpose) and terms.purpose != purpose


def _take(standings: Standings, line: Said, decision: Decision, terms: Terms) -> None:
    if decision in _STATES:
        standings.scopes[Scope(line.scope)] = Standing(
            state=_STATES[decision],
            seq=line.seq,
            method=Method(line.method),
            terms=terms,
            salt=line.salt,
        )
    elif decision in (Decision.DISPUTED, Decision.SETTLED):
        standings.disputed = decision == Decision.DISPUTED
        if decision == Decision.SETTLED:
            standings.scopes = {s: one for s, one in standings.scopes.items() if _is_no(one.state)}
    elif decision in (Decision.MINOR, Decision.OF_AGE):
        standings.minor = decision == Decision.MINOR
        if decision == Decision.OF_AGE:
            standings.scopes = {s: one for s, one in standings.scopes.items() if _is_own(one)}
    elif decision == Decision.APPROVED:
        standings.approved |= {terms.edit}


def _is_own(standing: Standing) -> bool:
    """A guardian's yes ends with the guardian's right to give it."""
    return standing.method != Method.GUARDIAN or _is_no(standing.state)


def _is_no(state: State) -> bool:
    return state in NO


def _expire(standings: Standings, now: datetime) -> None:
    for scope, standing in standings.scopes.items():
        until = standing.terms.until
        if standing.state in (State.GRANTED, State.WAIVED) and until is not None and until <= now:
            standings.scopes[scope] = Standing(
                state=State.EXPIRED,
                seq=standing.seq,
                method=standing.method,
                terms=standing.terms,
                salt=standing.salt,
            )
