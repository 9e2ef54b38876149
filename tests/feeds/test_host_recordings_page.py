"""The recordings page: what needs the host next, what waits, what is being made, what is out."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent import exclusions
from consent.scopes import Decision, Scope
from feeds import asking, pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from recordings.audio.plan import Treatment
from recordings.models import Host, Import, Recording, Run, Segment
from tests.feeds import published, story
from tests.feeds.aired import aired
from tests.signed_in import member_of, words

pytestmark = pytest.mark.django_db
PAGE = "/recordings/"


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def room(hana: Host, show: Show) -> Recording:
    return story.recording(hana)


def section(client: Client, name: str) -> str:
    """The words of one section of the page."""
    names = ["Next", "Waiting for others", "Being finished", "Published", "Taken back"]
    page = words(client.get(PAGE))
    start = page.index(f" {name} ")
    later = [page.find(f" {other} ", start + 1) for other in names if other != name]
    return page[start : min((at for at in later if at > start), default=len(page))]


def test_who_has_not_been_asked_needs_the_host(hana: Host, room: Recording) -> None:
    answer = member_of(hana).get(PAGE)
    page = words(answer)
    assert "1 recording needs you" in page
    assert "<title>(1) Recordings" in answer.content.decode()
    assert "3 people have not answered." in page


def test_the_first_rows_action_is_the_pages_only_filled_button(
    hana: Host, room: Recording, show: Show
) -> None:
    story.recording(hana, "Rent strikes")
    assert member_of(hana).get(PAGE).content.decode().count("btn main") == 1


def test_who_was_asked_lately_is_waited_for(hana: Host, room: Recording, show: Show) -> None:
    episode = story.draft(room, show)
    story.says(room, "hana", story.ALL_YES)
    story.says(room, "sami", story.ALL_YES)
    asking.link(episode, room.speakers.get(key="noor"), by=None, now=timezone.now())
    told = section(member_of(hana), "Waiting for others")
    assert "Noor Ali asked today. No answer yet." in told
    assert "Nothing waits for you" in words(member_of(hana).get(PAGE))


def test_who_stays_silent_for_days_needs_the_host_again(
    hana: Host, room: Recording, show: Show
) -> None:
    episode = story.draft(room, show)
    story.says(room, "hana", story.ALL_YES)
    story.says(room, "sami", story.ALL_YES)
    noor = room.speakers.get(key="noor")
    noor.email = "noor@example.org"
    noor.save()
    asking.link(episode, noor, by=None, now=timezone.now() - timedelta(days=4))
    told = section(member_of(hana), "Next")
    assert "Noor Ali has not answered." in told
    assert "Ask Noor again" in told


def test_a_no_that_is_not_cut_yet_needs_the_host(hana: Host, room: Recording, show: Show) -> None:
    story.says(room, "hana", story.ALL_YES)
    story.says(room, "sami", story.ALL_YES)
    story.says(room, "noor", {Scope.PUBLISH: Decision.REFUSED})
    assert "Noor Ali said no. Leave Noor out" in section(member_of(hana), "Next")


def test_speech_of_nobody_needs_the_host_until_it_is_cut(
    hana: Host, room: Recording, show: Show
) -> None:
    story.everyone_agrees(room)
    Segment.objects.create(recording=room, start_ms=1_000, end_ms=13_000, method="vad_unassigned")
    assert "12 s of speech belong to nobody." in section(member_of(hana), "Next")
    exclusions.leave_out(room, None, Treatment.CUT, by=None)
    assert "Everyone heard has agreed." in section(member_of(hana), "Next")


def test_the_nearest_deadline_comes_first_and_is_named(hana: Host, show: Show) -> None:
    late = story.recording(hana, "The later room")
    soon = story.recording(hana, "The sooner room")
    for made, days in ((soon, 25), (late, 2)):
        made.room.platform, made.room.started_at = "x", timezone.now() - timedelta(days=days)
        made.room.save()
    page = section(member_of(hana), "Next")
    assert page.index("The sooner room") < page.index("The later room")
    assert "5 days left" in page
    assert "X deletes its copy on" in page


def test_a_finished_episode_is_ready_to_check_and_publish(
    hana: Host, room: Recording, show: Show
) -> None:
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    master = story.master(episode)
    Episode.objects.filter(pk=episode.pk).update(stage=Stage.READY, master=master)
    page = section(member_of(hana), "Next")
    assert "Ready" in page
    assert "Check and publish" in page


def test_an_episode_with_a_time_waits_for_it(hana: Host, room: Recording, show: Show) -> None:
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    at = timezone.now() + timedelta(days=1)
    Episode.objects.filter(pk=episode.pk).update(
        stage=Stage.READY, master=story.master(episode), publish_at=at
    )
    assert "Goes out tomorrow" in section(member_of(hana), "Waiting for others")


def test_an_episode_that_is_being_made_shows_how_far_it_is(
    hana: Host, room: Recording, show: Show
) -> None:
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    Episode.objects.filter(pk=episode.pk).update(stage=Stage.PRODUCING)
    Run.objects.create(
        kind=pipeline.PRODUCE,
        subject_id=episode.pk,
        task="t",
        state=Run.State.RUNNING,
        stage="Levelling and encoding",
        done=41,
        total=58,
    )
    answer = member_of(hana).get(PAGE)
    assert "Levelling and encoding: 70 % done" in words(answer)
    assert b'hx-trigger="every 5s"' in answer.content
    assert b'<noscript><meta http-equiv="refresh"' in answer.content


def test_an_episode_that_could_not_be_made_says_why(
    hana: Host, room: Recording, show: Show
) -> None:
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    Episode.objects.filter(pk=episode.pk).update(
        stage=Stage.CLEARED, sentence="The working copy is gone."
    )
    assert "Not made The working copy is gone." in section(member_of(hana), "Next")


def test_imports_stand_where_they_are(hana: Host, show: Show) -> None:
    for state, name in (("reading", "a.zip"), ("choosing", "b.zip"), ("failed", "c.zip")):
        Import.objects.create(
            host=hana, names=[name], state=state, rooms=[{}, {}], sentence="The file is damaged."
        )
    client = member_of(hana)
    assert "a.zip" in section(client, "Being finished")
    page = section(client, "Next")
    assert "b.zip" in page
    assert "The file holds 2 rooms." in page
    assert "Import stopped The file is damaged." in page


def test_what_is_out_stands_under_published(hana: Host, show: Show, tmp_path: Path) -> None:
    aired(tmp_path, show)
    page = section(member_of(hana), "Published")
    assert "Published" in page
    assert "Open Table, episode 1" in page


def test_what_was_taken_back_is_still_found(hana: Host, room: Recording, show: Show) -> None:
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    Episode.objects.filter(pk=episode.pk).update(stage=Stage.WITHDRAWN)
    assert "Who owns a city’s water?" in section(member_of(hana), "Taken back")


def test_twelve_rows_then_more(hana: Host, show: Show) -> None:
    for number in range(14):
        story.recording(hana, f"Room {number}")
    client = member_of(hana)
    page = words(client.get(PAGE))
    assert "14 recordings need you" in page
    assert page.count("voices") == 12
    assert "Show 2 more" in page
    assert words(client.get(f"{PAGE}?only=next")).count("3 voices") == 14


def test_recordings_are_found_by_title_or_by_who_speaks(hana: Host, show: Show) -> None:
    story.recording(hana, "Rent strikes")
    story.recording(hana, "Bus stops").speakers.filter(key="sami").update(name="Ines Duarte")
    client = member_of(hana)
    assert "Rent strikes" in words(client.get(f"{PAGE}?q=strikes"))
    found = words(client.get(f"{PAGE}?q=ines"))
    assert "1 found for “ines”" in found
    assert "Bus stops" in found
    assert "No recording has these words" in words(client.get(f"{PAGE}?q=nothing"))


def test_a_colour_is_a_yes(hana: Host, room: Recording, show: Show) -> None:
    story.says(room, "hana", story.ALL_YES)
    page = member_of(hana).get(PAGE).content.decode()
    assert '<g class="v1">' in page
    assert '<g class="v2 wait">' in page


def test_the_page_takes_a_fixed_number_of_queries(hana: Host, show: Show) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    client = member_of(hana)
    published.episode(show, "First")
    story.draft(story.recording(hana, "One"), show)
    few = count()
    for number in range(4):
        published.episode(show, f"Talk {number}")
        made = story.recording(hana, f"Room {number}")
        story.draft(made, show)
    assert count() == few


def test_another_hosts_recordings_are_not_there(hana: Host, room: Recording, show: Show) -> None:
    other = story.host("jonas")
    story.recording(other, "Trams at night")
    page = words(member_of(hana).get(PAGE))
    assert "Trams at night" not in page
    assert "Trams at night" not in words(member_of(hana).get(f"{PAGE}?q=trams"))


@pytest.mark.parametrize("address", ["?only=nonsense", "?page=x", "?q=%00", "?only=all&page=99"])
def test_odd_addresses_do_no_harm(hana: Host, room: Recording, address: str) -> None:
    assert member_of(hana).get(PAGE + address).status_code == 200


def test_asking_from_the_list_leads_to_the_recording(
    hana: Host, room: Recording, show: Show
) -> None:
    noor = room.speakers.get(key="noor")
    noor.email = "noor@example.org"
    noor.save()
    address = reverse("feeds:ask", args=[room.uid, noor.uid])
    answer = member_of(hana).post(address)
    assert answer["Location"] == reverse("feeds:recording", args=[room.uid])
