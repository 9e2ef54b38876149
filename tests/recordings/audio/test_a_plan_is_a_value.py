"""A plan maps the recording's clock to the episode's, and its fingerprint names the result."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.audio.plan import (
    Edit,
    EditPlan,
    Music,
    Track,
    Treatment,
    Voice,
    body_ms,
    episode_ms,
    lead_ms,
    leave_out,
    removed,
    timeline,
)
from recordings.audio.score import score
from recordings.spans import Span, subtract, total_ms

MINUTE = EditPlan(duration_ms=60_000, tracks=(Track(input=0),), grid_ms=1)
TWO_TRACKS = replace(
    MINUTE,
    tracks=(Track(input=0), Track(input=1)),
    voices=(
        Voice(key="sami", spans=(Span(0, 20_000),), track=0),
        Voice(key="noor", spans=(Span(15_000, 30_000),), track=1),
    ),
)


def cut(start: int, end: int, track: int | None = None) -> Edit:
    return Edit(span=Span(start, end), treatment=Treatment.CUT, track=track)


def test_an_intro_moves_everything_by_its_length_without_the_crossfade() -> None:
    plan = replace(MINUTE, intro=Music(input=7, duration_ms=8_000, crossfade_ms=2_000))
    assert lead_ms(plan) == 6_000
    assert timeline(plan).position(1_000) == 7_000
    assert episode_ms(plan) == 66_000


def test_an_outro_adds_its_length_without_the_crossfade() -> None:
    plan = replace(MINUTE, outro=Music(input=7, duration_ms=8_000, crossfade_ms=3_000))
    assert episode_ms(plan) == 65_000
    assert timeline(plan).duration_ms == 60_000


def test_cuts_and_trims_take_time_out() -> None:
    plan = replace(MINUTE, trim=Span(5_000, 50_000), edits=(cut(10_000, 20_000), cut(4_000, 6_000)))
    clock = timeline(plan)
    assert clock.position(5_500) is None
    assert clock.position(6_000) == 0
    assert clock.position(20_000) == 4_000
    assert body_ms(plan) == clock.duration_ms == 34_000


def test_all_but_cuts_leave_the_time_alone() -> None:
    kinds = set(Treatment) - {Treatment.CUT}
    plan = replace(MINUTE, edits=tuple(Edit(span=Span(0, 9_000), treatment=kind) for kind in kinds))
    assert removed(plan) == ()


def test_cutting_a_voice_on_its_own_track_keeps_the_time_of_the_others() -> None:
    plan = replace(TWO_TRACKS, edits=(cut(15_000, 30_000, track=1),))
    assert removed(plan) == (Span(20_000, 30_000),)


def test_an_altered_voice_is_heard_so_its_time_stays() -> None:
    """Sami is cut, Noor altered at the same time."""
    edits = (
        cut(0, 20_000, track=0),
        Edit(span=Span(0, 60_000), treatment=Treatment.ALTER, track=1),
    )
    assert removed(replace(TWO_TRACKS, edits=edits)) == (Span(0, 15_000),)


def test_when_two_are_left_out_the_time_of_both_goes() -> None:
    """The rest of their tracks is silent too, as production makes it, so nobody is heard there."""
    three = replace(
        TWO_TRACKS,
        tracks=(*TWO_TRACKS.tracks, Track(input=2)),
        voices=TWO_TRACKS.voices[:1],
        edits=(
            cut(15_000, 30_000, track=1),
            cut(25_000, 40_000, track=2),
            *leave_out([Span(0, 15_000), Span(30_000, 60_000)], Treatment.SILENCE, track=1),
            *leave_out([Span(0, 25_000), Span(40_000, 60_000)], Treatment.SILENCE, track=2),
        ),
    )
    assert removed(three) == (Span(20_000, 40_000),)


def test_time_stays_when_nobody_knows_who_else_speaks() -> None:
    plan = replace(TWO_TRACKS, voices=TWO_TRACKS.voices[1:], edits=(cut(15_000, 30_000, track=1),))
    assert removed(plan) == ()


def test_a_crossfade_takes_no_more_than_half_of_what_is_kept() -> None:
    music = Music(input=7, duration_ms=8_000, crossfade_ms=4_000)
    plan = replace(MINUTE, trim=Span(0, 3_000), intro=music, outro=music)
    assert lead_ms(plan) == 6_500
    assert episode_ms(plan) == 6_500 + 3_000 + 6_500


def test_the_same_plan_has_the_same_fingerprint() -> None:
    again = EditPlan(duration_ms=60_000, tracks=(Track(input=0),), grid_ms=1)
    assert MINUTE.fingerprint({0: "aa"}) == again.fingerprint({0: "aa", 5: "unused"})
    assert len(MINUTE.fingerprint({0: "aa"})) == 64


@pytest.mark.parametrize(
    "other",
    [
        replace(MINUTE, edits=(cut(0, 1),)),
        replace(MINUTE, levelling=0.5),
        replace(MINUTE, idle_db=15.0),
        replace(MINUTE, channels=2, tracks=(Track(input=0, pan=0.3),)),
        replace(MINUTE, bitrate_kbps=128),
        replace(MINUTE, voices=(Voice(key="sami", spans=(Span(0, 1),)),)),
    ],
)
def test_every_choice_changes_the_fingerprint(other: EditPlan) -> None:
    assert other.fingerprint({0: "aa"}) != MINUTE.fingerprint({0: "aa"})


def test_other_bytes_change_the_fingerprint() -> None:
    assert MINUTE.fingerprint({0: "aa"}) != MINUTE.fingerprint({0: "ab"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"tracks": ()},
        {"tracks": (Track(input=0), Track(input=0))},
        {"bitrate_kbps": 7},
        {"channels": 3},
        {"levelling": 1.5},
        {"idle_db": -1.0},
        {"tracks": (Track(input=0, pan=0.3),)},
        {"channels": 2, "tracks": (Track(input=0, pan=1.5),)},
        {"intro": Music(input=1, duration_ms=1_000, crossfade_ms=2_000)},
    ],
)
def test_a_plan_that_makes_no_sense_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"plan|offered|channels|intro"):
        replace(MINUTE, **wrong)  # type: ignore[arg-type]


def test_spans_to_leave_out_become_edits_that_do_not_overlap() -> None:
    edits = leave_out([Span(5, 9), Span(0, 6)], Treatment.BLEEP, track=2)
    assert edits == (Edit(span=Span(0, 9), treatment=Treatment.BLEEP, track=2),)


SPANS = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 70_000), st.integers(1, 9_000)
)
EDITS = st.lists(st.builds(Edit, span=SPANS, treatment=st.sampled_from(Treatment)), max_size=12)
MUSIC = st.none() | st.builds(
    lambda length, part: Music(input=7, duration_ms=length, crossfade_ms=length * part // 10),
    st.integers(1, 20_000),
    st.integers(0, 10),
)
PLANS = st.builds(
    replace,
    st.just(MINUTE),
    edits=EDITS.map(tuple),
    trim=st.none() | SPANS,
    intro=MUSIC,
    outro=MUSIC,
    grid_ms=st.sampled_from((1, 24)),
)


@given(PLANS)
def test_the_mapping_of_times_agrees_with_what_is_kept(plan: EditPlan) -> None:
    clock, gone = timeline(plan), removed(plan)
    kept = subtract([Span(0, plan.duration_ms)], gone)
    assert clock.duration_ms - lead_ms(plan) == body_ms(plan) == total_ms(kept)
    for span in kept:
        first, last = clock.position(span.start_ms), clock.position(span.end_ms - 1)
        assert first is not None
        assert last is not None
        assert last - first == span.duration_ms - 1
    assert all(clock.position(span.start_ms) is None for span in gone)


@given(PLANS)
def test_milliseconds_and_samples_agree_at_48_khz(plan: EditPlan) -> None:
    places = score(plan)
    assert places.total == episode_ms(plan) * 48
    assert places.body[0] == lead_ms(plan) * 48
    assert places.body[1] - places.body[0] == body_ms(plan) * 48


@given(PLANS)
def test_time_goes_in_whole_steps_and_never_less_than_asked(plan: EditPlan) -> None:
    asked, gone = removed(replace(plan, grid_ms=1)), removed(plan)
    assert subtract(asked, gone) == ()
    assert total_ms(gone) <= total_ms(asked) + 2 * plan.grid_ms * len(asked)
    edges = {edge for span in gone for edge in (span.start_ms, span.end_ms)} - {plan.duration_ms}
    assert all(edge % plan.grid_ms == 0 for edge in (*edges, lead_ms(plan)))
