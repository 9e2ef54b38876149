"""The feed over HTTP: whole, current, cheap to ask for again."""

import gzip
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from consent.scopes import Decision, Scope
from feeds import building, episodes, pipeline
from feeds.models import Feed
from feeds.shows import feed_changed
from tests.feeds import aired, story
from tests.feeds.aired import Aired, App

FEED = "/open-table/feed.xml"
MAX_CACHED_SECONDS = 300


@pytest.fixture
def out(db: None, tmp_path: Path) -> Aired:
    """Out for an hour."""
    out = aired.aired(tmp_path)
    Feed.objects.update(changed_at=timezone.now() - timedelta(hours=1))
    return out


@pytest.fixture
def lee() -> App:
    return App()


def test_lee_gets_the_episode(lee: App, out: Aired) -> None:
    answer = lee.get(FEED)
    assert answer.status_code == 200
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [out.episode.title]


def test_the_headers_are_those_of_a_feed(lee: App, out: Aired) -> None:
    answer = lee.get(FEED)
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Robots-Tag"] == "index, nofollow"
    assert "Accept-Encoding" in answer["Vary"]
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies
    assert answer["Content-Length"] == str(len(answer.content))
    age = int(answer["Cache-Control"].partition("max-age=")[2])
    assert 0 < age <= MAX_CACHED_SECONDS
    assert parsedate_to_datetime(answer["Last-Modified"]) <= datetime.now(UTC)


def test_head_says_what_get_says_without_a_body(lee: App, out: Aired) -> None:
    got, told = lee.get(FEED), lee.head(FEED)
    assert told.status_code == 200
    assert told.content == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control"):
        assert told[name] == got[name]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_feed_can_only_be_read(lee: App, out: Aired, method: str) -> None:
    assert getattr(lee, method)(FEED).status_code == 405


def test_there_is_no_feed_where_there_is_no_show(lee: App, db: None) -> None:
    assert lee.get("/nobodys-show/feed.xml").status_code == 404


def test_gzip_has_the_same_bytes_inside_and_a_tag_of_its_own(lee: App, out: Aired) -> None:
    plain = lee.get(FEED)
    packed = lee.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    assert packed["Content-Length"] == str(len(packed.content))
    assert "Content-Encoding" not in plain


def test_two_reads_are_byte_identical_and_the_second_builds_nothing(lee: App, out: Aired) -> None:
    first = lee.get(FEED)
    built = Feed.objects.get().built_version
    second = lee.get(FEED)
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])
    assert Feed.objects.get().built_version == built


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize(
    "condition",
    [
        {"If-None-Match": "{etag}"},
        {"If-None-Match": "W/{etag}"},
        {"If-None-Match": '"other", {etag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "{date}"},
        {"If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"},
        {"If-None-Match": "{etag}", "If-Modified-Since": "Fri, 01 Jan 1971 00:00:00 GMT"},
    ],
)
def test_either_validator_alone_gives_304(
    lee: App, out: Aired, encoding: str, condition: dict[str, str]
) -> None:
    accept = {"Accept-Encoding": encoding}
    first = lee.get(FEED, headers=accept)
    known = {"etag": first["ETag"], "date": first["Last-Modified"]}
    headers = accept | {name: value.format(**known) for name, value in condition.items()}
    for again in (lee.get(FEED, headers=headers), lee.head(FEED, headers=headers)):
        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == first["Cache-Control"]
        assert again["Access-Control-Allow-Origin"] == "*"
        assert "Accept-Encoding" in again["Vary"]


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": "Fri, 01 Jan 1971 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"},
        {"If-Match": "*"},
    ],
)
def test_a_validator_that_does_not_hold_gives_the_whole_feed(
    lee: App, out: Aired, headers: dict[str, str]
) -> None:
    assert lee.get(FEED, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"If-Match": '"other"'}, {"If-Unmodified-Since": "Fri, 01 Jan 1971 00:00:00 GMT"}],
)
def test_a_precondition_that_fails_gives_412(lee: App, out: Aired, headers: dict[str, str]) -> None:
    assert lee.get(FEED, headers=headers).status_code == 412


def test_the_tag_of_the_other_encoding_does_not_hold(lee: App, out: Aired) -> None:
    plain = lee.get(FEED)["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": plain}
    assert lee.get(FEED, headers=headers).status_code == 200


def test_a_withdrawal_is_in_force_for_a_reader_who_was_just_here(lee: App, out: Aired) -> None:
    before = lee.get(FEED)
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    headers = {
        "If-None-Match": before["ETag"],
        "If-Modified-Since": before["Last-Modified"],
    }
    after = lee.get(FEED, headers=headers)
    assert after.status_code == 200
    assert feedparser.parse(after.content).entries == []


def test_a_withdrawal_is_seen_by_the_date_alone_within_the_same_second(
    lee: App, out: Aired
) -> None:
    before = lee.get(FEED)
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    after = lee.get(FEED, headers={"If-Modified-Since": before["Last-Modified"]})
    assert after.status_code == 200


def test_the_date_of_a_feed_never_goes_back(out: Aired) -> None:
    def dated() -> datetime:
        built = building.current(out.show.slug)
        assert built is not None
        return built.modified_at.replace(microsecond=0)

    dates = [dated()]
    for number in range(3):
        episodes.rewrite(out.episode.pk, title=f"Title {number}")
        dates.append(dated())
    with time_machine.travel(timezone.now() - timedelta(hours=2)):
        pipeline.unpublish(out.episode.pk, "hana")
    dates.append(dated())
    assert dates == sorted(set(dates))


def test_a_date_that_is_still_to_come_is_not_sent(lee: App, out: Aired) -> None:
    Feed.objects.update(changed_at=timezone.now() + timedelta(seconds=30))
    answer = lee.get(FEED)
    assert "Last-Modified" not in answer
    assert lee.get(FEED, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_new_title_is_in_the_next_answer(lee: App, out: Aired) -> None:
    lee.get(FEED)
    episodes.rewrite(out.episode.pk, title="Rain")
    assert [e.title for e in feedparser.parse(lee.get(FEED).content).entries] == ["Rain"]


def test_the_guid_and_the_address_survive_a_new_title(lee: App, out: Aired) -> None:
    (before,) = feedparser.parse(lee.get(FEED).content).entries
    episodes.rewrite(out.episode.pk, title="Rain")
    (after,) = feedparser.parse(lee.get(FEED).content).entries
    assert (before.id, before.enclosures[0].href) == (after.id, after.enclosures[0].href)


def test_bytes_of_a_version_that_moved_on_are_not_kept(out: Aired) -> None:
    stale = Feed.objects.select_related("show").get()
    feed_changed(out.show.pk)
    assert building.build(stale) is False
    assert Feed.objects.get().built_version < Feed.objects.get().version


def test_hosts_feeds_hold_only_their_own(lee: App, out: Aired, tmp_path: Path) -> None:
    other = aired.aired(tmp_path, story.show(story.host("max"), slug="other-room"))
    assert out.episode.guid in lee.get(FEED).content.decode()
    assert other.episode.guid not in lee.get(FEED).content.decode()


def test_five_hundred_episodes_lose_one_within_five_seconds(lee: App, db: None) -> None:
    show = story.show(story.host())
    first = aired.many(show, 500)[0]
    assert len(feedparser.parse(lee.get(FEED).content).entries) == 500
    started = time.process_time()
    story.says(first.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    entries = feedparser.parse(lee.get(FEED).content).entries
    assert time.process_time() - started < 5
    assert len(entries) == 499


@pytest.mark.django_db(transaction=True)
def test_readers_of_a_feed_that_keeps_changing_never_see_half_of_one(tmp_path: Path) -> None:
    out = aired.aired(tmp_path)
    seen: list[tuple[str, str]] = []
    over = threading.Event()

    def read() -> None:
        try:
            while not over.is_set():
                built = building.current(out.show.slug)
                assert built is not None
                (entry,) = feedparser.parse(built.body).entries
                seen.append((built.etag, entry.title))
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(12):
        episodes.rewrite(out.episode.pk, title=f"Title {number}")
        (entry,) = feedparser.parse(Client().get(FEED).content).entries
        assert entry.title == f"Title {number}"
    over.set()
    for reader in readers:
        reader.join()
    titles: dict[str, set[str]] = {}
    for etag, title in seen:
        titles.setdefault(etag, set()).add(title)
    assert len(titles) > 1
    assert all(len(of_one_tag) == 1 for of_one_tag in titles.values())
