"""The pages for listeners in Chromium: by eye, by ear, by keyboard, with and without script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from feeds.models import Episode, Show
from tests.browser import Open, check_page, check_text_spacing, violations, wait_until
from tests.feeds import published, story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The running site under its own address."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def show(site: str) -> Show:
    return story.show(story.host())


@pytest.fixture
def episode(show: Show, tmp_path: Path) -> Episode:
    return published.with_sound(published.episode(show), tmp_path)


def at(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def ready(page: Page, address: str) -> None:
    """The page with its player in our hands and the sound's length known."""
    page.goto(address)
    page.get_by_role("button", name="Play", exact=True).wait_for()
    wait_until(page, "document.querySelector('audio').readyState > 0")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_every_page_is_accessible_and_fits(
    open_page: Open, site: str, episode: Episode, width: int, scheme: str
) -> None:
    place = episode.get_absolute_url()
    paths = ["/", "/open-table/", "/open-table/follow/", place, f"{place}voice/", f"{place}embed/"]
    with open_page(width=width, scheme=scheme) as page:
        for path in [*paths, "/nowhere/", "/accounts/login/", "/accounts/login/code/"]:
            page.goto(f"{site}{path}")
            check_page(page)
            check_text_spacing(page)


def test_the_player_keeps_its_edges_in_forced_colours(
    open_page: Open, site: str, episode: Episode
) -> None:
    with open_page(forced_colors="active") as page:
        ready(page, f"{site}{episode.get_absolute_url()}")
        assert violations(page) == []
        bars = page.locator(".strip .turn").first
        fill = bars.evaluate("n => getComputedStyle(n).fill")
        behind = bars.evaluate("n => getComputedStyle(n.closest('.strip')).backgroundColor")
        assert fill != behind


def test_a_page_begins_with_the_way_to_its_content(
    open_page: Open, site: str, episode: Episode
) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Open Table", exact=True)).to_be_focused()


def test_the_player_plays_and_seeks(open_page: Open, site: str, episode: Episode) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}")
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until(page, "document.querySelector('audio').currentTime > 0.3")
        page.get_by_role("button", name="Forward 30 seconds").click()
        wait_until(page, "document.querySelector('audio').currentTime > 30")
        page.get_by_role("button", name="Back 15 seconds").click()
        wait_until(page, "document.querySelector('audio').currentTime < 20")
        page.get_by_role("button", name="Pause").click()
        assert page.evaluate("document.querySelector('audio').paused")


def test_the_strip_is_a_scrubber_for_pointer_and_keys(
    open_page: Open, site: str, episode: Episode
) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}")
        strip = page.get_by_role("slider", name="Position")
        box = strip.bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert at(page) == pytest.approx(30, abs=0.5)
        expect(strip).to_have_attribute("aria-valuetext", "0:30 of 1:00, Sami")
        strip.press("ArrowRight")
        assert at(page) == pytest.approx(35, abs=0.5)
        strip.press("Home")
        assert at(page) == 0
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 5, steps=4)
        page.mouse.up()
        assert at(page) == pytest.approx(45, abs=0.5)


def test_lee_skips_to_the_next_words_of_noor(open_page: Open, site: str, episode: Episode) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}")
        page.get_by_role("button", name="Noor").click()
        assert at(page) == pytest.approx(40, abs=0.1)
        expect(page.get_by_role("button", name="Noor")).to_have_attribute("aria-pressed", "true")


def test_chapters_and_lines_play_from_their_moment(
    open_page: Open, site: str, episode: Episode
) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}")
        chapter = page.get_by_role("link", name="0:25 The quiet Friday")
        chapter.click()
        wait_until(page, "document.querySelector('audio').currentTime > 25")
        expect(chapter).to_have_attribute("aria-current", "true")
        assert page.url.endswith("#t=25")
        page.get_by_role("link", name="0:40").click()
        wait_until(page, "document.querySelector('audio').currentTime > 40")
        expect(page.locator(".says.now")).to_contain_text("noor speaks of water.")


def test_a_link_with_a_time_opens_there(open_page: Open, site: str, episode: Episode) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}#t=0:41")
        wait_until(page, "document.querySelector('audio').currentTime >= 41")
        expect(page.locator("[data-part=at]")).to_have_text("0:41")


def test_sharing_copies_the_page_with_the_time(
    open_page: Open, site: str, episode: Episode
) -> None:
    address = f"{site}{episode.get_absolute_url()}"
    with open_page(permissions=["clipboard-read", "clipboard-write"]) as page:
        ready(page, f"{address}#t=12")
        wait_until(page, "document.querySelector('audio').currentTime >= 12")
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_role("status").filter(has_text="Link to 0:12 copied")).to_be_attached()
        assert page.evaluate("navigator.clipboard.readText()") == f"{address}#t=12"


def test_captions_show_who_speaks_below_the_strip(
    open_page: Open, site: str, episode: Episode
) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}#t=25")
        page.get_by_role("button", name="Captions").click()
        expect(page.locator("[data-part=caption]")).to_contain_text("sami speaks of water.")
        page.get_by_role("button", name="Captions").click()
        expect(page.locator("[data-part=caption]")).to_be_hidden()


def test_speed_goes_round_and_is_remembered(open_page: Open, site: str, episode: Episode) -> None:
    address = f"{site}{episode.get_absolute_url()}"
    with open_page() as page:
        ready(page, address)
        page.get_by_role("button", name="Speed, now 1×").click()
        assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
        ready(page, address)
        assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25


def test_keys_work_unless_somebody_types_or_has_turned_them_off(
    open_page: Open, site: str, episode: Episode
) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}")
        page.keyboard.press("l")
        assert at(page) == pytest.approx(30, abs=0.1)
        page.keyboard.press("j")
        assert at(page) == pytest.approx(15, abs=0.1)
        page.keyboard.press("n")
        assert at(page) == pytest.approx(0, abs=0.1)
        page.keyboard.press("/")
        page.keyboard.type("kjl")
        assert at(page) == pytest.approx(0, abs=0.1)
        assert page.get_by_role("searchbox").input_value() == "kjl"
        page.get_by_role("searchbox").blur()
        page.keyboard.press("?")
        page.get_by_label("Use these keys").uncheck()
        page.locator("h1").click()
        page.keyboard.press("l")
        assert at(page) == pytest.approx(0, abs=0.1)


def test_finding_in_the_transcript_marks_each_place(
    open_page: Open, site: str, episode: Episode
) -> None:
    with open_page() as page:
        ready(page, f"{site}{episode.get_absolute_url()}")
        field = page.get_by_role("searchbox")
        field.fill("WATER")
        expect(page.locator("mark")).to_have_text(["water"] * 3)
        expect(page.locator("[data-found]")).to_have_text("3 places")
        field.press("Enter")
        expect(page.get_by_role("status").filter(has_text="Place 1 of 3")).to_be_attached()
        field.fill("")
        expect(page.locator("mark")).to_have_count(0)


def test_the_page_is_whole_without_script(open_page: Open, site: str, episode: Episode) -> None:
    with open_page(width=390, scripts=False) as page:
        page.goto(f"{site}{episode.get_absolute_url()}?q=sami")
        assert page.locator("audio[controls]").is_visible()
        for hidden in ("[data-scripted]", "[data-copy]", "[data-keys]", "[data-follow]"):
            assert not page.locator(hidden).first.is_visible()
        assert page.locator("mark").count() == 1
        assert page.get_by_role("link", name="0:25 The quiet Friday").get_attribute("href") == (
            f"{episode.get_absolute_url()}audio.mp3#t=25"
        )
        page.get_by_role("link", name="Follow Open Table").click()
        expect(page.get_by_label("Feed address")).to_have_value(f"{site}/open-table/feed.xml")


def test_the_feeds_address_is_copied(open_page: Open, site: str, episode: Episode) -> None:
    with open_page(permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{site}/open-table/")
        page.get_by_role("button", name="Copy feed address").click()
        expect(page.get_by_role("button", name="Address copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == f"{site}/open-table/feed.xml"


def test_play_in_a_list_opens_the_episode_playing(
    open_page: Open, site: str, episode: Episode
) -> None:
    with open_page() as page:
        page.goto(f"{site}/open-table/")
        page.get_by_role("link", name=re.compile("^Play ")).click()
        wait_until(page, "(document.querySelector('audio')?.currentTime ?? 0) > 0")


def test_a_sound_that_does_not_arrive_is_said_in_a_sentence(
    open_page: Open, site: str, show: Show
) -> None:
    out = published.episode(show)
    with open_page() as page:
        page.route("**/audio.mp3", lambda route: route.fulfill(status=410, body="gone"))
        page.goto(f"{site}{out.get_absolute_url()}")
        expect(page.get_by_role("alert")).to_contain_text("The sound did not arrive")


def test_the_embedded_player_plays(open_page: Open, site: str, episode: Episode) -> None:
    with open_page(width=390) as page:
        ready(page, f"{site}{episode.get_absolute_url()}embed/")
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until(page, "document.querySelector('audio').currentTime > 0.2")
