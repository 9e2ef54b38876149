"""Transcript, chapters and artwork over HTTP."""

import json
import re
from pathlib import Path

import pytest
import webvtt
from PIL import Image

from consent.scopes import Decision, Scope
from feeds.models import Artwork, Chapter
from recordings import storage
from tests.feeds import aired, story
from tests.feeds.aired import Aired, App


@pytest.fixture
def out(db: None, tmp_path: Path) -> Aired:
    return aired.aired(tmp_path)


@pytest.fixture
def lee() -> App:
    return App()


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("vtt", "text/vtt; charset=utf-8"),
        ("srt", "application/x-subrip; charset=utf-8"),
        ("json", "application/json; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
    ],
)
def test_each_form_of_the_transcript_has_its_type_and_may_be_read_by_any_player(
    lee: App, out: Aired, form: str, kind: str
) -> None:
    answer = lee.get(f"{out.address}/transcript.{form}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert b"sami speaks of" in answer.content
    again = lee.get(f"{out.address}/transcript.{form}", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    told = lee.head(f"{out.address}/transcript.{form}")
    assert (told.content, told["Content-Length"]) == (b"", str(len(answer.content)))


def test_a_vtt_says_who_speaks(lee: App, out: Aired) -> None:
    read = webvtt.from_string(lee.get(f"{out.address}/transcript.vtt").content.decode())
    assert [c.voice for c in read.captions] == ["Hana Osei", "Sami Haddad", "Noor Ali"]


def test_a_name_off_is_off_in_every_form_with_the_next_request(lee: App, out: Aired) -> None:
    before = lee.get(f"{out.address}/transcript.vtt")
    story.says(out.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    for form in ("vtt", "srt", "json", "html"):
        answer = lee.get(
            f"{out.address}/transcript.{form}", headers={"If-None-Match": before["ETag"]}
        )
        assert answer.status_code == 200
        assert b"Guest 3" in answer.content
        assert b"noor" not in answer.content.lower()


def test_withheld_words_are_not_in_any_form(lee: App, out: Aired) -> None:
    story.says(out.recording, "sami", {Scope.TRANSCRIPT: Decision.WITHDRAWN})
    for form in ("vtt", "srt", "json", "html"):
        content = lee.get(f"{out.address}/transcript.{form}").content
        assert b"sami speaks" not in content
        assert b"speaker withheld" in content.replace(b"\n", b" ")


@pytest.mark.parametrize("form", ["txt", "vtt.bak", "VTT", "pdf"])
def test_there_are_no_other_forms(lee: App, out: Aired, form: str) -> None:
    assert lee.get(f"{out.address}/transcript.{form}").status_code == 404


def test_without_words_there_is_no_transcript(lee: App, out: Aired) -> None:
    out.recording.cues.all().delete()
    assert lee.get(f"{out.address}/transcript.vtt").status_code == 404


def test_chapters_are_json_chapters(lee: App, out: Aired) -> None:
    Chapter.objects.create(episode=out.episode, start_ms=20_000, title="Water")
    answer = lee.get(f"{out.address}/chapters.json")
    assert answer["Content-Type"] == "application/json+chapters"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.content)["chapters"] == [{"startTime": 20.0, "title": "Water"}]


def test_without_chapters_there_is_no_document(lee: App, out: Aired) -> None:
    assert lee.get(f"{out.address}/chapters.json").status_code == 404


def test_all_that_the_feed_points_to_is_there(lee: App, out: Aired) -> None:
    Chapter.objects.create(episode=out.episode, start_ms=0, title="Water")
    feed = lee.get(f"/{out.show.slug}/feed.xml").content.decode()
    pointed = set(re.findall(r'(?:url|href)="http://127\.0\.0\.1:8000(/[^"]+)"', feed))
    assert len(pointed) >= 7
    for path in pointed:
        assert lee.get(path).status_code == 200, path


@pytest.fixture
def cover(out: Aired, tmp_path: Path) -> Artwork:
    path = tmp_path / "cover.png"
    Image.new("RGB", (1400, 1400), "#14171C").save(path)
    kept = storage.put(path, kind="artwork", content_type="image/png")
    return Artwork.objects.create(
        show=out.show,
        key=kept.key,
        sha256=kept.sha256,
        bytes=kept.bytes,
        content_type="image/png",
        pixels=1400,
    )


def test_a_cover_is_kept_for_ever_under_its_hash(lee: App, out: Aired, cover: Artwork) -> None:
    path = f"/{out.show.slug}/cover-{cover.sha256[:12]}.png"
    answer, told = lee.get(path), lee.head(path)
    assert answer.status_code == told.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Length"] == told["Content-Length"] == str(cover.bytes)
    assert told.content == b""
    assert path in lee.get(f"/{out.show.slug}/feed.xml").content.decode()


@pytest.mark.parametrize("name", ["cover-000000000000.png", "cover-a.png", "cover-x.svg"])
def test_there_is_no_other_cover(lee: App, out: Aired, cover: Artwork, name: str) -> None:
    assert lee.get(f"/{out.show.slug}/{name}").status_code == 404


def test_a_cover_has_the_ending_of_its_type(lee: App, out: Aired, cover: Artwork) -> None:
    assert lee.get(f"/{out.show.slug}/cover-{cover.sha256[:12]}.jpg").status_code == 404
