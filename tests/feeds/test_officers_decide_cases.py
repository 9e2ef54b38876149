"""What consent officers decide: disputes, minors, consent given elsewhere; auditors only look."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from consent.clearance import clearance_for
from consent.models import Ask, ConsentEvent, EvidenceFile, Proposal
from consent.policy import Code
from consent.record import note, standings, standings_of
from consent.scopes import Decision, Level, Method, Scope, State
from consent.verify import faults
from feeds import asking
from feeds.models import Episode
from recordings.models import Recording, Speaker
from tests.consent.visitor import Visitor, path_of
from tests.feeds import story
from tests.signed_in import an_auditor, an_officer, words

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a signed release"


@pytest.fixture
def room() -> Recording:
    return story.recording(story.host())


@pytest.fixture
def episode(room: Recording) -> Episode:
    return story.draft(room, story.show(room.host))


@pytest.fixture
def noor(room: Recording) -> Speaker:
    return room.speakers.get(key="noor")


@pytest.fixture
def officer() -> Client:
    return an_officer()


@pytest.fixture
def link(episode: Episode, noor: Speaker) -> str:
    return path_of(asking.link(episode, noor, by=None, now=timezone.now()))


def says_no(link: str) -> None:
    speaker = Visitor(link)
    speaker.send(publish="no")
    speaker.send()


def at(noor: Speaker, verb: str = "") -> str:
    return f"/desk/cases/{noor.uid}/{verb}"


def not_me(noor: Speaker) -> None:
    now = timezone.now()
    note(noor, Decision.DISPUTED, method=Method.LINK, actor=str(noor), now=now)


def blocks(noor: Speaker) -> set[Code]:
    reasons = clearance_for(noor.recording).reasons
    return {reason.code for reason in reasons if reason.speaker_id == noor.pk}


def release(content: bytes = PDF, name: str = "release.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def form(**changed: Any) -> dict[str, Any]:
    return {
        "decision": "granted",
        "scopes": ["publish", "name"],
        "basis": "contract",
        "reason": "Signed on paper, folder 7.",
        "file": release(),
        **changed,
    }


# --- Disputes ------------------------------------------------------------------------------------
def test_a_settled_dispute_voids_the_yes_and_ends_the_old_link(
    officer: Client, noor: Speaker, link: str
) -> None:
    story.says(noor.recording, "noor", story.ALL_YES)
    not_me(noor)
    page = words(officer.get(at(noor)))
    assert "“This is not me”" in page
    assert "personal link" in page
    told = {"outcome": "anew", "reason": "The link was forwarded."}
    assert "can be asked anew" in words(officer.post(at(noor, "settle/"), told, follow=True))
    assert standings(noor)[Scope.PUBLISH] == State.UNANSWERED
    assert blocks(noor) == {Code.UNANSWERED}
    assert Client().get(link).status_code == 410
    settled = ConsentEvent.objects.get(decision=Decision.SETTLED)
    assert (settled.actor, settled.evidence) == ("ori", "The link was forwarded.")


def test_a_dispute_can_end_with_the_voice_left_out(officer: Client, noor: Speaker) -> None:
    not_me(noor)
    officer.post(at(noor, "settle/"), {"outcome": "leave-out", "reason": "Nobody knows them."})
    assert blocks(noor) == set()
    assert not standings_of(noor).disputed


def test_a_dispute_is_not_settled_without_a_reason_nor_twice(
    officer: Client, noor: Speaker
) -> None:
    not_me(noor)
    answer = officer.post(at(noor, "settle/"), {"outcome": "anew", "reason": " "})
    assert answer.status_code == 422
    assert standings_of(noor).disputed
    told = {"outcome": "anew", "reason": "The link was forwarded."}
    officer.post(at(noor, "settle/"), told)
    again = words(officer.post(at(noor, "settle/"), told, follow=True))
    assert "Nobody says that Noor Ali is not them" in again


# --- Minors --------------------------------------------------------------------------------------
def test_a_guardian_answers_for_a_minor_and_the_page_says_so(
    officer: Client, noor: Speaker, episode: Episode, mailoutbox: list[Any]
) -> None:
    episode.show.scopes = [str(scope) for scope in Scope]
    episode.show.save()
    story.says(noor.recording, "noor", story.ALL_YES)
    officer.post(at(noor, "minor/"))
    noor.recording.refresh_from_db()
    told = {"email": "parent@example.org"}
    page = words(officer.post(at(noor, "guardian/"), told, follow=True))
    assert "A guardian of Noor Ali is asked, by mail to parent@example.org." in page
    asked = Ask.objects.get(guardian=True)
    assert not {"commercial", "ai_training", "ai_processing", "voice_id"} & set(asked.scopes)
    assert "name" in asked.scopes
    assert asked.least == Level.MAIL
    parent = Visitor(asking.link(episode, noor, by=None, now=timezone.now()))
    assert "you answer as their parent or guardian" in parent.page
    parent.follow("Confirm that it is you")
    parent.send()
    code = re.search(r"^(\d{6})$", str(mailoutbox[-1].body), re.MULTILINE)
    assert code
    parent.send(code=code[1])
    parent.send(publish="yes")
    parent.send(**{scope: "no" for scope in asked.scopes if scope != "publish"})
    parent.send()
    line = ConsentEvent.objects.filter(speaker=noor, scope=Scope.PUBLISH).latest("seq")
    assert (line.method, line.decision) == (Method.GUARDIAN, Decision.GRANTED)
    assert "parent or guardian" in line.shown
    assert blocks(noor) == set()


def test_a_guardians_link_alone_is_not_enough(
    officer: Client, noor: Speaker, episode: Episode
) -> None:
    officer.post(at(noor, "minor/"))
    officer.post(at(noor, "guardian/"), {"email": "parent@example.org"})
    parent = Visitor(asking.link(episode, noor, by=None, now=timezone.now()))
    parent.send(publish="yes")
    parent.send(**dict.fromkeys(("name", "transcript"), "no"))
    parent.send()
    assert Code.MINOR in blocks(noor)


def test_a_minors_own_link_takes_no_yes(noor: Speaker, officer: Client, link: str) -> None:
    officer.post(at(noor, "minor/"))
    assert Client().get(link).status_code == 410


def test_who_is_of_age_decides_alone_and_a_guardians_yes_ends(
    officer: Client, noor: Speaker
) -> None:
    officer.post(at(noor, "minor/"))
    assert officer.get(at(noor, "of-age/")).status_code == 200
    assert officer.post(at(noor, "of-age/"), {"reason": "Seen"}).status_code == 422
    told = {"reason": "Seen their passport.", "file": release()}
    page = words(officer.post(at(noor, "of-age/"), told, follow=True))
    assert "Noor Ali decides alone" in page
    assert not standings_of(noor).minor
    line = ConsentEvent.objects.get(decision=Decision.OF_AGE)
    assert EvidenceFile.objects.get().sha256 in line.evidence


# --- Consent from elsewhere ----------------------------------------------------------------------
def test_an_officer_records_a_release_with_its_file(officer: Client, noor: Speaker) -> None:
    until = (timezone.now() + timedelta(days=400)).date().isoformat()
    page = words(officer.post(at(noor, "record/"), form(until=until), follow=True))
    assert "Recorded about Noor Ali: receipt" in page
    assert blocks(noor) == set()
    line = ConsentEvent.objects.filter(speaker=noor).earliest("seq")
    file = EvidenceFile.objects.get()
    assert line.evidence.startswith("A contract or release. Signed on paper, folder 7. File “rel")
    assert file.sha256 in line.evidence
    assert until in line.terms
    assert faults() == ()


def test_that_no_consent_is_needed_is_a_waiver(officer: Client, noor: Speaker) -> None:
    told = form(decision="waived", scopes=["publish"], basis="interest")
    officer.post(at(noor, "record/"), told)
    assert standings(noor)[Scope.PUBLISH] == State.WAIVED
    assert blocks(noor) == set()


@pytest.mark.parametrize("decision", ["granted", "waived"])
def test_nobody_records_a_yes_over_somebodys_own_no(
    officer: Client, noor: Speaker, link: str, decision: str
) -> None:
    says_no(link)
    page = words(officer.post(at(noor, "record/"), form(decision=decision), follow=True))
    assert "Noor Ali said no to “publish”, and nobody else can turn that into a yes" in page
    assert standings(noor)[Scope.PUBLISH] == State.REFUSED
    assert not EvidenceFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>\x00", "release.pdf"),
        (b"MZ\x90\x00\x03", "release.txt"),
        (b"PK\x03\x04", "release.pdf"),
        (b"\x00" * 100, "a.mp3"),
        (b"GIF89a\x01\x00", "a.png"),
    ],
)
def test_a_file_is_taken_for_what_it_is(
    officer: Client, noor: Speaker, content: bytes, name: str
) -> None:
    told = form(file=release(content, name))
    page = words(officer.post(at(noor, "record/"), told, follow=True))
    assert "nothing that is taken as evidence" in page
    assert not ConsentEvent.objects.exists()


def test_a_record_needs_a_file_a_ground_and_a_reason(officer: Client, noor: Speaker) -> None:
    for missing in ("file", "basis", "reason", "scopes", "decision"):
        told = form()
        del told[missing]
        assert officer.post(at(noor, "record/"), told).status_code == 422, missing
    assert officer.post(at(noor, "record/"), form(until="2020-01-01")).status_code == 422
    assert not ConsentEvent.objects.exists()


def test_a_file_is_saved_and_never_shown_and_saving_it_is_recorded(
    officer: Client, noor: Speaker
) -> None:
    told = form(file=release(b"<script>alert(1)</script>", "../../x\r\nSet-Cookie: a=b.txt"))
    officer.post(at(noor, "record/"), told)
    file = EvidenceFile.objects.get()
    assert file.content_type == "text/plain"
    where = f"/desk/files/{file.uid}/"
    assert officer.get(where).status_code == 405
    answer = officer.post(where)
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith('attachment; filename="evidence-')
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    viewed = ConsentEvent.objects.get(decision=Decision.VIEWED)
    assert file.sha256 in viewed.evidence


# --- A second officer ----------------------------------------------------------------------------
@pytest.fixture
def two(settings: Settings) -> None:
    settings.SECOND_ADMIN = True


@pytest.mark.usefixtures("two")
def test_a_proposal_waits_for_a_second_officer(officer: Client, noor: Speaker) -> None:
    page = words(officer.post(at(noor, "record/"), form(), follow=True))
    assert "counts as soon as another officer has confirmed it" in page
    assert not ConsentEvent.objects.exists()
    where = f"/desk/proposals/{Proposal.objects.get().uid}/"
    assert "You proposed this yourself." in words(officer.get(where))
    own = words(officer.post(f"{where}decide/", {"confirm": "yes"}, follow=True))
    assert "Another consent officer has to confirm." in own
    assert not ConsentEvent.objects.exists()
    second = an_officer("uma")
    assert "Confirmed and recorded" in words(
        second.post(f"{where}decide/", {"confirm": "yes"}, follow=True)
    )
    line = ConsentEvent.objects.earliest("seq")
    assert line.evidence.endswith("Proposed by ori, confirmed by uma.")
    assert line.actor == "ori and uma"
    assert blocks(noor) == set()
    again = words(second.post(f"{where}decide/", {"confirm": "yes"}, follow=True))
    assert "This was settled before: confirmed." in again


@pytest.mark.usefixtures("two")
def test_a_no_that_came_meanwhile_stands_against_a_proposal(
    officer: Client, noor: Speaker, link: str
) -> None:
    officer.post(at(noor, "record/"), form())
    says_no(link)
    where = f"/desk/proposals/{Proposal.objects.get().uid}/decide/"
    page = words(an_officer("uma").post(where, {"confirm": "yes"}, follow=True))
    assert "said no to “publish”, and nobody else can turn that into a yes" in page
    assert standings(noor)[Scope.PUBLISH] == State.REFUSED
    assert Proposal.objects.get().is_open


@pytest.mark.usefixtures("two")
def test_a_proposal_can_be_turned_down(officer: Client, noor: Speaker) -> None:
    officer.post(at(noor, "record/"), form())
    where = f"/desk/proposals/{Proposal.objects.get().uid}/decide/"
    assert "Nothing was recorded." in words(
        an_officer("uma").post(where, {"reject": "yes"}, follow=True)
    )
    assert not ConsentEvent.objects.exists()


# --- Who only looks ------------------------------------------------------------------------------
@pytest.mark.usefixtures("two")
def test_an_auditor_sees_everything_and_decides_nothing(officer: Client, noor: Speaker) -> None:
    officer.post(at(noor, "record/"), form())
    not_me(noor)
    proposal, tove = Proposal.objects.get(), an_auditor()
    for page in (at(noor), f"/desk/proposals/{proposal.uid}/"):
        assert "/settle/" not in tove.get(page).content.decode()
        assert "/decide/" not in tove.get(page).content.decode()
        assert "/record/" not in tove.get(page).content.decode()
    verbs = ("settle/", "minor/", "guardian/", "of-age/", "record/")
    for where in (*(at(noor, verb) for verb in verbs), f"/desk/proposals/{proposal.uid}/decide/"):
        answer = tove.post(where)
        assert answer.status_code == 403
        assert "decide nothing. Ask a consent officer to do it." in words(answer)
    assert not standings_of(noor).minor


@pytest.mark.usefixtures("two")
def test_what_proves_a_proposal_is_shown_behind_a_button_and_each_look_is_recorded(
    officer: Client, noor: Speaker
) -> None:
    officer.post(at(noor, "record/"), form(), follow=True)
    one = Proposal.objects.get()
    where = f"/desk/proposals/{one.uid}/"
    page = words(officer.get(where))
    assert "Show it" in page
    assert one.evidence not in page
    assert not ConsentEvent.objects.exists()
    assert one.evidence in words(officer.post(f"{where}reason/"))
    assert [line.decision for line in ConsentEvent.objects.all()] == [Decision.VIEWED]
