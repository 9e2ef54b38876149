"""Opting out: a link in every mail, one press in a mail program, nothing by merely looking."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from consent import asks
from consent.asks import NotAsked
from consent.models import Ask, DoNotAsk
from consent.record import standings
from consent.scopes import Scope, State
from tests.browser import Open, check_page
from tests.consent.people import Room, make_ask, make_room
from tests.consent.visitor import Visitor, heading, path_of

NOOR = "noor@example.org"
PRESS = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def letter(room: Room) -> EmailMessage:
    ask = make_ask(room.noor, address=NOOR, now=timezone.now())
    asks.send(ask, timezone.now())
    sent: EmailMessage = mail.outbox[-1]
    return sent


@pytest.fixture
def out(letter: EmailMessage) -> str:
    """The way out of the letter."""
    return way_out(letter)


def way_out(letter: EmailMessage) -> str:
    found = re.fullmatch(r"<(http[^>]+)>", letter.extra_headers["List-Unsubscribe"])
    assert found
    return path_of(found[1])


def presser() -> Client:
    """A mail server: it has no cookie, comes from nowhere, and follows no rules of forms."""
    return Client(enforce_csrf_checks=True)


def test_the_link_in_the_text_is_the_one_in_the_head(letter: EmailMessage, out: str) -> None:
    assert f"No more mail: http://127.0.0.1:8000{out}\n" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    head = letter.message()
    assert head["List-Unsubscribe"] == f"<http://127.0.0.1:8000{out}>"


def test_looking_changes_nothing(out: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        for method in ("get", "head", "options"):
            getattr(Client(headers={"sec-purpose": "prefetch"}), method)(out)
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not DoNotAsk.objects.exists()


@pytest.mark.parametrize("form", ["", "multipart/form-data; boundary=x"])
def test_one_press_in_a_mail_program_stops_all_mail(room: Room, out: str, form: str) -> None:
    client = presser()
    if form:
        body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n'
        answer = client.post(out, f"{body}--x--\r\n", content_type=form)
    else:
        body = "List-Unsubscribe=One-Click"
        answer = client.post(out, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    with pytest.raises(NotAsked, match="wants no more mail"):
        make_ask(make_room("water").noor, address=NOOR)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"whose": "site"},
        PRESS | {"whose": "site"},
        {"List-Unsubscribe": "one-click"},
        {"List-Unsubscribe": ["One-Click", "One-Click"]},
    ],
)
def test_any_other_form_needs_the_page(out: str, fields: dict[str, str]) -> None:
    assert presser().post(out, fields).status_code == 403
    assert not DoNotAsk.objects.exists()


def test_the_page_stops_one_hosts_mail(room: Room, out: str) -> None:
    noor = Visitor(out)
    assert heading(noor.page) == "No more mail?"
    noor.send(whose="host")
    assert heading(noor.page) == "You get no more mail"
    assert "Hana Osei can no longer write to you" in noor.page
    with pytest.raises(NotAsked, match="wants no more mail"):
        make_ask(room.noor, address=NOOR)
    make_ask(make_room("water").noor, address=NOOR)


def test_the_page_stops_everybodys_mail(out: str) -> None:
    noor = Visitor(out)
    noor.send(whose="site")
    assert "Nobody can write to you from Roomcast any more." in noor.page
    with pytest.raises(NotAsked, match="wants no more mail"):
        make_ask(make_room("water").noor, address=NOOR)


def test_a_form_without_a_choice_shows_the_page_again(out: str) -> None:
    noor = Visitor(out)
    noor.send(whose="everything")
    assert heading(noor.page) == "No more mail?"
    assert not DoNotAsk.objects.exists()


def test_opting_out_is_no_answer_and_the_question_stays_open(room: Room, out: str) -> None:
    presser().post(out, PRESS)
    assert standings(room.noor)[Scope.PUBLISH] == State.UNANSWERED
    ask = Ask.objects.get()
    assert ask.is_open(timezone.now())
    assert ask.next_reminder_at is None


def test_the_way_out_opens_no_answer_and_an_answers_link_no_way_out(
    letter: EmailMessage, out: str
) -> None:
    assert Client().get(out.replace("unsubscribe/", "")).status_code == 404
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert Client().get(f"{path_of(link)}unsubscribe/").status_code == 404


def test_it_works_after_the_question_has_expired_and_its_address_is_gone(
    room: Room, out: str
) -> None:
    past = timezone.now() - timedelta(days=200)
    Ask.objects.update(address="", created_at=past, expires_at=past + timedelta(days=60))
    assert presser().post(out, PRESS).status_code == 200
    with pytest.raises(NotAsked, match="wants no more mail"):
        make_ask(room.noor, address=NOOR)


def test_a_press_twice_is_kept_once(out: str) -> None:
    for _ in range(2):
        presser().post(out, PRESS)
    marks = list(DoNotAsk.objects.values_list("mark", flat=True))
    assert len(marks) == len(set(marks)) == 2  # the address, and the handle


def test_it_stays_out_of_caches_and_search_engines(out: str) -> None:
    answer = Client().get(out)
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"].startswith("no-referrer")
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_pages_are_accessible_and_work_without_script(
    live_server: LiveServer, settings: Settings, open_page: Open, width: int, scheme: str
) -> None:
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    asks.send(make_ask(make_room().noor, address=NOOR, now=timezone.now()))
    link = f"{live_server.url}{way_out(mail.outbox[-1])}"
    with open_page(width=width, scheme=scheme) as page:
        page.goto(link)
        check_page(page)
        page.get_by_role("button", name="No more mail from Hana Osei").click()
        check_page(page)
    with open_page(width=width, scripts=False) as page:
        page.goto(link)
        page.get_by_role("button", name="No mail from anybody here").click()
        assert page.get_by_role("heading", name="You get no more mail").is_visible()
