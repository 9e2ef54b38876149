"""A room is shown a link; who opens it says what they allow, confirms by a code, and perhaps signs
in; afterwards one press takes it back."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config import sign_ins
from consent import announcements, invites, texts
from consent.models import Ask, ConsentEvent, DoNotAsk, StandingCode, StandingConsent
from consent.pledged import hosts
from consent.scopes import Level, State
from consent.verify import faults
from recordings.models import Host
from recordings.sealed import Purpose, mark
from tests.consent.people import Room, days
from tests.consent.pledging import (
    ACCOUNT,
    ALL,
    SAMI,
    announced,
    code,
    counts,
    invited,
    room_to_come,
    says_yes,
)
from tests.consent.visitor import Forms, Visitor, heading
from tests.oidc import Identities, identities

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return room_to_come(timezone.now() + days(2))


@pytest.fixture
def link(room: Room) -> str:
    return invites.link_of(invited(room.recording.host, now=timezone.now()))


@pytest.fixture
def sami(link: str) -> Visitor:
    return Visitor(link)


def asks_for_a_code(sami: Visitor, **said: str) -> None:
    sami.send(**({"name": "yes", "clips": "no", "address": SAMI, "until": ""} | said))


def confirms(sami: Visitor) -> None:
    asks_for_a_code(sami)
    sami.send(code=code())


class TestSayingYes:
    def test_it_says_who_asks_what_for_and_how_silence_counts(self, sami: Visitor) -> None:
        assert heading(sami.page) == "Say yes in advance?"
        assert "Hana Osei asks" in sami.page
        assert "Open Table, a public podcast." in sami.page
        assert "If you say nothing for 24 hours, your yes counts." in sami.page
        assert "checked" not in sami.page

    def test_a_minute_later_it_is_recorded_and_this_is_the_receipt(self, sami: Visitor) -> None:
        confirms(sami)
        assert heading(sami.page) == "Check, and say yes"
        assert "Your voice, Your name" in sami.page
        assert "s…@example.org" in sami.page
        assert not StandingConsent.objects.exists()
        sami.send()
        assert heading(sami.page) == "You said yes in advance"
        row = StandingConsent.objects.get()
        assert (row.scopes, row.level, row.account) == (["publish", "name"], Level.MAIL, "")
        assert row.expires_at - row.created_at == days(365)
        shown = ConsentEvent.objects.filter(receipt=row.receipt)[0].shown
        assert "If you say nothing for 24 hours" in shown
        assert "You allow: Your voice, Your name." in shown
        assert faults() == ()

    def test_the_way_back_is_mailed(self, sami: Visitor) -> None:
        confirms(sami)
        sami.send()
        found = re.search(r"https?://\S+/mine/", str(mail.outbox[-1].body))
        assert found
        assert heading(Visitor(found[0]).page) == "You said yes in advance"

    def test_the_receipt_is_a_file_too(self, sami: Visitor) -> None:
        confirms(sami)
        sami.send()
        where = urlsplit(sami.address).path
        told = sami.client.get(f"{where}receipt.json").json()
        assert told["answers"] == {"publish": "granted", "name": "granted"}
        assert SAMI not in json.dumps(told)

    def test_it_ends_when_they_say_so(self, sami: Visitor) -> None:
        day = timezone.localdate() + timedelta(days=30)
        asks_for_a_code(sami, until=day.isoformat())
        sami.send(code=code())
        sami.send()
        last = timezone.localtime(StandingConsent.objects.get().expires_at - timedelta(seconds=1))
        assert last.date() == day

    @pytest.mark.parametrize("away", [-1, 0, 400])
    def test_it_never_holds_longer_than_a_year(self, sami: Visitor, away: int) -> None:
        asks_for_a_code(sami, until=(timezone.localdate() + timedelta(days=away)).isoformat())
        assert sami.status == 422
        assert "Write a day to come, within a year." in sami.page
        assert mail.outbox == []

    def test_what_was_passed_over_is_asked_again(self, sami: Visitor) -> None:
        sami.send(name="yes", address=SAMI)
        assert sami.status == 422
        assert "Choose yes or no for: clips." in sami.page
        assert mail.outbox == []

    def test_what_is_no_address_gets_no_code(self, sami: Visitor) -> None:
        asks_for_a_code(sami, address="sami")
        assert sami.status == 422
        assert "Write the whole mail address." in sami.page

    def test_a_wrong_code_confirms_nothing(self, sami: Visitor) -> None:
        asks_for_a_code(sami)
        sami.send(code="no code")
        assert sami.status == 422
        assert "That is not the code." in sami.page
        assert not StandingConsent.objects.exists()

    def test_the_last_page_is_not_reached_without_a_code(self, sami: Visitor) -> None:
        asks_for_a_code(sami)
        sami.open(sami.address.replace("/code/", "/check/"))
        assert heading(sami.page) == "Type in the code"

    def test_choices_that_somebody_else_made_open_with_none(self, link: str, sami: Visitor) -> None:
        asks_for_a_code(sami)
        other = Visitor(link)
        other.open(sami.address.replace("/code/", "/check/"))
        assert heading(other.page) == "Say yes in advance?"

    def test_a_code_works_in_its_own_browser_alone(self, link: str, sami: Visitor) -> None:
        asks_for_a_code(sami)
        his = code()
        other = Visitor(link)
        asks_for_a_code(other, address="max@example.org")
        other.send(code=his)
        assert not StandingCode.objects.exclude(confirmed_at=None).exists()

    def test_a_form_of_another_site_is_refused(self, link: str) -> None:
        browser = Client(enforce_csrf_checks=True)
        for page in ("", "code/", "check/", "sign-in/"):
            answer = browser.post(f"{urlsplit(link).path}{page}", {"code": "1"})
            assert answer.status_code == 403

    @pytest.mark.parametrize("language", [*texts.NAMES])
    def test_it_can_be_read_in_four_languages(self, sami: Visitor, language: str) -> None:
        sami.open(f"{sami.address}?lang={language}")
        words = texts.AROUND[language]
        assert heading(sami.page) == words["pledge_title"]
        confirms(sami)
        sami.send()
        assert heading(sami.page) == words["pledge_done_title"]
        assert "{" not in re.sub(r"<[^>]*>", "", sami.page)
        assert StandingConsent.objects.get().wording.language == language

    def test_nothing_tells_others_where_they_were(self, sami: Visitor) -> None:
        answer = sami.client.get(sami.address)
        assert answer["Referrer-Policy"] == "no-referrer, strict-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


class TestTheLink:
    def test_it_can_be_shown_again_and_no_token_is_kept(self, room: Room) -> None:
        row = invited(room.recording.host)
        token = urlsplit(invites.link_of(row)).path.split("/")[2]
        kept = [str(value) for value in type(row).objects.values().get(pk=row.pk).values()]
        assert token not in kept
        assert invites.link_of(row) == invites.link_of(row)

    def test_it_opens_and_is_shown_after_the_sites_key_has_changed(
        self, room: Room, settings: Settings
    ) -> None:
        row = invited(room.recording.host, now=timezone.now())
        link = invites.link_of(row)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key altogether, and a long one"
        assert invites.link_of(row) == link
        settings.SECRET_KEY_FALLBACKS = []
        assert invites.link_of(row) == ""
        assert invites.find(urlsplit(link).path.split("/")[2], timezone.now()) == row

    def test_ended_it_says_nothing_of_what_it_was(self, room: Room) -> None:
        row = invited(room.recording.host, now=timezone.now())
        link = invites.link_of(row)
        invites.revoke(row, timezone.now())
        page = Visitor(link)
        assert page.status == 410
        assert "Hana" not in page.page


@pytest.fixture(scope="module")
def server() -> Iterator[Identities]:
    with identities() as server:
        yield server


@pytest.fixture
def provider(server: Identities, settings: Settings) -> Identities:
    settings.ACCOUNT_PROVIDERS = server.settings("x")
    settings.SOCIALACCOUNT_PROVIDERS = sign_ins.for_allauth(settings.ACCOUNT_PROVIDERS)
    server.as_whom = {"sub": ACCOUNT, "preferred_username": "sami_h"}
    return server


def signs_in(sami: Visitor) -> None:
    form = Forms(sami.page).hidden
    where = sami.client.post(
        sami.address.partition("?")[0].replace("/check/", "/sign-in/"),
        form | {"provider": "oidc"},
    )
    back = httpx.get(where["Location"]).headers["Location"]
    sami.open(back.removeprefix("http://testserver"))


class TestSigningIn:
    @pytest.mark.usefixtures("provider")
    def test_it_ties_the_voice_of_that_account_to_the_yes(self, room: Room, sami: Visitor) -> None:
        confirms(sami)
        assert "Without signing in you are asked about each room" in sami.page
        signs_in(sami)
        assert "You signed in as sami_h at Example ID." in sami.page
        assert not StandingConsent.objects.exists()
        sami.send()
        row = StandingConsent.objects.get()
        assert (row.level, row.account) == (Level.ACCOUNT, mark(Purpose.ACCOUNT, f"x:{ACCOUNT}"))
        later = timezone.now() + days(3)
        assert announced(room.sami, later)
        announcements.count(later + days(1), lambda _ask: True)
        assert counts(room.sami) == State.GRANTED

    @pytest.mark.usefixtures("provider")
    def test_a_page_opened_before_the_sign_in_ties_nothing(self, sami: Visitor) -> None:
        confirms(sami)
        before = Forms(sami.page).hidden
        signs_in(sami)
        sami.client.post(sami.address.partition("?")[0], before)
        assert not StandingConsent.objects.exists()

    def test_an_account_that_knows_no_platforms_numbers_ties_nothing(
        self, provider: Identities, settings: Settings, sami: Visitor
    ) -> None:
        settings.ACCOUNT_PROVIDERS = provider.settings("")
        confirms(sami)
        assert "Example ID" not in sami.page

    @pytest.mark.usefixtures("provider")
    def test_of_the_account_only_a_mark_is_kept(self, sami: Visitor) -> None:
        confirms(sami)
        signs_in(sami)
        sami.send()
        kept = str([*StandingConsent.objects.values(), *ConsentEvent.objects.values()])
        assert ACCOUNT not in kept
        assert "sami_h" not in kept


class TestTakingItBack:
    @pytest.fixture
    def mine(self, sami: Visitor) -> Visitor:
        confirms(sami)
        sami.send()
        return sami

    def test_one_press_and_no_login(self, mine: Visitor) -> None:
        mine.follow("Take it back")
        assert "does not come out with your voice" in mine.page
        assert StandingConsent.objects.live(timezone.now()).exists()
        mine.send()
        assert heading(mine.page) == "Your yes in advance is taken back"
        assert not StandingConsent.objects.live(timezone.now()).exists()
        line = ConsentEvent.objects.filter(decision="withdrawn").first()
        assert line
        assert "What is out already stays out" in line.shown
        assert not DoNotAsk.objects.exists()

    def test_again_it_changes_nothing(self, mine: Visitor) -> None:
        mine.follow("Take it back")
        again = mine.address
        mine.send()
        count = ConsentEvent.objects.count()
        mine.client.post(again, {})
        mine.open(again)
        assert heading(mine.page) == "Your yes in advance is taken back"
        assert ConsentEvent.objects.count() == count

    def test_what_counts_is_listed_with_a_way_to_withdraw_it(
        self, room: Room, tied: Visitor
    ) -> None:
        assert "Who owns a city’s water?" in tied.page
        tied.send(room=str(Ask.objects.get().uid))
        assert heading(tied.page) == "What do you take back?"
        tied.send(scope="publish", mode="voice")
        assert counts(room.sami) == State.WITHDRAWN

    def test_a_room_that_is_not_theirs_is_not_there(self, room: Room, tied: Visitor) -> None:
        for wrong in ("", "x", str(room.recording.uid)):
            form = Forms(tied.page)
            answer = tied.client.post(form.action, form.hidden | {"room": wrong})
            assert answer.status_code == 404

    @pytest.fixture
    def tied(self, room: Room, provider: Identities, sami: Visitor) -> Visitor:
        """His silence has counted for a room."""
        assert provider.issuer
        confirms(sami)
        signs_in(sami)
        sami.send()
        later = timezone.now() + days(3)
        assert announced(room.sami, later)
        announcements.count(later + days(1), lambda _ask: True)
        sami.open(sami.address)
        return sami


@pytest.mark.usefixtures("admin")
class TestSomebodyNobodyHasHeardYet:
    @pytest.fixture
    def elsewhere(self) -> StandingConsent:
        host = Host.objects.create(slug="harbour", name="Harbour")
        return says_yes(host, address="ines@example.org", account="x:42424242")

    @pytest.mark.parametrize("who", ["ines@example.org", "x:42424242"])
    @pytest.mark.usefixtures("elsewhere")
    def test_their_file_holds_what_they_said(self, tmp_path: Path, who: str) -> None:
        call_command("export_person", who, str(tmp_path / "ines.json"))
        told = json.loads((tmp_path / "ines.json").read_text())
        [said] = told["in_advance"]
        assert (said["address"], said["host"]) == ("ines@example.org", "Harbour")
        assert {line["scope"] for line in said["ledger"]} == {str(one) for one in ALL}
        assert ConsentEvent.objects.filter(decision="viewed").count() == 1
        assert faults() == ()

    @pytest.mark.parametrize("who", ["ines@example.org", "x:42424242"])
    @pytest.mark.usefixtures("elsewhere")
    def test_erased_they_leave_nothing(self, who: str) -> None:
        call_command("erase_person", who, "--by", "ada", "--reason", "She asked.")
        assert not StandingConsent.objects.exists()
        assert not StandingCode.objects.exists()
        assert DoNotAsk.objects.get().why == DoNotAsk.Why.ERASED
        assert "ines" not in str([*ConsentEvent.objects.values()])
        assert hosts(timezone.now()) == set()
        assert faults() == ()
        with pytest.raises(CommandError, match="Nobody is known"):
            call_command("erase_person", who, "--by", "ada", "--reason", "She asked.")

    def test_tried_out_nothing_goes(self, elsewhere: StandingConsent) -> None:
        where = ("erase_person", "ines@example.org", "--by", "ada", "--reason", "She asked.")
        call_command(*where, "--dry-run")
        assert StandingConsent.objects.live(elsewhere.created_at).exists()
        assert not DoNotAsk.objects.exists()

    def test_a_code_that_was_never_typed_in_goes_too(self, sami: Visitor) -> None:
        asks_for_a_code(sami, address="ines@example.org")
        call_command("erase_person", "ines@example.org", "--by", "ada", "--reason", "She asked.")
        assert not StandingCode.objects.exists()

    @pytest.fixture
    def admin(self) -> None:
        User.objects.create_superuser("ada", "ada@example.org", "x")
