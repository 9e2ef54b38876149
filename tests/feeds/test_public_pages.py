"""What Lee, who only listens, finds on the pages that everybody may see."""

import re
import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from consent.clearance import clearance_for
from consent.scopes import Decision, Scope
from feeds.lifecycle import Stage
from feeds.models import Episode, Show
from feeds.slugs import RESERVED
from recordings.models import Cue, Member
from tests.feeds import published, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return story.show(story.host())


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def without_name(show: Show) -> Episode:
    """An episode in which Noor is heard and not named."""
    made = story.recording(show.host)
    story.everyone_agrees(made)
    story.says(made, "noor", {Scope.NAME: Decision.WITHDRAWN})
    notes = "With Noor Ali, who also writes as @noor_handle."
    return published.episode(show, "Noor Ali on water", notes=notes, made=made)


# --- The episode's page --------------------------------------------------------------------------
def test_an_episodes_page_has_its_player_words_and_chapters(client: Client, show: Show) -> None:
    out = published.episode(show)
    page = read(client, out.get_absolute_url())
    assert "<h1>Who owns a city’s water?</h1>" in page
    assert f'<audio controls preload="metadata" src="/open-table/{out.uid}/audio.mp3">' in page
    assert f'src="/open-table/{out.uid}/transcript.vtt" srclang="en"' in page
    assert "sami speaks of water." in page
    assert "The quiet Friday" in page
    assert "<strong>pipes</strong>" in page
    assert "Who speaks when: Hana Osei 20 s; Sami Haddad 20 s; Noor Ali 20 s" in page
    assert page.count('class="btn main"') == 1


def test_that_everyone_has_agreed_is_said_only_where_it_is_so(client: Client, show: Show) -> None:
    agreed = "Everyone you hear has agreed"
    assert agreed in read(client, published.episode(show).get_absolute_url())
    made = story.recording(show.host)
    for key in ("hana", "sami"):
        story.says(made, key, story.ALL_YES)
    story.says(made, "noor", {Scope.PUBLISH: Decision.WAIVED})
    assert clearance_for(made).ground == "Everyone heard has agreed, or need not be asked"
    assert agreed not in read(client, published.episode(show, made=made).get_absolute_url())
    assert agreed not in read(client, "/") + read(client, "/open-table/")


def test_links_into_the_sound_work_without_script(client: Client, show: Show) -> None:
    out = published.episode(show)
    page = read(client, out.get_absolute_url())
    assert f'href="/open-table/{out.uid}/audio.mp3#t=25"' in page


def test_a_link_preview_knows_title_text_cover_and_sound(client: Client, show: Show) -> None:
    out = published.episode(show)
    page = read(client, out.get_absolute_url())
    site = "http://127.0.0.1:8000"
    assert '<meta property="og:title" content="Who owns a city’s water?">' in page
    assert '<meta property="og:description" content="Three people talk about pipes.">' in page
    assert f'content="{site}/open-table/{out.uid}/audio.mp3"' in page
    assert f'href="{site}/open-table/feed.xml"' in page
    assert "twitter:" not in page


def test_no_name_stands_where_none_is_allowed(client: Client, show: Show) -> None:
    out = without_name(show)
    for path in (out.get_absolute_url(), "/open-table/", "/", f"{out.get_absolute_url()}voice/"):
        page = read(client, path)
        assert not re.search(r"Noor|\bAli\b|noor_handle", page), path
    assert "Guest 3" in read(client, out.get_absolute_url())


def test_a_hidden_name_cannot_be_found_by_searching_for_it(client: Client, show: Show) -> None:
    without_name(show)
    for word in ("Noor", "noor_handle"):
        assert "0 found" in read(client, f"/open-table/?q={word}")
    assert "1 found" in read(client, "/open-table/?q=water")


def test_words_that_may_not_be_written_down_are_not(client: Client, show: Show) -> None:
    made = story.recording(show.host)
    story.everyone_agrees(made)
    story.says(made, "noor", {Scope.TRANSCRIPT: Decision.WITHDRAWN})
    out = published.episode(show, made=made)
    page = read(client, out.get_absolute_url())
    assert "noor speaks of water" not in page
    assert "Words of this speaker are not written down." in page


def test_words_are_found_in_the_transcript_without_script(client: Client, show: Show) -> None:
    out = published.episode(show)
    page = read(client, f"{out.get_absolute_url()}?q=WATER")
    assert page.count("<mark>water</mark>") == 3
    assert "3 places" in page


def test_what_people_said_cannot_break_out_of_the_page(client: Client, show: Show) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    made = story.recording(show.host)
    story.everyone_agrees(made)
    Cue.objects.filter(recording=made).update(text=evil)
    made.speakers.update(name=evil[:60])
    out = published.episode(show, evil, notes=evil, made=made)
    for path in (
        out.get_absolute_url(),
        f"{out.get_absolute_url()}?q={quote(evil)}",
        "/open-table/",
    ):
        page = read(client, path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_without_transcript_and_chapters_their_sections_are_absent(
    client: Client, show: Show
) -> None:
    out = published.episode(show)
    out.chapters.all().delete()
    Cue.objects.all().delete()
    page = read(client, out.get_absolute_url())
    assert "Transcript" not in page
    assert "Chapters" not in page
    assert "Captions" not in page


# --- What is not there, and what is gone ---------------------------------------------------------
@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.HELD, Stage.READY])
def test_an_episode_that_was_never_out_is_not_there(
    client: Client, show: Show, stage: Stage
) -> None:
    out = published.episode(show)
    Episode.objects.update(stage=stage, published_at=None)
    assert "Nothing is here" in read(client, out.get_absolute_url(), 404)


def test_an_episode_that_was_taken_back_says_so_and_nothing_more(
    client: Client, show: Show
) -> None:
    out = published.episode(show)
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    for more in ("", "voice/", "embed/"):
        answer = client.get(f"{out.get_absolute_url()}{more}")
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "This episode was taken back" in page
        assert 'href="/open-table/"' in page
        assert not re.search("noor|hana|sami|city’s water", page, re.IGNORECASE)
        assert "no-store" in answer["Cache-Control"]
    assert "water" not in read(client, "/open-table/")


def test_an_address_of_no_show_or_no_episode_is_not_there(client: Client, show: Show) -> None:
    read(client, "/elsewhere/", 404)
    read(client, f"/open-table/{uuid.uuid4()}/", 404)
    out = published.episode(show)
    read(client, f"/elsewhere/{out.uid}/", 404)


# --- The show's page -----------------------------------------------------------------------------
def test_a_show_lists_twelve_episodes_and_then_more(client: Client, show: Show) -> None:
    published.many(show, 15)
    page = read(client, "/open-table/")
    assert "15 episodes" in page
    assert page.count('class="ep"') == 12
    assert 'type="search"' in page
    assert re.search(r'rel="next" href="\?page=2">Older episodes', page)
    older = read(client, "/open-table/?page=2")
    assert older.count('class="ep"') == 3
    assert "Talk 14" in older


def test_a_show_takes_as_many_queries_for_twelve_episodes_as_for_two(
    client: Client, show: Show, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    published.many(show, 2)
    with django_assert_max_num_queries(30) as few:
        read(client, "/open-table/")
    published.many(show, 12)
    with django_assert_max_num_queries(len(few)):
        read(client, "/open-table/")


def test_an_unlisted_episode_is_for_those_who_have_its_address(client: Client, show: Show) -> None:
    out = published.episode(show, visibility=Episode.Visibility.UNLISTED)
    assert "The first episode is on its way" in read(client, "/open-table/")
    assert "The first show is on its way" in read(client, "/")
    assert '<meta name="robots" content="noindex">' in read(client, out.get_absolute_url())


def test_a_show_without_episodes_gives_its_feed(client: Client, show: Show) -> None:
    page = read(client, "/open-table/")
    assert "The first episode is on its way" in page
    assert "http://127.0.0.1:8000/open-table/feed.xml" in page


def test_following_needs_no_account_and_names_apps_in_text(client: Client, show: Show) -> None:
    page = read(client, "/open-table/follow/")
    assert 'href="podcast://127.0.0.1:8000/open-table/feed.xml"' in page
    assert 'value="http://127.0.0.1:8000/open-table/feed.xml" readonly' in page
    assert "<img" not in page


def test_who_is_heard_learns_how_to_take_it_back(client: Client, show: Show) -> None:
    out = published.episode(show)
    page = read(client, out.get_absolute_url())
    assert f'href="{out.get_absolute_url()}voice/">I am in this recording' in page
    told = read(client, f"{out.get_absolute_url()}voice/")
    assert "Open the link you answered with" in told
    assert 'href="mailto:hana@example.org?subject=Who%20owns' in told


# --- The front page ------------------------------------------------------------------------------
def test_a_visitor_finds_the_public_shows_freshest_first(client: Client, show: Show) -> None:
    published.episode(show, at=story.NOW - timedelta(days=3))
    other = story.show(story.host("sami"), slug="night-bus")
    Show.objects.filter(pk=other.pk).update(title="Night Bus")
    published.episode(other, "Line 9")
    story.show(story.host("noor"), slug="nothing-yet")
    page = read(client, "/")
    assert "2 shows to listen to" in page
    assert page.index("Night Bus") < page.index("Open Table")
    assert "Line 9" in page
    assert "nothing-yet" not in page


def test_shows_are_searched_by_their_words(client: Client, show: Show) -> None:
    published.episode(show)
    assert "1 found" in read(client, "/?q=open")
    assert "No show has these words" in read(client, "/?q=harbour")


def test_the_front_page_of_an_empty_site_says_so(client: Client) -> None:
    assert "The first show is on its way" in read(client, "/")


def test_who_works_for_a_host_is_sent_to_the_work(
    client: Client, show: Show, django_user_model: type
) -> None:
    hana = django_user_model.objects.create_user("hana", "hana@example.org")  # type: ignore[attr-defined]
    Member.objects.create(host=show.host, user=hana)
    client.force_login(hana)
    answer = client.get("/")
    assert answer.status_code == 302
    assert client.get("/?q=open").status_code == 200


def test_max_with_an_account_and_no_host_is_a_visitor(
    client: Client, show: Show, django_user_model: type
) -> None:
    client.force_login(django_user_model.objects.create_user("max"))  # type: ignore[attr-defined]
    assert "on its way" in read(client, "/")


# --- Headers and addresses -----------------------------------------------------------------------
def test_pages_are_asked_for_again_each_time(client: Client, show: Show) -> None:
    out = published.episode(show)
    for path in ("/", "/open-table/", out.get_absolute_url()):
        assert client.get(path)["Cache-Control"] == "no-cache"
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405


def test_only_the_embedded_player_may_stand_in_another_sites_page(
    client: Client, show: Show
) -> None:
    out = published.episode(show)
    page = client.get(out.get_absolute_url())
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    embedded = client.get(f"{out.get_absolute_url()}embed/")
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "default-src 'self'" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert "csrf" not in embedded.content.decode()


def test_no_page_carries_a_style_or_script_of_its_own(client: Client, show: Show) -> None:
    out = published.episode(show)
    for path in ("/", "/open-table/", "/open-table/follow/", out.get_absolute_url(), "/nowhere/"):
        page = client.get(path).content.decode()
        assert "style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\son\w+=", page)


def test_a_show_cannot_be_called_like_an_address_of_the_site() -> None:
    from django.urls import get_resolver

    roots = {str(p.pattern).strip("^/").split("/")[0] for p in get_resolver().url_patterns}
    ours = {r for p in get_resolver().url_patterns for r in _inner(p) if str(p.pattern) == ""}
    fixed = {name for name in roots | ours if name and "<" not in name}
    assert fixed <= RESERVED


def _inner(pattern: object) -> list[str]:
    found = []
    for inner in getattr(pattern, "url_patterns", []):
        first = str(inner.pattern).strip("^/").split("/")[0]
        found += [first] if first else _inner(inner)
    return found
