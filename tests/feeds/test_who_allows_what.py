"""The host's table of people: state, last word, next reminder, what blocks, what can be done."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import do_not_ask
from consent.models import Ask, DoNotAsk
from consent.record import note
from consent.scopes import Decision, Method, Scope
from feeds.models import Show
from recordings.models import Host, Recording, Segment, Speaker
from tests.feeds import story
from tests.signed_in import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def room(hana: Host, show: Show) -> Recording:
    return story.recording(hana)


@pytest.fixture
def client(hana: Host) -> Client:
    return member_of(hana)


class Table(HTMLParser):
    """The text of each cell of the page's table, row by row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {data}".split())


def row(client: Client, room: Recording, name: str) -> dict[str, str]:
    """Somebody's row by column; the last column's name is hidden."""
    answer = client.get(reverse("feeds:recording", args=[room.uid]))
    head, *rows = Table(answer.content.decode()).rows
    found = next(cells for cells in rows if cells[0].startswith(name))
    return dict(zip(head, found, strict=True))


def noor(room: Recording, email: str = "noor@example.org") -> Speaker:
    room.speakers.filter(key="noor").update(email=email)
    return room.speakers.get(key="noor")


def asked(client: Client, room: Recording) -> str:
    """Noor is asked by mail, by the button; what the site says."""
    address = reverse("feeds:ask", args=[room.uid, noor(room).uid])
    return client.post(address, follow=True).content.decode()


def test_who_was_never_asked(client: Client, room: Recording) -> None:
    noor(room)
    told = row(client, room, "Noor")
    assert told["Voice"] == "Noor Ali Not asked"
    assert told["Last word"] == "Not asked yet"
    assert told["Blocks"] == "Has not said yes"
    assert told["Actions"] == "Ask Noor Copy link : Noor Ali"


def test_who_was_asked_by_mail(client: Client, room: Recording) -> None:
    asked(client, room)
    told = row(client, room, "Noor")
    assert told["Voice"] == "Noor Ali Not answered"
    assert told["Last word"].startswith("Asked today")
    assert "Next reminder" in told["Last word"]
    assert told["Actions"] == "Remind now : Noor Ali Copy link : Noor Ali"


def test_reminding_now_mails_the_same_question_again(
    client: Client, room: Recording, mailoutbox: list[object]
) -> None:
    asked(client, room)
    assert "Noor Ali is reminded, by mail to" in asked(client, room)
    assert Ask.objects.count() == 1
    assert [str(getattr(letter, "subject", "")).split(":")[0] for letter in mailoutbox] == [
        "Hana asks",
        "Reminder",
    ]


def test_after_three_mails_only_the_link_is_left(
    client: Client, room: Recording, mailoutbox: list[object]
) -> None:
    for _ in range(3):
        asked(client, room)
    told = row(client, room, "Noor")
    assert told["Last word"].endswith("No reminder: three mails were sent")
    assert told["Actions"] == "Copy link : Noor Ali"
    assert "which is all it gets" in asked(client, room)
    assert len(mailoutbox) == 3


def test_who_opened_the_link(client: Client, room: Recording) -> None:
    asked(client, room)
    Ask.objects.update(opened_at=timezone.now())
    assert row(client, room, "Noor")["Last word"].startswith("Opened the link today")


def test_an_expired_question_is_asked_again(client: Client, room: Recording) -> None:
    asked(client, room)
    past = timezone.now() - timedelta(days=61)
    Ask.objects.update(created_at=past, expires_at=past + timedelta(days=60))
    told = row(client, room, "Noor")
    assert told["Last word"].endswith("the question has expired")
    asked(client, room)
    assert Ask.objects.count() == 2


def test_who_wants_no_mail_gets_a_link(client: Client, room: Recording) -> None:
    do_not_ask.add(noor(room), DoNotAsk.Why.UNSUBSCRIBED, host=None, now=timezone.now())
    told = row(client, room, "Noor")
    assert told["Last word"] == "Not asked yet No mail: wants none"
    assert told["Actions"] == "Copy link : Noor Ali"
    assert "wants no more mail" in asked(client, room)
    assert not Ask.objects.exists()


def test_who_said_no_is_left_out_or_handed_the_link_they_have(
    client: Client, room: Recording
) -> None:
    noor(room)
    story.says(room, "noor", {Scope.PUBLISH: Decision.REFUSED})
    told = row(client, room, "Noor")
    assert (told["Voice"], told["Blocks"]) == ("Noor Ali Said no", "Said no")
    assert told["Last word"].endswith("No mail: said no before")
    assert told["Actions"] == "Leave Noor out Copy link : Noor Ali"


def test_who_agreed_blocks_nothing(client: Client, room: Recording) -> None:
    story.says(room, "noor", story.ALL_YES)
    told = row(client, room, "Noor")
    assert (told["Blocks"], told["Actions"]) == ("", "Change : Noor Ali")


def test_new_parts_after_the_yes_are_asked_about_again(client: Client, room: Recording) -> None:
    noor(room)
    story.says(room, "noor", story.ALL_YES)
    person = room.speakers.get(key="noor")
    Segment.objects.create(
        recording=room, speaker=person, start_ms=0, end_ms=9_000, method="manual"
    )
    told = row(client, room, "Noor")
    assert told["Blocks"] == "New parts since the yes"
    assert told["Actions"] == "Ask Noor Copy link : Noor Ali"
    page = client.get(reverse("feeds:recording", args=[room.uid])).content.decode()
    assert "9 s of Noor Ali came in after the answer." in page


def test_a_dispute_is_for_the_admin(client: Client, room: Recording) -> None:
    person = noor(room)
    note(person, Decision.DISPUTED, method=Method.LINK, actor="", now=timezone.now())
    told = row(client, room, "Noor")
    assert told["Blocks"] == "Says it is not them"
    assert told["Actions"] == "Leave Noor out"


def test_a_question_that_could_not_be_sent_was_not_asked(
    client: Client, room: Recording, settings: object
) -> None:
    setattr(settings, "EMAIL_BACKEND", "tests.consent.test_reminders.Deaf")  # noqa: B010
    assert "did not leave" in asked(client, room)
    assert not Ask.objects.exists()
