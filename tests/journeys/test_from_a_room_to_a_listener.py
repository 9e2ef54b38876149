"""The whole way once, by hand: Hana imports, Sami and Noor answer on their phones, Lee listens."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from feeds import pipeline
from feeds import tasks as feed_tasks
from feeds.models import Episode
from recordings import imports, jobs
from recordings import tasks as recording_tasks
from recordings.hosts import create_host
from recordings.models import Import, Recording
from tests.browser import Open, wait_until
from tests.feeds import story
from tests.recordings import rooms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough phrase"


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.locator("main details summary").first.click()
    form = page.locator("form:has(input[name=password])")
    form.locator("input[name=login]").fill("hana@example.org")
    form.locator("input[name=password]").fill(PASSWORD)
    form.get_by_role("button").first.click()
    page.wait_for_url("**/recordings/**")


def work_off() -> None:
    """What a worker does with the runs that wait for it."""
    for imported in Import.objects.all():
        run = jobs.latest(imports.IMPORT, imported.pk)
        if run is not None:
            recording_tasks.bring_in(run.pk)
    for episode in Episode.objects.all():
        run = jobs.latest(pipeline.PRODUCE, episode.pk)
        if run is not None:
            feed_tasks.produce(run.pk)


def bring(page: Page, site: str, folder: Path) -> Recording:
    page.goto(f"{site}/recordings/import/")
    files = [str(folder / "room.json"), str(folder / "room.flac")]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/recordings/import/*-*/")
    work_off()
    page.wait_for_url(re.compile(r"/recordings/[0-9a-f-]{36}/$"), timeout=20_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Who owns a city’s water?")
    return Recording.objects.get()


def link_of(page: Page, site: str, recording: Recording, who: str) -> str:
    """The personal link, as the host copies it."""
    page.goto(f"{site}/recordings/{recording.uid}/")
    page.get_by_role("button", name=f"Copy {who}’s link").first.click()
    field = page.locator("main input[readonly], main textarea[readonly]").first
    return field.input_value()


def answer_yes(page: Page, link: str, refused: tuple[str, ...] = ()) -> None:
    """On a phone: yes to the voice, then each question by itself."""
    page.goto(link)
    page.get_by_text("Yes, publish my voice").click()
    page.get_by_role("button", name="Continue").click()
    for group in page.locator("fieldset").all():
        name = group.locator("input[type=radio]").first.get_attribute("name")
        value = "no" if name in refused else "yes"
        group.locator(f"input[type=radio][value={value}]").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are recorded")


def test_a_room_becomes_an_episode_that_everyone_agreed_to(
    open_page: Open, site: str, tmp_path: Path
) -> None:
    host = create_host(slug="hana", name="Hana Osei", email="hana@example.org")
    user = User.objects.get(email="hana@example.org")
    user.set_password(PASSWORD)
    user.save()
    story.show(host)
    folder = rooms.write(tmp_path / "room")
    with open_page() as page:
        sign_in(page, site)
        recording = bring(page, site, folder)
        links = {who: link_of(page, site, recording, who) for who in ("Hana", "Sami", "Noor")}
    with open_page(width=390) as phone:
        answer_yes(phone, links["Hana"])
        answer_yes(phone, links["Sami"])
    with open_page(width=390, scripts=False) as phone:
        answer_yes(phone, links["Noor"], refused=("name",))
    with open_page() as page:
        sign_in(page, site)
        page.goto(f"{site}/recordings/{recording.uid}/")
        page.get_by_role("button", name="Make the episode").click()
        work_off()
        episode = Episode.objects.get()
        page.goto(f"{site}/episodes/{episode.uid}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ready to publish")
        page.get_by_role("button", name="Publish", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Published")
    address = f"{site}{Episode.objects.get().get_absolute_url()}"
    with open_page(width=390) as page:
        page.goto(address)
        assert "Noor" not in page.content()
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until(page, "document.querySelector('audio').currentTime > 0.3")
        page.get_by_role("slider").first.focus()
        page.keyboard.press("End")
        wait_until(page, "document.querySelector('audio').currentTime > 10")
    with open_page(width=390) as phone:
        phone.goto(links["Noor"])
        phone.get_by_role("link", name="Withdraw").click()
        phone.locator("input[name=scope][value=publish]").check()
        phone.get_by_role("button", name="Take it back").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("Your answers are recorded")
        expect(phone.locator("main")).to_contain_text("taken back")
    with open_page(width=390) as page:
        gone = page.goto(address)
        assert gone is not None
        assert gone.status == 410
        assert page.request.get(f"{address}audio.mp3").status == 410
        assert "<item>" not in page.request.get(f"{site}/open-table/feed.xml").text()
