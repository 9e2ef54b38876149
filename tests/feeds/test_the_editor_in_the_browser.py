"""The editor in Chromium: marking, editing and hearing the edit, by pointer and by keys; whole
without script; smooth at six hours."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from feeds import edited, edits, episodes
from feeds.edit_list import Deed
from feeds.models import Episode
from recordings import storage
from recordings.models import Cue, Host, Recording, Segment, Track
from tests.browser import Open, check_page, check_text_spacing, wait_until
from tests.feeds import paused, story
from tests.feeds.test_host_pages_in_the_browser import sign_in
from tests.recordings import rooms
from tests.signed_in import member_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark"), (320, "light")]
SIX_HOURS_MS = 6 * 3_600_000
PICTURES = os.environ.get("EDITOR_PICTURES", "")


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def hana(site: str) -> Host:
    return story.host()


@pytest.fixture
def room(hana: Host, tmp_path: Path) -> Recording:
    """Twelve seconds: Hana to 3 s, Sami to 6 s, Noor to 9 s, Hana to the end."""
    made = rooms.bring(hana, tmp_path / "room")
    for part in made.segments.select_related("speaker"):
        assert part.speaker
        text = f"{part.speaker.name} speaks of water and of who owns the pipes below the city."
        Cue.objects.create(
            recording=made, speaker=part.speaker, start_ms=part.start_ms, end_ms=part.end_ms,
            text=text,
        )  # fmt: skip
    story.everyone_agrees(made)
    return made


@pytest.fixture
def episode(hana: Host, room: Recording) -> Episode:
    return story.draft(room, story.show(hana))


def opened(page: Page, site: str, hana: Host, episode: Episode, more: str = "") -> None:
    page.set_default_timeout(60_000)
    sign_in(page, site, member_of(hana))
    page.goto(f"{site}/episodes/{episode.uid}/edit/{more}")


def ready(page: Page) -> None:
    wait_until(page, "document.querySelector('[data-editor]').dataset.ready === ''", 60)


def list_of(episode: Episode) -> list[tuple[str, int, int]]:
    found = edited.edits_of(episode)
    return [(one.deed, one.span.start_ms, one.span.end_ms) for one in found if one.span]


def at(page: Page) -> int:
    return int(page.locator("[data-editor]").get_attribute("data-at") or -1)


def shown(page: Page, count: int) -> None:
    """Until so many edits stand in the list, and every step that was asked for is taken."""
    wait_until(page, "document.querySelector('[data-editor]').dataset.steps === '0'", 60)
    assert page.locator("[data-deed]").count() == count


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_editor_is_accessible_and_fits(
    open_page: Open, site: str, hana: Host, episode: Episode, width: int, scheme: str
) -> None:
    with open_page(width=width, scheme=scheme) as page:
        opened(page, site, hana, episode)
        ready(page)
        picture(page, f"editor-{width}-{scheme}-empty")
        check_page(page)
        parts = (("Cut", "0:01", "0:02.5"), ("Bleep", "0:07", "0:08"))
        for count, (deed, start, end) in enumerate(parts, start=1):
            page.get_by_label("From", exact=True).fill(start)
            page.get_by_label("To", exact=True).fill(end)
            page.get_by_role("button", name=deed, exact=True).click()
            shown(page, count)
        check_page(page)
        picture(page, f"editor-{width}-{scheme}")
        check_text_spacing(page)


def test_everything_by_keyboard(open_page: Open, site: str, hana: Host, episode: Episode) -> None:
    with open_page() as page:
        opened(page, site, hana, episode, "?at=0:07")
        ready(page)
        press = page.keyboard.press
        for key in ("i", "ArrowLeft", "ArrowLeft"):
            press(key)
        assert at(page) == 0
        for key in ("ArrowRight", "ArrowRight", "o", "Alt+ArrowRight", "Alt+ArrowRight"):
            press(key)
        assert at(page) == 10_000
        expect(page.get_by_label("From", exact=True)).to_have_value("0:07")
        expect(page.get_by_label("To", exact=True)).to_have_value("0:10.02")
        for key in ("x", "m", "b", "z", "z", "y"):
            press(key)
        shown(page, 2)
        assert list_of(episode) == [("cut", 7_000, 10_020), ("silence", 7_000, 10_020)]
        assert page.locator("h1").inner_text() == "2 edits, 3 s shorter"
        page.get_by_role("button", name="Take back silence").focus()
        press("Enter")
        shown(page, 1)
        assert list_of(episode) == [("cut", 7_000, 10_020)]
        assert page.evaluate("document.activeElement.textContent").startswith("Take back")


def played(page: Page, until_ms: int) -> list[tuple[int, str]]:
    """Where hearing the edit was on its way to a moment, and what was to be heard there."""
    page.evaluate(
        "() => { const root = document.querySelector('[data-editor]'); window.heard = [];"
        "new MutationObserver(() => heard.push([Number(root.dataset.at), root.dataset.heard]))"
        ".observe(root, {attributes: true}); }"
    )
    page.keyboard.press("h")
    wait_until(page, f"document.querySelector('[data-editor]').dataset.at > {until_ms}", 30)
    heard: list[tuple[int, str]] = page.evaluate("window.heard")
    return heard


def test_the_edit_is_heard_before_it_is_made(
    open_page: Open, site: str, hana: Host, episode: Episode
) -> None:
    """What is cut is skipped, what is silent is muted, and a bleep is a tone."""
    for deed, start, end in ((Deed.CUT, 1_000, 8_000), (Deed.SILENCE, 8_500, 9_500)):
        edits.add(episode.pk, deed, start, end, actor="Hana")
    edits.add(episode.pk, Deed.BLEEP, 10_000, 11_000, actor="Hana")
    with open_page() as page:
        opened(page, site, hana, episode)
        ready(page)
        heard = played(page, 11_500)
        assert not [one for one in heard if 1_300 < one[0] < 7_900]
        assert {what for when, what in heard if 8_700 < when < 9_400} == {"silence"}
        assert {what for when, what in heard if 10_200 < when < 10_900} == {"bleep"}
        assert {what for when, what in heard if 0 < when < 900} <= {"sound", ""}


def test_pauses_that_the_sound_settings_take_out_are_skipped(
    open_page: Open, site: str, hana: Host, tmp_path: Path
) -> None:
    """Two seconds before the first word, and most of six between two of them."""
    quiet = paused.draft(hana, tmp_path)
    episodes.rewrite(quiet.pk, silences="shorten", dead_air="trim")
    with open_page() as page:
        opened(page, site, hana, quiet)
        ready(page)
        expect(page.get_by_text("1 pause shortened, 5 s in all")).to_be_visible()
        expect(page.locator("[data-part=wave] [part*=edit-]")).to_have_count(3)
        heard = played(page, 12_500)
        expect(page.get_by_text("still without levels and music")).to_be_visible()
        assert [one for one in heard if 2_000 < one[0] < 5_000]
        assert not [one for one in heard if 100 < one[0] < 1_500 or 5_900 < one[0] < 10_400]
        check_page(page)


def test_a_part_is_marked_by_pointer_and_by_the_words(
    open_page: Open, site: str, hana: Host, episode: Episode
) -> None:
    with open_page(width=390, has_touch=True) as page:
        opened(page, site, hana, episode)
        ready(page)
        box = page.locator("[data-part=wave]").bounding_box()
        assert box
        y = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] * 0.25, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.4, y, steps=8)
        page.mouse.move(box["x"] + box["width"] * 0.5, y, steps=8)
        page.mouse.up()
        start = page.get_by_label("From", exact=True).input_value()
        assert start.startswith(("0:02.9", "0:03")), start
        page.locator("[data-part=words] li").nth(2).get_by_role("link").click()
        expect(page.get_by_label("From", exact=True)).to_have_value("0:06.5")
        expect(page.get_by_label("To", exact=True)).to_have_value("0:09")
        assert at(page) == 6_500


_HANDLE = """document.querySelector('[data-part=wave] > div').shadowRoot
  .querySelector('[part~=region-handle-right]').getBoundingClientRect().width"""


class Finger:
    """Real touches over the waveform of a page; places are shares of its width."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._device = page.context.new_cdp_session(page)

    def drag(self, start: float, end: float) -> None:
        """It rests for a moment, as fingers do that mean it."""
        self._touch("touchStart", start)
        self._page.wait_for_timeout(150)
        for step in range(1, 11):
            self._touch("touchMove", start + (end - start) * step / 10)
        self._touch("touchEnd")

    def _touch(self, kind: str, share: float | None = None) -> None:
        box = self._page.locator("[data-part=wave]").bounding_box()
        assert box
        y = box["y"] + box["height"] / 2
        points = [] if share is None else [{"x": box["x"] + box["width"] * share, "y": y}]
        self._device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        self._page.wait_for_timeout(20)


def part(page: Page) -> tuple[float, float]:
    """The part that is marked, in seconds of the twelve."""
    from_, to = (page.get_by_label(name, exact=True).input_value() for name in ("From", "To"))
    minutes, seconds = from_.split(":")
    start = 60 * int(minutes) + float(seconds)
    minutes, seconds = to.split(":")
    return start, 60 * int(minutes) + float(seconds)


def test_a_part_is_marked_moved_and_resized_by_touch(
    open_page: Open, site: str, hana: Host, episode: Episode
) -> None:
    with open_page(width=390, has_touch=True, is_mobile=True) as page:
        opened(page, site, hana, episode)
        ready(page)
        page.locator("[data-part=wave]").scroll_into_view_if_needed()
        finger = Finger(page)
        finger.drag(0.25, 0.5)
        assert part(page) == pytest.approx((3, 6), abs=0.5)
        finger.drag(0.375, 0.625)
        assert part(page) == pytest.approx((6, 9), abs=0.7)
        assert page.evaluate(_HANDLE) >= 44
        start, end = part(page)
        finger.drag(end / 12 + 0.02, 0.9)
        assert part(page) == pytest.approx((start, 10.5), abs=0.7)
        _, end = part(page)
        finger.drag(start / 12 - 0.02, 0.3)
        assert part(page) == pytest.approx((3.9, end), abs=0.7)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/editor-touch.png")
        page.get_by_role("button", name="Silence").tap()
        shown(page, 1)
    [(deed, start_ms, end_ms)] = list_of(episode)
    assert deed == Deed.SILENCE
    assert (start_ms, end_ms) == pytest.approx((3_900, 10_500), abs=900)


def test_what_is_wrong_is_said_and_nothing_is_lost(
    open_page: Open, site: str, hana: Host, episode: Episode
) -> None:
    with open_page() as page:
        opened(page, site, hana, episode)
        ready(page)
        page.get_by_label("From", exact=True).fill("NaN")
        page.get_by_label("To", exact=True).fill("-5")
        page.get_by_role("button", name="Silence").click()
        shown(page, 0)
        expect(page.locator("#id_start_error")).to_contain_text("The start is not understood")
        expect(page.get_by_label("From", exact=True)).to_have_value("NaN")
        assert list_of(episode) == []
        check_page(page)


def test_without_script_it_edits_undoes_and_plays(
    open_page: Open, site: str, hana: Host, episode: Episode
) -> None:
    with open_page(scripts=False) as page:
        opened(page, site, hana, episode)
        page.get_by_label("From", exact=True).fill("0:06.5")
        page.get_by_label("To", exact=True).fill("9")
        page.get_by_label("Whose voice").select_option("Noor Ali")
        page.get_by_role("button", name="Cut").click()
        expect(page.locator("h1")).to_have_text("1 edit, 3 s shorter")
        expect(page.locator("[data-deed]")).to_contain_text("Cut 0:06.5 to 0:09, only Noor Ali")
        page.get_by_role("button", name="Undo").click()
        page.get_by_role("button", name="Do again").click()
        page.get_by_role("button", name="Take back").click()
        expect(page.locator("h1")).to_have_text("Nothing is edited yet")
        expect(page.locator("audio")).to_be_visible()
        assert page.locator(".deck").is_hidden()


# --- Six hours -----------------------------------------------------------------------------------
@pytest.fixture
def long(hana: Host, tmp_path: Path) -> Episode:
    """Six hours of rows: three people in turns of twelve seconds, and peaks without sound."""
    made = story.recording(hana, "A very long night")
    made.duration_ms = SIX_HOURS_MS
    made.save()
    speakers = list(made.speakers.all())
    made.segments.all().delete()
    made.cues.all().delete()
    turns = [
        {"recording": made, "speaker": speakers[n % 3], "start_ms": n * 12_000,
         "end_ms": n * 12_000 + 11_000}
        for n in range(SIX_HOURS_MS // 12_000)
    ]  # fmt: skip
    Segment.objects.bulk_create(Segment(**turn, method="stated") for turn in turns)
    Cue.objects.bulk_create(Cue(**turn, text="Water, and who owns it.") for turn in turns)
    peaks = tmp_path / "peaks"
    peaks.write_bytes(bytes((n * 37) % 256 for n in range(216_000)))
    kept = storage.put(peaks, kind="peaks", content_type="application/octet-stream")
    Track.objects.create(
        recording=made, index=0, name="mix.flac", sha256="m" * 64, bytes=1,
        duration_ms=SIX_HOURS_MS, original_key="o", working_key="w", peaks_key=kept.key,
    )  # fmt: skip
    return story.draft(made, story.show(hana))


def test_at_six_hours_little_is_sent_and_the_page_stays_quick(
    open_page: Open, site: str, hana: Host, long: Episode
) -> None:
    seen: list[Response] = []
    with open_page() as page:
        page.on("response", lambda one: seen.append(one))  # noqa: PLW0108  it wants a function
        opened(page, site, hana, long, "?at=5:30:00")
        ready(page)
        picture(page, "editor-six-hours")
        waveform = next(one for one in seen if one.url.endswith("/waveform"))
        html = next(one for one in seen if "/edit/?" in one.url)
        assert (len(waveform.body()), len(html.body()) < 400_000) == (36_000, True)
        for _ in range(4):
            page.get_by_role("button", name="Closer view").click()
        canvases = "host => host.firstElementChild.shadowRoot.querySelectorAll('canvas').length"
        assert page.locator("[data-part=wave]").evaluate(canvases) < 60
        page.keyboard.press("ArrowLeft")
        assert page.locator("[data-part=words] li").count() <= 200
        assert at(page) == (5 * 3600 + 30 * 60 - 5) * 1000
        check_page(page)
