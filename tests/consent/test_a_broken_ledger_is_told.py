"""A broken ledger stands on top of every page of the desk and the admin, and doctor tells it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from consent import guard, verify
from consent.models import ConsentEvent
from tests.consent.people import START, Room, answer, days
from tests.signed_in import ada_the_admin

PAGES = ("/desk/", "/admin/", "/admin/consent/consentevent/")
BROKEN = "The consent ledger is broken"


@pytest.fixture(autouse=True)
def line(room: Room) -> None:
    answer(room.noor, publish="refused")
    guard.lift(connection)


def doctor() -> dict[str, object]:
    out = io.StringIO()
    call_command("doctor", "--json", stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())["ledger"]
    return found


@pytest.fixture
def ada(db: None) -> Client:
    return ada_the_admin()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_an_admin_tells_of_a_broken_ledger(ada: Client, page: str) -> None:
    verify.sweep(START)
    assert BROKEN not in ada.get(page).content.decode()
    ConsentEvent.objects.update(decision="granted")
    verify.sweep(START + days(1))
    shown = ada.get(page).content.decode()
    assert BROKEN in shown
    assert "Line 1 is not as it was written." in shown


def test_verifying_by_hand_says_so_at_once_and_when_it_is_mended(ada: Client) -> None:
    ConsentEvent.objects.update(decision="granted")
    assert BROKEN in ada.post("/desk/verify/", follow=True).content.decode()
    ConsentEvent.objects.update(decision="refused")
    shown = ada.post("/desk/verify/", follow=True).content.decode()
    assert BROKEN not in shown
    assert "The ledger is whole and unbroken." in shown


def test_doctor_says_when_the_ledger_was_verified_and_anchored() -> None:
    verify.sweep(START)
    found = doctor()
    assert found["ok"] is True
    assert str(found["anchored"]).startswith("2026-11-06T10:24")
    assert found["verified"] == found["anchored"]


def test_doctor_says_that_an_anchor_is_overdue() -> None:
    answered = ConsentEvent.objects.get().at
    assert verify.is_overdue(answered + days(1)) is False
    assert verify.is_overdue(answered + days(2)) is True


def test_doctor_fails_on_a_broken_ledger() -> None:
    ConsentEvent.objects.update(decision="granted")
    verify.sweep(START)
    with pytest.raises(CommandError, match="ledger: Line 1 is not as it was written"):
        doctor()
