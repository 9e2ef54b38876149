"""A speaker confirms by signing in with the account that was heard; another one confirms nothing.

The provider is a real server on loopback, the way to it and back the site's own.
"""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import Settings

from config import sign_ins
from consent import asks
from consent.models import Ask, Confirmation, ConsentEvent
from consent.record import standings_of
from consent.scopes import Level, Method, Scope
from tests.consent.people import Room, make_ask
from tests.consent.visitor import Forms, Visitor, heading, path_of
from tests.oidc import Identities, identities

NOOR, MAX = "100200300", "666"


@pytest.fixture(scope="module")
def server() -> Iterator[Identities]:
    with identities() as server:
        yield server


@pytest.fixture
def provider(server: Identities, settings: Settings) -> Identities:
    """It knows the numbers of the platform on which the room was."""
    return _use(server, settings, "x")


def _use(server: Identities, settings: Settings, platform: str) -> Identities:
    settings.ACCOUNT_PROVIDERS = server.settings(platform)
    settings.SOCIALACCOUNT_PROVIDERS = sign_ins.for_allauth(settings.ACCOUNT_PROVIDERS)
    server.as_whom = {"sub": NOOR, "preferred_username": "noor_ali"}
    return server


@pytest.fixture
def ask(room: Room) -> Ask:
    room.noor.external_ids = {"x": NOOR}
    room.noor.save()
    ask = make_ask(room.noor, "publish", now=timezone.now())
    Ask.objects.filter(pk=ask.pk).update(least=Level.ACCOUNT)
    ask.refresh_from_db()
    return ask


def sign_in(noor: Visitor, chosen: str = "") -> str:
    """Off to the provider, and back with whoever is signed in there."""
    token = urlsplit(noor.address).path.split("/")[2]
    noor.open(f"/c/{token}/confirm/?so_far={chosen}")
    form = Forms(noor.page).hidden
    where = noor.client.post(f"/c/{token}/sign-in/", form | {"provider": "oidc"})
    assert where.status_code == 302
    back = httpx.get(where["Location"]).headers["Location"]
    return noor.open(back.removeprefix("http://testserver"))


def use(noor: Visitor) -> str:
    """Press the button that confirms with the account."""
    token = urlsplit(noor.address).path.split("/")[2]
    form = Forms(noor.page).hidden
    noor.client.post(f"/c/{token}/account/", form)
    return noor.open(f"/c/{token}/check/?so_far={quote(form.get('so_far', ''))}")


@pytest.mark.usefixtures("provider")
class TestTheAccountThatWasHeard:
    def test_its_yes_is_recorded_at_its_level(self, room: Room, link: str) -> None:
        noor = Visitor(link)
        page = sign_in(noor)
        assert "You signed in as noor_ali at Example ID." in page
        assert not Confirmation.objects.exists()
        assert "You have confirmed that it is you." in use(noor)
        noor.send(publish="yes")
        noor.send()
        stands = standings_of(room.noor).of(Scope.PUBLISH)
        assert (stands.level, stands.method) == (Level.ACCOUNT, Method.ACCOUNT)
        assert "Example ID" in ConsentEvent.objects.get().evidence

    def test_it_opens_no_account_and_leaves_nothing_behind(self, link: str) -> None:
        noor = Visitor(link)
        sign_in(noor)
        use(noor)
        assert not User.objects.exists()
        kept = "".join(str(one.get_decoded()) for one in Session.objects.all())
        assert NOOR not in kept
        assert "noor" not in kept

    def test_the_token_is_neither_in_the_session_nor_at_the_provider(
        self, link: str, provider: Identities
    ) -> None:
        sign_in(Visitor(link))
        token = path_of(link).split("/")[2]
        kept = "".join(str(one.get_decoded()) for one in Session.objects.all())
        assert token not in kept
        assert token not in str(provider.asked)

    def test_choices_made_before_stay(self, link: str) -> None:
        noor = Visitor(link)
        noor.send(publish="yes")
        chosen = noor.address.partition("so_far=")[2]
        sign_in(noor, chosen)
        assert heading(use(noor)) == "Check and send your answers"

    def test_a_verified_address_that_is_known_counts_too(
        self, room: Room, server: Identities, settings: Settings
    ) -> None:
        _use(server, settings, "")
        asked = make_ask(room.sami, "publish", address="sami@example.org", now=timezone.now())
        for verified in (False, True):
            server.as_whom = {"sub": "1", "email": "Sami@example.org", "email_verified": verified}
            page = sign_in(Visitor(asks.link_for(asked, timezone.now())))
            assert ("That is the account that was heard" in page) == verified


class TestAnotherAccount:
    def test_it_is_told_plainly_and_nothing_is_recorded(
        self, link: str, provider: Identities
    ) -> None:
        provider.as_whom = {"sub": MAX, "preferred_username": "noor_ali", "name": "Noor Ali"}
        noor = Visitor(link)
        page = sign_in(noor)
        assert "That is not the account that was heard in the room" in page
        assert "Confirm with this account" not in page
        use(noor)
        assert not Confirmation.objects.exists()
        assert not ConsentEvent.objects.exists()

    def test_an_answer_after_it_is_one_by_link(
        self, room: Room, link: str, provider: Identities
    ) -> None:
        provider.as_whom = {"sub": MAX}
        noor = Visitor(link)
        sign_in(noor)
        noor.open(path_of(link))
        noor.send(publish="yes")
        noor.send()
        assert standings_of(room.noor).of(Scope.PUBLISH).level == Level.LINK

    @pytest.mark.usefixtures("provider")
    def test_what_one_signed_in_with_counts_for_no_other_speaker(
        self, room: Room, link: str
    ) -> None:
        noor = Visitor(link)
        sign_in(noor)
        room.sami.external_ids = {"x": "42"}
        room.sami.save()
        other = make_ask(room.sami, "publish", now=timezone.now())
        page = noor.open(f"{path_of(asks.link_for(other, timezone.now()))}confirm/")
        assert "That is not the account" in page


class TestTheWay:
    def test_without_a_provider_nothing_is_offered_and_nothing_there(self, link: str) -> None:
        noor = Visitor(link)
        page = noor.open(f"{path_of(link)}confirm/")
        assert "Sign in with" not in page
        for address in ("twitter_oauth2", "discord", "google", "oidc/oidc"):
            assert noor.client.get(f"/accounts/{address}/login/").status_code == 404

    @pytest.mark.usefixtures("provider")
    def test_an_answer_of_the_provider_that_nobody_asked_for_is_refused(self, link: str) -> None:
        noor = Visitor(link)
        answer = noor.client.get("/accounts/oidc/oidc/login/callback/?code=x&state=y")
        assert answer.status_code in (200, 401)
        assert not noor.client.session.get("consent.shown")

    @pytest.mark.django_db
    def test_the_way_back_leads_nowhere_for_others(self) -> None:
        max_ = Visitor("/c/signed-in/")
        assert max_.status == 404
        max_.client.cookies["roomcast_back"] = "/c/else/"
        assert max_.client.get("/c/signed-in/").status_code == 404

    @pytest.mark.django_db
    @pytest.mark.usefixtures("provider")
    def test_a_sign_in_on_its_own_opens_a_plain_account(self) -> None:
        noor = Visitor("/accounts/login/")
        where = noor.client.post(
            "/accounts/oidc/oidc/login/",
            {"csrfmiddlewaretoken": noor.client.cookies["csrftoken"].value},
        )
        back = httpx.get(where["Location"]).headers["Location"]
        noor.client.get(back.removeprefix("http://testserver"))
        user = User.objects.get()
        assert (user.email, user.first_name, user.is_staff) == ("", "", False)
        assert not user.memberships.exists()
        assert noor.client.get("/recordings/").status_code == 404
