"""With the lock taken away, both kinds of race find the voice that is out."""

import itertools

import pytest

from recordings.models import Host
from tests.feeds import story
from tests.races.lanes import lanes
from tests.races.mutants import without_the_lock
from tests.races.rounds import LANES, rounds
from tests.races.schedules import dealt
from tests.races.steps import orders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
OUT = "it is published with her voice"
MOST = 400
"""A round finds it about every few times; so many in a row never miss it."""


@pytest.fixture
def hana() -> Host:
    return story.host()


def test_some_order_of_steps_puts_the_voice_out(
    hana: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_lock(monkeypatch)
    found = dealt("publish", list(orders())[::40], hana)
    assert [line for line in found if line.endswith(OUT)]


def test_some_round_puts_it_out(hana: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    without_the_lock(monkeypatch)
    with lanes(LANES) as threads:
        some = (rounds(range(seed, seed + 20), hana, threads) for seed in range(0, MOST, 20))
        found = itertools.chain.from_iterable(some)
        assert next((line for line in found if line.endswith(OUT)), None)
