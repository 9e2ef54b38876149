"""The room that every test about consent begins with."""

import pytest

from tests.consent.people import Room, make_room


@pytest.fixture
def room(db: None) -> Room:
    return make_room()
