"""A host's shows: a new one, its settings one question a page, its cover and its music."""

from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from consent.scopes import Level, Scope
from feeds import asking
from feeds.models import Artwork, Feed, Music, Show
from recordings.models import Host
from tests.feeds import story
from tests.recordings.audio import sounds
from tests.signed_in import max_the_stranger, member_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def client(hana: Host) -> Client:
    return member_of(hana)


def to(name: str, show: Show, *more: str) -> str:
    return reverse(f"feeds:{name}", args=[show.slug, *more])


def picture(pixels: int, kind: str = "PNG") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (pixels, pixels), "teal").save(file, kind)
    return SimpleUploadedFile(f"cover.{kind.lower()}", file.getvalue())


def test_without_a_show_the_page_asks_for_its_name(client: Client) -> None:
    assert "Name your show" in words(client.get("/shows/"))


def test_a_show_is_named_and_has_a_feed(client: Client, hana: Host) -> None:
    answer = client.post("/shows/new/", {"title": "Night Shift", "slug": "night-shift"})
    show = Show.objects.get(slug="night-shift")
    assert answer["Location"] == to("show_settings", show)
    assert (show.host, show.author) == (hana, "Hana")
    assert Feed.objects.filter(show=show).exists()


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("Night Shift", "small letters, digits and hyphens"),
        ("", "There is no address yet."),
        ("desk", "is kept for the site"),
        ("open-table", "belongs to another show"),
        ("x" * 65, "65 characters are too many for the address: at most 64 fit."),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_a_sentence(
    client: Client, show: Show, slug: str, sentence: str
) -> None:
    answer = client.post("/shows/new/", {"title": "Night Shift", "slug": slug})
    assert answer.status_code == 422
    assert sentence in words(answer)


@pytest.mark.parametrize(
    ("question", "sent", "column", "value"),
    [
        ("title", {"title": "Long Table"}, "title", "Long Table"),
        ("description", {"description": "Two\nlines."}, "description", "Two\nlines."),
        ("author", {"author": "Hana O."}, "author", "Hana O."),
        ("language", {"language": "pt-BR"}, "language", "pt-BR"),
        ("category", {"category": "Arts/Books"}, "subcategory", "Books"),
        ("category", {"category": "History"}, "subcategory", ""),
        ("explicit", {"explicit": "yes"}, "explicit", True),
        ("order", {"kind": "serial"}, "kind", "serial"),
        ("asked", {"scopes": ["clips"]}, "scopes", ["publish", "clips"]),
        ("identity", {"least_identity": "2"}, "least_identity", 2),
        ("asked", {}, "scopes", ["publish"]),
        ("asked", {"scopes": ["commercial"]}, "commercial", False),
        ("advertising", {"commercial": "yes"}, "commercial", True),
        ("copyright", {"copyright": "2026 Hana Osei"}, "copyright", "2026 Hana Osei"),
        ("link", {"link": "https://example.org"}, "link", "https://example.org"),
        ("locked", {"locked": "no"}, "locked", False),
    ],
)
def test_each_fact_has_a_page_that_changes_it(
    client: Client, show: Show, question: str, sent: dict[str, object], column: str, value: object
) -> None:
    version = Feed.objects.get(show=show).version
    address = to("show_change", show, question)
    assert client.get(address).status_code == 200
    assert client.post(address, sent)["Location"] == to("show_settings", show)
    show.refresh_from_db()
    assert getattr(show, column) == value
    assert Feed.objects.get(show=show).version > version


@pytest.mark.parametrize(
    ("question", "sent", "sentence"),
    [
        ("title", {"title": " "}, "There is no name yet."),
        ("title", {"title": "x" * 256}, "256 characters are too many for the name"),
        ("description", {"description": "x" * 4001}, "at most 4,000 fit."),
        ("language", {"language": "xx"}, "“xx” is not a language code."),
        ("category", {"category": "Gardening"}, "That category is not Apple’s."),
        ("link", {"link": "nowhere at all"}, "This is no web address."),
        ("explicit", {}, "Choose yes or no."),
    ],
)
def test_wrong_facts_are_refused_in_a_sentence(
    client: Client, show: Show, question: str, sent: dict[str, str], sentence: str
) -> None:
    answer = client.post(to("show_change", show, question), sent)
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_the_settings_show_every_fact(client: Client, show: Show) -> None:
    told = words(client.get(to("show_settings", show)))
    for words_of_it in (
        "Open Table",
        "Talks about a city.",
        "Society & Culture",
        "being published, their name, a transcript",
        "http://127.0.0.1:8000/open-table/feed.xml",
        "−16 LUFS",
        "Roomcast’s own jingle",
    ):
        assert words_of_it in told


def test_a_new_show_asks_speakers_for_little(client: Client, show: Show) -> None:
    assert set(show.scopes) == {Scope.PUBLISH, Scope.NAME, Scope.TRANSCRIPT}


def test_a_square_picture_becomes_the_cover(client: Client, show: Show) -> None:
    answer = client.post(to("show_artwork", show), {"picture": picture(1400)})
    assert answer["Location"] == to("show_settings", show)
    assert Artwork.objects.get(show=show).pixels == 1400


def test_a_small_picture_is_refused_with_its_size(client: Client, show: Show) -> None:
    answer = client.post(to("show_artwork", show), {"picture": picture(900)})
    assert answer.status_code == 422
    assert "900" in words(answer)
    assert "1400 to 3000 px" in words(answer)
    assert not Artwork.objects.exists()


def test_what_is_no_picture_is_refused(client: Client, show: Show) -> None:
    html = SimpleUploadedFile("cover.png", b"<html>")
    assert client.post(to("show_artwork", show), {"picture": html}).status_code == 422
    missing = client.post(to("show_artwork", show), {})
    assert "No picture was chosen." in words(missing)


@pytest.mark.parametrize("place", ["intro", "bed"])
def test_music_is_taken_heard_and_dropped(
    place: str, client: Client, show: Show, tmp_path: Path
) -> None:
    wav = sounds.write(tmp_path / "theme.wav", sounds.tone(3.0, 440.0, level=0.2))
    file = SimpleUploadedFile("theme.wav", wav.read_bytes())
    client.post(to("show_music", show, place), {"sound": file})
    assert Music.objects.get(show=show).name == "theme.wav"
    told = words(client.get(to("show_music", show, place)))
    assert "Now: theme.wav, 3 s." in told
    heard = client.get(to("music_sound", show, place), headers={"Range": "bytes=0-3"})
    assert (heard.status_code, b"".join(heard)) == (206, b"fLaC")
    client.post(to("show_music_drop", show, place))
    assert not Music.objects.exists()
    assert client.get(to("music_sound", show, "outro")).status_code == 404


def test_what_is_no_sound_is_refused(client: Client, show: Show) -> None:
    file = SimpleUploadedFile("theme.mp3", b"no sound at all")
    answer = client.post(to("show_music", show, "intro"), {"sound": file})
    assert answer.status_code == 422
    assert "theme.mp3" in words(answer)


def test_shows_are_listed_and_found(client: Client, hana: Host) -> None:
    for number in range(14):
        story.show(hana, f"show-{number}")
    Show.objects.filter(slug="show-3").update(title="The third table")
    page = words(client.get("/shows/"))
    assert "14 shows" in page
    assert page.count("Its page") == 12
    assert "1 found for “third”" in words(client.get("/shows/?q=third"))


def test_nothing_else_is_there(client: Client, show: Show) -> None:
    assert client.get(to("show_change", show, "guid")).status_code == 404
    assert client.get(to("show_music", show, "middle")).status_code == 404


def test_a_stranger_and_another_host_find_nothing(show: Show) -> None:
    other = story.host("jonas")
    for client in (member_of(other), max_the_stranger()):
        for address in (
            to("show_settings", show),
            to("show_change", show, "title"),
            to("show_artwork", show),
            to("show_music", show, "intro"),
            to("music_sound", show, "intro"),
        ):
            assert client.get(address).status_code == 404
        answer = client.post(to("show_change", show, "title"), {"title": "Max was here"})
        assert answer.status_code == 404
        assert client.post(to("show_music_drop", show, "intro")).status_code == 404
    show.refresh_from_db()
    assert show.title == "Open Table"


def test_a_sign_in_can_be_demanded_only_where_there_is_somewhere_to_sign_in(
    client: Client, show: Show, settings: Settings
) -> None:
    where, wanted = to("show_change", show, "identity"), {"least_identity": "3"}
    assert "A sign-in with the account" not in words(client.get(where))
    assert client.post(where, wanted).status_code == 422
    settings.ACCOUNT_PROVIDERS = {"discord": {}}
    assert client.post(where, wanted).status_code == 302
    show.refresh_from_db()
    assert show.use.least == Level.ACCOUNT
    assert "a sign-in with their account" in words(client.get(to("show_settings", show)))


def test_a_new_question_says_what_the_show_demands(client: Client, show: Show) -> None:
    room = story.recording(show.host, "Rent strikes")
    episode, noor = story.draft(room, show), room.speakers.get(key="noor")
    before = asking.link(episode, noor, by=None, now=timezone.now())
    client.post(to("show_change", show, "identity"), {"least_identity": "2"})
    episode.show.refresh_from_db()
    after = asking.link(episode, noor, by=None, now=timezone.now())
    visitor = Client()
    assert "more surely" not in words(visitor.get(urlsplit(before).path))
    assert "more surely" in words(visitor.get(urlsplit(after).path))
