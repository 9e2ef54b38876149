"""What somebody said yes to in advance is at “My voice” too: seen, taken back, erased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.models import StandingConsent
from consent.scopes import Decision
from consent.verify import faults
from tests.consent.me import Guest, downloaded
from tests.consent.people import make_room
from tests.consent.pledging import SAMI, says_yes

pytestmark = pytest.mark.django_db


@pytest.fixture
def sami() -> Guest:
    """He said yes in advance, and was never in a room."""
    says_yes(make_room().recording.host, now=timezone.now() - timedelta(hours=2))
    guest = Guest()
    guest.come_in(SAMI)
    return guest


def test_it_is_listed_by_host_and_end(sami: Guest) -> None:
    assert "Said yes in advance" in sami.page
    assert "to Hana Osei, until" in sami.page


def test_it_is_in_the_file_with_what_the_ledger_says_of_it(sami: Guest) -> None:
    [told] = downloaded(sami)["in_advance"]
    assert (told["host"], told["address"]) == ("Hana Osei", SAMI)
    assert {line["decision"] for line in told["ledger"]} == {Decision.GRANTED}


def test_taking_everything_back_ends_it(sami: Guest) -> None:
    sami.open("/me/withdraw/")
    assert "All of your voice is taken back." in sami.post("/me/withdraw/")
    assert StandingConsent.objects.get().withdrawn_at is not None
    assert "to Hana Osei, ended" in sami.page


def test_erasing_takes_it_along(sami: Guest) -> None:
    assert "Everything about you is erased" in sami.post("/me/erase/")
    assert not StandingConsent.objects.exists()
    assert faults() == ()
