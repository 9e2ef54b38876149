"""An episode in other formats beside its MP3: made where a show wants it, served, named in the
feed, and gone with everything else when a voice is taken back."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from consent.models import Withdrawal
from consent.scopes import Method, Mode
from consent.withdrawal import withdraw
from feeds import episodes, erasing, pipeline, production, receipts, uses
from feeds.documents import AlternateDocument
from feeds.formats import MISSING
from feeds.lifecycle import Stage
from feeds.models import Enclosure, Episode, Master
from feeds.rehearsal import rehearse
from feeds.rss import write
from feeds.shows import feed_changed
from feeds.snapshots import show_document
from feeds.sound import Formats, Sound, summary
from recordings import storage
from recordings.audio import loudness
from recordings.audio.plan import Codec
from recordings.words import size
from tests.feeds import aired, story
from tests.feeds.aired import SOUND, Aired, App, body
from tests.feeds.documents import a_show, an_episode
from tests.recordings import rooms
from tests.signed_in import member_of, words

pytestmark = pytest.mark.django_db
OTHERS = (Codec.OPUS, Codec.AAC)
ADDRESSES = [(Codec.OPUS, "audio/ogg"), (Codec.AAC, "audio/mp4")]


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    """Out as MP3, Opus and AAC."""
    episode = aired.aired(tmp_path)
    for codec in OTHERS:
        aired.alternate(tmp_path, episode.master, codec)
    feed_changed(episode.show.pk)
    return episode


def address(out: Aired, codec: Codec) -> str:
    return f"{out.address}/audio.{codec.ending}"


def named(out: Aired, codec: Codec) -> str:
    """The same, as the feed names it."""
    return f"{out.address}.{codec.ending}"


def again(episode: Episode) -> Episode:
    return Episode.objects.select_related("master", "show", "recording").get(pk=episode.pk)


def made(tmp_path: Path, formats: str) -> Episode:
    show = story.show(story.host())
    room = rooms.bring(show.host, tmp_path / "room")
    story.everyone_agrees(room)
    episode = episodes.rewrite(story.draft(room, show).pk, title="Water")
    uses.rewrite(show, {"formats": formats})
    pipeline.submit(episode.pk, "hana")
    production.produce(episode.pk, rooms.quiet)
    return again(episode)


def path_of(file: Enclosure) -> Path:
    path = storage.local_path(file.key)
    assert path is not None
    return path


def endings_there() -> list[str]:
    return sorted(path.suffix for path in Path(settings.OBJECTS).glob("audio/**/*") if path.suffix)


def noor_takes_back(out: Aired, mode: Mode) -> None:
    told: dict[str, Any] = {"method": Method.ATTESTED, "actor": "ada", "evidence": "a letter"}
    withdraw(out.recording.speakers.get(key="noor"), (), mode, now=timezone.now(), **told)


# --- Made ----------------------------------------------------------------------------------------
def test_without_a_choice_there_is_the_mp3_alone(tmp_path: Path) -> None:
    master = made(tmp_path, "").master
    assert master is not None
    assert Sound().formats == Formats.MP3
    assert [file.codec for file in master.enclosures.all()] == [Codec.MP3]
    assert master.alternates == ()


def test_a_show_that_wants_both_has_three_files_of_one_sound(tmp_path: Path) -> None:
    episode = made(tmp_path, "both")
    master = episode.master
    assert episode.stage == Stage.READY
    assert master is not None
    assert master.file is not None
    assert master.file.codec == Codec.MP3
    opus, aac = master.alternates
    assert (opus.content_type, opus.extension) == ("audio/ogg", "opus")
    assert (aac.content_type, aac.extension) == ("audio/mp4", "m4a")
    assert master.plan[MISSING] == []
    for file in (opus, aac):
        assert path_of(file).stat().st_size == file.bytes
        measured = loudness.measure(path_of(file))
        assert measured.lufs == pytest.approx(-16, abs=0.5)
        assert measured.true_peak_dbtp <= -1
        assert measured.duration_ms == pytest.approx(master.duration_ms, abs=50)
        everything = path_of(file).read_bytes()
        assert not [one for one in (b"Noor", b"noor_ali", b"room.flac") if one in everything]
    sung: Any = OggOpus(path_of(opus))  # type: ignore[no-untyped-call]
    assert (sung["title"], sung["album"]) == (["Water"], ["Open Table"])
    assert sung["metadata_block_picture"]
    spoken: Any = MP4(path_of(aac))  # type: ignore[no-untyped-call]
    assert (spoken["\xa9nam"], len(spoken["covr"])) == (["Water"], 1)


def test_the_mp3_is_what_is_meant_by_the_file(out: Aired) -> None:
    assert out.master.file is not None
    assert receipts.describe(out.fresh())["bytes"] == out.master.file.bytes == len(SOUND)
    told = App().get(f"{out.address}/audio.mp3")
    assert (told["Content-Type"], body(told)) == ("audio/mpeg", SOUND)


def test_a_master_has_one_file_of_each_format(out: Aired, tmp_path: Path) -> None:
    with pytest.raises(IntegrityError):
        aired.alternate(tmp_path, out.master, Codec.OPUS)


def test_what_could_not_be_made_is_said_to_the_host(out: Aired) -> None:
    sentence = "The Opus file is missing: The episode could not be encoded."
    Master.objects.update(plan={**out.master.plan, MISSING: [sentence]})
    page = words(member_of(out.show.host).get(reverse("feeds:episode", args=[out.episode.uid])))
    assert sentence in page
    assert "Also as Opus" in page


def test_the_choice_says_what_it_costs(out: Aired) -> None:
    assert summary(Sound(formats=Formats.BOTH)).endswith("also Opus and AAC")
    where = reverse("feeds:show_change", args=[out.show.slug, "sound"])
    page = words(member_of(out.show.host).get(where))
    assert "What is offered beside the MP3?" in page
    assert "about three times as long to make" in page


# --- Served --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("codec", "kind"), ADDRESSES)
def test_lee_gets_it_with_its_length_type_and_tag(out: Aired, codec: Codec, kind: str) -> None:
    answer = App().get(address(out, codec))
    file = Enclosure.objects.get(master=out.master, codec=codec)
    assert answer.status_code == 200
    assert body(answer) == codec.encode() + SOUND
    assert answer["Content-Type"] == kind
    assert answer["Content-Length"] == str(file.bytes)
    assert answer["ETag"] == f'"{file.sha256}"'
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Disposition"] == f'inline; filename="open-table-1.{codec.ending}"'


@pytest.mark.parametrize("codec", OTHERS)
def test_ranges_conditions_and_head_work_as_for_the_mp3(out: Aired, codec: Codec) -> None:
    lee, where = App(), address(out, codec)
    part = lee.get(where, headers={"range": "bytes=0-2"})
    assert (part.status_code, body(part)) == (206, codec.encode()[:3])
    told = lee.head(where)
    assert (told.status_code, body(told)) == (200, b"")
    assert told["Accept-Ranges"] == "bytes"
    known = lee.get(where, headers={"if-none-match": told["ETag"]})
    assert known.status_code == 304


@pytest.mark.parametrize("codec", Codec)
def test_the_feeds_address_is_another_way_to_the_same_file(out: Aired, codec: Codec) -> None:
    told, known = App().get(named(out, codec)), App().get(address(out, codec))
    assert told.status_code == 200
    assert body(told) == body(known)
    for header in ("ETag", "Content-Type", "Content-Length", "Content-Disposition"):
        assert told[header] == known[header]
    part = App().get(named(out, codec), headers={"range": "bytes=0-2"})
    assert part.status_code == 206


def test_no_two_episodes_have_files_of_one_name(out: Aired) -> None:
    """Or an app that saves them by the last part of their addresses keeps the latest alone."""
    aired.many(out.show, 2)
    items = show_document(out.show, story.NOW).items
    files = [
        url for item in items for url in (item.enclosure.url, *(a.url for a in item.alternates))
    ]
    assert len({url.rpartition("/")[2] for url in files}) == len(files) == 5


@pytest.mark.parametrize("ending", ["opus", "m4a", "flac", "mp3x"])
def test_a_format_that_was_not_made_is_not_there(tmp_path: Path, ending: str) -> None:
    alone = aired.aired(tmp_path)
    assert App().get(f"{alone.address}/audio.{ending}").status_code == 404
    assert App().get(f"{alone.address}.{ending}").status_code == 404


def test_what_is_not_out_is_not_served(out: Aired) -> None:
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.READY, published_at=None)
    for codec in OTHERS:
        assert App().get(address(out, codec)).status_code == 404
        assert App().get(named(out, codec)).status_code == 404


def test_the_listeners_page_offers_each_with_its_size(out: Aired) -> None:
    page = App().get(f"{out.address}/")
    told = words(page)
    for name, ending in (("MP3", "mp3"), ("Opus", "opus"), ("AAC", "m4a")):
        assert f'href="{out.address}/audio.{ending}" download>' in page.content.decode()
        file = Enclosure.objects.get(master=out.master, extension=ending)
        assert f"{name}, {size(file.bytes)}" in told


def test_a_page_offers_only_what_there_is(out: Aired) -> None:
    Enclosure.objects.filter(codec=Codec.AAC).delete()
    page = words(App().get(f"{out.address}/"))
    assert "MP3, " in page
    assert "Opus, " in page
    assert "AAC" not in page


def test_no_page_offers_what_is_not_out(out: Aired) -> None:
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.READY, published_at=None)
    answer = App().get(f"{out.address}/")
    assert (answer.status_code, b"audio.opus" in answer.content) == (404, False)


# --- Taken back ----------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", [Mode.VOICE, Mode.DOWN])
def test_no_byte_stays_or_is_served_after_a_withdrawal(out: Aired, mode: Mode) -> None:
    keys = list(Enclosure.objects.values_list("key", flat=True))
    assert endings_there() == [".m4a", ".mp3", ".opus"]
    noor_takes_back(out, mode)
    lee = App()
    for codec in Codec:
        for where in (address(out, codec), named(out, codec)):
            answer = lee.get(where)
            assert answer.status_code == 410
            assert SOUND not in body(answer)
    page = lee.get(f"{out.address}/")
    assert page.status_code == 410
    assert b"audio." not in page.content
    assert b"alternateEnclosure" not in body(lee.get(f"/{out.show.slug}/feed.xml"))
    erasing.sweep(timezone.now())
    assert endings_there() == []
    assert not any(map(storage.exists, keys))


def test_the_certificate_names_every_file_that_went(out: Aired) -> None:
    before = set(Enclosure.objects.values_list("sha256", flat=True))
    noor_takes_back(out, Mode.DOWN)
    erasing.sweep(timezone.now())
    [told] = Withdrawal.objects.get().certificate["episodes"]
    assert {file["sha256"] for file in told["erased"]} == before
    assert told["file_now"] is None


def test_a_rehearsal_names_every_address(out: Aired) -> None:
    noor = out.recording.speakers.get(key="noor")
    told = rehearse(out.fresh(), noor, Mode.DOWN, timezone.now())["surfaces"]
    for codec in Codec:
        for where in (address(out, codec), named(out, codec)):
            assert told[f"{settings.SITE_URL}{where}"] == "gone at once"


def test_who_is_erased_leaves_no_file(out: Aired) -> None:
    noor = out.recording.speakers.get(key="noor")
    User.objects.create_superuser("ada", "ada@example.org")
    call_command("erase_person", str(noor.uid), by="ada", reason="They asked.")
    assert not Enclosure.objects.exists()
    assert endings_there() == []


# --- In the feed ---------------------------------------------------------------------------------
def test_the_feed_names_them_beside_the_one_enclosure(out: Aired) -> None:
    (item,) = show_document(out.show, story.NOW).items
    assert [one.url for one in item.alternates] == [
        f"{settings.SITE_URL}{named(out, codec)}" for codec in OTHERS
    ]
    assert item.enclosure.url.endswith(f"/{out.episode.uid}.mp3")
    opus = Enclosure.objects.get(codec=Codec.OPUS)
    assert item.alternates[0] == AlternateDocument(
        url=f"{settings.SITE_URL}{out.address}.opus",
        bytes=opus.bytes,
        type="audio/ogg",
        codec="opus",
        bitrate=round(opus.bytes * 8 / 60),
        sha256=opus.sha256,
    )


def test_apps_that_know_nothing_of_them_see_the_mp3_alone() -> None:
    digest = "ab" * 32
    other = AlternateDocument(
        url="https://rooms.example/1/audio.opus", bytes=900, type="audio/ogg", codec="opus",
        bitrate=48_000, sha256=digest,
    )  # fmt: skip
    sri = b64encode(bytes.fromhex(digest)).decode()
    feed = write(a_show(an_episode(alternates=(other,)))).body
    [entry] = feedparser.parse(feed).entries
    assert [one.type for one in entry.enclosures] == ["audio/mpeg"]
    [read] = podcastparser.parse("https://rooms.example/feed.xml", BytesIO(feed))["episodes"]
    assert [one["mime_type"] for one in read["enclosures"]] == ["audio/mpeg"]
    text = feed.decode()
    assert (
        '<podcast:alternateEnclosure type="audio/ogg" length="900" bitrate="48000"'
        ' codecs="opus" default="false">'
    ) in text
    assert '<podcast:source uri="https://rooms.example/1/audio.opus"/>' in text
    assert f'<podcast:integrity type="sri" value="sha256-{sri}"/>' in text
    assert text.index("podcast:source") < text.index("podcast:integrity")
