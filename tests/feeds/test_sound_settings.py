"""How an episode is to sound: chosen for a show, otherwise for one episode, heard when it is made
again, and never put out by itself."""

import json
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from feeds import edited, episodes, pipeline, production, uses
from feeds.lifecycle import NotReady, Stage
from feeds.models import Episode, Master, Show
from feeds.plans import plan_for
from feeds.sound import SETTINGS, Levelling, Loudness, Sound, chosen, summary, words_of
from feeds.verdicts import verdict
from recordings import jobs
from recordings.audio.plan import EditPlan
from recordings.models import Host, Track
from tests.feeds import story
from tests.recordings import rooms
from tests.signed_in import max_the_stranger, member_of, words

pytestmark = pytest.mark.django_db
GENTLE: dict[str, Any] = {"levelling": "gentle", "loudness": "mono"}


@pytest.fixture
def hana() -> Host:
    return story.host()


@pytest.fixture
def show(hana: Host) -> Show:
    return story.show(hana)


@pytest.fixture
def episode(show: Show) -> Episode:
    """Made as its settings ask for, and ready."""
    made = story.recording(show.host)
    Track.objects.create(
        recording=made, index=0, name="mix.flac", sha256="0" * 64, bytes=1,
        duration_ms=story.LENGTH_MS, original_key="o", working_key="w",
        peaks_key=f"peaks/aa/{'a' * 64}",
    )  # fmt: skip
    story.everyone_agrees(made)
    episode = story.draft(made, show)
    pipeline.submit(episode.pk, "hana")
    return finished(episode)


def finished(episode: Episode) -> Episode:
    jobs.cancel(pipeline.PRODUCE, episode.pk)
    now = again(episode)
    master = story.master(now)
    master.plan[edited.SOUND] = words_of(now.sound)
    master.save()
    return pipeline.finish(episode.pk, master)


def again(episode: Episode) -> Episode:
    return Episode.objects.select_related("master", "show", "recording").get(pk=episode.pk)


def planned(episode: Episode) -> EditPlan:
    now = again(episode)
    return plan_for(now.recording, now.show, verdict(now), (), now.sound).plan


# --- The choices ---------------------------------------------------------------------------------
def test_without_a_choice_it_sounds_as_before(episode: Episode) -> None:
    assert Sound() == Sound(levelling=Levelling.EVEN, loudness=Loudness.APPS)
    assert (planned(episode).levelling, planned(episode).target_lufs) == (1.0, -16.0)
    assert summary(Sound()) == "Even levels, −16 LUFS"


def test_every_setting_says_what_each_answer_does() -> None:
    assert set(SETTINGS) == set(words_of(Sound()))
    for name, setting in SETTINGS.items():
        kind: type[StrEnum] = type(getattr(Sound(), name))
        assert set(setting.answers) == set(kind)
        assert all(what.endswith(".") for _, what in setting.answers.values())


def test_the_last_one_who_said_something_counts_and_nonsense_does_not() -> None:
    said = chosen(GENTLE, {"levelling": "off", "loudness": ""}, {"levelling": "loud", "x": "y"})
    assert said == Sound(levelling=Levelling.OFF, loudness=Loudness.MONO)


def test_an_episode_is_as_its_show_but_where_it_differs(show: Show, episode: Episode) -> None:
    uses.rewrite(show, GENTLE)
    assert (planned(episode).levelling, planned(episode).target_lufs) == (0.5, -19.0)
    episodes.rewrite(episode.pk, levelling="off")
    assert (planned(episode).levelling, planned(episode).target_lufs) == (0.0, -19.0)
    episodes.rewrite(episode.pk, levelling="")
    assert planned(episode).levelling == 0.5


# --- An old file does not pass for new -----------------------------------------------------------
@pytest.mark.parametrize("of", ["show", "episode"])
def test_what_is_set_otherwise_is_made_again_before_it_goes_out(episode: Episode, of: str) -> None:
    if of == "show":
        uses.rewrite(episode.show, GENTLE)
    else:
        episodes.rewrite(episode.pk, **GENTLE)
    assert again(episode).stage == Stage.READY
    with pytest.raises(NotReady, match="changed since it was made"):
        pipeline.publish(episode.pk, "hana")
    pipeline.remake(episode.pk, "hana")
    finished(episode)
    assert pipeline.publish(episode.pk, "hana").stage == Stage.PUBLISHED


def test_what_is_set_back_goes_out_as_it_is(episode: Episode) -> None:
    uses.rewrite(episode.show, GENTLE)
    uses.rewrite(episode.show, words_of(Sound()))
    assert pipeline.publish(episode.pk, "hana").stage == Stage.PUBLISHED


@pytest.mark.parametrize("of", ["show", "episode"])
def test_what_is_out_stays_out_as_it_is(episode: Episode, of: str) -> None:
    before = pipeline.publish(episode.pk, "hana").master
    if of == "show":
        uses.rewrite(episode.show, GENTLE)
    else:
        episodes.rewrite(episode.pk, **GENTLE)
    now = again(episode)
    assert (now.stage, now.master) == (Stage.PUBLISHED, before)
    assert not jobs.is_live(pipeline.PRODUCE, episode.pk)


def test_a_setting_publishes_nothing_by_itself(episode: Episode) -> None:
    pipeline.publish(episode.pk, "hana")
    pipeline.unpublish(episode.pk, "hana")
    uses.rewrite(episode.show, GENTLE)
    episodes.rewrite(episode.pk, levelling="off")
    assert again(episode).stage == Stage.READY


def test_who_changes_it_while_it_is_made_gets_it_made_again(episode: Episode) -> None:
    pipeline.remake(episode.pk, "hana")
    old = story.master(again(episode))
    uses.rewrite(episode.show, GENTLE)
    got = pipeline.finish(episode.pk, old)
    assert got.stage == Stage.PRODUCING
    assert jobs.is_live(pipeline.PRODUCE, episode.pk)


def test_a_setting_asks_nobody_again(episode: Episode) -> None:
    before = verdict(again(episode))
    uses.rewrite(episode.show, GENTLE)
    assert verdict(again(episode)) == before


def test_the_finished_file_is_as_loud_as_was_chosen(show: Show, tmp_path: Path) -> None:
    room = rooms.bring(show.host, tmp_path / "room")
    story.everyone_agrees(room)
    uses.rewrite(show, GENTLE)
    episode = story.draft(room, show)
    pipeline.submit(episode.pk, "hana")
    production.produce(episode.pk, rooms.quiet)
    master = Master.objects.get(episode=episode)
    assert master.lufs == pytest.approx(-19, abs=0.3)
    assert edited.sound_in(master) == chosen(GENTLE)
    assert master.plan["edit"]["plan"]["levelling"] == 0.5
    assert again(episode).master == master


# --- The pages -----------------------------------------------------------------------------------
def of_show(show: Show, *more: str) -> str:
    name = "show_change" if more else "show_settings"
    return reverse(f"feeds:{name}", args=[show.slug, *more])


def of_episode(episode: Episode, *more: str) -> str:
    return reverse(f"feeds:episode{'_change' if more else ''}", args=[episode.uid, *more])


def test_a_show_says_what_is_chosen_and_what_it_does(hana: Host, show: Show) -> None:
    uses.rewrite(show, {"levelling": "gentle"})
    told = words(member_of(hana).get(of_show(show)))
    assert "Levels Gentle Quiet voices come half the way up" in told
    assert "Loudness −16 LUFS What most apps expect." in told


def test_a_show_changes_it_on_one_page(hana: Host, show: Show, episode: Episode) -> None:
    client = member_of(hana)
    assert "How alike are the voices?" in words(client.get(of_show(show, "sound")))
    told = words(client.post(of_show(show, "sound"), words_of(chosen(GENTLE)), follow=True))
    assert "what is out stays as it is until you make it again" in told
    assert again(episode).sound == chosen(GENTLE)
    page = words(client.get(of_episode(episode)))
    assert "Changed since it was made" in page
    assert "Gentle levels, −19 LUFS not in the finished sound yet" in page


def test_an_episode_differs_on_one_page(hana: Host, episode: Episode) -> None:
    client = member_of(hana)
    assert "Even levels, −16 LUFS as the show’s" in words(client.get(of_episode(episode)))
    assert "As the show: Even." in words(client.get(of_episode(episode, "sound")))
    client.post(of_episode(episode, "sound"), {"levelling": "off", "loudness": ""})
    assert again(episode).sound_words == {**dict.fromkeys(SETTINGS, ""), "levelling": "off"}
    pipeline.remake(episode.pk, "hana")
    finished(episode)
    told = words(client.get(of_episode(episode)))
    assert "Levels as recorded, −16 LUFS of this episode alone" in told


@pytest.mark.parametrize(
    "sent", [{"levelling": "loud", "loudness": "apps"}, {"levelling": "x" * 4000}, {}]
)
def test_what_is_not_offered_is_refused_in_a_sentence(
    hana: Host, show: Show, sent: dict[str, str]
) -> None:
    answer = member_of(hana).post(of_show(show, "sound"), sent)
    assert answer.status_code == 422
    assert "Choose one" in words(answer)
    assert Show.objects.get().sound == Sound()


def test_a_stranger_finds_nothing(show: Show, episode: Episode) -> None:
    for client in (member_of(story.host("jonas")), max_the_stranger(), Client()):
        for address in (of_show(show, "sound"), of_episode(episode, "sound")):
            client.post(address, GENTLE)
    assert again(episode).sound == Sound()


# --- The command line ----------------------------------------------------------------------------
def command(of: object, *more: str) -> dict[str, Any]:
    said = StringIO()
    call_command("set_sound", str(of), *more, "--json", stdout=said)
    document: dict[str, Any] = json.loads(said.getvalue())
    return document


def test_the_command_line_shows_and_sets_it(show: Show, episode: Episode) -> None:
    assert command(show.slug)["in_words"]["levelling"] == "Even"
    command(show.slug, "--levelling", "gentle")
    got = command(episode.uid, "--loudness", "mono")
    assert got["sound"] == {**words_of(Sound()), **GENTLE}
    assert got["next"] == "Make the episode again to hear it."
    assert command(episode.uid, "--loudness", "show")["sound"]["loudness"] == "apps"
    with pytest.raises(CommandError, match="no other show"):
        command(show.slug, "--loudness", "show")
    with pytest.raises(CommandError, match="no episode"):
        command("nowhere")
