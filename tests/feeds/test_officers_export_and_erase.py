"""At the desk an officer saves all that is held of a person for them, and erases a person; an
auditor does neither, and where the site wants two officers for it, a second one confirms."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from consent import accounts, erasure, logins
from consent.models import ConsentEvent, Proposal
from consent.person import find_person
from consent.scopes import Decision
from consent.verify import faults
from recordings import voices
from recordings.models import Speaker
from recordings.sealed import Purpose, mark
from tests.feeds import story
from tests.signed_in import an_auditor, an_officer, as_user, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor() -> Speaker:
    room = story.recording(story.host())
    found = room.speakers.get(key="noor")
    voices.rename(found, name="Noor Ali", handle="noor_ali", email="noor@example.org")
    Speaker.objects.filter(pk=found.pk).update(external_ids={"x": "100200300"})
    found.refresh_from_db()
    return found


@pytest.fixture
def officer() -> Client:
    return an_officer()


def at(noor: Speaker, verb: str = "") -> str:
    return f"/desk/people/{noor.uid}/{verb}"


class TestAnExport:
    def test_it_is_a_file_of_everything_and_the_look_is_recorded(
        self, officer: Client, noor: Speaker
    ) -> None:
        answer = officer.post(at(noor, "export/"))
        packed = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
        document = json.loads(packed.read("export.json"))
        assert document["known_as"]["addresses"] == ["noor@example.org"]
        assert answer["Cache-Control"] == "private, no-store"
        line = ConsentEvent.objects.get(decision=Decision.VIEWED)
        assert (line.actor, line.speaker_id) == ("ori", noor.pk)

    def test_opening_its_address_takes_nothing(self, officer: Client, noor: Speaker) -> None:
        assert officer.get(at(noor, "export/")).status_code == 405
        assert not ConsentEvent.objects.exists()

    def test_an_auditor_is_offered_neither_and_gets_neither(self, noor: Speaker) -> None:
        tove = an_auditor()
        page = tove.get(at(noor)).content.decode()
        assert "Show the evidence" in page
        for verb in ("export/", "erase/"):
            assert verb not in page
            assert tove.post(at(noor, verb), {"reason": "x"}).status_code == 403
        assert Speaker.objects.get(pk=noor.pk).name == "Noor Ali"


class TestAnErasure:
    def test_a_page_says_what_goes_and_looking_erases_nothing(
        self, officer: Client, noor: Speaker
    ) -> None:
        page = words(officer.get(at(noor, "erase/")))
        assert "It cannot be undone." in page
        assert "cut out of the stored originals" in page
        assert Speaker.objects.get(pk=noor.pk).name == "Noor Ali"

    def test_it_needs_a_reason(self, officer: Client, noor: Speaker) -> None:
        assert officer.post(at(noor, "erase/"), {"reason": " "}).status_code == 422
        assert Speaker.objects.get(pk=noor.pk).name == "Noor Ali"

    def test_with_one_they_are_gone_and_the_chain_verifies(
        self, officer: Client, noor: Speaker
    ) -> None:
        told = {"reason": "Asked by mail on 3 March"}
        page = words(officer.post(at(noor, "erase/"), told, follow=True))
        left = Speaker.objects.get(pk=noor.pk)
        assert (left.name, left.handle, left.email, left.external_ids) == ("", "", "", {})
        assert ConsentEvent.objects.get(decision=Decision.ERASED).actor == "ori"
        assert "Noor" not in page
        assert faults() == ()


class TestWhereTheSiteWantsTwo:
    @pytest.fixture(autouse=True)
    def _two(self, settings: Settings) -> None:
        settings.SECOND_ADMIN = True

    def test_the_first_one_only_proposes(self, officer: Client, noor: Speaker) -> None:
        told = {"reason": "Asked by mail on 3 March"}
        page = words(officer.post(at(noor, "erase/"), told, follow=True))
        assert "Erase everything about this person" in page
        assert Speaker.objects.get(pk=noor.pk).name == "Noor Ali"
        where = f"/desk/proposals/{Proposal.objects.get().uid}/decide/"
        own = words(officer.post(where, {"confirm": "yes"}, follow=True))
        assert "Another consent officer has to confirm." in own
        assert Speaker.objects.get(pk=noor.pk).name == "Noor Ali"
        assert "An erasure to confirm" in words(officer.get("/desk/"))

    def test_a_second_one_erases_and_both_are_named(self, officer: Client, noor: Speaker) -> None:
        officer.post(at(noor, "erase/"), {"reason": "Asked by mail on 3 March"})
        where = f"/desk/proposals/{Proposal.objects.get().uid}/decide/"
        uma = an_officer("uma")
        assert "is erased" in words(uma.post(where, {"confirm": "yes"}, follow=True))
        assert Speaker.objects.get(pk=noor.pk).name == ""
        line = ConsentEvent.objects.get(decision=Decision.ERASED)
        assert line.evidence.endswith("Proposed by ori, confirmed by uma.")
        assert not Proposal.objects.exists()
        assert uma.post(where, {"confirm": "yes"}).status_code == 404

    def test_turned_down_it_erases_nobody(self, officer: Client, noor: Speaker) -> None:
        officer.post(at(noor, "erase/"), {"reason": "Asked by mail on 3 March"})
        where = f"/desk/proposals/{Proposal.objects.get().uid}/decide/"
        an_officer("uma").post(where, {"reject": "yes"})
        assert Speaker.objects.get(pk=noor.pk).name == "Noor Ali"
        again = words(an_officer("ugo").post(where, {"confirm": "yes"}, follow=True))
        assert "This was settled before" in again


class TestTheAccountsOfWhoIsErased:
    @pytest.fixture
    def ada(self) -> User:
        return User.objects.create_superuser("ada", "ada@example.org", "x")

    def test_a_plain_account_goes_with_its_sign_ins_and_its_sessions(
        self, ada: User, noor: Speaker
    ) -> None:
        user = User.objects.create_user("noor")
        known = [mark(Purpose.ACCOUNT, "x:100200300")]
        known_by = {"label": "noor", "marks": known}
        SocialAccount.objects.create(user=user, provider="x", uid="1", extra_data=known_by)
        EmailAddress.objects.create(user=user, email="Noor@example.org", verified=True)
        as_user(user)
        max_ = as_user(User.objects.create_user("max"))
        shown = Client()
        session = shown.session
        accounts.remember(session, "x", "noor", known, timezone.now())
        session.save()
        assert Session.objects.count() == 3
        erasure.erase(find_person(str(noor.uid)), by=ada, reason="asked", now=timezone.now())
        assert not User.objects.filter(pk=user.pk).exists()
        assert not SocialAccount.objects.exists()
        assert not EmailAddress.objects.exists()
        assert Session.objects.get().pk == max_.session.session_key

    def test_an_address_that_somebody_of_the_house_only_typed_is_not_theirs(
        self, ada: User
    ) -> None:
        """Else they could keep Noor from erasing herself."""
        typed = EmailAddress.objects.create(user=ada, email="noor@example.org", verified=False)
        assert not logins.belongs_to_the_house(frozenset(), {"noor@example.org"})
        typed.verified = True
        typed.save()
        assert logins.belongs_to_the_house(frozenset(), {"noor@example.org"})

    def test_one_that_works_here_stays(self, ada: User, noor: Speaker) -> None:
        voices.rename(noor, name="Ada", handle="noor_ali", email="ada@example.org")
        people = find_person(str(noor.uid))
        assert logins.belongs_to_the_house(frozenset(), {"Ada@example.org"})
        erasure.erase(people, by=ada, reason="asked", now=timezone.now())
        assert User.objects.filter(pk=ada.pk).exists()
