"""The consent desk's list: queues of every kind of case, the search, reminders, the figures."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from consent import legacy, minors, roles
from consent.models import Ask, Sending, Withdrawal
from consent.record import note, record
from consent.scopes import Decision, Method, Mode, Scope
from consent.terms import Terms
from feeds import asking, takedowns
from feeds.models import Episode
from recordings import voices
from recordings.models import Host, Recording, Speaker
from tests.feeds import published, story
from tests.signed_in import an_auditor, an_officer, member_of, with_role, words

pytestmark = pytest.mark.django_db
DESK = "/desk/"


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def room(hana: Host) -> Recording:
    return story.recording(hana)


@pytest.fixture
def episode(room: Recording) -> Episode:
    return story.draft(room, story.show(room.host))


@pytest.fixture
def noor(room: Recording) -> Speaker:
    return room.speakers.get(key="noor")


@pytest.fixture
def officer() -> Client:
    return an_officer()


def queue(page: str, name: str) -> int:
    before = page[: page.index(f" {name}")]
    return int(before.rsplit(" ", 1)[-1])


def cases(page: str) -> str:
    return page[page.index("Open cases") :]


def says_until(speaker: Speaker, days: int) -> None:
    now = timezone.now()
    record(
        speaker,
        {Scope.PUBLISH: Decision.GRANTED},
        method=Method.ATTESTED,
        actor="ada",
        now=now,
        evidence="a form",
        terms=Terms(until=now + timedelta(days=days)),
    )


def waive(speaker: Speaker) -> None:
    said, now = {Scope.PUBLISH: Decision.WAIVED}, timezone.now()
    record(speaker, said, method=Method.ATTESTED, actor="ada", now=now, evidence="an office")


def not_me(speaker: Speaker) -> None:
    now = timezone.now()
    note(speaker, Decision.DISPUTED, method=Method.LINK, actor=str(speaker), now=now)


def test_each_kind_of_case_has_its_queue_and_its_page(
    officer: Client, room: Recording, settings: Settings, hana: Host
) -> None:
    other = story.recording(hana, "Trams at night")
    not_me(room.speakers.get(key="noor"))
    minors.mark(
        room.speakers.get(key="sami"), by=with_role("uma", roles.OFFICERS), now=timezone.now()
    )
    says_until(other.speakers.get(key="noor"), 20)
    says_until(other.speakers.get(key="sami"), 200)
    waive(other.speakers.get(key="hana"))
    page = words(officer.get(DESK))
    for name in ("“Not me” disputes", "Guardians needed", "Yeses that end in 30 days"):
        assert queue(page, name) == 1, name
    assert queue(page, "Heard without consent, on record") == 1
    only = words(officer.get(f"{DESK}?queue=disputed"))
    assert "“This is not me”" in cases(only)
    assert "The yes ends" not in cases(only)
    assert "Hana Osei speaks in" in words(officer.get(f"{DESK}?list=overrides"))
    html = officer.get(f"{DESK}?queue=minor").content.decode()
    assert f"/desk/cases/{room.speakers.get(key='sami').uid}/" in html


def test_a_settled_dispute_and_a_guardians_yes_are_no_cases(
    officer: Client, room: Recording, noor: Speaker
) -> None:
    now = timezone.now()
    not_me(noor)
    note(noor, Decision.SETTLED, method=Method.ATTESTED, actor="ada", now=now, evidence="x")
    minors.mark(noor, by=with_role("uma", roles.OFFICERS), now=now)
    story.says(room, "noor", story.ALL_YES, now)
    assert "Nothing is open" in words(officer.get(DESK))


def test_takedowns_and_proposals_stand_among_the_cases(
    officer: Client, noor: Speaker, tmp_path: Path, settings: Settings, hana: Host
) -> None:
    settings.SECOND_ADMIN = True
    now = timezone.now()
    before = story.recording(hana, "Rent strikes, one year on")
    legacy.mark(before, evidence="2021", by=with_role("uma", roles.OFFICERS), now=now)
    old = published.with_sound(published.episode(story.show(hana), made=before), tmp_path)
    takedowns.ask(old, reason="Me", email="", now=now)
    told = {"decision": "granted", "scopes": "publish", "basis": "consent", "reason": "Paper"}
    paper = tmp_path / "a.txt"
    paper.write_text("signed")
    with paper.open("rb") as file:
        officer.post(f"/desk/cases/{noor.uid}/record/", {**told, "file": file})
    page = words(officer.get(DESK))
    assert queue(page, "Takedowns asked for") == 1
    assert queue(page, "Proposals for a second officer") == 1
    assert "Asks that an episode goes" in cases(page)
    assert "A second officer has to confirm" in cases(page)


def test_cases_are_listed_by_due_time_or_the_oldest_first(
    officer: Client, room: Recording, noor: Speaker
) -> None:
    says_until(room.speakers.get(key="sami"), 1)
    not_me(noor)
    by_due = cases(words(officer.get(DESK)))
    assert by_due.index("Sami Haddad") < by_due.index("Noor Ali")
    says_until(room.speakers.get(key="hana"), 29)
    oldest = cases(words(officer.get(f"{DESK}?order=oldest")))
    assert oldest.index("Sami Haddad") < oldest.index("Noor Ali") < oldest.index("Hana Osei")
    week = cases(words(officer.get(f"{DESK}?due=week")))
    assert "Hana Osei" not in week
    assert "Noor Ali" in week


def test_with_nothing_in_a_queue_the_desk_says_what_comes_next(
    officer: Client, noor: Speaker
) -> None:
    says_until(noor, 20)
    page = words(officer.get(f"{DESK}?queue=disputed"))
    assert "Nothing is open here; the next case is due" in page


# --- Search --------------------------------------------------------------------------------------
def found(client: Client, **query: Any) -> str:
    page = words(client.get(DESK, query))
    start = page.index(" found")
    return page[start : page.index("Open cases")]


def test_a_person_is_found_by_whatever_identifies_them(officer: Client, noor: Speaker) -> None:
    noor.external_ids = {"x": "100200300"}
    noor.save()
    voices.rename(noor, name="Noor Ali", handle="noor_ali", email="Noor@Example.org")
    for known in ("noor al", "@noor_ali", "100200300", "x:100200300", "noor@example.org"):
        assert "Noor Ali" in found(officer, q=known), known
    for part in ("oor@example.org", "noor@example", "10020030"):
        assert "Noor Ali" not in found(officer, q=part), part


def test_who_was_mailed_is_found_when_the_address_is_gone(
    officer: Client, noor: Speaker, episode: Episode, mailoutbox: list[Any]
) -> None:
    now = timezone.now()
    asking.ask(episode, noor, by=None, now=now, address="noor@example.org")
    Ask.objects.update(address="")
    assert Sending.objects.exists()
    assert "Noor Ali" in found(officer, q="noor@example.org")


def test_people_are_found_by_where_they_stand(
    officer: Client, room: Recording, noor: Speaker
) -> None:
    now = timezone.now()
    story.says(room, "hana", story.ALL_YES, now)
    story.says(room, "hana", {Scope.CLIPS: Decision.WITHDRAWN}, now)
    not_me(noor)
    assert "Hana Osei" in found(officer, state="granted")
    assert "Sami Haddad" not in found(officer, state="granted")
    assert "Hana Osei" in found(officer, state="withdrawn", scope="clips")
    assert "Hana Osei" not in found(officer, state="granted", scope="clips")
    assert "Noor Ali" in found(officer, state="disputed")
    assert "Sami Haddad" in found(officer, state="unanswered")


def test_an_ended_yes_is_found_as_ended(officer: Client, room: Recording) -> None:
    sami, then = room.speakers.get(key="sami"), timezone.now() - timedelta(days=9)
    record(
        sami,
        {Scope.PUBLISH: Decision.GRANTED},
        method=Method.ATTESTED,
        actor="ada",
        now=then,
        evidence="a form",
        terms=Terms(until=then + timedelta(days=1)),
    )
    assert "Sami Haddad" in found(officer, state="expired")
    assert "Sami Haddad" not in found(officer, state="granted")


def test_people_are_found_by_wording_days_and_host(
    officer: Client, room: Recording, noor: Speaker, episode: Episode
) -> None:
    asking.link(episode, noor, by=None, now=timezone.now())
    version, today = Ask.objects.get().wording.version, timezone.localdate()
    assert "Noor Ali" in found(officer, wording=version)
    assert "Noor Ali" not in found(officer, wording=version + 1)
    assert "Noor Ali" in found(officer, wording=version, language="en")
    assert "Noor Ali" in found(officer, language="en")
    assert "Noor Ali" not in found(officer, wording=version, language="fr")
    assert "Noor Ali" in found(officer, since=today, until=today)
    assert "Noor Ali" in found(officer, since=today)
    assert "Noor Ali" in found(officer, until=today)
    assert "Noor Ali" not in found(officer, since=today + timedelta(days=1))
    assert "Noor Ali" not in found(officer, until=today - timedelta(days=1))
    assert "Noor Ali" not in found(officer, q="noor", host=story.host("jonas").pk)


@pytest.mark.parametrize(
    "odd",
    [
        "state=x",
        "scope=x",
        "wording=x",
        "wording=-1",
        "language=x",
        "since=x",
        "host=x",
        "due=x",
        "q=%00",
    ],
)
def test_odd_searches_do_no_harm(officer: Client, odd: str) -> None:
    assert officer.get(f"{DESK}?{odd}").status_code == 200


# --- Reminders -----------------------------------------------------------------------------------
def many(room: Recording, count: int = 45) -> None:
    Speaker.objects.bulk_create(
        Speaker(recording=room, key=f"ines-{n}", name=f"Ines Roth {n}", number=100 + n)
        for n in range(count)
    )


def test_a_search_says_how_many_fit_and_shows_all_of_them_page_by_page(
    officer: Client, room: Recording
) -> None:
    many(room)
    first = officer.get("/desk/?q=ines")
    assert "45 found for “ines” 1 to 20 of 45" in words(first)
    assert 'href="?q=ines&amp;page=2#found"' in first.content.decode()
    told = [words(officer.get(f"/desk/?q=ines&page={page}")) for page in (1, 2, 3)]
    assert "41 to 45 of 45" in told[2]
    seen = [n for page in told for n in range(45) if f"Ines Roth {n} " in page]
    assert sorted(seen) == list(range(45))
    for odd in ("99", "0", "-1", "x"):
        assert "45 found" in words(officer.get(f"/desk/?q=ines&page={odd}"))


def test_people_rooms_and_episodes_follow_one_another_over_the_pages(
    officer: Client, room: Recording, episode: Episode
) -> None:
    many(room, 20)
    Speaker.objects.filter(key__startswith="ines").update(name="Strike")
    Episode.objects.filter(pk=episode.pk).update(title="Strike")
    room.room.title = "Strike"
    room.room.save()
    second = words(officer.get("/desk/?q=strike&page=2"))
    assert "22 found for “strike” 21 to 22 of 22" in second
    assert "recording of" in second
    assert "episode of" in second


def test_lists_behind_the_queues_have_pages_too(
    officer: Client, room: Recording, episode: Episode
) -> None:
    many(room, 25)
    for speaker in room.speakers.filter(key__startswith="ines"):
        asking.link(episode, speaker, by=None, now=timezone.now())
    page = words(officer.get("/desk/?list=waiting&page=2"))
    assert "21 to 25 of 25" in page


def test_people_are_reminded_together_and_who_said_no_is_left_in_peace(
    officer: Client, room: Recording, noor: Speaker, episode: Episode, mailoutbox: list[Any]
) -> None:
    sami, now = room.speakers.get(key="sami"), timezone.now()
    for speaker in (noor, sami):
        asking.ask(episode, speaker, by=None, now=now, address=f"{speaker.key}@example.org")
    assert "Remind those who are ticked" in words(officer.get(f"{DESK}?list=waiting"))
    story.says(room, "sami", {Scope.PUBLISH: Decision.REFUSED}, timezone.now())
    told = {"speaker": [str(noor.uid), str(sami.uid), "no uid"], "sure": "yes"}
    page = words(officer.post("/desk/remind/", told, follow=True))
    assert "1 person was reminded by mail." in page
    assert "Sami Haddad was left in peace." in page
    assert "@example.org" not in page
    assert [mail.to for mail in mailoutbox[2:]] == [["noor@example.org"]]
    assert mailoutbox[2].subject.startswith("Reminder")
    officer.post("/desk/remind/", told)
    page = words(officer.post("/desk/remind/", told, follow=True))
    assert "0 people were reminded" in page
    assert len(mailoutbox) == 4
    assert an_auditor().post("/desk/remind/", told).status_code == 403
    assert member_of(room.host).post("/desk/remind/", told).status_code == 404


def test_first_one_reads_whom_it_reaches_and_whom_not_and_nothing_leaves(
    officer: Client, room: Recording, noor: Speaker, episode: Episode, mailoutbox: list[Any]
) -> None:
    hana, sami = (room.speakers.get(key=key) for key in ("hana", "sami"))
    now = timezone.now()
    asking.ask(episode, noor, by=None, now=now, address="noor@example.org")
    asking.ask(episode, sami, by=None, now=now, address="sami@example.org")
    asking.link(episode, hana, by=None, now=now)
    listed = officer.get("/desk/?q=a&list=").content.decode()
    assert "Has only a copied link, and cannot be reminded by mail" in listed
    assert f'name="speaker" value="{hana.uid}"' not in listed
    assert f'name="speaker" value="{noor.uid}"' in listed
    story.says(room, "sami", {Scope.PUBLISH: Decision.REFUSED}, timezone.now())
    everybody = {"listed": [str(one.uid) for one in (noor, sami, hana)], "all": "yes"}
    answer = officer.post("/desk/remind/", everybody | {"back": "q=a&page=2"})
    page = words(answer)
    assert "1 person gets a reminder by mail" in page
    assert "2 of those you chose are not reached." in page
    assert "Hana Osei has only a copied link." in page
    assert "Sami Haddad" in page
    assert "@example.org" not in page
    assert len(mailoutbox) == 2
    assert Sending.objects.count() == 2
    assert answer.content.decode().count('name="speaker"') == 1
    sure = {"speaker": str(noor.uid), "sure": "yes", "back": "q=a&page=2"}
    assert officer.post("/desk/remind/", sure)["Location"] == "/desk/?q=a&page=2#found"
    assert len(mailoutbox) == 3


def test_what_the_bounds_forbid_is_told_before(
    officer: Client, noor: Speaker, episode: Episode, mailoutbox: list[Any]
) -> None:
    asking.ask(episode, noor, by=None, now=timezone.now(), address="noor@example.org")
    sure = {"speaker": str(noor.uid), "sure": "yes"}
    for _ in range(2):
        officer.post("/desk/remind/", sure)
    page = words(officer.post("/desk/remind/", {"speaker": str(noor.uid)}))
    assert "Nobody can be reminded" in page
    assert "has had 3 mails about this recording" in page
    assert len(mailoutbox) == 3


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example", "q=%0d%0aX: y", "€"])
def test_the_way_back_stays_at_the_desk(officer: Client, back: str) -> None:
    answer = officer.post("/desk/remind/", {"back": back})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/")
    assert "Nobody is chosen" in words(officer.get(answer["Location"]))


def test_who_only_looks_is_offered_no_reminder(room: Recording, episode: Episode) -> None:
    noor = room.speakers.get(key="noor")
    asking.ask(episode, noor, by=None, now=timezone.now(), address="noor@example.org")
    assert "Remind" not in words(an_auditor().get("/desk/?q=noor")).partition("Noor Ali")[2]


# --- Figures -------------------------------------------------------------------------------------
def test_figures_are_pictures_with_the_same_facts_as_tables(
    officer: Client, room: Recording, episode: Episode, noor: Speaker
) -> None:
    now = timezone.now()
    for speaker in room.speakers.all():
        asking.link(episode, speaker, by=None, now=now - timedelta(days=2))
        story.says(room, speaker.key, story.ALL_YES, now)
    for due, done in ((1, now), (-1, None), (1, None)):
        Withdrawal.objects.create(
            receipt=f"00000000-0000-4000-8000-00000000000{due + (5 if done else 2)}",
            recording=room,
            speaker=noor,
            mode=Mode.VOICE,
            requested_at=now - timedelta(days=3),
            due_at=now + timedelta(days=due),
            done_at=done,
        )
    answer = officer.get("/desk/numbers/")
    page = words(answer)
    assert "1 recording became complete." in page
    assert "Within 3 days 1" in page
    assert "3 said yes." in page
    assert "1 of 3 were done in time." in page
    assert "style=" not in answer.content.decode().partition("<main")[2]
    assert "The last 90 days" in words(officer.get("/desk/numbers/?days=90"))
    assert officer.get("/desk/numbers/?days=x").status_code == 200
