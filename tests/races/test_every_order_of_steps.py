"""A withdrawal against whatever would put the voice out, in every order of their steps."""

import os

import pytest

from consent.verify import faults
from recordings.models import Host
from tests.feeds import story
from tests.races.schedules import STORIES, dealt
from tests.races.steps import orders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
EVERY = int(os.environ.get("ROOMCAST_ORDERS", "8"))
"""Every so many of the orders are dealt; 1 deals them all."""


@pytest.fixture
def hana() -> Host:
    return story.host()


def test_there_are_as_many_orders_as_it_is_said() -> None:
    assert len(set(orders())) == 924


@pytest.mark.parametrize("name", STORIES)
def test_in_no_order_of_steps_is_the_voice_out_afterwards(name: str, hana: Host) -> None:
    found = dealt(name, list(orders())[::EVERY], hana)
    assert not found, "\n".join(found)
    assert faults() == ()
