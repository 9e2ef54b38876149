"""A host's pages in Chromium: accessible at every size, quicker with script, whole without."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from consent import exclusions
from consent.scopes import Decision, Scope
from feeds import pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from recordings.audio.plan import Treatment
from recordings.models import Host, Import, Recording, Run, Segment
from tests.browser import Open, check_page, check_text_spacing, wait_until
from tests.feeds import aired, published, story
from tests.recordings import rooms
from tests.signed_in import ada_the_admin, member_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def hana(site: str) -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def room(hana: Host, show: Show) -> Recording:
    """Sami agrees, Noor says no, Hana has not answered, and some speech is nobody's."""
    made = story.recording(hana)
    story.says(made, "sami", story.ALL_YES)
    story.says(made, "noor", {Scope.PUBLISH: Decision.REFUSED})
    Segment.objects.create(recording=made, start_ms=0, end_ms=9_000, method="vad_unassigned")
    story.draft(made, show)
    return made


@pytest.fixture
def ready(hana: Host, show: Show, tmp_path: Path) -> Episode:
    made = story.recording(hana, "Rent strikes, one year on")
    story.everyone_agrees(made)
    episode = story.draft(made, show)
    episode.master = story.master(episode)
    episode.stage = Stage.READY
    episode.save()
    return published.with_sound(episode, tmp_path)


def sign_in(page: Page, site: str, client: Client) -> None:
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": site}])


def running(hana: Host) -> Import:
    imported = Import.objects.create(
        host=hana,
        names=["night.zip"],
        state=Import.State.READING,
        rooms=[{"key": "1", "title": "Night shift"}],
        found={
            "title": "Night shift",
            "duration_ms": 60_000,
            "speakers": [{"name": "Sami"}],
            "keys": ["s"],
            "segments": [[0, 20_000, "s"], [30_000, 40_000, None]],
        },
    )
    Run.objects.create(
        kind="import",
        subject_id=imported.pk,
        task="t",
        state=Run.State.RUNNING,
        stage="Finding the voices",
        done=1,
        total=4,
    )
    return imported


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_every_page_is_accessible_and_fits(
    open_page: Open,
    site: str,
    hana: Host,
    room: Recording,
    ready: Episode,
    width: int,
    scheme: str,
) -> None:
    made, noor = f"/recordings/{room.uid}/", room.speakers.get(key="noor")
    paths = [
        "/recordings/",
        made,
        f"{made}unclaimed/",
        f"{made}people/",
        f"{made}addresses/",
        f"{made}speakers/{noor.uid}/",
        f"{made}speakers/{noor.uid}/leave-out/",
        "/recordings/import/",
        f"/recordings/import/{running(hana).uid}/",
        "/episodes/",
        f"/episodes/{ready.uid}/",
        f"/episodes/{ready.uid}/change/chapters/",
        f"/episodes/{ready.uid}/change/sound/",
        f"/episodes/{ready.uid}/withdraw/",
        "/shows/",
        "/shows/new/",
        "/shows/open-table/",
        "/shows/open-table/change/asked/",
        "/shows/open-table/change/category/",
        "/shows/open-table/change/sound/",
        "/shows/open-table/intro/",
    ]
    with open_page(width=width, scheme=scheme) as page:
        sign_in(page, site, member_of(hana))
        for path in paths:
            page.goto(f"{site}{path}")
            check_page(page)
            check_text_spacing(page)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_admins_desk_is_accessible_and_fits(
    open_page: Open, site: str, room: Recording, width: int, scheme: str
) -> None:
    story.says(room, "sami", {Scope.PUBLISH: Decision.WITHDRAWN})
    with open_page(width=width, scheme=scheme) as page:
        sign_in(page, site, ada_the_admin())
        for path in ("/desk/", "/desk/?q=noor", "/desk/?list=unclaimed"):
            page.goto(f"{site}{path}")
            check_page(page)


def test_the_django_admin_works_under_the_strict_policy(
    open_page: Open, site: str, room: Recording
) -> None:
    with open_page() as page:
        sign_in(page, site, ada_the_admin())
        for path in ("/admin/", "/admin/recordings/recording/", "/admin/recordings/host/add/"):
            page.goto(f"{site}{path}")
            expect(page.locator("h1").first).to_be_visible()


def test_a_wrong_form_is_accessible_and_its_first_wrong_field_has_the_focus(
    open_page: Open, site: str, hana: Host, room: Recording
) -> None:
    with open_page(width=390) as page:
        sign_in(page, site, member_of(hana))
        page.goto(f"{site}/recordings/{room.uid}/people/new/")
        page.get_by_label("Mail address").fill("noor@example")
        page.evaluate("document.querySelector('main form').noValidate = true")
        page.get_by_role("button", name="Add this person").click()
        expect(page.get_by_text("There is no name yet. Write one.")).to_be_visible()
        assert page.evaluate("document.activeElement.name") == "name"
        check_page(page)


def test_a_file_is_sent_with_progress_and_leads_to_its_import(
    open_page: Open, site: str, hana: Host, tmp_path: Path
) -> None:
    file = tmp_path / "night.zip"
    file.write_bytes(b"PK" + bytes(3_000_000))
    with open_page(width=390) as page:
        sign_in(page, site, member_of(hana))
        page.goto(f"{site}/recordings/import/")
        page.get_by_label("Drop a file here, or choose one").set_input_files(file)
        page.get_by_role("button", name="Import", exact=True).click()
        page.wait_for_url("**/recordings/import/*-*/")
        expect(page.locator("h1")).to_have_text("Importing “night.zip”")
    assert Import.objects.get().names == ["night.zip"]


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(
    open_page: Open, site: str, hana: Host, settings: Settings, tmp_path: Path
) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000_000
    file = tmp_path / "night.zip"
    file.write_bytes(bytes(3_000_000))
    with open_page() as page:
        sign_in(page, site, member_of(hana))
        page.goto(f"{site}/recordings/import/")
        page.get_by_label("Drop a file here, or choose one").set_input_files(file)
        page.get_by_role("button", name="Import", exact=True).click()
        said = page.get_by_role("alert")
        expect(said).to_have_text("These files have 3.0 MB. This site takes up to 1.0 MB.")
        check_page(page)
    assert not Import.objects.exists()


def test_a_running_import_renews_itself_and_arrives(
    open_page: Open, site: str, hana: Host, room: Recording
) -> None:
    imported = running(hana)
    with open_page() as page:
        sign_in(page, site, member_of(hana))
        page.goto(f"{site}/recordings/import/{imported.uid}/")
        expect(page.get_by_text("25 %")).to_be_visible()
        Run.objects.update(done=3)
        expect(page.get_by_text("75 %")).to_be_visible()
        expect(page.locator("#live")).to_have_text("Finding the voices")
        Import.objects.update(state=Import.State.DONE, recording=room)
        page.wait_for_url(f"**/recordings/{room.uid}/")
        expect(page.get_by_role("status").first).to_contain_text("is imported")


def test_one_voice_plays_alone_and_pauses(
    open_page: Open, site: str, hana: Host, show: Show, tmp_path: Path
) -> None:
    room = rooms.bring(hana, tmp_path / "room")
    with open_page() as page:
        sign_in(page, site, member_of(hana))
        page.goto(f"{site}/recordings/{room.uid}/")
        page.get_by_role("button", name="Play only Noor Ali").click()
        wait_until(page, "document.querySelector('[data-part=hearing] audio').currentTime > 0.1")
        button = page.get_by_role("button", name="Pause Noor Ali")
        expect(button).to_be_visible()
        button.click()
        assert page.evaluate("document.querySelector('[data-part=hearing] audio').paused")
        page.keyboard.press("2")
        wait_until(page, "!document.querySelector('[data-part=hearing] audio').paused")
        expect(page.get_by_role("button", name="Pause Sami Haddad")).to_be_visible()
        check_page(page)


def test_a_link_is_copied_with_a_button(open_page: Open, site: str, room: Recording) -> None:
    hana = room.host
    with open_page(permissions=["clipboard-read", "clipboard-write"]) as page:
        sign_in(page, site, member_of(hana))
        page.goto(f"{site}/recordings/{room.uid}/")
        page.get_by_role("button", name="Copy Hana’s link").first.click()
        page.get_by_role("button", name="Copy the link").click()
        expect(page.locator("#live")).to_have_text("Link copied")
        assert page.evaluate("navigator.clipboard.readText()").startswith(f"{site}/c/")
        check_page(page)


def test_the_time_is_asked_only_where_one_is_chosen(
    open_page: Open, site: str, ready: Episode
) -> None:
    with open_page() as page:
        sign_in(page, site, member_of(ready.show.host))
        page.goto(f"{site}/episodes/{ready.uid}/")
        expect(page.get_by_label("Day and time")).to_be_hidden()
        page.get_by_label("At a time I choose").check()
        expect(page.get_by_label("Day and time")).to_be_visible()


def test_the_whole_way_without_script(
    open_page: Open, site: str, hana: Host, room: Recording, show: Show
) -> None:
    """Leave out, cut, ask for a link, make the episode: forms and links are enough."""
    with open_page(width=390, scripts=False) as page:
        sign_in(page, site, member_of(hana))
        page.goto(f"{site}/recordings/{room.uid}/")
        page.get_by_role("button", name="Cut it").click()
        page.get_by_role("link", name="Leave Noor out").first.click()
        page.get_by_label("Silence").check()
        page.get_by_role("button", name="Leave Noor Ali out").click()
        page.get_by_role("button", name="Copy Hana’s link").first.click()
        expect(page.get_by_label("Link", exact=True)).to_be_visible()
        story.says(room, "hana", story.ALL_YES)
        page.goto(f"{site}/recordings/{room.uid}/")
        page.get_by_role("button", name="Make the episode").click()
        expect(page.locator("h1")).to_have_text("Being made")
    assert Episode.objects.get(recording=room).stage == Stage.PRODUCING
    assert Run.objects.filter(kind=pipeline.PRODUCE).exists()


def test_an_episode_is_heard_before_it_goes_out(open_page: Open, site: str, ready: Episode) -> None:
    with open_page() as page:
        sign_in(page, site, member_of(ready.show.host))
        page.goto(f"{site}/episodes/{ready.uid}/")
        page.get_by_role("button", name="Play", exact=True).click()
        wait_until(page, "document.querySelector('audio').currentTime > 0.2")
        page.get_by_role("button", name="Publish", exact=True).click()
        expect(page.locator("h1")).to_have_text("Published")
        check_page(page)


def test_a_long_list_fits_a_phone(open_page: Open, site: str, show: Show) -> None:
    aired.many(show, 14)
    with open_page(width=320) as page:
        sign_in(page, site, member_of(show.host))
        page.goto(f"{site}/episodes/")
        check_page(page)
        page.get_by_role("link", name="Older episodes").click()
        expect(page.get_by_text("13 to 14 of 14")).to_be_visible()


def test_who_goes_along_with_a_voice_is_one_press_away_from_being_heard(
    open_page: Open, site: str, hana: Host, show: Show, tmp_path: Path
) -> None:
    made = story.recording(hana, "Rent strikes, one year on")
    for start_ms in range(42_000, 58_000, 3_000):
        sami = made.speakers.get(key="sami")
        ends = {"start_ms": start_ms, "end_ms": start_ms + 1_000}
        Segment.objects.create(recording=made, speaker=sami, method="stated", **ends)
    story.everyone_agrees(made)
    exclusions.leave_out(made, made.speakers.get(key="noor"), Treatment.SILENCE, by=None)
    episode = story.draft(made, show)
    episode.master, episode.stage = story.master(episode), Stage.READY
    episode.save()
    published.with_sound(episode, tmp_path)
    for width, scheme in SIZES:
        with open_page(width=width, scheme=scheme) as page:
            sign_in(page, site, member_of(hana))
            page.goto(f"{site}/recordings/{made.uid}/speakers/{sami.uid}/leave-out/")
            check_page(page)
            page.goto(f"{site}/recordings/{made.uid}/")
            page.get_by_text("and 3 more without Noor Ali").click()
            check_page(page)
            page.get_by_role("link", name="1 s of Sami Haddad at 0:42").click()
            wait_until(page, "document.querySelector('audio').currentTime >= 42")
            page.get_by_text("and 3 more without Noor Ali").click()
            check_page(page)
