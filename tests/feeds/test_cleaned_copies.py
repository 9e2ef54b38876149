"""An episode whose hum and noise its host wants down: made from a cleaned copy, in which nobody is
who has taken their voice back, and which goes with everything else that was made of it."""

from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone
from pytest_django import Settings

from consent.exclusions import leave_out
from feeds import cleaned, episodes, erasure, pipeline, production, shelves
from feeds.models import Episode, Master
from feeds.plans import plan_for
from feeds.sound import Hum, Noise, Sound
from feeds.verdicts import verdict
from recordings import imports, storage
from recordings.audio.plan import Treatment
from recordings.models import Track
from recordings.person import Person
from tests.feeds import clipped, story
from tests.recordings import rooms
from tests.recordings.audio import sounds

pytestmark = pytest.mark.django_db
PARTS = (("hana", 3_000, 6_000), ("sami", 8_000, 11_000), ("noor", 13_000, 16_000))
SECONDS = 18


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.SHELVES = tmp_path / "shelves"


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    """Three voices over a hum of 50 Hz and noise."""
    at = np.arange(SECONDS * sounds.RATE) / sounds.RATE
    mix = sounds.noise(SECONDS, level=0.005)
    for harmonic in (1, 2, 3):
        mix += (0.01 * np.sin(2 * np.pi * 50 * harmonic * at)).astype(np.float32)
    for who, start, end in PARTS:
        tone = sounds.tone((end - start) / 1000, rooms.TONES[who] * 1.03, level=0.3)
        mix[start * 48 : start * 48 + len(tone)] += tone
    segments = [{"speaker": who, "start_ms": a, "end_ms": b} for who, a, b in PARTS]
    folder = rooms.write(tmp_path / "room", segments=segments)
    sounds.write(folder / "room.flac", mix)
    host = story.host()
    room = imports.bring_in(host, [folder], progress=rooms.quiet).recording
    story.everyone_agrees(room)
    return story.draft(room, story.show(host))


def again(episode: Episode) -> Episode:
    return Episode.objects.select_related("master", "show", "recording").get(pk=episode.pk)


def made(episode: Episode) -> Master:
    if episode.stage == "draft":
        pipeline.submit(episode.pk, "hana")
    else:
        pipeline.remake(episode.pk, "hana")
    production.produce(episode.pk, rooms.quiet)
    master = again(episode).master
    assert master is not None
    return master


def take_down(episode: Episode, word: str = "gentle") -> Episode:
    return again(episodes.rewrite(episode.pk, hum=word, noise=word))


def copies(episode: Episode) -> list[Path]:
    return sorted(storage.cleaned_shelf(episode.pk).glob("*"))


def heard(master: Master) -> sounds.Signal:
    path = storage.local_path(master.enclosures.get().key)
    assert path is not None
    return sounds.read(path)[master.plan["clock"]["lead_ms"] * 48 :]


def strength(signal: sounds.Signal, hertz: float, start_ms: int, end_ms: int) -> float:
    part = signal[start_ms * 48 : end_ms * 48]
    at = np.arange(len(part)) / sounds.RATE
    turned = part * np.hanning(len(part)) * np.exp(-2j * np.pi * hertz * at)
    return float(20 * np.log10(abs(np.mean(turned)) + 1e-9))


def test_hum_and_noise_are_down_in_the_finished_file(episode: Episode) -> None:
    before = heard(made(episode))
    assert copies(episode) == []
    take_down(episode)
    after = heard(made(again(episode)))
    assert len(copies(episode)) == 1
    for hertz in (50, 100, 150):
        fall = strength(before, hertz, 11_500, 12_500) - strength(after, hertz, 11_500, 12_500)
        assert fall >= 12
    for who, start, end in PARTS:
        pitch = rooms.TONES[who] * 1.03
        voice = [strength(sound, pitch, start + 200, end - 200) for sound in (before, after)]
        assert voice[0] == pytest.approx(voice[1], abs=1)
    assert len(before) == len(after)


def test_a_cleaned_file_is_another_one_to_the_plan(episode: Episode) -> None:
    def fingerprint(sound: Sound) -> str:
        now = again(episode)
        return plan_for(now.recording, now.show, verdict(now), (), sound).fingerprint

    several = [Sound(), Sound(hum=Hum.GENTLE), Sound(noise=Noise.GENTLE)]
    assert len({fingerprint(sound) for sound in several}) == 3


def test_a_copy_is_kept_for_the_next_edit_and_made_again_where_it_is_lost(
    episode: Episode,
) -> None:
    take_down(episode)
    first = made(episode).enclosures.get().sha256
    (copy,) = copies(episode)
    written = copy.stat().st_mtime_ns
    assert made(again(episode)).enclosures.get().sha256 == first
    assert copy.stat().st_mtime_ns == written
    storage.drop_shelf(episode.pk)
    assert copies(episode) == []
    assert made(again(episode)).enclosures.get().sha256 == first
    assert copies(episode) == [copy]


def test_who_is_left_out_is_silent_in_the_copy_and_the_one_before_is_gone(
    episode: Episode,
) -> None:
    take_down(episode)
    made(episode)
    (before,) = copies(episode)
    room = episode.recording
    leave_out(room, room.speakers.get(key="noor"), Treatment.SILENCE, by=None)
    production.produce(episode.pk, rooms.quiet)
    (after,) = copies(episode)
    assert after != before
    sound = sounds.read(after)
    assert strength(sound, rooms.TONES["noor"] * 1.03, 13_100, 15_900) < -120
    assert strength(sound, rooms.TONES["sami"] * 1.03, 8_100, 10_900) > -30


def test_each_track_is_cleaned_on_its_own_clock(episode: Episode, tmp_path: Path) -> None:
    """Noor's begins two seconds late and is left out; Sami's begins with the recording."""
    episode.recording.tracks.all().delete()
    starts = {"sami": 0, "noor": 2_000}
    for who, offset in starts.items():
        own_track(episode, who, offset, tmp_path)
    room = episode.recording
    leave_out(room, room.speakers.get(key="noor"), Treatment.SILENCE, by=None)
    take_down(episode)
    now = again(episode)
    planned = plan_for(now.recording, now.show, verdict(now), (), now.sound)
    work = tmp_path / "work"
    work.mkdir()
    with cleaned.lent(now, verdict(now), planned, work, rooms.quiet) as files:
        samis, noors = (sounds.read(files[number].path) for number in (0, 1))
    assert len(samis) == SECONDS * sounds.RATE
    assert len(noors) == (SECONDS - 2) * sounds.RATE
    assert not noors.any()
    assert strength(samis, rooms.TONES["sami"], 8_100, 10_900) > -30
    assert strength(samis, 50, 3_500, 7_500) < -70


def test_a_clip_is_cut_from_the_same_copy(episode: Episode) -> None:
    take_down(episode)
    pipeline.publish_when_ready(episode.pk, "hana")
    production.produce(episode.pk, rooms.quiet)
    out = again(episode)
    assert out.master is not None
    (copy,) = copies(episode)
    lead = out.master.plan["clock"]["lead_ms"]
    clip = clipped.clip(out, lead + 6_200, lead + 9_200)
    assert copies(episode) == [copy]
    sound = sounds.read(clipped.path_of(clip))
    assert strength(sound, rooms.TONES["sami"] * 1.03, 1_900, 2_900) > -40
    assert strength(sound, 50, 200, 1_600) < -70


def own_track(episode: Episode, who: str, offset_ms: int, folder: Path) -> Track:
    """A microphone of their own, with hum and noise in it."""
    seconds = SECONDS - offset_ms / 1000
    start, end = next((a, b) for key, a, b in PARTS if key == who)
    mix = sounds.noise(seconds, level=0.005) + sounds.tone(seconds, 50, level=0.01)
    mix += sounds.tone(seconds, 100, level=0.01)
    at, tone = (start - offset_ms) * 48, sounds.tone((end - start) / 1000, rooms.TONES[who], 0.3)
    mix[at : at + len(tone)] += tone
    return rooms.own_track(episode.recording, who, mix, folder, offset_ms)


def test_who_wants_nothing_taken_down_any_more_keeps_no_copy(episode: Episode) -> None:
    take_down(episode)
    made(episode)
    take_down(episode, "off")
    made(again(episode))
    assert copies(episode) == []


def test_a_copy_goes_with_the_file_it_is_for(episode: Episode) -> None:
    take_down(episode)
    made(episode)
    assert shelves.sweep(timezone.now()) == 0
    assert copies(episode)
    Episode.objects.filter(pk=episode.pk).update(master=None)
    assert shelves.sweep(timezone.now()) == 1
    assert copies(episode) == []


def test_a_copy_without_segments_is_swept_too(episode: Episode) -> None:
    folder = storage.cleaned_shelf(987_654)
    folder.mkdir(parents=True)
    (folder / "voice.flac").write_bytes(b"a voice")
    assert shelves.sweep(timezone.now()) == 1
    assert storage.shelves() == []


def test_erasing_a_person_takes_the_copies_along(episode: Episode) -> None:
    take_down(episode)
    made(episode)
    assert copies(episode)
    room = episode.recording
    erasure.erase(
        person=Person(names=frozenset({"Noor Ali"})),
        hosts=[room.host_id],
        recording=room,
        apart=[room.pk],
        speakers=[room.speakers.get(key="noor").pk],
        shown=[],
    )
    assert copies(episode) == []
