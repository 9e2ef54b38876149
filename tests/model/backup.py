"""An old backup comes back: the site forgets what was said since, and hears it again from the
tombstones. The word goes back too, but for every no, and whatever else protects somebody.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from consent import restoring, tombstones
from consent.scopes import Decision, Scope
from tests.model.word import Person, Question, Room
from tests.verbs import BACK, NO

if TYPE_CHECKING:
    from tests.model.house import House

Line = Mapping[str, object]
Protects = Mapping[Scope, Decision] | Decision
KEPT = (Decision.DISPUTED, Decision.MINOR, Decision.ERASED)


@dataclass(slots=True, kw_only=True)
class Backup:
    """What was true when it was made, and, in order, what was said since that protects somebody:
    a no, or one word about a whole person."""

    savepoint: str
    rooms: list[Room]
    questions: list[Question]
    lines: dict[int, Line]
    mails: tuple[dict[tuple[str, int], int], dict[tuple[str, str], int]]
    since: list[tuple[int, Protects]] = field(default_factory=list)

    def hears(self, person: Person, said: Protects) -> None:
        if isinstance(said, Decision):
            kept: Protects | None = said if said in KEPT else None
        else:
            kept = {scope: one for scope, one in said.items() if one in (NO, BACK)}
        if kept:
            self.since.append((person.pk, kept))


def make(house: "House") -> None:
    rooms, questions, lines = deepcopy((house.rooms, house.questions, house.lines))
    house.backup = Backup(
        savepoint=transaction.savepoint(),
        rooms=rooms,
        questions=questions,
        lines=lines,
        mails=deepcopy((house.mails.here, house.mails.today)),
    )


def bring_back(house: "House", kept: Backup) -> None:
    """Every tombstone lies there as if each answer had been committed, which none is here."""
    tombstones.keep_missing()
    transaction.savepoint_rollback(kept.savepoint)
    cache.clear()
    then = deepcopy((kept.rooms, kept.questions, kept.lines))
    house.rooms, house.questions, house.lines = then
    house.mails.here, house.mails.today = deepcopy(kept.mails)
    restoring.apply_all(timezone.now())
    people = {p.pk: p for room in house.rooms for p in room.people.values()}
    known = [(people[pk], said) for pk, said in kept.since if pk in people]
    for person, said in known:
        _say_again(house, person, said)
    gone = {person.pk: person for person, said in known if said == Decision.ERASED}
    house.forgets(list(gone.values()))
    house.takes_voices_out()


def _say_again(house: "House", person: Person, said: Protects) -> None:
    """A no for one show is none for any now; with the voice all is taken back, and it is left
    out. A question that waited for who is protected waits no more."""
    if isinstance(said, Decision):
        person.disputed |= said == Decision.DISPUTED
        person.minor |= said == Decision.MINOR
        if said != Decision.ERASED:
            for question in house.questions:
                if question.person is person and not question.answered:
                    question.revoked = True
        return
    taken = {scope for scope, one in said.items() if one == BACK}
    if Scope.PUBLISH in taken:
        taken |= {scope for scope, _ in person.yeses}
        person.left_out = True
    again = {**said, **dict.fromkeys(taken, BACK)}
    person.says(again, own=False)
    house.heeds(person, again)
