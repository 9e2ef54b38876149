"""Episodes from before consent was recorded here: they go on, say so, and can be asked to go."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from consent import legacy, verify, viewing
from consent.clearance import NotCleared, clearance_for
from consent.erasure import erase
from consent.models import ConsentEvent, Proposal
from consent.record import note, standings
from consent.scopes import Decision, Method, Scope, State
from feeds import pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode, Takedown
from recordings.models import Host, Recording, Segment
from tests.consent.people import make_ask
from tests.feeds import published, story
from tests.feeds.aired import aired
from tests.signed_in import an_auditor, an_officer, member_of, words

pytestmark = pytest.mark.django_db
BEFORE = "Published before consent was recorded here."


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def room(hana: Host) -> Recording:
    """Nobody was ever asked."""
    return story.recording(hana)


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def page(room: Recording, hana: Host, ada: User, tmp_path: Path) -> str:
    """The public page of an episode that was out before."""
    legacy.mark(room, evidence="On the old site since 2021.", by=ada, now=timezone.now())
    episode = story.draft(room, story.show(hana))
    episode.master = story.master(episode)
    episode.stage, episode.published_at = Stage.PUBLISHED, timezone.now()
    episode.save()
    published.with_sound(episode, tmp_path)
    return episode.get_absolute_url()


def test_it_goes_on_without_anybodys_yes_and_says_so(page: str, room: Recording) -> None:
    assert clearance_for(room).allowed
    noor = room.speakers.get(key="noor")
    assert standings(noor)[Scope.PUBLISH] == State.UNANSWERED
    shown = words(Client().get(page))
    assert BEFORE in shown
    assert "Everyone you hear has agreed" not in Client().get(page).content.decode()


def test_a_no_ends_it(page: str, room: Recording) -> None:
    story.says(room, "noor", {Scope.PUBLISH: Decision.REFUSED}, timezone.now())
    assert not clearance_for(room).allowed
    assert Client().get(page).status_code == 410


def test_voices_that_nobody_listed_do_not_stop_it(page: str, room: Recording) -> None:
    Segment.objects.create(recording=room, start_ms=0, end_ms=9_000, method="vad_unassigned")
    assert clearance_for(room).allowed
    Segment.objects.filter(speaker__isnull=False).delete()
    assert clearance_for(room).allowed


def test_it_is_marked_once_and_with_evidence(room: Recording, ada: User) -> None:
    now = timezone.now()
    with pytest.raises(legacy.NotLegacy, match="Nothing shows"):
        legacy.mark(room, evidence=" ", by=ada, now=now)
    legacy.mark(room, evidence="Out since 2021", by=ada, now=now)
    with pytest.raises(legacy.NotLegacy, match="already"):
        legacy.mark(room, evidence="again", by=ada, now=now)


def test_a_room_whose_people_were_asked_is_not_marked(room: Recording, ada: User) -> None:
    """Else the mark would make their silence a yes."""
    make_ask(room.speakers.get(key="noor"), now=timezone.now())
    with pytest.raises(legacy.NotLegacy, match="waits for their answers"):
        legacy.mark(room, evidence="On the old site.", by=ada, now=timezone.now())
    assert not clearance_for(room).allowed


def test_it_is_marked_from_the_command_line(room: Recording, ada: User) -> None:
    out = StringIO()
    about = ("mark_legacy", str(room.uid), "--by", "ada", "--evidence", "Out since 2021")
    call_command(*about, "--json", stdout=out)
    assert json.loads(out.getvalue())["allowed"] is True


def test_an_officer_marks_it_at_the_desk(room: Recording) -> None:
    where, officer = f"/desk/recordings/{room.uid}/", an_officer()
    assert "What blocks it" in words(officer.get(where))
    assert officer.post(f"{where}legacy/", {"reason": ""}).status_code == 422
    told = {"reason": "On the old site since 2021."}
    assert "It may go out." in words(officer.post(f"{where}legacy/", told, follow=True))


def test_the_mark_is_a_line_of_the_ledger_and_nobodys_yes(room: Recording, ada: User) -> None:
    legacy.mark(room, evidence="On the old site since 2021.", by=ada, now=story.NOW)
    line = ConsentEvent.objects.get(decision=Decision.LEGACY)
    assert (line.recording, line.speaker, line.scope) == (room, None, "")
    assert (line.actor, line.at, line.evidence) == ("ada", story.NOW, "On the old site since 2021.")
    assert legacy.of(room) == legacy.Marked(by="ada", at=line.at, evidence=line.evidence)
    assert verify.faults() == ()


@pytest.mark.parametrize("said", [Decision.DISPUTED, Decision.MINOR])
def test_a_room_of_which_anything_was_said_is_not_marked(
    room: Recording, ada: User, said: Decision
) -> None:
    noor = room.speakers.get(key="noor")
    note(noor, said, method=Method.ATTESTED, actor="ada", now=story.NOW, evidence="A letter")
    with pytest.raises(legacy.NotLegacy, match="said something"):
        legacy.mark(room, evidence="On the old site.", by=ada, now=story.NOW)


def test_that_an_officer_looked_is_nothing_that_was_said(room: Recording, ada: User) -> None:
    viewing.viewed(room.speakers.get(key="noor"), by=ada, now=story.NOW)
    legacy.mark(room, evidence="On the old site.", by=ada, now=story.NOW)
    assert clearance_for(room).legacy


def test_taking_the_mark_back_asks_the_gate_at_once(page: str, room: Recording) -> None:
    where, officer = f"/desk/recordings/{room.uid}/", an_officer()
    assert officer.post(f"{where}legacy/undo/", {"reason": " "}).status_code == 422
    assert clearance_for(room).allowed
    shown = words(officer.post(f"{where}legacy/undo/", {"reason": "It was not."}, follow=True))
    assert "What blocks it" in shown
    assert "Was it out before it came here?" in shown
    assert Client().get(page).status_code == 410
    assert Episode.objects.get().stage == Stage.HELD
    line = ConsentEvent.objects.get(decision=Decision.NOT_LEGACY)
    assert (line.actor, line.evidence) == ("ori", "It was not.")
    assert legacy.of(room) is None
    again = words(officer.post(f"{where}legacy/undo/", {"reason": "Twice."}, follow=True))
    assert "is not marked as published before" in again


def test_an_auditor_takes_no_mark_back(page: str, room: Recording) -> None:
    where, tove = f"/desk/recordings/{room.uid}/", an_auditor()
    assert "Take the mark back" not in words(tove.get(where))
    assert tove.post(f"{where}legacy/undo/", {"reason": "It was not."}).status_code == 403
    assert clearance_for(room).allowed


def test_it_is_taken_back_from_the_command_line(page: str, room: Recording) -> None:
    out = StringIO()
    about = ("mark_legacy", str(room.uid), "--undo", "--by", "ada", "--evidence", "It was not.")
    call_command(*about, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["legacy"], told["allowed"]) == (False, False)


def test_where_two_are_wanted_a_second_officer_confirms(room: Recording, settings: Any) -> None:
    settings.SECOND_ADMIN = True
    where, first, second = f"/desk/recordings/{room.uid}/", an_officer(), an_officer("uma")
    told = {"reason": "On the old site since 2021."}
    assert "Proposed." in words(first.post(f"{where}legacy/", told, follow=True))
    assert not clearance_for(room).allowed
    assert "is proposed already" in words(second.post(f"{where}legacy/", told, follow=True))
    assert "A mark as published before to confirm" in words(second.get("/desk/"))
    assert "proposes to mark it" in words(second.get(where))
    at, yes = f"/desk/proposals/{Proposal.objects.get().uid}/", {"confirm": "yes"}
    assert "On the old site since 2021." in words(second.get(at))
    assert "proposed this yourself" in words(first.post(f"{at}decide/", yes, follow=True))
    assert "It may go out." in words(second.post(f"{at}decide/", yes, follow=True))
    line = ConsentEvent.objects.get(decision=Decision.LEGACY)
    assert line.actor == "ori and uma"
    assert "Proposed by ori, confirmed by uma." in line.evidence


def test_taking_it_back_waits_for_no_second_officer(page: str, settings: Any) -> None:
    settings.SECOND_ADMIN = True
    room = Recording.objects.get()
    an_officer().post(f"/desk/recordings/{room.uid}/legacy/undo/", {"reason": "It was not."})
    assert not clearance_for(room).allowed


def test_a_proposal_can_be_turned_down(room: Recording, ada: User, settings: Any) -> None:
    settings.SECOND_ADMIN = True
    assert not legacy.offer(room, evidence="Out since 2021", by=ada, now=timezone.now())
    at = f"/desk/proposals/{Proposal.objects.get().uid}/decide/"
    assert "Turned down" in words(an_officer().post(at, {"reject": "yes"}, follow=True))
    assert legacy.proposed(room) is None
    assert legacy.of(room) is None


def test_what_was_asked_meanwhile_is_not_confirmed(
    room: Recording, ada: User, settings: Any
) -> None:
    settings.SECOND_ADMIN = True
    legacy.offer(room, evidence="Out since 2021", by=ada, now=timezone.now())
    make_ask(room.speakers.get(key="noor"), now=timezone.now())
    at = f"/desk/proposals/{Proposal.objects.get().uid}/decide/"
    shown = words(an_officer().post(at, {"confirm": "yes"}, follow=True))
    assert "waits for their answers" in shown
    assert not clearance_for(room).allowed
    assert Proposal.objects.get().is_open


def test_a_name_in_its_evidence_goes_with_the_person(room: Recording, ada: User) -> None:
    legacy.mark(room, evidence="Noor Ali said so.", by=ada, now=story.NOW)
    erase([room.speakers.get(key="noor")], by=ada, reason="asked", now=timezone.now())
    marked = legacy.of(room)
    assert marked is not None
    assert marked.evidence == ""
    assert verify.faults() == ()


# --- Takedowns -----------------------------------------------------------------------------------
def test_anybody_can_ask_that_it_goes_and_the_desk_decides_within_three_days(
    page: str, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    lee = Client()
    assert f"{page}takedown/" in lee.get(page).content.decode()
    assert "You need no account." in words(lee.get(f"{page}takedown/"))
    told = {"reason": "I speak from 0:40.", "email": "noor@example.org"}
    assert "on the desk" in words(lee.post(f"{page}takedown/", told))
    asked = Takedown.objects.get()
    assert asked.due_at - asked.at == timedelta(hours=72)
    assert lee.get(page).status_code == 200
    where, officer = f"/desk/takedowns/{asked.uid}/", an_officer()
    assert "I speak from 0:40." in words(officer.get(where))
    assert officer.post(where, {"outcome": "take-down"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(where, {"outcome": "take-down", "words": "They are a child there."})
    assert lee.get(page).status_code == 410
    asked.refresh_from_db()
    assert (asked.outcome, asked.email) == (Takedown.Outcome.TAKEN_DOWN, "")
    assert mailoutbox[-1].to == ["noor@example.org"]
    assert "They are a child there." in mailoutbox[-1].body
    assert page in mailoutbox[-1].body
    assert asked.episode.title not in mailoutbox[-1].subject + mailoutbox[-1].body
    assert "decided before" in words(
        officer.post(where, {"outcome": "keep", "words": "No"}, follow=True)
    )


def test_what_was_taken_down_is_in_no_other_episode_of_the_recording_either(
    page: str, room: Recording, hana: Host
) -> None:
    Client().post(f"{page}takedown/", {"reason": "This is me."})
    where = f"/desk/takedowns/{Takedown.objects.get().uid}/"
    an_officer().post(where, {"outcome": "take-down", "words": "You are right."})
    assert legacy.of(room) is None
    assert not clearance_for(room).allowed
    again = story.draft(room, story.show(hana, "late-table"))
    again.master = story.master(again)
    again.stage = Stage.READY
    again.save()
    with pytest.raises(NotCleared):
        pipeline.publish(again.pk, "hana")


def test_it_can_be_kept_for_a_reason(page: str) -> None:
    Client().post(f"{page}takedown/", {"reason": "I do not like it."})
    where = f"/desk/takedowns/{Takedown.objects.get().uid}/"
    an_officer().post(where, {"outcome": "keep", "words": "Nobody says who they are."})
    assert Client().get(page).status_code == 200
    assert Takedown.objects.get().outcome == Takedown.Outcome.KEPT


def test_a_flood_of_requests_is_one_case(page: str) -> None:
    for _ in range(5):
        answer = Client().post(f"{page}takedown/", {"reason": "Me too."})
    assert answer.status_code == 422
    assert "it is being decided" in words(answer)
    assert Takedown.objects.count() == 3


def test_looking_at_the_form_or_sending_nothing_asks_nothing(page: str) -> None:
    Client().get(f"{page}takedown/")
    assert Client().post(f"{page}takedown/", {"reason": " "}).status_code == 422
    long = {"reason": "x" * 5_000, "email": "not an address"}
    assert Client().post(f"{page}takedown/", long).status_code == 422
    assert not Takedown.objects.exists()


def test_what_was_asked_about_has_its_own_way(tmp_path: Path, hana: Host) -> None:
    out = aired(tmp_path, story.show(hana))
    where = f"{out.episode.get_absolute_url()}takedown/"
    assert Client().get(where).status_code == 404
    assert BEFORE not in words(Client().get(out.episode.get_absolute_url()))


def test_an_auditor_and_a_host_decide_nothing(page: str, hana: Host) -> None:
    Client().post(f"{page}takedown/", {"reason": "Me."})
    where = f"/desk/takedowns/{Takedown.objects.get().uid}/"
    told = {"outcome": "take-down", "words": "x"}
    assert an_auditor().post(where, told).status_code == 403
    assert member_of(hana).post(where, told).status_code == 404
    assert Takedown.objects.get().is_open


# --- What a host does ----------------------------------------------------------------------------
def test_a_host_says_that_everybody_is_listed(hana: Host, room: Recording) -> None:
    story.draft(room, story.show(hana))
    Segment.objects.update(method="manual")
    story.everyone_agrees(room)
    client, where = member_of(hana), f"/recordings/{room.uid}/"
    shown = words(client.get(where))
    assert "Listed: Hana Osei, Sami Haddad and Noor Ali." in shown
    client.post(f"{where}roster/")
    assert clearance_for(room).allowed
    assert pipeline.submit(story.draft(room, hana.shows.get()).pk, "hana").stage != Stage.HELD


def test_a_host_marks_a_minor_and_cannot_undo_it(hana: Host, room: Recording) -> None:
    story.draft(room, story.show(hana))
    story.everyone_agrees(room)
    noor, client = room.speakers.get(key="noor"), member_of(hana)
    where = f"/recordings/{room.uid}/speakers/{noor.uid}/"
    client.post(f"{where}minor/")
    shown = words(client.get(where))
    assert "is marked as a minor" in shown
    assert "Mark as a minor" not in shown
    assert client.post(f"/desk/cases/{noor.uid}/of-age/").status_code == 404
