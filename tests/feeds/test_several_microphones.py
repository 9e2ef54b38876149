"""An episode of three microphones whose show turns idle ones down and seats voices side by side:
what is heard in the finished file, and that who is left out is on neither side."""

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
from pytest_django import Settings

from consent.exclusions import leave_out
from feeds import pipeline, production, uses
from feeds.models import Episode, Master
from recordings import storage
from recordings.audio.plan import Treatment
from tests.feeds import clipped, story
from tests.recordings import rooms
from tests.recordings.audio import sounds

pytestmark = pytest.mark.django_db
SEATS = {"hana": 0.0, "sami": 5.03, "noor": -5.03}
"""By how many dB each is louder on the left."""


@pytest.fixture
def episode(tmp_path: Path, settings: Settings) -> Episode:
    settings.SHELVES = tmp_path / "shelves"
    show = story.show(story.host())
    room = rooms.bring(show.host, tmp_path / "room")
    room.tracks.all().delete()
    for seed, who in enumerate(SEATS):
        rooms.own_track(room, who, microphone(who, seed), tmp_path)
    story.everyone_agrees(room)
    uses.rewrite(show, {"idle": "down", "seats": "apart"})
    return story.draft(room, show)


def microphone(who: str, seed: int) -> sounds.Signal:
    """Their tone where they speak, over noise of its own."""
    sound = sounds.noise(rooms.SECONDS, 0.005, seed=seed)
    for key, start, end in rooms.PARTS:
        if key == who:
            tone = sounds.tone((end - start) / 1000, rooms.TONES[who], level=0.2)
            sound[start * 48 : end * 48] += tone
    return sound


def again(episode: Episode) -> Episode:
    return Episode.objects.select_related("master", "show", "recording").get(pk=episode.pk)


def made(episode: Episode) -> Master:
    if episode.stage == "draft":
        pipeline.submit(episode.pk, "hana")
    production.produce(episode.pk, rooms.quiet)
    master = again(episode).master
    assert master is not None
    return master


def heard(master: Master) -> sounds.Signal:
    """From the recording's first moment on, frames by two channels."""
    path = storage.local_path(master.enclosures.get().key)
    assert path is not None
    return sounds.read(path, channels=2)[master.plan["clock"]["lead_ms"] * 48 :]


def strengths(sound: sounds.Signal, who: str) -> tuple[float, float]:
    """Of somebody's tone in their last part, left and right, in dB."""
    _, start, end = next(part for part in reversed(rooms.PARTS) if part[0] == who)
    part = sound[(start + 500) * 48 : (end - 500) * 48]
    turn = np.exp(-2j * np.pi * rooms.TONES[who] * np.arange(len(part)) / sounds.RATE)
    found = np.abs(np.mean(part * (np.hanning(len(part)) * turn)[:, None], axis=0))
    left, right = 20 * np.log10(found + 1e-9)
    return float(left), float(right)


def test_everybody_is_heard_at_their_seat_as_loud_as_asked(episode: Episode) -> None:
    sound = heard(made(episode))
    for who, beside in SEATS.items():
        left, right = strengths(sound, who)
        assert left - right == pytest.approx(beside, abs=0.3)
    lufs = pyloudnorm.Meter(sounds.RATE).integrated_loudness(sound.astype(np.float64))
    assert lufs == pytest.approx(-16, abs=0.5)  # without the intro


def test_who_is_left_out_is_on_neither_side_and_nobody_moves(episode: Episode) -> None:
    before = heard(made(episode))
    room = episode.recording
    leave_out(room, room.speakers.get(key="noor"), Treatment.SILENCE, by=None)
    after = heard(made(episode))
    assert len(before) == len(after)
    assert min(strengths(before, "noor")) > -40
    assert max(strengths(after, "noor")) < -80
    left, right = strengths(after, "sami")
    assert left - right == pytest.approx(SEATS["sami"], abs=0.3)


def test_a_clip_sounds_as_its_episode_does(episode: Episode) -> None:
    pipeline.submit(episode.pk, "hana")
    pipeline.publish_when_ready(episode.pk, "hana")
    production.produce(episode.pk, rooms.quiet)
    out = again(episode)
    assert out.master is not None
    lead = out.master.plan["clock"]["lead_ms"]
    clip = clipped.clip(out, lead + 3_600, lead + 5_900)
    sound = sounds.read(clipped.path_of(clip), channels=2)
    left, right = (sounds.decibels(sound[4_800:-4_800, side]) for side in (0, 1))
    assert left - right == pytest.approx(SEATS["sami"], abs=0.5)
