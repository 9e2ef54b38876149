"""At “My voice” somebody has everything about them erased: by one confirmation, only their own, and
never the account of who works here."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.utils import timezone

from consent import do_not_ask, roles
from consent.models import Ask, Claim, ConsentEvent
from consent.record import dispute, standings
from consent.scopes import Decision, Scope, State
from consent.verify import faults
from recordings.models import Host, Member, Speaker
from tests.consent.me import ADDRESS, Guest, work
from tests.consent.people import Room, answer, make_ask, make_room
from tests.consent.visitor import heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(room: Room) -> Ask:
    return make_ask(room.noor, address=ADDRESS, now=timezone.now())


def inside(address: str = ADDRESS) -> Guest:
    guest = Guest()
    guest.come_in(address)
    return guest


def is_there(speaker: Speaker) -> bool:
    return bool(Speaker.objects.get(pk=speaker.pk).name)


class TestOneConfirmation:
    def test_the_page_says_what_goes_and_what_stays_and_looking_erases_nothing(
        self, ask: Ask
    ) -> None:
        noor = inside()
        page = noor.open("/me/erase/")
        for said in ("cannot be undone", "cut anew", "salted marks", "cannot be called back"):
            assert said in page
        assert is_there(ask.speaker)

    def test_everything_of_theirs_goes_over_all_hosts_and_nothing_of_others(
        self, room: Room, ask: Ask
    ) -> None:
        other = make_room("harbour-talk")
        Speaker.objects.filter(pk=other.noor.pk).update(email=ADDRESS)
        answer(room.noor, publish="granted", now=timezone.now(), ask=ask)
        noor = inside()
        page = noor.post("/me/erase/")
        assert heading(page) == "Everything about you is erased"
        assert not is_there(room.noor)
        assert not is_there(other.noor)
        assert is_there(room.sami)
        assert standings(room.noor)[Scope.PUBLISH] == State.WITHDRAWN
        assert faults() == ()

    @pytest.mark.usefixtures("ask")
    def test_the_line_says_who_asked_and_names_nobody(self, room: Room) -> None:
        inside().post("/me/erase/")
        said = ConsentEvent.objects.get(decision=Decision.ERASED, speaker=room.noor)
        assert said.evidence == (
            "Asked for by the person themselves. Confirmed by a code mailed to their address."
        )
        assert said.actor == "Roomcast"

    @pytest.mark.usefixtures("ask")
    def test_they_are_out_in_every_browser_and_no_session_knows_them(self) -> None:
        noor, elsewhere = inside(), inside()
        waiting = Guest()
        waiting.ask()
        noor.post("/me/erase/")
        assert not Claim.objects.exists()
        assert not Session.objects.exists()
        for guest in (noor, elsewhere):
            assert "Show first that it is you" in guest.open("/me/erase/")
        waiting.ask()
        work()
        assert len(Claim.objects.exclude(code="")) == 0, "nothing is held there any more"

    def test_nobody_asks_them_again(self, room: Room, ask: Ask) -> None:
        inside().post("/me/erase/")
        assert ask.speaker == room.noor
        assert "erased" in do_not_ask.why_not(make_room("again").noor, ADDRESS)

    def test_twice_is_once(self, room: Room, ask: Ask) -> None:
        noor = inside()
        noor.post("/me/erase/")
        noor.post("/me/erase/")
        assert noor.status == 403
        assert not is_there(ask.speaker)
        assert is_there(room.hana)

    def test_a_room_in_dispute_waits_for_an_officer(self, room: Room, ask: Ask) -> None:
        other = make_room("harbour-talk")
        Speaker.objects.filter(pk=other.noor.pk).update(email=ADDRESS)
        dispute(ask, now=timezone.now(), shown="not me")
        inside().post("/me/erase/")
        assert is_there(room.noor)
        assert not is_there(other.noor)


class TestAccountsHere:
    def test_a_plain_one_goes(self, room: Room, ask: Ask) -> None:
        user = User.objects.create_user("noor", ADDRESS)
        SocialAccount.objects.create(user=user, provider="oidc", uid="1", extra_data={})
        EmailAddress.objects.create(user=user, email=ADDRESS, verified=True)
        inside().post("/me/erase/")
        assert not is_there(ask.speaker)
        assert is_there(room.hana)
        assert not User.objects.filter(username="noor").exists()
        assert not SocialAccount.objects.exists()
        assert not EmailAddress.objects.exists()

    @pytest.mark.parametrize("role", ["host", "member", "officer", "admin"])
    def test_who_works_here_is_told_so_and_nothing_goes(
        self, room: Room, ask: Ask, role: str
    ) -> None:
        host = Host.objects.get()
        if role == "host":
            Host.objects.update(email=ADDRESS.upper())
        else:
            user = User.objects.create_user("noor", ADDRESS, is_superuser=role == "admin")
            if role == "member":
                Member.objects.create(host=host, user=user)
            if role == "officer":
                user.groups.add(Group.objects.get(name=roles.OFFICERS))
        noor = inside()
        page = noor.post("/me/erase/")
        assert noor.status == 409
        assert "belongs to somebody who works for a host or for this site" in page
        assert is_there(room.noor)
        assert ask.speaker == room.noor
        assert noor.open("/me/").count("Who owns") == 1
