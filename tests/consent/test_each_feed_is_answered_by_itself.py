"""One recording in two feeds: a word about one says nothing of the other, unless it takes back."""

from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from consent import afterwards, asks, attest, mails
from consent.models import Ask, Exclusion, Withdrawal
from consent.record import NotRecorded, granted, standings
from consent.roster import Standing, roster_for
from consent.scopes import Decision, Scope, State
from recordings.models import Speaker
from tests.consent.people import Room, make_room, say
from tests.consent.visitor import Visitor

pytestmark = pytest.mark.django_db

TABLE, NIGHT = "feed-of-open-table", "feed-of-night-shift"


@pytest.fixture
def room() -> Room:
    return make_room()


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "x")


def ask_about(speaker: Speaker, feed: str, now: datetime | None = None) -> Ask:
    return asks.ask(
        speaker,
        asker="Hana Osei",
        room_text="“Who owns a city’s water?”",
        show_text=feed,
        scopes=(Scope.NAME,),
        contact="",
        channel=Ask.Channel.LINK,
        address="",
        by=None,
        now=now or timezone.now(),
        purpose=feed,
    )


def at_link(ask: Ask) -> Visitor:
    return Visitor(asks.link_for(ask, timezone.now()))


def says(speaker: Speaker, feed: str, word: str) -> None:
    say(speaker, {"publish": word}, ask=ask_about(speaker, feed), now=timezone.now())


def waive(speaker: Speaker, ada: User) -> None:
    attest.attest(
        [speaker],
        Decision.WAIVED,
        [Scope.PUBLISH],
        evidence="A contract of 2024.",
        by=ada,
        now=timezone.now(),
    )


class TestAWaiver:
    def test_never_counts_over_a_no_to_any_feed(self, room: Room, ada: User) -> None:
        night, table = ask_about(room.noor, NIGHT), ask_about(room.noor, TABLE)
        say(room.noor, {"publish": "refused"}, ask=table, now=timezone.now())
        say(room.noor, {"publish": "granted"}, ask=night, now=timezone.now())
        with pytest.raises(NotRecorded, match="nobody else can turn that into a yes"):
            waive(room.noor, ada)
        assert standings(room.noor, purpose=TABLE)[Scope.PUBLISH] == State.REFUSED

    @pytest.mark.parametrize("word", [Decision.REFUSED, Decision.WITHDRAWN])
    def test_never_counts_over_a_no_that_somebody_else_recorded(
        self, room: Room, ada: User, word: Decision
    ) -> None:
        attest.attest(
            [room.noor],
            word,
            [Scope.PUBLISH],
            evidence="By phone.",
            by=ada,
            now=timezone.now(),
        )
        with pytest.raises(NotRecorded, match="only they can change it"):
            waive(room.noor, ada)

    def test_counts_for_who_said_nothing(self, room: Room, ada: User) -> None:
        waive(room.noor, ada)
        assert standings(room.noor, purpose=TABLE)[Scope.PUBLISH] == State.WAIVED

    def test_counts_again_when_they_have_said_yes_everywhere(self, room: Room, ada: User) -> None:
        table = ask_about(room.noor, TABLE)
        say(room.noor, {"publish": "refused"}, ask=table, now=timezone.now())
        say(room.noor, {"publish": "granted"}, ask=table, now=timezone.now())
        waive(room.noor, ada)
        assert standings(room.noor, purpose=NIGHT)[Scope.PUBLISH] == State.WAIVED


class TestANoToOneFeed:
    def test_leaves_the_yes_to_the_other_alone(self, room: Room) -> None:
        says(room.noor, TABLE, "granted")
        noor = at_link(ask_about(room.noor, NIGHT))
        noor.send(publish="no")
        noor.send()
        assert standings(room.noor, purpose=TABLE)[Scope.PUBLISH] == State.GRANTED
        assert standings(room.noor, purpose=NIGHT)[Scope.PUBLISH] == State.REFUSED
        assert not Withdrawal.objects.exists()
        assert not Exclusion.objects.exists()

    def test_hides_nothing_that_can_be_taken_back(self, room: Room) -> None:
        says(room.noor, TABLE, "granted")
        night = ask_about(room.noor, NIGHT)
        say(room.noor, {"publish": "refused"}, ask=night, now=timezone.now())
        assert granted(room.noor) == (Scope.PUBLISH,)
        noor = at_link(night)
        noor.open(f"{noor.address}withdraw/")
        noor.send(scope="publish")
        assert standings(room.noor, purpose=TABLE)[Scope.PUBLISH] == State.WITHDRAWN

    def test_is_what_the_hosts_table_of_that_feed_shows(self, room: Room) -> None:
        says(room.noor, TABLE, "granted")
        says(room.noor, NIGHT, "refused")
        [table] = [r for r in roster_for(room.recording, TABLE) if r.speaker == room.noor]
        [night] = [r for r in roster_for(room.recording, NIGHT) if r.speaker == room.noor]
        assert (table.state, night.state) == (Standing.AGREED, Standing.SAID_NO)

    def test_is_not_mailed_about_again_whatever_the_other_got(self, room: Room) -> None:
        table, night = ask_about(room.noor, TABLE), ask_about(room.noor, NIGHT)
        say(room.noor, {"publish": "refused"}, ask=table, now=timezone.now())
        say(room.noor, {"publish": "granted"}, ask=night, now=timezone.now())
        assert mails.said_no(room.noor, TABLE)
        assert not mails.said_no(room.noor, NIGHT)


def test_a_yes_to_another_feed_ends_no_withdrawal(room: Room) -> None:
    table, night = ask_about(room.noor, TABLE), ask_about(room.noor, NIGHT)
    say(room.noor, {"publish": "granted"}, ask=table, now=timezone.now())
    noor = at_link(table)
    noor.open(f"{noor.address}withdraw/")
    noor.send(scope="publish")
    say(room.noor, {"publish": "granted"}, ask=night, now=timezone.now())
    [one] = afterwards.open_ones()
    assert not one.is_over(TABLE)
    assert one.is_over(NIGHT)
