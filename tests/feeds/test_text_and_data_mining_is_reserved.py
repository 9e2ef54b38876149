"""The reservation of text and data mining, wherever an episode can be read or heard."""

from pathlib import Path

import pytest

from consent.scopes import Decision, Scope
from feeds.models import Chapter
from tests.feeds import aired, story
from tests.feeds.aired import Aired, App

PLACES = ("audio.mp3", "transcript.vtt", "chapters.json", "", "embed/")


@pytest.fixture
def out(db: None, tmp_path: Path) -> Aired:
    made = aired.aired(tmp_path)
    Chapter.objects.create(episode=made.episode, start_ms=0, title="Water")
    return made


def said(out: Aired, place: str) -> str:
    return str(App().get(f"{out.address}/{place}")["tdm-reservation"])


@pytest.mark.parametrize("place", PLACES)
def test_it_is_reserved_until_everybody_allows_it(out: Aired, place: str) -> None:
    assert said(out, place) == "1"
    for key in ("hana", "sami"):
        story.says(out.recording, key, {Scope.AI_TRAINING: Decision.GRANTED})
    assert said(out, place) == "1"
    story.says(out.recording, "noor", {Scope.AI_TRAINING: Decision.GRANTED})
    assert said(out, place) == "0"


def test_a_feed_is_always_reserved_and_the_site_says_so_at_the_known_place(out: Aired) -> None:
    feed = out.address.rsplit("/", 1)[0] + "/feed.xml"
    assert App().get(feed)["tdm-reservation"] == "1"
    known = App().get("/.well-known/tdmrep.json")
    assert known.json() == [{"location": "/", "tdm-reservation": 1}]
