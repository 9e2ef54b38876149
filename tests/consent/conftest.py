"""The room that every test about consent begins with."""

import pytest
from django.utils import timezone

from consent import asks
from consent.models import Ask
from tests.consent.people import Room, make_ask, make_room


@pytest.fixture
def room(db: None) -> Room:
    return make_room()


@pytest.fixture
def ask(room: Room) -> Ask:
    """Noor is asked about everything, just now."""
    return make_ask(room.noor, now=timezone.now())


@pytest.fixture
def link(ask: Ask) -> str:
    return asks.link_for(ask, timezone.now())
