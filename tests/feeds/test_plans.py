"""From rows and a Clearance to an EditPlan: what of whom is taken out, on which track, how wide."""

from dataclasses import replace

import pytest

from consent.clearance import clearance_for
from consent.exclusions import leave_out
from consent.policy import Clearance
from consent.policy import Edit as ClearedEdit
from feeds import uses
from feeds.models import Music, Show
from feeds.plans import plan_for, tracks_heard
from recordings.audio.plan import Edit, EditPlan, Treatment
from recordings.models import Recording, Segment, Track
from recordings.spans import Span
from tests.feeds import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    show = story.show(story.host())
    Music.objects.create(
        show=show, place="intro", name="tune", key="music/aa/x", sha256="b" * 64, duration_ms=8_000
    )
    return show


@pytest.fixture
def room(show: Show) -> Recording:
    room = story.recording(show.host)
    story.everyone_agrees(room)
    return room


def track(room: Recording, key: str = "") -> Track:
    return Track.objects.create(
        recording=room,
        index=room.tracks.count(),
        speaker=room.speakers.get(key=key) if key else None,
        name=f"{key or 'mix'}.flac",
        sha256=(key or "mix").ljust(64, "0"),
        bytes=1,
        duration_ms=story.LENGTH_MS,
        original_key="o",
        working_key="w",
        peaks_key="p",
    )


def plan(room: Recording, show: Show) -> EditPlan:
    return plan_for(room, show, clearance_for(room)).plan


def noor_is_left_out(room: Recording, treatment: Treatment = Treatment.SILENCE) -> None:
    leave_out(room, room.speakers.get(key="noor"), treatment, by=None)


def noor_is_altered(room: Recording) -> Clearance:
    """The verdict where Noor's own terms ask for another voice: she is heard."""
    noor = room.speakers.get(key="noor")
    span = Span(40_000, 60_000)
    asked = ClearedEdit(span=span, treatment=Treatment.ALTER, speaker_id=noor.pk)
    cleared = clearance_for(room)
    return replace(cleared, edits=(*cleared.edits, asked))


def edits_of_all(made: EditPlan) -> set[Span]:
    return {edit.span for edit in made.edits if edit.track is None}


def test_in_a_mix_a_voice_goes_with_all_that_is_heard_with_it(room: Recording, show: Show) -> None:
    track(room)
    noor_is_left_out(room)
    edit = Edit(span=Span(40_000, 60_000), treatment=Treatment.SILENCE)
    assert plan(room, show).edits == (edit,)


@pytest.mark.parametrize(
    ("method", "start_ms"), [("stated", 40_000), ("hydra", 39_000), ("manual", 39_000)]
)
def test_the_less_exact_a_source_the_wider_the_margin(
    room: Recording, show: Show, method: str, start_ms: int
) -> None:
    track(room)
    room.segments.filter(speaker__key="noor").update(method=method)
    noor_is_left_out(room)
    assert edits_of_all(plan(room, show)) == {Span(start_ms, 60_000)}


def test_with_a_track_each_only_the_own_one_falls_silent_and_wholly(
    room: Recording, show: Show
) -> None:
    for key in ("hana", "sami", "noor"):
        track(room, key)
    noor_is_left_out(room, Treatment.BLEEP)
    made = plan(room, show)
    assert edits_of_all(made) == set()
    assert {(e.span, e.treatment) for e in made.edits if e.track == 2} == {
        (Span(40_000, 60_000), Treatment.BLEEP),
        (Span(0, 40_000), Treatment.SILENCE),
    }


def test_a_voice_that_was_marked_on_anothers_track_is_taken_out_there_too(
    room: Recording, show: Show
) -> None:
    for key in ("hana", "sami", "noor"):
        track(room, key)
    Segment.objects.create(
        recording=room,
        speaker=room.speakers.get(key="noor"),
        start_ms=25_000,
        end_ms=28_000,
        method="manual",
    )
    noor_is_left_out(room)
    assert edits_of_all(plan(room, show)) == {Span(24_000, 29_000)}


def test_an_altered_voice_is_carried_through_and_heard(room: Recording, show: Show) -> None:
    track(room)
    room.segments.filter(speaker__key="noor").update(method="hydra")
    made = plan_for(room, show, noor_is_altered(room)).plan
    assert made.edits == (Edit(span=Span(39_000, 60_000), treatment=Treatment.ALTER),)
    assert len(made.voices) == 3


def test_with_a_track_each_all_of_the_own_one_is_altered(room: Recording, show: Show) -> None:
    """A word that nobody marked is on it too, and was agreed to in another voice only."""
    for key in ("hana", "sami", "noor"):
        track(room, key)
    made = plan_for(room, show, noor_is_altered(room)).plan
    assert {(e.span, e.treatment, e.track) for e in made.edits} == {
        (Span(40_000, 60_000), Treatment.ALTER, 2),
        (Span(0, 40_000), Treatment.ALTER, 2),
    }
    assert {voice.track for voice in made.voices} == {0, 1, 2}


def test_who_is_left_out_is_not_heard_altered_between_the_words(
    room: Recording, show: Show
) -> None:
    for key in ("hana", "sami", "noor"):
        track(room, key)
    noor_is_left_out(room)
    made = plan_for(room, show, noor_is_altered(room)).plan
    assert (Span(0, 40_000), Treatment.SILENCE) in {(e.span, e.treatment) for e in made.edits}


def test_a_mix_beside_tracks_is_never_played(room: Recording) -> None:
    track(room)
    own = [track(room, key) for key in ("hana", "sami")]
    assert tracks_heard(room) == own


def test_a_music_bed_of_the_show_lies_under_the_episode(room: Recording, show: Show) -> None:
    track(room)
    assert plan(room, show).bed is None
    Music.objects.create(
        show=show, place="bed", name="hum", key="music/aa/y", sha256="c" * 64, duration_ms=60_000
    )
    planned = plan_for(room, show, clearance_for(room))
    assert planned.plan.bed is not None
    assert planned.plan.bed.duration_ms == 60_000
    assert planned.inputs[planned.plan.bed.input].key == "music/aa/y"


def test_idle_microphones_go_down_where_everybody_has_a_track(room: Recording, show: Show) -> None:
    for key in ("hana", "sami"):
        track(room, key)
    assert plan(room, show).idle_db == 0
    uses.rewrite(show, {"idle": "down"})
    assert plan(room, show).idle_db == 15


@pytest.mark.parametrize("keys", [("",), ("hana",), ("", "")], ids=["mix", "one", "two mixes"])
def test_no_mix_and_no_single_track_goes_down(
    keys: tuple[str, ...], room: Recording, show: Show
) -> None:
    for key in keys:
        track(room, key)
    uses.rewrite(show, {"idle": "down"})
    assert plan(room, show).idle_db == 0


def test_voices_sit_side_by_side_where_a_show_wants_it(room: Recording, show: Show) -> None:
    for key in ("sami", "hana", "noor"):
        track(room, key)
    before = plan(room, show)
    assert ([one.pan for one in before.tracks], before.channels) == ([0, 0, 0], 1)
    uses.rewrite(show, {"seats": "apart"})
    made = plan(room, show)
    assert [one.pan for one in made.tracks] == [-0.35, 0, 0.35]
    assert (made.channels, made.bitrate_kbps) == (2, 128)


def test_who_is_left_out_leaves_an_empty_seat(room: Recording, show: Show) -> None:
    for key in ("sami", "hana", "noor"):
        track(room, key)
    uses.rewrite(show, {"seats": "apart"})
    before = plan(room, show).tracks
    noor_is_left_out(room)
    assert plan(room, show).tracks == before


@pytest.mark.parametrize("keys", [("",), ("hana",), ("", "")], ids=["mix", "one", "two mixes"])
def test_no_mix_and_no_single_track_is_moved_to_a_side(
    keys: tuple[str, ...], room: Recording, show: Show
) -> None:
    for key in keys:
        track(room, key)
    uses.rewrite(show, {"seats": "apart"})
    made = plan(room, show)
    assert ({one.pan for one in made.tracks}, made.channels) == ({0}, 1)


def test_in_stereo_one_channel_measures_as_it_is_heard_from_two(
    room: Recording, show: Show
) -> None:
    """Else music and the voices of stereo tracks would be softer or louder beside it."""
    room.speakers.update(level_lufs=-23.0)
    for key in ("hana", "sami"):
        track(room, key)
    assert {voice.level_lufs for voice in plan(room, show).voices} == {-23.0}
    room.tracks.filter(speaker__key="sami").update(channels=2)
    levels = {voice.track: voice.level_lufs for voice in plan(room, show).voices}
    assert levels[1] == -23.0
    assert levels[0] == pytest.approx(-20, abs=0.02)
