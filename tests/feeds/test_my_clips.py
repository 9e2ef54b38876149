"""“My voice” lists the clips in which somebody is heard with their yes: no others, and none any
more once that yes is taken back.

Of a minute Hana speaks in the first third, Sami in the second, Noor in the last.
"""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consent.scopes import Decision, Method, Scope
from consent.withdrawal import withdraw
from feeds import clips, pipeline
from feeds.models import Clip
from feeds.pages.my_clips import ClipState, MyClip, my_clips
from recordings.models import Speaker
from tests.consent.me import ADDRESS, Guest
from tests.feeds import story
from tests.feeds.aired import Aired, App, aired
from tests.feeds.clipped import address, of

pytestmark = pytest.mark.django_db

SAMIS, NOORS, BOTH = (21, 39), (41, 59), (35, 45)


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    episode = aired(tmp_path)
    Speaker.objects.filter(key="noor").update(email=ADDRESS)
    return episode


def noor_of(out: Aired) -> Speaker:
    return out.recording.speakers.get(key="noor")


def seen(out: Aired) -> list[MyClip]:
    noor = noor_of(out).pk
    return list(my_clips({noor}, [out.episode.pk]).get(noor, ()))


def takes_back(out: Aired, *scopes: Scope) -> None:
    withdraw(
        noor_of(out), scopes, now=timezone.now(), method=Method.ATTESTED, actor="ada",
        evidence="a letter",
    )  # fmt: skip


def test_she_finds_those_she_is_in_and_no_others(out: Aired) -> None:
    of(out, *SAMIS, title="The city owns it")
    hers, both = of(out, *NOORS, title="Sold in a night"), of(out, *BOTH, title="Who says so")
    noor = Guest()
    page = noor.come_in()
    assert "Sold in a night" in page
    assert "Who says so" in page
    assert "The city owns it" not in page
    for one in (hers, both):
        assert f'href="{one.get_absolute_url()}"' in page
    assert "Take “clips” back and they are gone at once" in page


def test_who_is_in_none_reads_of_none(out: Aired) -> None:
    of(out, *SAMIS)
    assert "Clips with you" not in Guest().come_in()


@pytest.mark.parametrize("scopes", [(Scope.CLIPS,), (Scope.PUBLISH,), ()])
def test_what_she_takes_back_is_on_her_page_no_more(out: Aired, scopes: tuple[Scope, ...]) -> None:
    hers = of(out, *NOORS, title="Sold in a night")
    noor = Guest()
    assert "Sold in a night" in noor.come_in()
    takes_back(out, *scopes)
    assert App().get(address(hers)).status_code == 410
    assert "Sold in a night" not in noor.open("/me/")
    assert seen(out) == []


def test_each_has_its_state(out: Aired) -> None:
    of(out, *NOORS, title="Sold in a night")
    assert [one.state for one in seen(out)] == [ClipState.OUT]
    story.says(out.recording, "sami", {Scope.CLIPS: Decision.REFUSED})
    of(out, *BOTH, title="Who says so")
    states = {one.title: (one.state, bool(one.url)) for one in seen(out)}
    assert states == {
        "Sold in a night": (ClipState.OUT, True),
        "Who says so": (ClipState.WAITS, False),
    }
    pipeline.unpublish(out.episode.pk, "hana")
    noor = noor_of(out).pk
    now = my_clips({noor}, [])[noor]
    assert {one.title: one.state for one in now}["Sold in a night"] == ClipState.MADE
    assert [one.url for one in now] == ["", ""]
    page = Guest().come_in()
    assert "Made, not out" in page
    assert "Not made yet" in page


def test_what_waits_for_her_own_yes_is_not_hers(out: Aired) -> None:
    story.says(out.recording, "noor", {Scope.CLIPS: Decision.REFUSED})
    waiting = of(out, *NOORS)
    assert waiting.stage == Clip.Stage.WAITS
    assert seen(out) == []


def test_what_the_host_drops_is_gone(out: Aired) -> None:
    clips.drop(of(out, *NOORS).pk)
    assert seen(out) == []


def test_nobody_is_named_who_must_not_be(out: Aired) -> None:
    story.says(out.recording, "sami", {Scope.NAME: Decision.REFUSED})
    of(out, *BOTH, title="Sami Haddad asks about water")
    [one] = seen(out)
    assert "Sami" not in one.title
    assert "Sami Haddad asks" not in Guest().come_in()


def test_more_clips_need_no_more_questions(
    out: Aired, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    of(out, *NOORS)
    with django_assert_max_num_queries(40) as few:
        assert len(seen(out)) == 1
    for start in range(41, 55):
        of(out, start, start + 2)
    with django_assert_max_num_queries(len(few)):
        assert len(seen(out)) == 15
