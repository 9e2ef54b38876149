"""A clip stands by the yes of everybody in it, asked with each request, and falls with it.

Of a minute Hana speaks in the first third, Sami in the second, Noor in the last.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.afterwards import latest_certificate
from consent.record import record
from consent.scopes import Decision, Method, Mode, Scope
from consent.terms import Terms
from consent.withdrawal import withdraw
from feeds import clips, erasing, pipeline
from feeds.clip_plans import ClipPlans
from feeds.clip_verdicts import clip_verdict, clip_verdicts
from feeds.clips import ClipRefused, Wanted
from feeds.models import Clip, Master
from feeds.rehearsal import rehearse
from feeds.verdicts import verdict
from recordings import jobs, storage
from recordings.audio import plan as plans
from recordings.models import Run, Segment
from recordings.spans import Span
from recordings.voices import assign
from tests.consent.people import answer, make_ask
from tests.feeds import story
from tests.feeds.aired import Aired, App, aired
from tests.feeds.clipped import address, again, finish, of

pytestmark = pytest.mark.django_db

SAMIS, NOORS, BOTH = (21, 39), (41, 59), (35, 45)
YES, NO, BACK = Decision.GRANTED, Decision.REFUSED, Decision.WITHDRAWN


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    return aired(tmp_path)


def status(one: Clip, ending: str = "mp3") -> int:
    return App().get(address(one, ending)).status_code


def noor_says(out: Aired, decision: Decision, scope: Scope = Scope.CLIPS) -> None:
    story.says(out.recording, "noor", {scope: decision})


def noor_takes_back(out: Aired, *scopes: Scope, mode: Mode | None = None) -> None:
    withdraw(
        out.recording.speakers.get(key="noor"),
        scopes,
        mode,
        method=Method.ATTESTED,
        actor="ada",
        now=timezone.now(),
        evidence="a letter",
    )


def test_it_waits_for_who_has_not_agreed_and_is_made_with_their_yes(out: Aired) -> None:
    noor_says(out, NO)
    both = of(out, *BOTH)
    assert both.stage == Clip.Stage.WAITS
    [reason] = clip_verdict(both).clearance.reasons
    assert reason.sentence == "Noor Ali said no to clips. Choose a part without Noor Ali."
    assert status(both) == 404
    assert of(out, *SAMIS).stage == Clip.Stage.READY
    noor = out.recording.speakers.get(key="noor")
    answer(noor, ask=make_ask(noor), now=timezone.now(), publish="granted", clips="granted")
    assert again(both).stage == Clip.Stage.MAKING
    assert status(finish(both)) == 200


def test_clips_taken_back_are_gone_in_the_next_request_and_erased(out: Aired) -> None:
    noors, samis = of(out, *NOORS), of(out, *SAMIS)
    key, kept = noors.files.get().key, samis.files.get().key
    noor_takes_back(out, Scope.CLIPS)
    assert (status(noors), status(samis)) == (410, 200)
    assert again(noors).stage == Clip.Stage.WAITS
    erasing.sweep(timezone.now())
    assert not storage.exists(key)
    assert noors.files.get().erased_at
    assert storage.exists(kept)
    certificate = latest_certificate(out.recording.speakers.get(key="noor"))
    assert certificate is not None
    erased = [file["sha256"] for file in certificate["episodes"][0]["erased"]]
    assert erased == [noors.files.get().sha256]


def test_with_the_voice_every_clip_of_it_goes_and_the_others_come_back(out: Aired) -> None:
    noors, samis = of(out, *NOORS), of(out, *SAMIS)
    key = noors.files.get().key
    noor_takes_back(out)
    assert (status(noors), status(samis)) == (410, 410)
    erasing.sweep(timezone.now())
    assert not storage.exists(key)
    new = story.master(out.episode)
    Master.objects.filter(pk=new.pk).update(clearance=verdict(out.fresh()).fingerprint)
    pipeline.finish(out.episode.pk, Master.objects.get(pk=new.pk))
    assert (status(noors), status(samis)) == (410, 200)


def test_a_yes_that_ends_takes_the_clip_with_it_and_its_bytes(out: Aired) -> None:
    """The episode goes on; nobody tells of the end."""
    now = timezone.now()
    noor, ends = out.recording.speakers.get(key="noor"), Terms(until=now + timedelta(days=40))
    told: dict[str, Any] = {"method": Method.ATTESTED, "actor": "ada", "evidence": "paper"}
    record(noor, {Scope.CLIPS: YES}, now=now, terms=ends, **told)
    noors, samis = of(out, *NOORS), of(out, *SAMIS)
    clips.name_in_feed(noors.pk, soundbite=True)
    key = noors.files.get().key
    clips.sweep(now)
    assert noors.files.get().fallen_at is None
    with time_machine.travel(now + timedelta(days=41)):
        assert (status(noors), status(samis)) == (410, 200)
        clips.sweep(timezone.now())
        erasing.sweep(timezone.now())
        assert App().get(f"{out.address}/").status_code == 200
        assert again(noors).stage == Clip.Stage.WAITS
    assert not storage.exists(key)
    assert samis.files.get().fallen_at is None


def test_with_an_episode_that_goes_for_good_its_clips_go(out: Aired) -> None:
    samis = of(out, *SAMIS)
    pipeline.withdraw(out.episode.pk, "hana")
    assert status(samis) == 410
    clips.sweep(timezone.now())
    erasing.sweep(timezone.now())
    assert storage.keys(clips.KIND) == []


def test_what_a_worker_that_died_left_in_the_store_is_removed(out: Aired, tmp_path: Path) -> None:
    samis = of(out, *SAMIS)
    stray = tmp_path / "stray.mp3"
    stray.write_bytes(b"a voice")
    left = storage.put(stray, kind=clips.KIND, content_type="audio/mpeg").key
    making = clips.cut(out.episode.pk, Wanted(from_ms=22_000, to_ms=30_000, title="Under way"))
    clips.tidy()
    assert storage.exists(left)
    jobs.cancel(clips.MAKE, making.pk)
    clips.tidy()
    assert storage.keys(clips.KIND) == [samis.files.get().key]


def test_a_yes_given_again_makes_it_again(out: Aired) -> None:
    noors = of(out, *NOORS)
    noor_says(out, BACK)
    assert status(noors) == 410
    noor = out.recording.speakers.get(key="noor")
    answer(noor, ask=make_ask(noor), now=timezone.now(), publish="granted", clips="granted")
    assert status(noors) == 410
    assert status(finish(noors)) == 200
    erasing.sweep(timezone.now())
    assert status(noors) == 200


def test_a_part_that_turns_out_to_be_somebody_elses_ends_it(out: Aired) -> None:
    noor_says(out, NO)
    samis = of(out, *SAMIS)
    part = out.recording.segments.get(speaker__key="sami")
    assign(out.recording, [part.pk], out.recording.speakers.get(key="noor"))
    assert again(samis).stage == Clip.Stage.WAITS
    assert status(samis) == 410


def test_rows_alone_end_it_whoever_changed_them(out: Aired) -> None:
    """No signal, no sweep: the question is asked anew with each request."""
    noor_says(out, NO)
    samis = of(out, *SAMIS)
    noor = out.recording.speakers.get(key="noor")
    Segment.objects.create(
        recording=out.recording, speaker=noor, start_ms=22_000, end_ms=23_000, method="stated"
    )
    assert status(samis) == 410


def test_a_source_that_may_be_off_counts_a_voice_beside_the_clip(out: Aired) -> None:
    noor_says(out, NO)
    out.recording.segments.update(method="hydra")
    assert of(out, 21, 38.9).stage == Clip.Stage.READY
    assert of(out, 21, 39.1).stage == Clip.Stage.WAITS


def test_what_is_taken_out_of_the_episode_is_taken_out_of_its_clip(out: Aired) -> None:
    """A pause that was shortened, a part that was cut."""
    master = out.master
    master.plan = {"clock": {"recording_ms": 60_000, "removed": [[24_000, 28_800]], "lead_ms": 0}}
    master.save()
    samis = of(out, 21, 31)
    assert samis.span == Span(21_000, 35_800)
    along = ("episode__show", "episode__recording", "episode__master")
    episode = Clip.objects.select_related(*along).get(pk=samis.pk).episode
    found = clip_verdict(samis)
    planned = ClipPlans(episode, verdict(episode)).of(samis.span, found.clearance.heard)
    assert plans.body_ms(planned.plan) == pytest.approx(10_000, abs=48)


def test_it_is_out_only_while_its_episode_is(out: Aired) -> None:
    samis = of(out, *SAMIS)
    pipeline.unpublish(out.episode.pk, "hana")
    assert status(samis) == 410
    pipeline.publish(out.episode.pk, "hana", story.NOW)
    assert status(samis) == 200


def test_a_name_taken_back_ends_a_video_that_shows_it_and_not_the_sound(out: Aired) -> None:
    video = of(out, *NOORS, shape=Clip.Shape.SQUARE, title="Noor Ali on water")
    sound = of(out, *NOORS)
    assert status(video, "mp4") == 200
    noor_takes_back(out, mode=Mode.NAME)
    assert status(video, "mp4") == 410
    assert status(sound) == 200
    assert clip_verdict(again(video)).title == "Guest 3 on water"


def test_words_taken_back_end_a_video_that_shows_them(out: Aired) -> None:
    whole = (40, 60)
    video = of(out, *whole, shape=Clip.Shape.SQUARE)
    assert [line.text for line in clip_verdict(again(video)).lines] == ["noor speaks of water."]
    noor_takes_back(out, Scope.TRANSCRIPT)
    assert status(video, "mp4") == 410
    assert clip_verdict(again(video)).lines == ()
    assert again(video).stage == Clip.Stage.MAKING


@pytest.mark.parametrize(
    ("from_ms", "to_ms"), [(0, 10**12), (5_000, 5_000), (6_000, 5_000), (10**12, 10**13)]
)
def test_a_part_that_the_episode_does_not_have_is_refused(
    out: Aired, from_ms: int, to_ms: int
) -> None:
    with pytest.raises(ClipRefused):
        clips.cut(out.episode.pk, Wanted(from_ms=from_ms, to_ms=to_ms, title="None"))
    assert not Clip.objects.exists()


def test_an_episode_has_so_many_clips_and_no_more(out: Aired) -> None:
    Clip.objects.bulk_create(
        Clip(episode=out.episode, start_ms=0, end_ms=1_000, title="x")
        for _ in range(clips.MOST_CLIPS)
    )
    with pytest.raises(ClipRefused, match="at most 100"):
        of(out, *SAMIS)


def test_what_is_dropped_is_gone_and_erased_and_stays_so(out: Aired) -> None:
    made = of(out, *SAMIS)
    key = made.files.get().key
    clips.drop(made.pk)
    assert status(made) == 410
    erasing.sweep(timezone.now())
    assert not storage.exists(key)
    clips.review(out.recording)
    assert again(made).stage == Clip.Stage.DROPPED


def test_a_lost_job_is_begun_again_and_a_failed_one_waits_for_the_host(out: Aired) -> None:
    made = of(out, *SAMIS)
    clips.again(made.pk)
    Run.objects.filter(kind=clips.MAKE).delete()
    clips.sweep(timezone.now())
    assert Run.objects.live().filter(kind=clips.MAKE, subject_id=made.pk).exists()
    clips.fail(made.pk, "The disk is full.")
    assert (again(made).stage, again(made).sentence) == (Clip.Stage.FAILED, "The disk is full.")
    clips.sweep(timezone.now())
    assert again(made).stage == Clip.Stage.FAILED
    assert clips.again(made.pk).stage == Clip.Stage.MAKING


def test_the_old_file_stays_while_another_is_made(out: Aired) -> None:
    made = of(out, *SAMIS)
    clips.again(made.pk)
    assert status(made) == 200


def test_many_clips_are_asked_about_in_as_many_queries_as_one(out: Aired) -> None:
    def queries() -> int:
        along = ("episode__show", "episode__recording", "episode__master")
        rows = list(Clip.objects.select_related(*along))
        with CaptureQueriesContext(connection) as found:
            clip_verdicts(rows)
        return len(found)

    of(out, *SAMIS)
    one = queries()
    for _ in range(5):
        of(out, *BOTH)
    assert queries() == one


def test_a_rehearsal_names_the_clips_that_would_go(out: Aired) -> None:
    noors, samis = of(out, *NOORS), of(out, *SAMIS)
    found = rehearse(out.fresh(), out.recording.speakers.get(key="noor"), Mode.DOWN, timezone.now())
    told = {place: what for place, what in found["surfaces"].items() if "/clips/" in place}
    assert len(told) == 4
    assert set(told.values()) == {"gone at once"}
    assert (status(noors), status(samis)) == (200, 200)
    assert noors.files.get().fallen_at is None
