"""Where somebody is left out of a mix, their host sees who else falls silent there, and when."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent import exclusions
from consent.clearance import clearance_for
from consent.policy import Edit
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from feeds.overlaps import also_silent, overlaps
from recordings.audio.plan import Treatment
from recordings.models import Host, Recording, Segment, Speaker, Track
from recordings.spans import Span
from tests.feeds import story
from tests.signed_in import member_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def room(hana: Host, show: Show) -> Recording:
    """Sami says something while Noor speaks."""
    made = story.recording(hana)
    speaks(made, "sami", 50_000, 53_000)
    story.everyone_agrees(made)
    return made


@pytest.fixture
def client(hana: Host) -> Client:
    return member_of(hana)


def speaks(room: Recording, key: str, start_ms: int, end_ms: int) -> None:
    Segment.objects.create(
        recording=room, speaker=room.speakers.get(key=key), start_ms=start_ms, end_ms=end_ms,
        method="stated",
    )  # fmt: skip


def without_noor(room: Recording, how: Treatment = Treatment.SILENCE) -> Speaker:
    noor = room.speakers.get(key="noor")
    exclusions.leave_out(room, noor, how, by=None)
    return noor


def page(room: Recording) -> str:
    return reverse("feeds:recording", args=[room.uid])


def test_the_recordings_page_lists_who_goes_along_and_when(client: Client, room: Recording) -> None:
    without_noor(room)
    told = words(client.get(page(room)))
    assert "Without Noor Ali Also silent: 3 s of Sami Haddad at 0:50" in told


def test_before_leaving_out_the_host_reads_who_would_go_along(
    client: Client, room: Recording
) -> None:
    noor = room.speakers.get(key="noor")
    told = words(client.get(reverse("feeds:leave_out", args=[room.uid, noor.uid])))
    assert "Others who speak at the same moment go too 3 s of Sami Haddad at 0:50" in told


def test_nothing_is_listed_where_nobody_goes_along(client: Client, room: Recording) -> None:
    assert "Also silent" not in words(client.get(page(room)))
    exclusions.leave_out(room, room.speakers.get(key="hana"), Treatment.CUT, by=None)
    assert "Also silent" not in words(client.get(page(room)))


def test_who_has_a_track_of_their_own_takes_nobody_along(client: Client, room: Recording) -> None:
    for number, key in enumerate(("hana", "sami", "noor")):
        Track.objects.create(
            recording=room, index=number, speaker=room.speakers.get(key=key), name=f"{key}.flac",
            sha256=key.ljust(64, "0"), bytes=1, duration_ms=story.LENGTH_MS, original_key="o",
            working_key="w", peaks_key="p",
        )  # fmt: skip
    noor = without_noor(room)
    assert also_silent(room, clearance_for(room), noor.pk) == ()


def test_who_is_altered_is_heard_and_silences_nobody(room: Recording) -> None:
    noor = room.speakers.get(key="noor")
    altered = Edit(span=Span(40_000, 60_000), treatment=Treatment.ALTER, speaker_id=noor.pk)
    assert also_silent(room, replace(clearance_for(room), edits=(altered,)), noor.pk) == ()


def test_more_than_three_moments_open_without_script(client: Client, room: Recording) -> None:
    for second in range(41, 49, 2):
        speaks(room, "sami", second * 1000, second * 1000 + 400)
    without_noor(room)
    answer = client.get(page(room))
    assert "under a second of Sami Haddad at 0:41" in words(answer)
    assert "and 2 more without Noor Ali" in words(answer)
    assert answer.content.count(b"<details><summary>and 2 more") == 1


def test_a_long_list_is_cut_and_counted(client: Client, room: Recording) -> None:
    for number in range(100):
        start_ms = 40_000 + number * 80
        speaks(room, "sami", start_ms, start_ms + 40)
    without_noor(room)
    told = words(client.get(page(room)))
    assert "and 57 more without Noor Ali" in told
    assert "And 41 more." in told


def test_on_the_episodes_page_each_moment_is_a_link_into_the_sound(
    client: Client, room: Recording, show: Show
) -> None:
    without_noor(room)
    episode = story.draft(room, show)
    master = story.master(episode)
    master.plan["clock"] = {"recording_ms": 60_000, "removed": [[0, 10_000]], "lead_ms": 0}
    master.save()
    Episode.objects.filter(pk=episode.pk).update(stage=Stage.READY, master=master)
    where = reverse("feeds:episode", args=[episode.uid])
    html = client.get(where).content.decode()
    assert 'data-t="40"' in html
    assert f"{where}#t=40" in client.get(page(room)).content.decode()


def long_room(hana: Host) -> Recording:
    """Three hours, forty people who all talk over each other, half of them left out."""
    made = story.recording(hana)
    Recording.objects.filter(pk=made.pk).update(duration_ms=10_800_000)
    people = Speaker.objects.bulk_create(
        Speaker(recording=made, key=f"p{n}", name=f"Person {n}", role="speaker", number=n)
        for n in range(4, 41)
    )
    Segment.objects.bulk_create(
        Segment(
            recording=made, speaker=who, start_ms=at, end_ms=at + 4_000,
            method="hydra",
        )
        for place, who in enumerate(people)
        for at in range(place * 1_000, 10_700_000, 53_000)
    )  # fmt: skip
    for who in people[::2]:
        exclusions.leave_out(made, who, Treatment.SILENCE, by=None)
    return Recording.objects.get(pk=made.pk)


def test_three_hours_of_forty_people_take_three_queries(hana: Host) -> None:
    room = long_room(hana)
    clearance = clearance_for(room)
    left_out = {edit.speaker_id for edit in clearance.edits if edit.speaker_id is not None}
    with CaptureQueriesContext(connection) as asked:
        found = overlaps(room, clearance, left_out)
    assert len(asked) == 3
    assert all(found.values())
