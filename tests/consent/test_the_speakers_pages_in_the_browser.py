"""The speaker's pages in Chromium: at a phone's and a desk's width, light and dark, by keyboard,
without script, and with nothing told to anybody on the way."""

import re
from collections.abc import Callable, Mapping

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from consent import asks, texts, wishes
from consent.models import Ask
from consent.record import standings, standings_of
from consent.scopes import OPTIONAL, Level, Scope, State, Voice
from recordings.models import Cue, Recording, Track
from recordings.spans import Span
from tests.browser import Open, check_page, check_text_spacing
from tests.consent.people import Room, hear, make_ask, make_room

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


@pytest.fixture
def room(live_server: LiveServer, settings: Settings) -> Room:
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return make_room()


@pytest.fixture
def link(room: Room) -> str:
    Cue.objects.create(
        recording=room.recording, speaker=room.noor, start_ms=10_000, end_ms=12_000, text="Water."
    )
    ask = make_ask(room.noor, address="noor@example.org", now=timezone.now())
    Ask.objects.filter(pk=ask.pk).update(least=Level.MAIL)
    return asks.link_for(ask, timezone.now())


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def choose(page: Page, *answers: str) -> None:
    """Yes or no for each question on the page, in order."""
    for question, said in enumerate(answers):
        page.locator(".pair").nth(question).locator("label").nth(int(said == "no")).click()


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("target => document.activeElement.matches(target)", target):
            return
    pytest.fail(f"no way by keyboard to {target}")


def confirm(page: Page, look: Look, words: Mapping[str, str]) -> None:
    """A wrong code, then the right one."""
    page.get_by_role("link", name=words["confirm_link"]).click()
    look(page)
    press(page, words["confirm_send"])
    look(page)
    page.locator("#code").fill("no code")
    press(page, words["confirm_check"])
    look(page)
    code = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    page.locator("#code").fill(code[0])
    press(page, words["confirm_check"])


def walk(page: Page, link: str, look: Look, lang: str = "en") -> None:
    """Every page there is, looked at on the way."""
    words = {**texts.CORE[lang], **texts.AROUND[lang]}
    page.goto(link)
    look(page)
    confirm(page, look, words)
    look(page)
    press(page, words["continue"])
    look(page)
    choose(page, "yes")
    press(page, words["continue"])
    look(page)
    choose(page, "yes", "yes", "no")
    press(page, words["continue"])
    look(page)
    choose(page, "yes", "yes", "no", "no")
    press(page, words["continue"])
    look(page)
    press(page, words["send"])
    look(page)
    page.get_by_role("link", name=words["change_answers"]).click()
    look(page)
    page.go_back()
    page.get_by_role("link", name=words["withdraw_link"], exact=True).click()
    look(page)
    press(page, words["take_back"])
    look(page)
    page.locator(".pair label").first.click()
    press(page, words["take_back"])
    look(page)
    page.get_by_role("link", name=words["who_link"]).click()
    look(page)
    page.goto(link.replace("/c/", "/c/not"))
    look(page)


@pytest.mark.parametrize(
    ("width", "scheme", "lang"),
    [
        (390, "light", "en"),
        (320, "dark", "de"),
        (320, "light", "fr"),
        (320, "dark", "es"),
        (1280, "light", "en"),
        (1280, "dark", "fr"),
    ],
)
def test_every_page_is_accessible(
    room: Room, link: str, open_page: Open, width: int, scheme: str, lang: str
) -> None:
    def look(page: Page) -> None:
        check_page(page)
        assert page.locator("html").get_attribute("lang") == lang

    with open_page(width=width, scheme=scheme, locale=lang) as page:
        walk(page, link, look, lang)
    assert standings(room.noor)[Scope.PUBLISH] == State.WITHDRAWN


@pytest.mark.parametrize(
    ("width", "scheme", "lang"), [(320, "dark", "de"), (390, "light", "fr"), (1280, "light", "en")]
)
def test_ten_questions_conditions_and_not_me_are_accessible(
    room: Room, open_page: Open, width: int, scheme: str, lang: str
) -> None:
    words = {**texts.CORE[lang], **texts.AROUND[lang]}
    now = timezone.now()
    with open_page(width=width, scheme=scheme, locale=lang) as page:
        page.goto(asks.link_for(make_ask(room.noor, *Scope, now=now), now))
        choose(page, "yes")
        press(page, words["continue"])
        check_page(page)
        choose(page, *("no",) * len(OPTIONAL))
        page.locator("summary").click()
        page.locator("#voice").select_option("altered")
        page.locator("#until").fill("2020-01-01")
        check_page(page)
        press(page, words["continue"])
        check_page(page)
        page.locator("#until").fill("2099-12-31")
        press(page, words["continue"])
        check_page(page)
        press(page, words["send"])
        check_page(page)
        assert standings_of(room.noor).of(Scope.PUBLISH).terms.voice == Voice.ALTERED
        page.get_by_role("link", name=words["verify_link"]).click()
        check_page(page)
        page.locator("#number").fill("K7QF")
        press(page, words["verify_button"])
        expect(page.get_by_role("status")).to_contain_text(words["verify_none"])
        check_page(page)
        page.go_back()
        page.go_back()
        page.get_by_role("link", name=words["change_answers"]).click()
        page.get_by_role("link", name=words["not_me_link"]).click()
        check_page(page)
        press(page, words["not_me_link"])
        check_page(page)
        assert standings_of(room.noor).disputed


@pytest.mark.parametrize(
    ("width", "scheme", "lang"), [(320, "light", "de"), (390, "dark", "es"), (1280, "dark", "en")]
)
def test_a_part_to_be_cut_is_marked_on_the_lane_or_by_its_fields(
    room: Room, link: str, open_page: Open, width: int, scheme: str, lang: str
) -> None:
    words = {**texts.CORE[lang], **texts.AROUND[lang]}
    with open_page(width=width, scheme=scheme, locale=lang) as page:
        page.goto(link)
        page.get_by_role("link", name=words["cut_link"]).click()
        check_page(page)
        press(page, words["cut_button"])
        check_page(page)
        lane = page.locator(".lane")
        box = lane.bounding_box()
        assert box
        lane.click(position={"x": box["width"] * 50.5 / 60, "y": 20})
        expect(page.locator("input[value='2'][name=part]")).to_be_checked()
        page.locator("#to_2").fill("0.5")
        press(page, words["cut_button"])
        assert [wish.span for wish in wishes.wishes_of(room.noor)] == [Span(50_000, 50_500)]
        page.goto(f"{link}cut/")
        check_page(page)


def test_wide_text_fits_and_all_of_it_works_without_script(
    room: Room, link: str, open_page: Open
) -> None:
    with open_page(width=320, scripts=False) as page:
        walk(page, link, lambda _: None)
    assert standings(room.noor)[Scope.NAME] == State.WITHDRAWN
    with open_page(width=320, locale="de") as page:
        page.goto(asks.link_for(make_ask(room.sami, now=timezone.now()), timezone.now()))
        check_text_spacing(page)


def test_the_language_is_switched_on_top(link: str, open_page: Open) -> None:
    with open_page(width=320) as page:
        page.goto(link)
        page.get_by_role("link", name="Français").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Votre voix peut-elle être publiée par Hana Osei\u00a0?"
        )
        choose(page, "yes")
        press(page, "Continuer")
        expect(page.get_by_role("heading", level=1)).to_have_text("Encore quatre questions")
        assert page.locator("html").get_attribute("lang") == "fr"


def test_no_is_as_big_as_yes_and_nothing_is_chosen(link: str, open_page: Open) -> None:
    with open_page(width=390) as page:
        page.goto(link)
        tiles = [tile.bounding_box() for tile in page.locator(".pair label").all()]
        assert tiles[0]
        assert tiles[1]
        assert (tiles[0]["width"], tiles[0]["height"]) == (tiles[1]["width"], tiles[1]["height"])
        assert page.locator(":checked").count() == 0


def test_no_takes_three_taps(room: Room, link: str, open_page: Open) -> None:
    with open_page(width=390) as page:
        page.goto(link)
        choose(page, "no")
        press(page, "Continue")
        press(page, "Send my answers")
        expect(page.get_by_role("heading", name="Your answers are recorded")).to_be_visible()
    assert standings(room.noor)[Scope.PUBLISH] == State.REFUSED


def test_the_whole_way_by_keyboard(room: Room, link: str, open_page: Open) -> None:
    with open_page(width=1280) as page:
        page.goto(link)
        tab_to(page, "input[name=publish]")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Four more choices")
        for scope in ("name", "transcript", "clips", "commercial"):
            tab_to(page, f"input[name={scope}]")
            page.keyboard.press("Space")
            page.keyboard.press("ArrowRight")
        tab_to(page, "summary")
        page.keyboard.press("Enter")
        tab_to(page, "#voice")
        page.keyboard.press("ArrowDown")
        tab_to(page, "input[name=hear_first]")
        page.keyboard.press("Space")
        tab_to(page, ".btn.main")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Check and send your answers")
        tab_to(page, ".btn.main")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your answers are recorded")).to_be_visible()
    stands = standings(room.noor)
    assert (stands[Scope.PUBLISH], stands[Scope.CLIPS]) == (State.GRANTED, State.REFUSED)
    terms = standings_of(room.noor).of(Scope.PUBLISH).terms
    assert (terms.voice, terms.hear_first) == (Voice.ALTERED, True)


def test_the_token_is_in_no_referrer(link: str, open_page: Open) -> None:
    told: list[str] = []
    with open_page(width=390) as page:
        page.on("request", lambda request: told.append(request.headers.get("referer", "")))
        page.goto(link)
        choose(page, "no")
        press(page, "Continue")
        press(page, "Send my answers")
    assert not [referrer for referrer in told if "/c/" in referrer]


def test_scripts_that_run_on_the_page_open_and_answer_nothing(link: str, open_page: Open) -> None:
    before = Ask.objects.values().get()
    with open_page(width=390) as page:
        page.goto(link)
        page.wait_for_timeout(300)
    assert Ask.objects.values().get() == before


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_much_to_hear_and_many_parts_are_accessible_too(
    open_page: Open, room: Room, link: str, width: int, scheme: str
) -> None:
    """Fifty minutes in 240 parts, two of which are to be cut."""
    Recording.objects.filter(pk=room.recording.pk).update(duration_ms=3_600_000)
    room.noor.segments.all().delete()
    for at in range(0, 3_600_000, 15_000):
        hear(room.recording, room.noor, at, at + 12_500)
    Track.objects.create(
        recording=room.recording, index=0, name="room.flac", sha256="a" * 64, bytes=1,
        duration_ms=3_600_000, original_key=f"working/aa/{'a' * 64}",
        working_key=f"working/aa/{'a' * 64}", peaks_key=f"peaks/aa/{'a' * 64}",
    )  # fmt: skip
    wishes.wish(room.noor, [Span(0, 1_000), Span(15_000, 16_000)], now=timezone.now())
    with open_page(width=width, scheme=scheme) as page:
        page.goto(link)
        page.get_by_text("The rest of what you said").click()
        expect(page.locator("audio:visible")).to_have_count(3)
        check_page(page)
        page.goto(f"{link}cut/?from=201")
        check_page(page)
        page.locator("#to_201").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Tick at least one part")
    assert len(wishes.wishes_of(room.noor)) == 2
