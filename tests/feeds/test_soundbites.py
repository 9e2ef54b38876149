"""What a feed tells apps of clips: only those their host wants named, and only while they stand."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from lxml import etree

from consent.scopes import Decision, Scope
from feeds import clips, pipeline, podcast_ns
from feeds.clips import Wanted, find_clip
from feeds.management.commands.clip import see_through
from feeds.models import Clip, ClipFile
from feeds.pages.shared_part import shared_part
from recordings import jobs
from recordings.find import NotFound
from tests.feeds import clipped, story
from tests.feeds.aired import Aired, App, aired, body
from tests.feeds.clipped import of
from tests.signed_in import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    return aired(tmp_path)


def soundbites(out: Aired) -> list[tuple[str, str, str]]:
    feed = etree.fromstring(App().get(f"/{out.show.slug}/feed.xml").content)
    found = feed.iter(f"{{{podcast_ns.PODCAST}}}soundbite")
    return [(x.get("startTime", ""), x.get("duration", ""), x.text or "") for x in found]


def test_the_feed_names_what_its_host_wants_named(out: Aired) -> None:
    made = of(out, 21, 39.5, title="Who owns <it> & why")
    of(out, 1, 9)
    assert soundbites(out) == []
    clips.name_in_feed(made.pk, soundbite=True)
    assert soundbites(out) == [("21.000", "18.500", "Who owns <it> & why")]
    clips.name_in_feed(made.pk, soundbite=False)
    assert soundbites(out) == []


def test_it_stands_on_the_episodes_clock(out: Aired) -> None:
    made = of(out, 21, 39)
    clips.name_in_feed(made.pk, soundbite=True)
    master = out.master
    master.plan = {"clock": {"recording_ms": 60_000, "removed": [[0, 10_000]], "lead_ms": 4_000}}
    master.save()
    clips.name_in_feed(made.pk, soundbite=True)
    assert soundbites(out) == [("15.000", "18.000", "Who owns it")]


def test_it_is_gone_from_the_feed_with_a_yes_to_clips(out: Aired) -> None:
    made = of(out, 41, 59)
    clips.name_in_feed(made.pk, soundbite=True)
    assert len(soundbites(out)) == 1
    story.says(out.recording, "noor", {Scope.CLIPS: Decision.WITHDRAWN})
    assert soundbites(out) == []


def test_a_name_that_may_not_be_shown_is_not_in_its_title(out: Aired) -> None:
    made = of(out, 41, 59, title="Noor Ali on water")
    clips.name_in_feed(made.pk, soundbite=True)
    story.says(out.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    assert [title for *_, title in soundbites(out)] == ["Guest 3 on water"]


def test_what_is_dropped_is_named_no_more(out: Aired) -> None:
    made = of(out, 41, 59)
    clips.name_in_feed(made.pk, soundbite=True)
    clips.drop(made.pk)
    assert soundbites(out) == []


# --- Pages and the command -----------------------------------------------------------------------
def test_a_clips_page_leads_to_its_episode_and_ends_with_its_consent(out: Aired) -> None:
    made = of(out, 40, 60, shape=Clip.Shape.SQUARE)
    page = App().get(made.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    assert f"{out.address}/?t=40" in text
    assert f"{out.address}/clips/{made.uid}.mp4" in text
    assert "noor speaks of water." in text
    story.says(out.recording, "noor", {Scope.CLIPS: Decision.WITHDRAWN})
    gone = App().get(made.get_absolute_url())
    assert gone.status_code == 410
    assert "Noor" not in gone.content.decode()
    assert made.title not in App().get(f"{out.address}/").content.decode()


def test_a_host_hears_a_clip_before_its_episode_is_out_and_under_its_clearance(out: Aired) -> None:
    made = of(out, 41, 59)
    hana = member_of(out.show.host)
    address = f"{out.address}/clips/{made.uid}/preview.mp3"
    pipeline.unpublish(out.episode.pk, "hana")
    assert App().get(clipped.address(made)).status_code == 410
    assert body(hana.get(address)).startswith(b"mp3 of ")
    assert App().get(address).status_code == 404
    story.says(out.recording, "noor", {Scope.CLIPS: Decision.WITHDRAWN})
    assert hana.get(address).status_code == 404


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("from_ms", "now"),
        ("from_ms", "9" * 5_000),
        ("to_ms", "0:35"),
        ("to_ms", "1:36"),
        ("title", "x" * 129),
        ("title", ""),
        ("shape", "poster"),
        ("ground", "<script>"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_kept(out: Aired, field: str, text: str) -> None:
    asked = {"from_ms": "0:35", "to_ms": "0:45", "title": "Water", "shape": "audio"}
    data = asked | {"ground": "waves", field: text}
    page = member_of(out.show.host).post(f"/episodes/{out.episode.uid}/clips/new/", data)
    assert page.status_code == 422
    assert not Clip.objects.exists()


def test_hosts_name_repeat_and_drop_it(out: Aired) -> None:
    made, hana = of(out, 41, 59), member_of(out.show.host)
    below = f"/episodes/{out.episode.uid}/clips/{made.uid}/"
    hana.post(f"{below}feed/", {"named": "yes"})
    assert len(soundbites(out)) == 1
    hana.post(f"{below}again/")
    assert clipped.again(made).stage == Clip.Stage.MAKING
    hana.post(f"{below}drop/")
    assert hana.get(below).status_code == 404
    assert ClipFile.objects.get().fallen_at


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    try:
        call_command("clip", *words, "--json")
    finally:
        out = capsys.readouterr().out
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_command_says_who_has_not_agreed_and_keeps_nothing(
    out: Aired, capsys: pytest.CaptureFixture[str]
) -> None:
    of(out, 1, 9)
    story.says(out.recording, "noor", {Scope.CLIPS: Decision.REFUSED})
    with pytest.raises(CommandError, match="Noor Ali said no to clips"):
        said(capsys, str(out.episode.uid), "0:35", "0:45", "--title", "Water")
    with pytest.raises(CommandError, match="no times"):
        said(capsys, str(out.episode.uid), "35", "now", "--title", "Water")
    assert Clip.objects.kept().count() == 1


def test_the_command_stays_until_a_worker_that_was_quicker_is_done(out: Aired) -> None:
    of(out, 1, 9)
    wanted = Wanted(from_ms=21_000, to_ms=39_000, title="Water")
    asked = clips.cut(out.episode.pk, wanted)
    taken = jobs.latest(clips.MAKE, asked.pk)
    assert taken is not None
    assert jobs.claim(taken.pk, timezone.now())
    see_through(asked, pause=lambda _: clipped.finish(asked))
    assert clipped.again(asked).stage == Clip.Stage.READY


# --- A listener's part ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ({"t": "21"}, "21"),
        ({"t": "21,39.5"}, "21,39.5"),
        ({"t": "21,999"}, "21,60"),
        ({"from": "0:21", "to": "0:39"}, "21,39"),
        ({"t": "61"}, None),
        ({"t": "39,21"}, None),
        ({"t": "1e9"}, None),
        ({"t": "-1"}, None),
        ({"t": "9" * 10_000}, None),
        ({"t": "21,39\n"}, None),
        ({"from": "x", "to": "0:39"}, None),
        ({"from": "0:39", "to": "0:21"}, None),
        ({}, None),
    ],
)
def test_a_part_is_two_moments_of_the_episode(asked: dict[str, str], query: str | None) -> None:
    found = shared_part(asked, 60_000)
    assert (found and found.query) == query


def test_a_chosen_part_becomes_a_link_and_no_clip(out: Aired) -> None:
    answer = App().get(f"{out.address}/", {"from": "0:21", "to": "0:39"})
    assert (answer.status_code, answer["Location"]) == (302, f"{out.address}/?t=21,39")
    page = App().get(f"{out.address}/?t=21,39").content.decode()
    assert f'src="{out.address}/audio.mp3#t=21,39"' in page
    assert "no two moments" in App().get(f"{out.address}/?from=2&to=x").content.decode()
    assert not Clip.objects.exists()


def test_a_clip_of_another_episode_is_not_there(out: Aired, tmp_path: Path) -> None:
    made, other = of(out, 1, 9), aired(tmp_path, story.show(story.host("max"), "other"))
    with pytest.raises(NotFound):
        find_clip(other.episode, made.uid)
    assert App().get(f"{other.address}/clips/{made.uid}.mp3").status_code == 404
    assert App().get(f"{other.address}/clips/{made.uid}/").status_code == 404
