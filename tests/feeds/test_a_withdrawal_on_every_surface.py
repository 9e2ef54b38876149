"""One withdrawal in a show of five hundred: nothing of that voice in the very next request; and in
the file that is made again it is silent, and everybody else is as they were."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from consent.scopes import Method, Mode
from consent.withdrawal import withdraw
from feeds import erasing, pipeline, tasks
from feeds.clock import timeline_of
from feeds.lifecycle import Stage
from feeds.models import Episode
from feeds.plans import plan_for
from feeds.rehearsal import rehearse
from feeds.verdicts import verdict
from recordings import jobs, storage
from recordings.audio.envelope import Glide
from recordings.audio.plan import EditPlan
from recordings.audio.programme import Programme, Settled
from recordings.models import Cue, Recording, Segment, Speaker
from tests import dumps
from tests.feeds import story
from tests.feeds.aired import App, body, many
from tests.recordings import rooms
from tests.recordings.audio import sounds
from tests.surfaces import addresses

pytestmark = pytest.mark.django_db

RAMP_MS = 5


def noor_of(recording: Recording) -> Speaker:
    return recording.speakers.get(key="noor")


def takes_back(speaker: Speaker, mode: Mode = Mode.VOICE) -> None:
    told = {"method": Method.ATTESTED, "actor": "ada", "evidence": "a letter"}
    withdraw(speaker, (), mode, now=timezone.now(), **told)  # type: ignore[arg-type]


def served(episode: Episode) -> dict[str, tuple[int, str]]:
    lee = App()
    answers = {name: lee.get(where) for name, where in addresses(episode).items()}
    return {name: (a.status_code, str(body(a), "utf-8", "replace")) for name, a in answers.items()}


@pytest.mark.parametrize("mode", [Mode.VOICE, Mode.DOWN])
def test_five_hundred_episodes_and_one_withdrawal(mode: Mode) -> None:
    show = story.show(story.host())
    out = many(show, 500)
    gone, stays = out[250], out[251]
    words = "Only Noor says this."
    Cue.objects.filter(speaker=noor_of(gone.recording)).update(text=words)
    before = served(gone)
    assert words in before["vtt"][1]
    assert gone.guid in before["feed"][1]
    takes_back(noor_of(gone.recording), mode)
    after = served(gone)
    assert f'<guid isPermaLink="false">{gone.guid}</guid>' not in after["feed"][1]
    assert str(gone.uid) not in after["feed"][1] + after["show"][1]
    assert after["feed"][1].count("<item>") == 499
    for name in set(after) - {"feed", "show"}:
        status, text = after[name]
        assert status == 410, name
        assert words not in text
        assert "Noor" not in text
    assert served(stays)["vtt"][0] == 200


@pytest.fixture
def out(tmp_path: Path) -> Episode:
    show = story.show(story.host())
    room = rooms.bring(show.host, tmp_path / "room")
    story.everyone_agrees(room)
    episode = story.draft(room, show)
    pipeline.publish_when_ready(episode.pk, "hana")
    return made(episode)


def made(episode: Episode) -> Episode:
    run = jobs.latest(pipeline.PRODUCE, episode.pk)
    assert run is not None
    tasks.produce(run.pk)
    return Episode.objects.select_related("master", "show", "recording__room").get(pk=episode.pk)


def file_of(episode: Episode) -> Path:
    assert episode.master is not None
    path = storage.local_path(episode.master.enclosures.get().key)
    assert path is not None
    return path


def before_the_codec(plan: EditPlan, inputs: dict[int, Path]) -> sounds.Signal:
    flat = Settled(
        tracks={0: Glide([(0, 0.0)])}, music_db=dict.fromkeys(range(1, 9), 0.0), common_lufs=-20.0
    )
    with closing(Programme(plan, inputs, flat).sound()) as seconds:
        return np.concatenate(list(seconds))[:, 0]


def sound_of(episode: Episode) -> tuple[EditPlan, sounds.Signal]:
    planned = plan_for(episode.recording, episode.show, verdict(episode))
    paths = {n: storage.local_path(file.key) for n, file in planned.inputs.items()}
    return planned.plan, before_the_codec(planned.plan, {n: p for n, p in paths.items() if p})


def test_the_file_made_again_is_silent_there_and_the_same_elsewhere(out: Episode) -> None:
    old, (plan, whole) = out.master, sound_of(out)
    old_sound, guid, key = sounds.read(file_of(out)), out.guid, file_of(out)
    assert old is not None
    lead = timeline_of(old).next_position(6_500) - 6_500
    takes_back(noor_of(out.recording))
    again = made(out)
    assert (again.stage, again.guid) == (Stage.PUBLISHED, guid)
    _, cut = sound_of(again)
    first, last = lead + 6_500, lead + 9_000
    assert len(cut) == len(whole)
    assert not cut[first * 48 : last * 48].any()
    elsewhere = np.ones(len(cut), dtype=bool)
    elsewhere[(first - RAMP_MS) * 48 : (last + RAMP_MS) * 48] = False
    np.testing.assert_array_equal(cut[elsewhere], whole[elsewhere])
    new_sound = sounds.read(file_of(again))
    settled_ms = 200  # what an MP3 frame and its neighbours smear
    inside = new_sound[(first + settled_ms) * 48 : (last - settled_ms) * 48]
    assert sounds.decibels(inside) < -90
    for who, start, end in (("hana", 500, 2_500), ("sami", 3_700, 5_200)):
        part = slice((lead + start) * 48, (lead + end) * 48)
        assert sounds.decibels(new_sound[part]) == pytest.approx(
            sounds.decibels(old_sound[part]), abs=1.5
        ), who
    erasing.sweep(timezone.now())
    assert not key.exists()
    assert file_of(again).exists()
    assert plan.duration_ms == 12_000


def test_a_rehearsal_says_it_all_and_changes_nothing(out: Episode) -> None:
    sami = out.recording.speakers.get(key="sami")
    Segment.objects.create(
        recording=out.recording, speaker=sami, start_ms=8_000, end_ms=8_500, method="stated"
    )
    before = dumps.rows()
    told = rehearse(out, noor_of(out.recording), Mode.VOICE, timezone.now())
    assert dumps.rows() == before
    assert told["before"]["is_out"]
    assert told["after"]["stage"] == Stage.PRODUCING
    assert set(told["surfaces"].values()) == {
        "gone at once, and back by itself when it is made again"
    }
    assert told["also_silent"] == ["1 s of Sami Haddad at 0:08"]
    assert told["again_in_seconds"] >= 1
    down = rehearse(out, noor_of(out.recording), Mode.DOWN, timezone.now())
    assert set(down["surfaces"].values()) == {"gone at once"}
    assert App().get(f"/{out.show.slug}/{out.uid}/audio.mp3").status_code == 200
