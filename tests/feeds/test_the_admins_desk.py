"""The admins' desk: real numbers about consent, the cases that are due, the search."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from consent import exclusions
from consent.models import ConsentEvent
from consent.receipts import number
from consent.scopes import Decision, Scope
from feeds import asking
from feeds.models import Show
from recordings.audio.plan import Treatment
from recordings.models import Host, Recording, Segment
from tests.feeds import story
from tests.feeds.aired import aired
from tests.signed_in import ada_the_admin, max_the_stranger, member_of, words

pytestmark = pytest.mark.django_db
DESK = "/desk/"
BACK = {Scope.PUBLISH: Decision.WITHDRAWN}


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def room(hana: Host) -> Recording:
    return story.recording(hana)


@pytest.fixture
def ada() -> Client:
    return ada_the_admin()


def queue(page: str, name: str) -> int:
    before = page[: page.index(f" {name}")]
    return int(before.rsplit(" ", 1)[-1])


def test_with_nothing_to_do_the_desk_says_so(ada: Client) -> None:
    page = words(ada.get(DESK))
    assert "Nothing is due today" in page
    assert "0 entries." in page
    assert "Nobody has answered" in page


def test_a_withdrawal_is_open_until_the_voice_is_left_out(ada: Client, room: Recording) -> None:
    story.everyone_agrees(room)
    story.says(room, "noor", BACK, timezone.now())
    page = words(ada.get(DESK))
    assert queue(page, "Withdrawals open") == 1
    assert queue(page, "Overdue withdrawals") == 0
    assert "Noor Ali attested Took the voice back Who owns a city’s water? Hana" in page
    exclusions.leave_out(room, room.speakers.get(key="noor"), Treatment.CUT, by=None)
    assert queue(words(ada.get(DESK)), "Withdrawals open") == 0


def test_a_withdrawal_of_four_days_ago_is_late(ada: Client, room: Recording) -> None:
    story.everyone_agrees(room)
    story.says(room, "noor", BACK, timezone.now() - timedelta(days=4))
    page = words(ada.get(f"{DESK}?queue=late"))
    assert "1 case is due today" in page
    assert queue(page, "Overdue withdrawals") == 1
    assert "(late)" in page


def test_questions_that_expire_are_cases_by_due_time(
    ada: Client, room: Recording, show: Show
) -> None:
    episode = story.draft(room, show)
    for key, days in (("noor", 40), ("sami", 50)):
        speaker = room.speakers.get(key=key)
        asking.link(episode, speaker, by=None, now=timezone.now() - timedelta(days=days))
    page = words(ada.get(DESK))
    cases = page[page.index("Open cases") :]
    assert cases.index("Sami Haddad") < cases.index("Noor Ali")
    assert queue(page, "Questions that wait") == 2
    assert "Noor Ali speaks in" in words(ada.get(f"{DESK}?list=waiting"))


def test_unclaimed_speech_and_episodes_pulled_back_are_counted_and_listed(
    ada: Client, room: Recording, show: Show, tmp_path: Path
) -> None:
    Segment.objects.create(recording=room, start_ms=0, end_ms=5_000, method="vad_unassigned")
    out = aired(tmp_path, show)
    story.says(out.recording, "noor", BACK, timezone.now())
    page = words(ada.get(DESK))
    assert queue(page, "Recordings with unclaimed speech") == 1
    assert queue(page, "Episodes pulled back") == 1
    assert "recording of Hana" in words(ada.get(f"{DESK}?list=unclaimed"))
    assert "episode of Open Table, held" in words(ada.get(f"{DESK}?list=pulled"))


def test_answers_of_thirty_days_are_counted(ada: Client, room: Recording) -> None:
    for key in ("hana", "sami"):
        story.says(room, key, story.ALL_YES, timezone.now())
    story.says(room, "noor", {Scope.PUBLISH: Decision.REFUSED}, timezone.now())
    assert "2 yes, 1 no, 0 taken back" in words(ada.get(DESK))


def test_people_rooms_episodes_and_receipts_are_found(
    ada: Client, room: Recording, show: Show
) -> None:
    story.draft(room, show)
    story.says(room, "noor", story.ALL_YES)
    page = words(ada.get(f"{DESK}?q=@noor_handle"))
    assert "Noor Ali speaks in “Who owns a city’s water?”" in page
    page = words(ada.get(f"{DESK}?q=city"))
    assert "recording of Hana" in page
    assert "episode of Open Table" in page
    receipt = number(ConsentEvent.objects.latest("seq").receipt)
    assert "Noor Ali" in words(ada.get(f"{DESK}?q={receipt}"))
    assert "Nobody and nothing fits" in words(ada.get(f"{DESK}?q=zzz"))


def test_one_hosts_cases_alone(ada: Client, room: Recording, hana: Host) -> None:
    other = story.recording(story.host("jonas"), "Trams at night")
    for made in (room, other):
        story.everyone_agrees(made)
        story.says(made, "noor", BACK, timezone.now())
    page = words(ada.get(f"{DESK}?host={hana.pk}"))
    assert "Who owns a city’s water?" in page
    assert "Trams at night" not in page


def test_the_ledger_is_verified_on_demand(ada: Client, room: Recording) -> None:
    story.everyone_agrees(room)
    answer = ada.post("/desk/verify/", follow=True)
    assert "The ledger is whole and unbroken." in words(answer)
    assert ada.get("/desk/verify/").status_code == 405


@pytest.mark.parametrize("odd", ["?host=x", "?queue=x", "?list=x", "?page=99", "?host=999999"])
def test_odd_addresses_do_no_harm(ada: Client, odd: str) -> None:
    assert ada.get(DESK + odd).status_code == 200


def test_only_admins_find_the_desk(hana: Host) -> None:
    for client in (member_of(hana), max_the_stranger()):
        assert client.get(DESK).status_code == 404
        assert client.post("/desk/verify/").status_code == 404
    assert Client().get(DESK).status_code == 302


def test_every_row_of_facts_is_read_only_in_the_admin(
    ada: Client, room: Recording, show: Show
) -> None:
    episode = story.draft(room, show)
    for address in (
        f"/admin/recordings/recording/{room.pk}/change/",
        f"/admin/recordings/speaker/{room.speakers.earliest('pk').pk}/change/",
        f"/admin/feeds/episode/{episode.pk}/change/",
        f"/admin/feeds/show/{show.pk}/change/",
    ):
        assert ada.get(address).status_code == 200
        assert ada.post(address, {"title": "Ada was here"}).status_code == 403
        assert ada.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403
    for place in ("recording", "speaker", "room", "import", "run"):
        assert ada.get(f"/admin/recordings/{place}/add/").status_code == 403
