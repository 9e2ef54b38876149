"""Whatever opens a link first, and how often: nothing changes, and no link is used up."""

import os

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from consent.record import standings
from consent.scopes import Scope, State
from tests.browser import Open
from tests.consent.people import answer
from tests.consent.visitor import Visitor, heading
from tests.dump import changed, dump
from tests.visits.storm import PERHAPS, addresses, is_open, pages, place, visits

COUNT = int(os.environ.get("ROOMCAST_VISITS", "600"))
IN_A_BROWSER = int(os.environ.get("ROOMCAST_BROWSER_VISITS", "8"))
SEED = int(os.environ.get("ROOMCAST_SEED", "0"))


@pytest.mark.django_db
def test_no_visit_changes_a_row_or_uses_up_a_link() -> None:
    at = place()
    before = dump()
    for visit in visits(COUNT, SEED, at):
        assert visit().status_code in PERHAPS
    assert changed(before) == []
    assert all(is_open(token) for token in at.open)


@pytest.mark.django_db
def test_after_all_the_visits_the_speaker_still_answers() -> None:
    at = place()
    for visit in visits(100, SEED, at):
        visit()
    sami = Visitor(reverse("consent:page", args=[at.open[0]]))
    sami.send(publish="no")
    sami.send()
    assert standings(at.room.sami)[Scope.PUBLISH] == State.REFUSED
    assert heading(sami.page)


@pytest.mark.django_db
def test_a_change_would_be_noticed() -> None:
    at = place()
    before = dump()
    answer(at.room.noor, now=timezone.now(), publish="withdrawn")
    assert "consent_consentevent" in changed(before)


def test_every_address_below_a_link_is_visited() -> None:
    named = {"page", "answer", "check", "withdraw", "unsubscribe", "in_advance"}
    assert {f"consent:{name}" for name in named} <= set(pages())
    assert {"in_advance:invited", "in_advance:mine", "in_advance:take_back"} <= set(pages())
    assert len(addresses("x" * 43)) == len(pages())


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_scanner_that_runs_the_pages_scripts_changes_nothing(
    live_server: LiveServer, settings: Settings, open_page: Open
) -> None:
    settings.SITE_URL = live_server.url
    at = place()
    seen = [address for token in at.tokens for address in addresses(token)]
    seen = [address for address in seen if not address.endswith((".mp3", ".json", ".pdf"))]
    before = dump()
    step = max(1, len(seen) // IN_A_BROWSER)
    with open_page(extra_http_headers={"Sec-Purpose": "prefetch;prerender"}) as page:
        for address in seen[::step][:IN_A_BROWSER]:
            page.goto(f"{live_server.url}{address}", wait_until="networkidle")
            page.mouse.wheel(0, 2_000)
    assert changed(before) == []
