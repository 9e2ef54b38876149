"""Roles at the consent desk: officers decide, auditors look, and each look at evidence is kept."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from consent import roles
from consent.models import ConsentEvent
from consent.scopes import Decision
from consent.verify import faults
from feeds import asking
from recordings import voices
from recordings.models import Host, Recording, Speaker
from tests.feeds import story
from tests.signed_in import an_auditor, an_officer, member_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def room(hana: Host) -> Recording:
    return story.recording(hana)


@pytest.fixture
def noor(room: Recording) -> Speaker:
    return room.speakers.get(key="noor")


@pytest.fixture
def officer() -> Client:
    return an_officer()


def test_the_roles_are_there_from_the_start() -> None:
    call_command("migrate", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) >= {roles.OFFICERS, roles.AUDITORS}


def test_who_lost_their_account_has_no_role(officer: Client) -> None:
    group = Group.objects.get(name=roles.OFFICERS)
    ori = group.user_set.get()
    assert roles.looks(ori)
    assert roles.decides(ori)
    ori.is_active = False
    assert not roles.looks(ori)


def test_an_officer_is_led_to_the_desk_and_sees_no_admin_links(officer: Client) -> None:
    answer = officer.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/"
    assert "/admin/" not in answer.content.decode()


def test_who_works_for_a_host_too_gets_from_the_work_to_the_desk_and_back(hana: Host) -> None:
    browser = member_of(hana)
    assert 'href="/desk/"' not in browser.get("/episodes/").content.decode()
    hana.members.get().user.groups.add(Group.objects.get(name=roles.AUDITORS))
    assert 'href="/desk/"' in browser.get("/episodes/").content.decode()
    assert 'href="/recordings/"' in browser.get("/desk/").content.decode()


def test_a_case_says_where_somebody_stands_and_no_address(
    officer: Client, room: Recording, noor: Speaker
) -> None:
    voices.rename(noor, name="Noor Ali", handle="noor_ali", email="noor@example.org")
    episode = story.draft(room, story.show(room.host))
    asking.ask(episode, noor, by=None, now=timezone.now(), address="noor@example.org")
    answer = officer.get(f"/desk/cases/{noor.uid}/")
    page = words(answer)
    assert "Noor Ali has not said yes." in page
    assert "mail address" in page
    assert "noor@example.org" not in answer.content.decode()
    story.says(room, "noor", story.ALL_YES, timezone.now())
    page = words(officer.get(f"/desk/cases/{noor.uid}/"))
    assert "Publish Yes today" in page
    assert "a signed form" not in page


def test_a_person_is_seen_over_all_hosts(officer: Client, room: Recording, noor: Speaker) -> None:
    other = story.recording(story.host("jonas"), "Trams at night")
    same = other.speakers.get(key="noor")
    stranger = story.recording(story.host("rosa"), "School radio").speakers.get(key="noor")
    for speaker in (noor, same):
        speaker.external_ids = {"x.com__id": "100200300"}
        speaker.handle = speaker.uid.hex
        speaker.save()
    stranger.handle = "another"
    stranger.external_ids = {"x.com__id": "1"}
    stranger.save()
    page = words(officer.get(f"/desk/people/{noor.uid}/"))
    assert "heard in 2 recordings of 2 hosts" in page
    assert "Trams at night" in page
    assert "School radio" not in page


def test_the_evidence_opens_behind_a_button_and_looking_is_a_line_of_the_ledger(
    officer: Client, room: Recording, noor: Speaker
) -> None:
    story.says(room, "noor", story.ALL_YES, timezone.now())
    where = f"/desk/people/{noor.uid}/evidence/"
    assert officer.get(where).status_code == 405
    answer = officer.post(where)
    page = words(answer)
    assert "a signed form" in page
    assert "Viewed line 6" in page
    assert "no-store" in answer["Cache-Control"]
    assert "a signed form" in words(an_auditor().post(where))
    viewed = ConsentEvent.objects.filter(speaker=noor, decision=Decision.VIEWED)
    assert [line.actor for line in viewed] == ["ori", "tove"]
    assert faults() == ()


def test_a_host_sees_no_evidence(hana: Host, noor: Speaker) -> None:
    client = member_of(hana)
    assert client.post(f"/desk/people/{noor.uid}/evidence/").status_code == 404
    assert client.get(f"/desk/cases/{noor.uid}/").status_code == 404
    assert not ConsentEvent.objects.exists()
