"""Saying yes in advance in Chromium: on a phone and a desk, light and dark, by keyboard, without
script; and the host's pages with the code to show."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from config import sign_ins
from consent import announcements, invites, texts
from consent.models import StandingConsent
from consent.scopes import State
from recordings.hosts import create_host
from tests.browser import Open, check_page, check_text_spacing
from tests.consent.people import Room, days
from tests.consent.pledging import (
    ACCOUNT,
    SAMI,
    announced,
    code,
    counts,
    invited,
    room_to_come,
    says_yes,
)
from tests.feeds import story
from tests.oidc import Identities, identities
from tests.signed_in import member_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


@pytest.fixture(scope="module")
def server() -> Iterator[Identities]:
    with identities() as server:
        yield server


@pytest.fixture
def site(live_server: LiveServer, settings: Settings, server: Identities) -> str:
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.ACCOUNT_PROVIDERS = server.settings("x")
    settings.SOCIALACCOUNT_PROVIDERS = sign_ins.for_allauth(settings.ACCOUNT_PROVIDERS)
    server.as_whom = {"sub": ACCOUNT, "preferred_username": "sami_h"}
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": directives | {"form-action": [*directives["form-action"], server.issuer]}
    }
    return live_server.url


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def room(site: str, now: datetime) -> Room:
    return room_to_come(now + days(2))


@pytest.fixture
def link(room: Room, now: datetime) -> str:
    return invites.link_of(invited(room.recording.host, now=now))


def mailed(part: str) -> str:
    """The latest link of that kind in a mail."""
    found = re.search(rf"https?://\S+/{part}\S*", str(mail.outbox[-1].body))
    assert found
    return found[0]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def walk(page: Page, link: str, look: Look, lang: str) -> None:
    """Every page there is, looked at on the way."""
    words = {**texts.CORE[lang], **texts.AROUND[lang]}
    page.goto(link)
    look(page)
    page.locator("#address").fill(SAMI)
    press(page, words["confirm_send"])
    look(page)
    for question in (0, 1):
        page.locator(".pair").nth(question).locator("label").first.click()
    page.locator("#address").fill(SAMI)
    press(page, words["confirm_send"])
    look(page)
    page.locator("#code").fill("no code")
    press(page, words["confirm_check"])
    look(page)
    page.locator("#code").fill(code())
    press(page, words["confirm_check"])
    look(page)
    press(page, f"{words['account_with']} Example ID")
    look(page)
    press(page, words["pledge_do"])
    look(page)
    with page.expect_navigation():
        page.get_by_role("link", name=words["pledge_back_link"], exact=True).click()
    look(page)
    press(page, words["take_back"])
    look(page)
    page.goto(link.replace("/speak/", "/speak/not"))
    look(page)


@pytest.mark.parametrize(
    ("width", "scheme", "lang"),
    [
        (320, "dark", "de"),
        (320, "light", "fr"),
        (390, "light", "en"),
        (1280, "dark", "es"),
    ],
)
def test_every_page_of_the_room_is_accessible(
    link: str, open_page: Open, width: int, scheme: str, lang: str
) -> None:
    def look(page: Page) -> None:
        check_page(page)
        assert page.locator("html").get_attribute("lang") == lang

    with open_page(width=width, scheme=scheme, locale=lang) as page:
        walk(page, link, look, lang)
    assert StandingConsent.objects.exclude(account="").exclude(withdrawn_at=None).exists()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (320, "light"), (1280, "light")])
def test_what_is_announced_is_answered_by_two_presses_of_one_size(
    room: Room, now: datetime, open_page: Open, width: int, scheme: str
) -> None:
    says_yes(room.recording.host, now=now - days(2))
    assert announced(room.sami, now)
    with open_page(width=width, scheme=scheme) as page:
        page.goto(mailed("c/"))
        check_page(page)
        yes, no = (one.bounding_box() for one in page.locator("button[name=said]").all())
        assert yes
        assert no
        assert (yes["width"], yes["height"]) == (no["width"], no["height"])
        with page.expect_navigation():
            page.locator("button[value=no]").click()
        check_page(page)
    assert counts(room.sami) == State.REFUSED


def test_all_of_it_works_by_keyboard_and_without_script(
    room: Room, link: str, open_page: Open
) -> None:
    with open_page(width=390, scripts=False) as page:
        page.goto(link)
        for _ in range(2):
            _tab_to(page, "input[type=radio]")
            page.keyboard.press("Space")
        _tab_to(page, "#address")
        page.keyboard.type(SAMI)
        page.keyboard.press("Enter")
        page.wait_for_url("**/code/**")
        _tab_to(page, "#code")
        page.keyboard.type(code())
        page.keyboard.press("Enter")
        page.wait_for_url("**/check/**")
        _tab_to(page, "button[name=provider]")
        page.keyboard.press("Enter")
        page.get_by_text("You signed in as").wait_for()
        _tab_to(page, ".btn.main")
        page.keyboard.press("Enter")
        page.wait_for_url("**/mine/**")
        row = StandingConsent.objects.get()
        assert row.account
        later = timezone.now() + days(3)
        assert announced(room.sami, later)
        announcements.count(later + timedelta(hours=24), lambda _ask: True)
        page.reload()
        with open_page(width=390) as seen:  # axe waits for timers, which need scripts
            seen.goto(page.url)
            check_page(seen)
        assert counts(room.sami) == State.GRANTED
        _tab_to(page, "a[href$='/take-back/']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/take-back/**")
        _tab_to(page, ".btn.main")
        page.keyboard.press("Enter")
        page.wait_for_url("**/mine/")
    assert counts(room.sami) == State.WITHDRAWN


def _tab_to(page: Page, target: str) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    page.wait_for_load_state("load")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("target => document.activeElement.matches(target)", target):
            return
    pytest.fail(f"no way by keyboard to {target}")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light"), (1280, "light")])
def test_the_hosts_pages_are_accessible_and_the_code_fits(
    site: str, open_page: Open, width: int, scheme: str
) -> None:
    host = create_host(slug="hana", name="Hana Osei", email="hana@example.org")
    story.show(host)
    cookie = member_of(host).cookies["sessionid"].value
    with open_page(width=width, scheme=scheme) as page:
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        page.goto(f"{site}/in-advance/")
        check_page(page)
        page.locator("input[name=rooms]").first.check()
        press(page, "Make the link")
        check_page(page)
        code_ = page.locator(".qr svg").bounding_box()
        assert code_
        assert 250 < code_["width"] <= width
        assert abs(code_["width"] - code_["height"]) < 1
        check_text_spacing(page)
        press(page, "End the link")
        check_page(page)


def test_a_visitor_has_no_way_to_the_hosts_pages(site: str) -> None:
    assert Client().get("/in-advance/").status_code == 302
