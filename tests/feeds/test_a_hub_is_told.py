"""A WebSub hub hears of each change of a feed, where the site has one."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from pytest_django import Settings

from feeds import building, pipeline, websub
from feeds.models import Feed
from feeds.shows import feed_changed
from recordings import jobs
from recordings.models import Run
from recordings.outbound import OutboundFailed
from tests.feeds.aired import Aired, aired
from tests.recordings.test_outbound import Other, other, rules

pytestmark = pytest.mark.django_db
__all__ = ["other"]


@pytest.fixture
def hub(other: int, settings: Settings) -> int:
    settings.WEBSUB_HUB = f"http://hub.example:{other}/"
    return other


def runs() -> int:
    return Run.objects.filter(kind=websub.TELL).count()


def feed_of(out: Aired) -> Feed:
    return Feed.objects.get(show=out.show)


def test_it_is_told_the_address_of_the_feed_once(hub: int, tmp_path: Path) -> None:
    out = aired(tmp_path)
    assert websub.tell(feed_of(out).pk, rules(hub))
    form = parse_qs(Other.asked[0][2].decode())
    assert form["hub.mode"] == ["publish"]
    assert form["hub.url"][0].endswith("/open-table/feed.xml")
    assert not websub.tell(feed_of(out).pk, rules(hub))
    assert len(Other.asked) == 1


def test_many_changes_are_one_job(hub: int, tmp_path: Path) -> None:
    out = aired(tmp_path)
    pipeline.unpublish(out.episode.pk, "hana")
    feed_changed(out.show.pk)
    assert runs() == 1


def test_what_changes_while_it_is_told_is_told_again(hub: int, tmp_path: Path) -> None:
    out = aired(tmp_path)
    websub.tell(feed_of(out).pk, rules(hub))
    jobs.cancel(websub.TELL, feed_of(out).pk)
    Feed.objects.update(version=feed_of(out).version + 1)
    websub.sweep(timezone.now())
    assert jobs.is_live(websub.TELL, feed_of(out).pk)


def test_a_hub_that_refuses_is_left_alone_for_a_while(hub: int, tmp_path: Path) -> None:
    aired(tmp_path)
    now = timezone.now()
    Run.objects.update(state=Run.State.FAILED, finished_at=now)
    websub.sweep(now + timedelta(minutes=1))
    assert runs() == 1
    websub.sweep(now + timedelta(hours=1))
    assert runs() == 2


def test_a_refusal_is_said(tmp_path: Path, settings: Settings, hub: int) -> None:
    out = aired(tmp_path)
    settings.WEBSUB_HUB = "http://intranet.example/"
    with pytest.raises(OutboundFailed, match="not on the open internet"):
        websub.tell(feed_of(out).pk, rules(hub))
    assert feed_of(out).told_version == 0


def test_the_feed_names_the_hub(hub: int, tmp_path: Path) -> None:
    out = aired(tmp_path)
    built = building.current(out.show.slug)
    assert built
    assert f'href="http://hub.example:{hub}/" rel="hub"/>'.encode() in built.body
    assert b"<link>http://127.0.0.1" in built.body


@pytest.mark.parametrize(("hub_url", "outbound"), [("", True), ("https://hub.example/", False)])
def test_it_is_off_until_both_are_set(
    hub_url: str, outbound: bool, tmp_path: Path, settings: Settings
) -> None:
    settings.WEBSUB_HUB, settings.OUTBOUND = hub_url, outbound
    out = aired(tmp_path)
    built = building.current(out.show.slug)
    assert built
    assert b'rel="hub"' not in built.body
    assert not runs()
    assert not websub.tell(feed_of(out).pk)
