"""Who handed a link over tries it out: a yes is not theirs to give."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from consent import asks
from consent.models import ConsentEvent
from consent.record import standings
from consent.scopes import Scope, State
from recordings.models import Member, Speaker
from tests.consent.people import Room, make_ask
from tests.consent.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def omar(room: Room) -> User:
    """Somebody who works for Hana."""
    omar = User.objects.create_user("omar", "omar@opentable.example")
    Member.objects.create(host=room.recording.host, user=omar, role=Member.Role.EDITOR)
    return omar


def answers(speaker: Speaker, user: User, word: str) -> Visitor:
    browser = Visitor(
        asks.link_for(make_ask(speaker, "publish", now=timezone.now()), timezone.now())
    )
    browser.client.force_login(user)
    browser.open(browser.address)
    browser.send(publish=word)
    browser.send()
    return browser


def test_their_yes_is_refused_with_a_way_out(room: Room, omar: User) -> None:
    page = answers(room.noor, omar, "yes")
    assert page.status == 409
    assert "only Noor Ali can say yes here" in page.page
    assert not ConsentEvent.objects.exists()


def test_a_no_is_taken_from_whoever_is_there(room: Room, omar: User) -> None:
    answers(room.noor, omar, "no")
    assert standings(room.noor)[Scope.PUBLISH] == State.REFUSED


def test_the_hosts_own_voice_is_theirs(room: Room, omar: User) -> None:
    answers(room.hana, omar, "yes")
    assert standings(room.hana)[Scope.PUBLISH] == State.GRANTED


def test_so_is_that_of_who_works_there_and_spoke(room: Room, omar: User) -> None:
    Speaker.objects.filter(pk=room.noor.pk).update(email="Omar@opentable.example")
    room.noor.refresh_from_db()
    answers(room.noor, omar, "yes")
    assert standings(room.noor)[Scope.PUBLISH] == State.GRANTED


def test_who_works_for_another_host_answers_like_anybody(room: Room) -> None:
    answers(room.noor, User.objects.create_user("max", "max@example.net"), "yes")
    assert standings(room.noor)[Scope.PUBLISH] == State.GRANTED
