"""“My voice”: who has shown an address or an account sees their rooms over all hosts, takes a copy
along, takes back, stops all asking. Whoever has not sees nothing, and learns nothing."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from config import sign_ins
from consent import asks, claims, disputes, do_not_ask, minors, retention, texts
from consent.models import Ask, AskLink, Claim, ConsentEvent, DoNotAsk
from consent.record import dispute, standings, standings_of
from consent.scopes import Decision, Level, Method, Scope, State
from recordings.models import Run, Speaker
from tests.consent.me import ADDRESS, Guest, code, downloaded, work, wrong
from tests.consent.people import Room, answer, make_ask, make_room
from tests.consent.visitor import Forms, heading
from tests.oidc import Identities, identities
from tests.signed_in import with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(room: Room) -> Ask:
    return make_ask(room.noor, address=ADDRESS, now=timezone.now())


def named(row: Speaker, address: str) -> None:
    row.email = address
    row.save(update_fields=["email"])


class TestShowingWhoOneIs:
    @pytest.mark.usefixtures("ask")
    def test_a_code_from_the_mail_opens_the_page(self) -> None:
        noor = Guest()
        assert "If this address is known here" in noor.ask()
        assert not mail.outbox
        work()
        assert mail.outbox[0].to == [ADDRESS]
        page = noor.post("/me/confirm/", code=f" {code()[:3]} {code()[3:]} ")
        assert "You are here as n…@example.org" in page
        assert "Who owns a city’s water?" in page
        assert ADDRESS not in page

    @pytest.mark.usefixtures("ask")
    def test_it_holds_half_an_hour_and_in_this_browser(self) -> None:
        noor = Guest()
        noor.come_in()
        assert "Who owns" not in Guest().page
        with time_machine.travel(timezone.now() + timedelta(minutes=31)):
            assert "Who owns" not in noor.open("/me/")

    @pytest.mark.usefixtures("ask")
    def test_signing_out_ends_it(self) -> None:
        noor = Guest()
        noor.come_in()
        before = noor.client.cookies["sessionid"].value
        assert "You are signed out." in noor.post("/me/sign-out/")
        assert not Claim.objects.exists()
        assert not Session.objects.filter(pk=before).exists()
        assert "Who owns" not in noor.open("/me/")

    @pytest.mark.usefixtures("ask")
    def test_the_session_is_a_new_one_and_holds_nothing_of_them(self) -> None:
        noor = Guest()
        noor.ask()
        before = noor.client.cookies["sessionid"].value
        secret = noor.client.session[claims.KEY]
        work()
        noor.post("/me/confirm/", code=code())
        assert noor.client.cookies["sessionid"].value != before
        assert noor.client.session[claims.KEY] != secret
        kept = "".join(str(one.get_decoded()) for one in Session.objects.all())
        assert "noor" not in kept
        assert ADDRESS not in str(list(Claim.objects.values_list("visit", "mark", "code")))

    @pytest.mark.usefixtures("ask")
    def test_five_wrong_codes_spend_the_right_one(self) -> None:
        noor = Guest()
        noor.ask()
        work()
        for _ in range(5):
            noor.post("/me/confirm/", code=wrong(code()))
            assert noor.status == 422
        noor.post("/me/confirm/", code=code())
        assert noor.status == 422
        assert "Who owns" not in noor.open("/me/")

    @pytest.mark.usefixtures("ask")
    def test_a_code_counts_ten_minutes_and_once(self) -> None:
        noor = Guest()
        noor.come_in()
        noor.post("/me/sign-out/")
        noor.post("/me/confirm/", code=code())
        assert noor.status == 422
        late = Guest()
        late.ask()
        work()
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            late.post("/me/confirm/", code=code())
        assert late.status == 422

    @pytest.mark.usefixtures("ask")
    def test_a_code_of_another_browser_counts_nothing(self) -> None:
        noor, max_ = Guest(), Guest()
        max_.ask("max@example.net")
        noor.ask()
        work()
        max_.post("/me/confirm/", code=code())
        assert max_.status == 422
        assert "Who owns" not in max_.open("/me/")

    @pytest.mark.parametrize("typed", ["", "noor", "a@b\nBcc: max@example.net", "@", "x" * 400])
    @pytest.mark.usefixtures("ask")
    def test_what_is_no_address_asks_for_nothing(self, typed: str) -> None:
        noor = Guest()
        noor.ask(typed)
        assert noor.status == 422
        assert not Claim.objects.exists()

    @pytest.mark.parametrize("typed", ["", "𝟙𝟚𝟛𝟜𝟝𝟞", "0" * 10_000, "' OR 1=1", "\x00"])
    @pytest.mark.usefixtures("ask")
    def test_what_is_no_code_opens_nothing(self, typed: str) -> None:
        noor = Guest()
        noor.ask()
        work()
        noor.post("/me/confirm/", code=typed)
        assert noor.status == 422


class TestAnAddressThatIsNotKnown:
    @pytest.mark.usefixtures("ask")
    def test_the_answer_is_the_same_and_no_mail_leaves(self) -> None:
        known, unknown = Guest(), Guest()
        first, second = known.ask(), unknown.ask("max@example.net")
        assert _plain(first) == _plain(second)
        assert Claim.objects.count() == Run.objects.live().count() == 2
        work()
        assert [one.to for one in mail.outbox] == [[ADDRESS]]

    @pytest.mark.usefixtures("ask")
    def test_the_page_does_the_same_for_both_so_that_no_time_tells(self) -> None:
        asked = []
        for address in (ADDRESS, "max@example.net"):
            guest = Guest()
            with CaptureQueriesContext(connection) as done:
                guest.ask(address)
            asked.append([query["sql"].split()[0] for query in done.captured_queries])
        assert asked[0] == asked[1]

    @pytest.mark.usefixtures("ask")
    def test_wrong_codes_are_told_alike(self) -> None:
        known, unknown = Guest(), Guest()
        known.ask()
        unknown.ask("max@example.net")
        work()
        for _ in range(6):
            first = known.post("/me/confirm/", code=wrong(code()))
            assert _plain(first) == _plain(unknown.post("/me/confirm/", code="123456"))

    @pytest.mark.usefixtures("ask")
    def test_the_bounds_are_the_same(self) -> None:
        for address in (ADDRESS, "max@example.net"):
            guest = Guest()
            for _ in range(3):
                guest.ask(address)
            guest.ask(address.upper())
            assert guest.status == 429

    @pytest.mark.usefixtures("ask")
    def test_a_day_of_mails_is_not_told_either(self) -> None:
        for hours in range(4):
            with time_machine.travel(timezone.now().replace(hour=1) + timedelta(hours=2 * hours)):
                for _ in range(3):
                    Guest().ask()
                    work()
        assert len(mail.outbox) == 10
        with time_machine.travel(timezone.now().replace(hour=11)):
            assert "is on its way to it" in Guest().ask()
            work()
        assert len(mail.outbox) == 10

    @pytest.mark.usefixtures("ask")
    def test_one_caller_asks_for_few(self) -> None:
        guest = Guest()
        for number in range(20):
            guest.ask(f"max{number}@example.net")
            assert guest.status == 200
        guest.ask()
        assert guest.status == 429

    @pytest.mark.usefixtures("ask")
    def test_addresses_go_soon_and_all_of_it_in_a_day(self) -> None:
        Guest().ask("max@example.net")
        claims.sweep(timezone.now() + timedelta(hours=1, minutes=1))
        assert Claim.objects.get().address == ""
        retention.carry_all_out(timezone.now() + timedelta(days=1, minutes=1))
        assert not Claim.objects.exists()


def _plain(page: str) -> str:
    """A page without what every answer has of its own."""
    tokens = {value for value in Forms(page).hidden.values() if value}
    for token in tokens:
        page = page.replace(token, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


class TestWhatIsSeen:
    @pytest.mark.usefixtures("ask")
    def test_rooms_of_all_hosts_and_nobody_elses(self, room: Room) -> None:
        other = make_room("harbour-talk")
        named(other.noor, "Noor@Example.org")
        make_ask(room.sami, address="sami@example.org", now=timezone.now())
        page = (noor := Guest()).come_in()
        assert page.count("Who owns a city’s water?") == 2
        assert f"/me/rooms/{room.noor.uid}/" in page
        assert f"/me/rooms/{room.sami.uid}/" not in page
        noor.post(f"/me/rooms/{room.sami.uid}/")
        assert noor.status == 404

    @pytest.mark.usefixtures("ask")
    def test_the_same_handle_at_another_address_is_somebody_else(self) -> None:
        other = make_room("harbour-talk")
        named(other.noor, "another@example.org")
        assert Guest().come_in().count("Who owns a city’s water?") == 1

    def test_state_uses_last_word_and_receipt(self, room: Room, ask: Ask) -> None:
        given = answer(room.noor, publish="granted", name="granted", now=timezone.now(), ask=ask)
        page = Guest().come_in()
        for said in ("You said yes", "your voice, your name", given.number, "Not now", "Hana Osei"):
            assert said in page

    @pytest.mark.usefixtures("ask")
    def test_an_address_that_was_a_slip_shows_nothing_any_more(self, room: Room) -> None:
        make_ask(room.noor, address="right@example.org", now=timezone.now())
        Guest().ask()
        work()
        assert not mail.outbox

    def test_after_a_dispute_was_settled_its_old_address_shows_nothing(
        self, room: Room, ask: Ask
    ) -> None:
        asks.link_for(ask, timezone.now())
        dispute(ask, now=timezone.now(), shown="not me")
        noor = Guest()
        assert "This is not me" in noor.come_in()
        ori = with_role("ori", "Consent officers")
        disputes.settle(room.noor, reason="x", leave_out=False, by=ori, now=timezone.now())
        assert "No room is known here" in noor.open("/me/")

    @pytest.mark.parametrize("language", texts.NAMES)
    @pytest.mark.usefixtures("ask")
    def test_it_speaks_the_browsers_language(self, language: str) -> None:
        words = texts.AROUND[language]
        noor = Guest(language)
        assert heading(noor.page) == words["me_title"]
        page = noor.come_in()
        assert words["me_unanswered"] in page
        assert mail.outbox[-1].subject == words["me_code_subject"]
        for place in ("stop", "withdraw", "erase"):
            noor.open(f"/me/{place}/")
            assert heading(noor.page) == words[f"me_{place}_title"]


class TestAnAnswer:
    @pytest.mark.usefixtures("ask")
    def test_it_is_opened_by_a_fresh_link_at_the_level_that_was_shown(self, room: Room) -> None:
        noor = Guest()
        noor.come_in()
        page = noor.post(f"/me/rooms/{room.noor.uid}/")
        assert "May Hana Osei publish your voice?" in page
        noor.send(publish="no")
        noor.send()
        stands = standings_of(room.noor).of(Scope.PUBLISH)
        assert (stands.state, stands.level) == (State.REFUSED, Level.MAIL)

    def test_one_press_leads_to_taking_back(self, room: Room, ask: Ask) -> None:
        answer(room.noor, publish="granted", now=timezone.now(), ask=ask)
        noor = Guest()
        noor.come_in()
        page = noor.post(f"/me/rooms/{room.noor.uid}/", to="withdraw")
        assert heading(page) == "What do you take back?"

    @pytest.mark.usefixtures("ask")
    def test_looking_opens_nothing(self, room: Room) -> None:
        noor = Guest()
        noor.come_in()
        noor.open(f"/me/rooms/{room.noor.uid}/")
        assert noor.status == 405
        assert not AskLink.objects.exists()


class TestTakingAllBack:
    def test_it_is_one_confirmation_and_looking_takes_nothing(self, room: Room, ask: Ask) -> None:
        other = make_room("harbour-talk")
        named(other.noor, ADDRESS)
        answer(room.noor, publish="granted", name="granted", now=timezone.now(), ask=ask)
        answer(other.noor, publish="granted", now=timezone.now())
        noor = Guest()
        noor.come_in()
        noor.open("/me/withdraw/")
        assert heading(noor.page) == "Take all of your voice back, everywhere?"
        assert standings(room.noor)[Scope.PUBLISH] == State.GRANTED
        assert "All of your voice is taken back." in noor.post("/me/withdraw/")
        assert standings(room.noor)[Scope.NAME] == State.WITHDRAWN
        assert standings(other.noor)[Scope.PUBLISH] == State.WITHDRAWN
        said = ConsentEvent.objects.filter(decision=Decision.WITHDRAWN, speaker=room.noor)
        assert {line.method for line in said} == {Method.LINK}
        assert "Nobody has to approve it." in said[0].shown

    def test_a_room_in_which_nobody_asked_is_taken_back_too(self, room: Room) -> None:
        named(room.noor, ADDRESS)
        noor = Guest()
        noor.come_in()
        noor.open("/me/withdraw/")
        noor.post("/me/withdraw/")
        assert standings(room.noor)[Scope.PUBLISH] == State.WITHDRAWN

    @pytest.mark.usefixtures("ask")
    def test_it_takes_nothing_of_others(self, room: Room) -> None:
        answer(room.sami, publish="granted", now=timezone.now())
        noor = Guest()
        noor.come_in()
        noor.open("/me/withdraw/")
        noor.post("/me/withdraw/")
        assert standings(room.sami)[Scope.PUBLISH] == State.GRANTED


class TestStoppingAllAsking:
    @pytest.mark.usefixtures("ask")
    def test_no_host_mails_them_and_codes_still_come(self, room: Room) -> None:
        noor = Guest()
        noor.come_in()
        noor.open("/me/stop/")
        assert not DoNotAsk.objects.exists()
        noor.post("/me/stop/")
        assert do_not_ask.why_not(make_room("again").noor, ADDRESS)
        assert standings(room.noor)[Scope.PUBLISH] == State.UNANSWERED
        Guest().come_in()
        assert len(mail.outbox) == 2


class TestACopyToTakeAlong:
    @pytest.mark.usefixtures("ask")
    def test_it_is_their_file_and_recorded(self) -> None:
        noor = Guest()
        noor.come_in()
        document = downloaded(noor)
        assert document["known_as"]["addresses"] == [ADDRESS]
        assert ConsentEvent.objects.get().actor == "the person themselves"

    @pytest.mark.usefixtures("ask")
    def test_addresses_that_were_not_shown_are_not_in_it(self, room: Room) -> None:
        named(room.noor, "guardian@example.org")
        noor = Guest()
        noor.come_in()
        assert "guardian@example.org" not in json.dumps(downloaded(noor))

    @pytest.mark.usefixtures("ask")
    def test_looking_takes_nothing(self) -> None:
        noor = Guest()
        noor.come_in()
        noor.open("/me/download/")
        assert noor.status == 405
        assert not ConsentEvent.objects.exists()


class TestMinors:
    def test_the_minor_sees_and_takes_back_and_does_not_answer(self, room: Room) -> None:
        named(room.noor, ADDRESS)
        minors.mark(room.noor, by=with_role("ori", "Consent officers"), now=timezone.now())
        asked = make_ask(room.noor, address="parent@example.org", now=timezone.now())
        Ask.objects.filter(pk=asked.pk).update(guardian=True)
        noor = Guest()
        assert "A parent or guardian answers here" in noor.come_in()
        noor.post(f"/me/rooms/{room.noor.uid}/")
        assert noor.status == 404
        noor.open("/me/withdraw/")
        noor.post("/me/withdraw/")
        assert standings(room.noor)[Scope.PUBLISH] == State.WITHDRAWN

    def test_the_guardian_answers_for_them(self, room: Room) -> None:
        minors.mark(room.noor, by=with_role("ori", "Consent officers"), now=timezone.now())
        asked = make_ask(room.noor, "publish", address="parent@example.org", now=timezone.now())
        Ask.objects.filter(pk=asked.pk).update(guardian=True)
        parent = Guest()
        assert "You answer as a parent or guardian." in parent.come_in("parent@example.org")
        parent.post(f"/me/rooms/{room.noor.uid}/")
        parent.send(publish="yes")
        parent.send()
        assert standings_of(room.noor).of(Scope.PUBLISH).method == Method.GUARDIAN


@pytest.fixture(scope="module")
def server() -> Iterator[Identities]:
    with identities() as server:
        yield server


class TestByAccount:
    @pytest.fixture
    def provider(self, server: Identities, settings: Settings) -> Identities:
        settings.ACCOUNT_PROVIDERS = server.settings("x")
        settings.SOCIALACCOUNT_PROVIDERS = sign_ins.for_allauth(settings.ACCOUNT_PROVIDERS)
        server.as_whom = {"sub": "100200300", "preferred_username": "noor_ali"}
        return server

    def signed_in(self, guest: Guest) -> str:
        token = guest.client.cookies["csrftoken"].value
        told = {"csrfmiddlewaretoken": token, "provider": "oidc"}
        where = guest.client.post("/me/sign-in/", told)
        back = httpx.get(where["Location"]).headers["Location"]
        return guest.open(back.removeprefix("http://testserver"))

    @pytest.mark.usefixtures("provider")
    def test_the_very_account_shows_its_rooms_and_no_others(self, room: Room) -> None:
        Speaker.objects.filter(pk=room.noor.pk).update(external_ids={"x": "100200300"})
        other = make_room("harbour-talk")
        Speaker.objects.filter(pk=other.noor.pk).update(external_ids={"x": "666"})
        noor = Guest()
        assert "You signed in as noor_ali at Example ID." in self.signed_in(noor)
        assert not Claim.objects.exists()
        page = noor.post("/me/account/")
        assert "You are here by your account at Example ID" in page
        assert page.count("Who owns a city’s water?") == 1
        kept = "".join(str(one.get_decoded()) for one in Session.objects.all())
        assert "100200300" not in kept
        assert "noor" not in kept

    def test_another_account_sees_nothing(self, room: Room, provider: Identities) -> None:
        Speaker.objects.filter(pk=room.noor.pk).update(external_ids={"x": "100200300"})
        provider.as_whom = {"sub": "666", "preferred_username": "noor_ali"}
        max_ = Guest()
        self.signed_in(max_)
        assert "No room is known here" in max_.post("/me/account/")
        max_.post(f"/me/rooms/{room.noor.uid}/")
        assert max_.status == 404

    @pytest.mark.usefixtures("ask")
    def test_an_address_counts_only_where_its_provider_verified_it(
        self, provider: Identities, settings: Settings
    ) -> None:
        settings.ACCOUNT_PROVIDERS = provider.settings("")
        for verified in (False, True):
            provider.as_whom = {"sub": "1", "email": ADDRESS, "email_verified": verified}
            guest = Guest()
            self.signed_in(guest)
            assert ("Who owns" in guest.post("/me/account/")) == verified


class TestEveryAnswer:
    @pytest.mark.usefixtures("ask")
    def test_is_kept_nowhere_and_told_to_nobody(self) -> None:
        noor = Guest()
        noor.come_in()
        for path in ("/me/", "/me/erase/", "/me/stop/", "/me/withdraw/"):
            got = noor.client.get(path)
            assert got["Cache-Control"] == "no-store, private"
            assert got["Referrer-Policy"] == "no-referrer, strict-origin"
            assert "noindex" in got["X-Robots-Tag"]

    @pytest.mark.parametrize("path", ["stop", "withdraw", "erase", "download"])
    @pytest.mark.usefixtures("ask")
    def test_without_a_form_of_ours_nothing_is_done(self, room: Room, path: str) -> None:
        noor = Guest()
        noor.come_in()
        assert noor.client.post(f"/me/{path}/").status_code == 403
        assert Speaker.objects.get(pk=room.noor.pk).name == "Noor Ali"
        assert not ConsentEvent.objects.exists()
