"""Where a bucket keeps the sound: asked here each time, sent from there."""

from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from consent.scopes import Decision, Scope
from tests.feeds import aired, story
from tests.feeds.aired import SOUND, Aired, App
from tests.recordings.test_storage import rooms, s3_server

__all__ = ["rooms", "s3_server"]


@pytest.fixture
def out(db: None, rooms: Any, tmp_path: Path) -> Aired:
    return aired.aired(tmp_path)


def test_lee_is_sent_to_the_bucket_and_gets_ranges_there(out: Aired) -> None:
    answer = App().get(f"{out.address}/audio.mp3")
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "no-store"
    asked = Request(answer["Location"], headers={"Range": "bytes=5-9"})  # noqa: S310
    with urlopen(asked, timeout=10) as sent:  # noqa: S310 - moto on the loopback
        assert sent.status == 206
        assert sent.read() == SOUND[5:10]
        assert sent.headers["Content-Type"] == "audio/mpeg"


def test_head_is_answered_here(out: Aired) -> None:
    answer = App().head(f"{out.address}/audio.mp3")
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(SOUND))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["ETag"] == f'"{out.master.enclosures.get().sha256}"'


def test_after_a_withdrawal_nobody_is_sent_to_the_bucket(out: Aired) -> None:
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    assert App().get(f"{out.address}/audio.mp3").status_code == 410
