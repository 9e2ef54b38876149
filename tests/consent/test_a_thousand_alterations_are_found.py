"""1,000 alterations of a real ledger, by chance: 1,000 are found. And none is a false alarm."""

import pytest
from django.db import connection, transaction

from consent import guard, verify
from consent.models import ConsentEvent
from consent.record import note
from consent.scopes import Decision, Method
from tests.consent.alterations import alter
from tests.consent.people import START, Room, all_agree, answer, days

ROUNDS, PARTS = 1_000, 4


@pytest.fixture
def ledger(room: Room) -> None:
    """Everybody answers, Noor takes hers back, Sami disputes, and Noor's texts are erased."""
    all_agree(room)
    answer(room.noor, publish="withdrawn", now=START + days(1))
    note(room.sami, Decision.DISPUTED, method=Method.LINK, actor="Sami", now=START + days(1))
    guard.install(connection)
    empty = dict.fromkeys(("salt", "shown", "shown_sha256", "evidence", "actor"), "")
    ConsentEvent.objects.filter(speaker=room.noor).update(**empty)
    note(room.noor, Decision.ERASED, method=Method.ATTESTED, actor="Ada", now=START + days(2))
    verify.sweep(START + days(2))
    guard.lift(connection)


def found(seed: int) -> tuple[str, bool]:
    """One alteration, and whether it is found; undone again."""
    with transaction.atomic():
        said = alter(seed)
        wrong = bool(verify.faults())
        transaction.set_rollback(True)
    return said, wrong


@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_alterations_are_found(ledger: None, part: int) -> None:
    assert verify.faults() == ()
    rounds = [found(seed) for seed in range(part, ROUNDS, PARTS)]
    assert [said for said, wrong in rounds if not wrong] == []
    assert len({said for said, _ in rounds}) > ROUNDS / PARTS / 4
    assert verify.faults() == ()
