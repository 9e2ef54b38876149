"""Whoever comes first, a withdrawal wins: seeded rounds on real threads and connections."""

import os

import pytest

from consent.verify import faults
from recordings.models import Host
from tests.feeds import story
from tests.races.lanes import lanes
from tests.races.rounds import LANES, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ROUNDS = int(os.environ.get("ROOMCAST_RACES", "500"))
SEED = int(os.environ.get("ROOMCAST_SEED", "0"))
PARTS = 4


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_events_puts_out_a_voice_that_was_taken_back(part: int, hana: Host) -> None:
    with lanes(LANES) as threads:
        found = rounds(range(SEED + part, SEED + ROUNDS, PARTS), hana, threads)
    assert not found, "\n".join(found)
    assert faults() == ()
