"""The whole way without a mouse: asked by mail, answered, confirmed at the desk, published, taken
back. Tab, Space, arrows and Enter are all that is pressed, and whatever is typed."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings

from consent import proposals, roles
from consent.record import standings
from consent.scopes import Decision, Scope, State
from feeds.models import Episode
from recordings.models import Recording
from tests import verbs
from tests.browser import Open
from tests.feeds import published, story
from tests.signed_in import an_officer, member_of, with_role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : '';
  const said = at.getAttribute('aria-label') || label || at.innerText || '';
  return said.replace(/\\s+/g, ' ').trim();
}"""


@pytest.fixture
def room(site: str, settings: Settings) -> Recording:
    """Sami has agreed; one officer has proposed to record what Hana said on paper."""
    settings.SECOND_ADMIN = True
    settings.CSRF_TRUSTED_ORIGINS = [site]
    host = story.host()
    made = verbs.room(host)
    story.draft(made, story.show(host))
    story.says(made, "sami", story.ALL_YES)
    paper = proposals.Offer(
        decisions=dict.fromkeys(story.FIVE, Decision.GRANTED), reason="On paper"
    )
    uma = with_role("uma", roles.OFFICERS)
    proposals.offer(made.speakers.get(key="hana"), paper, by=uma, now=story.NOW)
    return made


def come_in(page: Page, site: str, client: Client, path: str) -> None:
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": site}])
    page.goto(f"{site}{path}")


def reach(page: Page, name: str) -> None:
    """Press Tab until what begins with this name has the focus, and can be seen to have it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED).startswith(name):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            shown = page.evaluate("document.activeElement.matches('[type=radio], [type=checkbox]')")
            assert ring != "none" or shown, f"nothing shows that {name} has the focus"
            return
    pytest.fail(f"no way by keyboard to “{name}”")


def press(page: Page, name: str) -> None:
    """Until the page that follows is there."""
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tick(page: Page, name: str) -> None:
    reach(page, name)
    page.keyboard.press("Space")


def headed(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def hana_asks(page: Page, site: str, room: Recording) -> str:
    """She types Noor's address and asks by mail; the link in the mail."""
    come_in(page, site, member_of(room.host), f"/recordings/{room.uid}/")
    press(page, "Mail addresses")
    headed(page, "Where can they be asked?")
    reach(page, "Noor Ali")
    page.keyboard.type("noor@example.org")
    press(page, "Keep these addresses")
    headed(page, "Who owns a city’s water?")
    press(page, "Ask Noor")
    headed(page, "Who owns a city’s water?")
    assert mail.outbox[-1].to == ["noor@example.org"]
    link = re.search(r"http://\S*/c/\S+/", str(mail.outbox[-1].body))
    assert link
    return link[0]


def noor_agrees(page: Page, link: str) -> None:
    page.goto(link)
    tick(page, "Yes, publish my voice")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    headed(page, "Two more choices")
    for scope in ("name", "transcript"):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == scope:
                break
        page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    headed(page, "Check and send your answers")
    press(page, "Send my answers")
    headed(page, "Your answers are recorded")


def an_officer_confirms(page: Page, site: str) -> None:
    """The second one, from the desk's first page on."""
    come_in(page, site, an_officer(), "/desk/")
    press(page, "Open : Hana Osei")
    headed(page, re.compile("uma proposes"))
    press(page, "Confirm it")
    expect(page.get_by_role("status")).to_be_visible()


def hana_publishes(page: Page, site: str, room: Recording, folder: Path) -> Episode:
    come_in(page, site, member_of(room.host), f"/recordings/{room.uid}/")
    press(page, "Make the episode")
    episode = Episode.objects.get()
    verbs.deliver(episode.pk)
    published.with_sound(Episode.objects.get(), folder)
    page.goto(f"{site}/episodes/{episode.uid}/")
    headed(page, "Ready to publish")
    press(page, "Publish")
    headed(page, "Published")
    return Episode.objects.get()


def noor_takes_it_back(page: Page, link: str) -> None:
    page.goto(link)
    press(page, "Withdraw")
    headed(page, "What do you take back?")
    assert page.locator(":checked").count() == 0
    tick(page, "My voice")
    press(page, "Take it back")
    headed(page, "Your answers are recorded")
    expect(page.locator("main")).to_contain_text("taken back")


def test_from_the_question_to_the_withdrawal_nobody_needs_a_mouse(
    open_page: Open, site: str, room: Recording, tmp_path: Path
) -> None:
    with open_page() as page:
        link = hana_asks(page, site, room)
    with open_page(width=390) as page:
        noor_agrees(page, link)
    with open_page() as page:
        an_officer_confirms(page, site)
    with open_page() as page:
        episode = hana_publishes(page, site, room, tmp_path)
    address = f"{site}{episode.get_absolute_url()}"
    with open_page(width=390) as page:
        heard = page.goto(address)
        assert heard is not None
        assert heard.status == 200
        noor_takes_it_back(page, link)
        gone = page.goto(address)
        assert gone is not None
        assert gone.status == 410
    assert standings(room.speakers.get(key="noor"))[Scope.PUBLISH] == State.WITHDRAWN
