"""Anything in any order, and after every step nothing is out, heard, named or sent that may not."""

import os

import pytest

from tests.model.running import run
from tests.model.walk import walk

pytestmark = pytest.mark.django_db
STEPS = int(os.environ.get("ROOMCAST_STEPS", "2000"))
SEED = int(os.environ.get("ROOMCAST_SEED", "0"))
PARTS = 4


def test_on_a_walk_by_every_rule_the_site_fits_the_word() -> None:
    walk()


@pytest.mark.parametrize("part", range(PARTS))
def test_in_any_order_of_deeds_the_site_fits_the_word(part: int) -> None:
    """Every part has a seed of its own; `ROOMCAST_SEED` moves them all."""
    run(STEPS // PARTS, SEED * PARTS + part)
