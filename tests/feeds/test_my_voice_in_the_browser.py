"""“My voice” in Chromium: accessible at a phone's and a desk's width, light and dark, in every
language, whole by keyboard and without script, and with nothing told to anybody on the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from consent import asks, texts
from consent.scopes import Decision, Scope
from feeds import asking
from recordings.models import Recording, Speaker
from tests.browser import Open, check_page, check_text_spacing
from tests.consent.me import ADDRESS, code, work
from tests.feeds import clipped, published, story
from tests.feeds.aired import Aired

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


@pytest.fixture
def room(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Recording:
    """Noor is in two rooms: one is out with her and a clip, in the other she was asked."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    hana, now = story.host(), timezone.now()
    show = story.show(hana)
    out = published.with_sound(published.episode(show), tmp_path)
    aired = Aired(show, out.recording, out)
    clipped.of(aired, 41, 59, title="What Noor said about the water of the city, sold in a night")
    story.says(out.recording, "sami", {Scope.CLIPS: Decision.REFUSED})
    clipped.of(aired, 35, 45, title="Who says so")
    waiting = story.recording(hana, "Rent strikes, one year on")
    Speaker.objects.filter(key="noor").update(email=ADDRESS)
    asking.link(story.draft(waiting, show), waiting.speakers.get(key="noor"), by=None, now=now)
    return waiting


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def come_in(page: Page, site: str, look: Look, lang: str) -> None:
    words = texts.AROUND[lang]
    page.goto(f"{site}/me/")
    look(page)
    page.locator("#address").fill(ADDRESS)
    press(page, words["confirm_send"])
    look(page)
    work()
    page.locator("#code").fill("no code")
    press(page, words["confirm_check"])
    look(page)
    page.locator("#code").fill(code())
    press(page, words["confirm_check"])
    look(page)


def walk(page: Page, site: str, look: Look, lang: str = "en") -> None:
    """Every page there is, looked at on the way; the last one is that they are erased."""
    words = texts.AROUND[lang]
    come_in(page, site, look, lang)
    press(page, words["me_open"])
    look(page)
    page.goto(f"{site}/me/")
    for link, button in (("me_stop", "me_stop"), ("me_withdraw", "me_withdraw_do")):
        page.get_by_role("link", name=words[link], exact=True).click()
        look(page)
        press(page, words[button])
        look(page)
    page.get_by_role("link", name=words["me_erase"], exact=True).click()
    look(page)
    press(page, words["me_erase_do"])
    look(page)
    page.goto(f"{site}/me/erase/")
    look(page)


@pytest.mark.parametrize(
    ("width", "scheme", "lang"),
    [
        (320, "light", "de"),
        (320, "dark", "fr"),
        (390, "light", "en"),
        (1280, "light", "es"),
        (1280, "dark", "en"),
    ],
)
@pytest.mark.usefixtures("room")
def test_every_page_is_accessible(
    live_server: LiveServer, open_page: Open, width: int, scheme: str, lang: str
) -> None:
    def look(page: Page) -> None:
        check_page(page)
        assert page.locator("html").get_attribute("lang") == lang

    with open_page(width=width, scheme=scheme, locale=lang) as page:
        walk(page, live_server.url, look, lang)
        expect(page.get_by_role("alert")).to_have_text(texts.AROUND[lang]["me_first"])


@pytest.mark.usefixtures("room")
def test_all_of_it_works_without_script(live_server: LiveServer, open_page: Open) -> None:
    with open_page(width=320, scripts=False) as page:
        walk(page, live_server.url, lambda _: None)
    assert not Speaker.objects.filter(email=ADDRESS).exists()


def tab_to(page: Page, target: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("target => document.activeElement.matches(target)", target):
            return
    pytest.fail(f"no way by keyboard to {target}")


@pytest.mark.usefixtures("room")
def test_the_whole_way_by_keyboard(live_server: LiveServer, open_page: Open) -> None:
    with open_page(width=320) as page:
        page.goto(f"{live_server.url}/me/")
        tab_to(page, "#address")
        page.keyboard.type(ADDRESS)
        page.keyboard.press("Enter")
        expect(page.locator("#code")).to_be_visible()
        work()
        tab_to(page, "#code")
        page.keyboard.type(code())
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Where you are heard")).to_be_visible()
        check_text_spacing(page)
        tab_to(page, "a[href='/me/erase/']")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Erase everything about you?")
        tab_to(page, ".btn.main")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Everything about you is erased")


def test_what_is_out_is_linked_and_the_address_is_in_no_referrer(
    room: Recording, live_server: LiveServer, open_page: Open
) -> None:
    told: list[str] = []
    with open_page(width=390) as page:
        page.on("request", lambda request: told.append(request.headers.get("referer", "")))
        come_in(page, live_server.url, lambda _: None, "en")
        page.locator("a.go").first.click()
        expect(page.locator("audio, .player").first).to_be_attached()
    assert not [referrer for referrer in told if "/me/" in referrer]
    assert asks.current_ask(room.speakers.get(key="noor")) is not None
    assert ADDRESS not in mail.outbox[-1].subject
