"""The consent desk in Chromium: accessible at every size, usable by keys, whole without script."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from consent import legacy, minors, proposals, roles
from consent.record import note
from consent.scopes import Decision, Method, Scope
from feeds import asking, takedowns
from feeds.models import Takedown
from recordings.models import Recording
from tests.browser import Open, check_page
from tests.feeds import published, story
from tests.signed_in import an_officer, with_role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    settings.SITE_URL = live_server.url
    settings.SECOND_ADMIN = True
    return str(live_server.url)


@pytest.fixture
def room(site: str, tmp_path: Path) -> Recording:
    """Noor says “not me”, Sami is a minor, Hana was asked; another episode was out before."""
    hana, now = story.host(), timezone.now()
    made, show, uma = story.recording(hana), story.show(hana), with_role("uma", roles.OFFICERS)
    episode = story.draft(made, show)
    for speaker in made.speakers.all():
        asking.link(episode, speaker, by=None, now=now)
    noor, sami = made.speakers.get(key="noor"), made.speakers.get(key="sami")
    story.says(made, "noor", story.ALL_YES, now)
    note(noor, Decision.DISPUTED, method=Method.LINK, actor="Noor Ali", now=now)
    minors.mark(sami, by=uma, now=now)
    what = proposals.Offer(decisions={Scope.PUBLISH: Decision.GRANTED}, reason="On paper")
    proposals.offer(made.speakers.get(key="hana"), what, by=uma, now=now)
    before = story.recording(hana, "Rent strikes, one year on")
    legacy.mark(before, evidence="Out since 2021", by=uma, now=now)
    waits = story.recording(hana, "The fares, explained")
    legacy.offer(waits, evidence="Out since 2022", by=uma, now=now)
    old = published.with_sound(published.episode(show, made=before), tmp_path)
    takedowns.ask(old, reason="I am heard from 0:40.", email="noor@example.org", now=now)
    return made


def sign_in(page: Page, site: str, client: Client) -> None:
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": site}])


def paths(room: Recording) -> list[str]:
    noor, sami = room.speakers.get(key="noor"), room.speakers.get(key="sami")
    asked = Takedown.objects.get()
    proposal, marks = proposals.open_proposals()
    return [
        "/desk/",
        "/desk/?list=waiting&state=",
        "/desk/numbers/",
        f"/desk/people/{noor.uid}/",
        f"/desk/people/{noor.uid}/erase/",
        f"/desk/cases/{noor.uid}/",
        f"/desk/cases/{sami.uid}/",
        f"/desk/cases/{sami.uid}/of-age/",
        f"/desk/cases/{noor.uid}/record/",
        f"/desk/proposals/{proposal.uid}/",
        f"/desk/proposals/{marks.uid}/",
        f"/desk/recordings/{marks.about.uid}/",
        f"/desk/recordings/{asked.episode.recording.uid}/",
        f"/desk/takedowns/{asked.uid}/",
        f"/desk/recordings/{room.uid}/",
        f"{asked.episode.get_absolute_url()}takedown/",
        asked.episode.get_absolute_url(),
    ]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_every_page_is_accessible_and_fits(
    open_page: Open, site: str, room: Recording, width: int, scheme: str
) -> None:
    with open_page(width=width, scheme=scheme) as page:
        sign_in(page, site, an_officer())
        for path in paths(room):
            page.goto(f"{site}{path}")
            check_page(page)
        noor = room.speakers.get(key="noor")
        page.goto(f"{site}/desk/people/{noor.uid}/")
        page.get_by_role("button", name="Show the evidence").click()
        check_page(page)


def test_the_keys_go_through_the_cases_and_open_one(
    open_page: Open, site: str, room: Recording
) -> None:
    with open_page() as page:
        sign_in(page, site, an_officer())
        page.goto(f"{site}/desk/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        first = page.evaluate("document.activeElement.href")
        with page.expect_navigation():
            page.keyboard.press("o")
        assert page.url == first


def test_a_dispute_is_settled_without_script(open_page: Open, site: str, room: Recording) -> None:
    noor = room.speakers.get(key="noor")
    with open_page(width=390, scripts=False) as page:
        sign_in(page, site, an_officer())
        page.goto(f"{site}/desk/cases/{noor.uid}/")
        page.get_by_text("Ask anew").click()
        page.get_by_label("Reason").fill("The link was forwarded.")
        page.get_by_role("button", name="Settle the dispute").click()
        assert page.get_by_role("status").inner_text().startswith("The dispute is settled.")
