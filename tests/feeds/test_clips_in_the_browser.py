"""Clips in Chromium: asked for by keyboard, looked at by axe, and a listener's part as a link."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from consent.scopes import Decision, Scope
from feeds.models import Clip
from tests.browser import Open, check_page, check_text_spacing, wait_until
from tests.feeds import clipped, published, story
from tests.feeds.aired import Aired, aired
from tests.feeds.test_host_pages_in_the_browser import sign_in
from tests.signed_in import member_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def out(site: str, tmp_path: Path) -> Aired:
    """Noor said no to clips."""
    made = aired(tmp_path)
    published.with_sound(made.episode, tmp_path)
    story.says(made.recording, "noor", {Scope.CLIPS: Decision.REFUSED})
    return made


def host_page(out: Aired, clip: Clip | None = None) -> str:
    below = f"/episodes/{out.episode.uid}/"
    return f"{below}clips/{clip.uid}/" if clip else below


def fill(page: Page, label: str, text: str) -> None:
    """With the keyboard alone: go on by Tab until the field is reached."""
    field = page.get_by_label(label, exact=True)
    for _ in range(60):
        if field.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.type(text)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_of_clips_is_accessible_and_fits(
    open_page: Open, site: str, out: Aired, width: int, scheme: str
) -> None:
    samis = clipped.of(out, 21, 39, shape=Clip.Shape.TALL)
    both = clipped.of(out, 35, 45, "What Noor said to Sami about the water of the city")
    making = clipped.of(out, 22, 30)
    Clip.objects.filter(pk=making.pk).update(stage=Clip.Stage.MAKING)
    place = out.episode.get_absolute_url()
    public = [place, f"{place}?t=21,39", f"{place}?from=2&to=x", samis.get_absolute_url()]
    mine = [host_page(out), f"{host_page(out)}clips/new/"]
    mine += [host_page(out, clip) for clip in (samis, both, making)]
    with open_page(width=width, scheme=scheme) as page:
        sign_in(page, site, member_of(out.show.host))
        for path in [*public, *mine]:
            page.goto(f"{site}{path}")
            check_page(page)
            check_text_spacing(page)


def test_a_clip_is_asked_for_by_keyboard_and_says_who_has_not_agreed(
    open_page: Open, site: str, out: Aired
) -> None:
    clipped.of(out, 21, 39)
    with open_page() as page:
        sign_in(page, site, member_of(out.show.host))
        page.goto(f"{site}{host_page(out)}")
        page.get_by_role("link", name="Make a clip").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="From here").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("From", exact=True)).to_have_value("0:00.0")
        page.get_by_label("From", exact=True).fill("")
        fill(page, "From", "0:35")
        fill(page, "To", "2:45")
        fill(page, "Title", "Sold in a night")
        page.keyboard.press("Enter")
        expect(page.get_by_text("A clip lasts up to 60 seconds, as everybody")).to_be_visible()
        page.get_by_label("To", exact=True).fill("")
        fill(page, "To", "0:45")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="Sold in a night")).to_be_visible()
        expect(page.get_by_text("Noor Ali said no to clips.")).to_be_visible()
        page.get_by_role("link", name="See their answers").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/recordings/{out.recording.uid}/")
    assert Clip.objects.get(title="Sold in a night").span.duration_ms == 10_000


def test_a_listener_shares_a_part_as_a_link_that_plays_only_that(
    open_page: Open, site: str, out: Aired
) -> None:
    place = f"{site}{out.episode.get_absolute_url()}"
    with open_page() as page:
        page.goto(place)
        page.get_by_text("Share a part", exact=True).focus()
        page.keyboard.press("Enter")
        fill(page, "From", "0:21")
        fill(page, "To", "0:22")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?t=21,22")
        expect(page.get_by_text("You were sent 0:21 to 0:22.")).to_be_visible()
        wait_until(page, "document.querySelector('audio').readyState > 0")
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until(page, "!document.querySelector('audio').paused")
        wait_until(page, "document.querySelector('audio').paused")
        assert 20.9 <= float(page.evaluate("document.querySelector('audio').currentTime")) < 23
    assert not Clip.objects.exists()


def test_without_script_the_form_and_the_link_do_the_same(
    open_page: Open, site: str, out: Aired
) -> None:
    clipped.of(out, 21, 39)
    with open_page(scripts=False) as page:
        page.goto(f"{site}{out.episode.get_absolute_url()}?t=21,22")
        source = page.locator("audio").get_attribute("src")
        assert source is not None
        assert source.endswith("#t=21,22")
        sign_in(page, site, member_of(out.show.host))
        page.goto(f"{site}{host_page(out)}clips/new/")
        for label, text in (("From", "0:22"), ("To", "0:30"), ("Title", "Water")):
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_role("button", name="Make the clip").click()
        expect(page.get_by_role("heading", level=1, name="Water")).to_be_visible()
    made = Clip.objects.get(title="Water")
    assert (made.stage, made.span.start_ms) == (Clip.Stage.MAKING, 22_000)
