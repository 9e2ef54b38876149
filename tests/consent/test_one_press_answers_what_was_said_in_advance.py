"""Who said yes in advance has a page on which one press agrees or says no; looking does neither."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consent import asks, minors
from consent.ledger import sha256
from consent.models import Ask, ConsentEvent, DoNotAsk, StandingConsent
from consent.pledges import take_back
from consent.record import standings_of
from consent.scopes import Method, Scope, State
from recordings.models import Speaker
from tests.consent.people import FIVE, Room, days, make_ask
from tests.consent.pledging import ALL, SAMI, announced, count, counts, room_to_come, says_yes
from tests.consent.visitor import Visitor, heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def room(now: datetime) -> Room:
    room = room_to_come(now)
    says_yes(room.recording.host, now=now - days(2))
    return room


def mailed() -> str:
    """The link of the latest mail."""
    found = re.search(r"https?://\S+/c/\S+/$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


@pytest.fixture
def sami(room: Room, now: datetime) -> Visitor:
    """He opens the link of the announcement."""
    assert announced(room.sami, now)
    return Visitor(mailed())


@pytest.fixture
def asked(room: Room, now: datetime) -> Visitor:
    """The same address, at a voice that nothing ties to it: an ordinary question."""
    Speaker.objects.filter(pk=room.sami.pk).update(external_ids={})
    ask = make_ask(Speaker.objects.get(pk=room.sami.pk), address=SAMI, now=now)
    asks.send(ask, now)
    return Visitor(mailed())


class TestAnAnnouncement:
    def test_it_says_what_is_asked_and_until_when_there_is_time(self, sami: Visitor) -> None:
        assert heading(sami.page) == "May Hana Osei publish your voice from this room?"
        assert "you said yes in advance to rooms of Hana Osei" in sami.page
        assert "Your yes in advance is for: Your voice, Your name." in sami.page
        assert "If you say nothing, your yes counts from" in sami.page
        assert "checked" not in sami.page

    def test_looking_at_it_changes_nothing(self, room: Room, sami: Visitor) -> None:
        before = Ask.objects.values().get()
        for _ in range(3):
            sami.open(sami.address)
            sami.client.head(sami.address)
        assert Ask.objects.values().get() == before
        assert counts(room.sami) == State.UNANSWERED

    def test_one_press_objects(self, room: Room, sami: Visitor, now: datetime) -> None:
        sami.send(said="no")
        assert heading(sami.page) == "Your answers are recorded"
        count(now + days(5))
        assert counts(room.sami) == State.REFUSED
        assert DoNotAsk.objects.exists()

    def test_one_press_agrees_to_what_was_said_and_to_nothing_else(
        self, room: Room, sami: Visitor
    ) -> None:
        sami.send(said="yes")
        stands = standings_of(room.sami)
        assert [s for s in Scope if stands.state(s) == State.GRANTED] == [*ALL]
        assert stands.of(Scope.PUBLISH).method == Method.LINK
        line = ConsentEvent.objects.filter(speaker=room.sami).first()
        assert line
        assert "If you say nothing, your yes counts from" in line.shown

    @pytest.mark.parametrize("said", ["", "perhaps", "granted"])
    def test_anything_else_is_no_answer(self, room: Room, sami: Visitor, said: str) -> None:
        sami.send(said=said)
        assert counts(room.sami) == State.UNANSWERED
        assert "nothing was sent" in sami.page

    def test_what_changed_in_the_meantime_is_shown_again(self, room: Room, sami: Visitor) -> None:
        sami.send(said="yes", shown=sha256("something else"))
        assert counts(room.sami) == State.UNANSWERED
        assert "What you are asked has changed" in sami.page

    def test_the_usual_pages_are_one_link_away(self, sami: Visitor) -> None:
        sami.follow("Answer one by one")
        assert heading(sami.page) == "May Hana Osei publish your voice?"

    def test_after_it_counted_the_same_link_is_the_receipt_and_the_way_back(
        self, room: Room, sami: Visitor, now: datetime
    ) -> None:
        count(now + timedelta(hours=25))
        sami.open(sami.address)
        assert "by your yes in advance" in sami.page
        sami.follow("Withdraw")
        sami.send(scope="publish", mode="voice")
        assert counts(room.sami) == State.WITHDRAWN

    @pytest.mark.parametrize("language", ["de", "es", "fr"])
    def test_it_can_be_read_in_other_languages(
        self, room: Room, sami: Visitor, language: str
    ) -> None:
        sami.open(f"{sami.address}?lang={language}")
        assert "{" not in re.sub(r"<[^>]*>", "", sami.page)
        sami.send(said="yes")
        assert counts(room.sami) == State.GRANTED


class TestAnOrdinaryQuestion:
    def test_it_offers_what_was_said_and_silence_stays_silence(
        self, room: Room, asked: Visitor, now: datetime
    ) -> None:
        assert "One press confirms it for this room." in asked.page
        assert "If you say nothing, nothing you said is published." in asked.page
        assert "left open: Transcript, Clips, Advertising." in asked.page
        count(now + days(59))
        assert counts(room.sami) == State.UNANSWERED

    def test_one_press_confirms_it(self, room: Room, asked: Visitor) -> None:
        asked.send(said="yes")
        stands = standings_of(room.sami)
        assert {s for s in FIVE if stands.state(s) == State.GRANTED} == {*ALL}
        assert stands.of(Scope.PUBLISH).method == Method.LINK

    def test_one_press_says_no(self, room: Room, asked: Visitor) -> None:
        asked.send(said="no")
        assert counts(room.sami) == State.REFUSED

    def test_taken_back_it_is_offered_no_more(self, asked: Visitor, now: datetime) -> None:
        take_back(StandingConsent.objects.get(), now)
        asked.open(asked.address)
        assert heading(asked.page) == "May Hana Osei publish your voice?"

    def test_a_press_after_it_was_taken_back_says_nothing(
        self, room: Room, asked: Visitor, now: datetime
    ) -> None:
        take_back(StandingConsent.objects.get(), now)
        asked.send(said="yes")
        assert counts(room.sami) == State.UNANSWERED

    def test_of_a_minor_a_guardian_is_asked_as_ever(self, room: Room, asked: Visitor) -> None:
        minors.mark(room.sami, by=User.objects.create(username="ada"), now=timezone.now())
        asked.open(asked.address)
        assert "One press confirms" not in asked.page

    def test_a_link_that_was_not_mailed_there_offers_nothing(
        self, room: Room, now: datetime
    ) -> None:
        token = asks.link_for(make_ask(room.sami, now=now), now)
        assert heading(Visitor(token).page) == "May Hana Osei publish your voice?"


def test_it_is_nowhere_without_a_yes_in_advance(room: Room, now: datetime) -> None:
    asked = make_ask(room.noor, address="noor@example.org", now=now)
    link = asks.link_for(asked, now)
    token = link.rstrip("/").rpartition("/")[2]
    page = Visitor(reverse("consent:in_advance", args=[token]))
    assert heading(page.page) == "May Hana Osei publish your voice?"
