"""An editor prepares: no page offers what it would refuse, and each says who can do it."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from consent.scopes import Decision, Scope
from feeds import pipeline
from feeds.lifecycle import Stage
from feeds.models import Episode
from recordings.members import owners_alone
from recordings.models import Member
from tests.feeds import story
from tests.feeds.aired import Aired, aired
from tests.signed_in import as_user, member_of, words

pytestmark = pytest.mark.django_db
ALONE = "Only Hana can publish an episode or take it back."


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    return aired(tmp_path)


@pytest.fixture
def ines(out: Aired) -> Client:
    user = User.objects.create_user("ines", "ines@example.org", first_name="Ines")
    Member.objects.create(host=out.show.host, user=user, role=Member.Role.EDITOR)
    return as_user(user)


def episode_page(out: Aired) -> str:
    return reverse("feeds:episode", args=[out.episode.uid])


def test_what_is_out_can_be_seen_and_not_taken_back(out: Aired, ines: Client) -> None:
    told = words(ines.get(episode_page(out)))
    assert ALONE in told
    assert "See its page" in told
    assert "Take it" not in told
    assert "Take it off the feed" in words(member_of(out.show.host).get(episode_page(out)))


@pytest.mark.parametrize("scheduled", [False, True], ids=["ready", "scheduled"])
def test_what_is_ready_waits_for_an_owner(out: Aired, ines: Client, scheduled: bool) -> None:
    at = story.NOW if scheduled else None
    Episode.objects.filter(pk=out.episode.pk).update(stage=Stage.READY, publish_at=at)
    told = words(ines.get(episode_page(out)))
    assert ALONE in told
    assert "Take this episode back" not in told
    assert 'name="when"' not in ines.get(episode_page(out)).content.decode()


def test_what_is_blocked_can_be_solved_and_not_be_let_out(out: Aired, ines: Client) -> None:
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    told = words(ines.get(episode_page(out)))
    assert "Solve it" in told
    assert ALONE in told
    assert "Publish as soon as it is ready" not in told
    assert "Wait for me instead" not in told


def test_the_shows_settings_are_read_and_not_changed(out: Aired, ines: Client) -> None:
    settings = ines.get(reverse("feeds:show_settings", args=[out.show.slug]))
    assert "Only Hana can change this show." in words(settings)
    assert "/change/" not in settings.content.decode()
    assert "New show" not in words(ines.get("/shows/"))
    page = ines.get(episode_page(out)).content.decode()
    assert "/cover/" not in page
    assert "/change/title/" in page


def test_an_editor_changes_title_and_notes_and_makes_the_episode(out: Aired, ines: Client) -> None:
    where = reverse("feeds:episode_change", args=[out.episode.uid, "notes"])
    assert ines.post(where, {"notes": "About rain."}).status_code == 302
    assert out.fresh().notes == "About rain."
    pipeline.unpublish(out.episode.pk, "hana")
    ines.post(reverse("feeds:remake", args=[out.episode.uid]))
    assert out.fresh().stage == Stage.PRODUCING


def test_without_a_show_an_owner_has_to_name_it(ines: Client, out: Aired) -> None:
    host = story.host("trio")
    user = User.objects.get(username="ines")
    Member.objects.create(host=host, user=user, role=Member.Role.EDITOR)
    room = story.recording(host)
    told = words(ines.get(reverse("feeds:recording", args=[room.uid])))
    assert f"{owners_alone(host, 'name a new show')} Then" in told
    sent = {"title": "Night Shift", "slug": "night-shift"}
    answer = ines.post(reverse("feeds:recording_show", args=[room.uid]), sent)
    assert answer.status_code == 403


def test_two_owners_are_both_named(out: Aired) -> None:
    user = User.objects.create_user("jonas", "jonas@example.org", first_name="Jonas")
    Member.objects.create(host=out.show.host, user=user)
    assert owners_alone(out.show.host, "publish") == "Only Hana and Jonas can publish."
