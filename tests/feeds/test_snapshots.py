"""Rows into documents: whatever does not stand is left out, whoever is not named is a guest."""

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from consent.exclusions import leave_out
from consent.scopes import Decision, Scope
from feeds.lifecycle import Stage
from feeds.models import Artwork, Chapter, Episode, Show
from feeds.snapshots import show_document
from recordings.audio.plan import Treatment
from recordings.models import Room
from tests.feeds import aired, story
from tests.feeds.aired import Aired

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    return aired.aired(tmp_path)


def titles(show: Show) -> list[str]:
    return [item.title for item in show_document(show, story.NOW).items]


def test_a_published_episode_is_in_the_document_with_what_apps_need(out: Aired) -> None:
    document = show_document(out.show, story.NOW)
    (item,) = document.items
    assert document.self_url == "http://127.0.0.1:8000/open-table/feed.xml"
    assert document.link == "http://127.0.0.1:8000/open-table/"
    assert document.guid == out.show.guid
    assert item.guid == out.episode.guid
    assert item.enclosure.url == f"http://127.0.0.1:8000{out.address}.mp3"
    assert item.enclosure.bytes == len(aired.SOUND)
    assert item.duration_s == 60
    assert item.number == 1
    assert [(p.name, p.role) for p in item.persons] == [
        ("Hana Osei", "host"),
        ("Sami Haddad", "guest"),
        ("Noor Ali", "guest"),
    ]
    assert [t.type for t in item.transcripts] == [
        "text/vtt",
        "application/x-subrip",
        "application/json",
        "text/html",
    ]
    assert item.chapters_url == ""


def test_chapters_are_named_where_there_are_any(out: Aired) -> None:
    Chapter.objects.create(episode=out.episode, start_ms=0, title="Water")
    (item,) = show_document(out.show, story.NOW).items
    assert item.chapters_url.endswith("/chapters.json")


def test_the_newest_picture_is_the_cover(out: Aired) -> None:
    for letter in "ab":
        Artwork.objects.create(
            show=out.show,
            key=f"artwork/aa/{letter * 64}.png",
            sha256=letter * 64,
            content_type="image/png",
            bytes=1,
            pixels=3000,
        )
    document = show_document(out.show, story.NOW)
    assert document.image_url == "http://127.0.0.1:8000/open-table/cover-bbbbbbbbbbbb.png"


@pytest.mark.parametrize(
    "change",
    [
        {"stage": Stage.READY},
        {"stage": Stage.HELD},
        {"stage": Stage.WITHDRAWN},
        {"stage": Stage.DRAFT},
        {"visibility": Episode.Visibility.UNLISTED},
        {"master": None},
    ],
)
def test_what_is_not_out_for_everybody_is_not_in_the_feed(
    out: Aired, change: dict[str, str]
) -> None:
    Episode.objects.filter(pk=out.episode.pk).update(**change)
    assert titles(out.show) == []


def test_a_stage_that_says_published_does_not_help_against_a_withdrawal(out: Aired) -> None:
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED)
    assert titles(out.show) == []


def test_a_master_made_under_another_clearance_is_not_served(out: Aired) -> None:
    noor = out.recording.speakers.get(key="noor")
    leave_out(out.recording, noor, Treatment.SILENCE, by=None)
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED)
    assert titles(out.show) == []


def test_a_name_off_leaves_no_trace_of_the_name_in_the_document(out: Aired) -> None:
    Episode.objects.filter(pk=out.episode.pk).update(
        notes="With Noor Ali (@noor_handle) and [Sami Haddad](https://x.example)."
    )
    story.says(out.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED)
    (item,) = show_document(out.show, story.NOW).items
    assert "Guest 3" in [person.name for person in item.persons]
    assert "Noor" not in repr(item)
    assert "noor" not in repr(item)
    assert "With Guest 3 (Guest 3) and Sami Haddad." in item.notes_text


def test_a_handle_is_never_shown_for_somebody_without_a_name(out: Aired) -> None:
    noor = out.recording.speakers.get(key="noor")
    out.recording.speakers.filter(pk=noor.pk).update(name="")
    story.says(out.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    (item,) = show_document(out.show, story.NOW).items
    assert "noor" not in repr(item.persons)


def test_without_words_that_may_be_written_there_is_no_transcript(out: Aired) -> None:
    for key in ("hana", "sami", "noor"):
        story.says(out.recording, key, {Scope.TRANSCRIPT: Decision.WITHDRAWN})
    (item,) = show_document(out.show, story.NOW).items
    assert item.transcripts == ()


def test_the_transcript_speaks_the_rooms_language(out: Aired) -> None:
    Room.objects.filter(pk=out.recording.room_id).update(language="de")
    (item,) = show_document(out.show, story.NOW).items
    assert {t.language for t in item.transcripts} == {"de"}


@pytest.mark.parametrize("count", [1, 50])
def test_a_feed_takes_the_same_queries_whatever_its_length(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    show = story.show(story.host())
    aired.many(show, count)
    fresh = Show.objects.get(pk=show.pk)
    with django_assert_num_queries(13):
        document = show_document(fresh, story.NOW)
    assert len(document.items) == count


def test_episodes_are_newest_first() -> None:
    show = story.show(story.host())
    aired.many(show, 3)
    assert [item.number for item in show_document(show, story.NOW).items] == [3, 2, 1]
