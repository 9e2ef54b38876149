"""A show that begins to carry advertising, or wants to know more surely who said yes: what is out
is told of first, and rows and surfaces agree afterwards."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consent.scopes import Decision, Level, Scope
from feeds import uses
from feeds.lifecycle import Stage
from feeds.models import Episode, Feed, Show
from tests.feeds import story
from tests.feeds.aired import Aired, aired
from tests.signed_in import member_of, words

pytestmark = pytest.mark.django_db
NO_ADS = '<podcast:txt purpose="advertising">none</podcast:txt>'


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    return aired(tmp_path)


@pytest.fixture
def hana(out: Aired) -> Client:
    return member_of(out.show.host)


def change(out: Aired, question: str) -> str:
    return reverse("feeds:show_change", args=[out.show.slug, question])


def fresh(out: Aired) -> Show:
    return Show.objects.get(pk=out.show.pk)


def feed(out: Aired) -> str:
    return Client().get(f"/{out.show.slug}/feed.xml").content.decode()


def test_asking_about_advertising_changes_nothing_of_what_is_out(out: Aired, hana: Client) -> None:
    answer = hana.post(change(out, "asked"), {"scopes": ["name", "commercial"]})
    assert answer.status_code == 302
    assert not fresh(out).commercial
    assert Client().get(f"{out.address}/").status_code == 200


def test_an_episode_in_which_somebody_refused_advertising_stays_out_and_free_of_it(
    out: Aired, hana: Client
) -> None:
    story.says(out.recording, "noor", {Scope.COMMERCIAL: Decision.REFUSED})
    assert NO_ADS not in feed(out)
    asked = hana.post(change(out, "advertising"), {"commercial": "yes"})
    assert "1 episode stays free of advertising" in words(asked)
    assert "Noor" in words(asked)
    assert not fresh(out).commercial
    confirm(hana, change(out, "advertising"), out, {"commercial": True}, commercial="yes")
    assert fresh(out).commercial
    assert out.fresh().stage == Stage.PUBLISHED
    assert NO_ADS in feed(out)
    assert "free of advertising" in words(Client().get(f"{out.address}/"))
    for name, uid in (("recording", out.recording.uid), ("episode", out.episode.uid)):
        told = words(hana.get(reverse(f"feeds:{name}", args=[uid])))
        assert "No advertising in this episode: Noor Ali said no to it." in told


def test_advertising_may_stand_where_everybody_heard_allows_it(out: Aired, hana: Client) -> None:
    answer = hana.post(change(out, "advertising"), {"commercial": "yes"})
    assert answer.status_code == 302
    assert NO_ADS not in feed(out)
    assert "free of advertising" not in words(Client().get(f"{out.address}/"))
    story.says(out.recording, "noor", {Scope.COMMERCIAL: Decision.WITHDRAWN})
    assert out.fresh().stage == Stage.PUBLISHED
    assert NO_ADS in feed(out)


def test_a_show_that_has_to_be_surer_says_first_what_leaves_the_feed(
    out: Aired, hana: Client
) -> None:
    asked = hana.post(change(out, "identity"), {"least_identity": "2"})
    assert "1 episode will leave the feed" in words(asked)
    assert "Noor Ali" in words(asked)
    assert "Sami" in words(asked)
    assert fresh(out).least_identity == Level.VOUCHED
    assert out.fresh().stage == Stage.PUBLISHED


def test_with_that_said_row_and_surfaces_agree(out: Aired, hana: Client) -> None:
    confirm(hana, change(out, "identity"), out, {"least_identity": 2}, least_identity="2")
    episode = out.fresh()
    assert fresh(out).least_identity == Level.MAIL
    assert (episode.stage, episode.publish_when_ready) == (Stage.HELD, True)
    assert Client().get(f"{out.address}/").status_code == 410
    assert out.episode.guid not in feed(out)
    assert "needs to know more surely" in episode.events.order_by("-pk")[0].note


def test_what_leaves_because_of_it_is_on_its_way_back_when_it_is_undone(
    out: Aired, hana: Client
) -> None:
    uses.rewrite(fresh(out), {"least_identity": Level.MAIL})
    assert out.fresh().stage == Stage.HELD
    assert hana.post(change(out, "identity"), {"least_identity": "0"}).status_code == 302
    assert out.fresh().stage == Stage.PRODUCING


def test_a_yes_to_one_effect_is_none_to_another(out: Aired, hana: Client) -> None:
    mark = uses.effect_of(fresh(out), {"least_identity": 2}).mark
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.READY)
    assert uses.effect_of(fresh(out), {"least_identity": 2}).mark != mark
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.PUBLISHED)
    answer = hana.post(change(out, "identity"), {"least_identity": "2", "known": "0" * 16})
    assert answer.status_code == 200
    assert fresh(out).least_identity == Level.VOUCHED


def test_other_settings_ask_nothing_and_touch_no_episode(out: Aired, hana: Client) -> None:
    before = Feed.objects.get(show=out.show).version
    assert hana.post(change(out, "title"), {"title": "Long Table"}).status_code == 302
    assert out.fresh().stage == Stage.PUBLISHED
    assert Feed.objects.get(show=out.show).version == before + 1


def test_what_would_happen_is_found_in_a_fixed_number_of_queries(
    out: Aired, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        aired(tmp_path, out.show)
    with django_assert_max_num_queries(24):
        effect = uses.effect_of(fresh(out), {"least_identity": 2})
    assert len(effect.leaving) == 3


def confirm(
    hana: Client, address: str, out: Aired, changed: dict[str, object], **sent: str
) -> None:
    """The host reads what would happen, and says yes to that."""
    known = uses.effect_of(fresh(out), changed).mark
    answer = hana.post(address, {**sent, "known": known})
    assert urlsplit(answer["Location"]).path.endswith(f"/shows/{out.show.slug}/")
