"""Spans on a recording's clock, and where their moments are heard after a cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.spans import Span, Timeline, intersect, pad, subtract, total_ms, union

LENGTH = 10_000


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, LENGTH - 1))
    return Span(start, draw(st.integers(start + 1, LENGTH)))


many = st.lists(spans(), max_size=12)


def covered(some: list[Span] | tuple[Span, ...]) -> set[int]:
    return {ms for span in some for ms in range(span.start_ms, span.end_ms)}


def test_a_span_is_never_empty_and_never_before_zero() -> None:
    for start, end in ((5, 5), (6, 5), (-1, 5)):
        with pytest.raises(ValueError, match="not a span"):
            Span(start, end)


def test_spans_that_touch_do_not_overlap() -> None:
    assert not Span(0, 5).overlaps(Span(5, 9))
    assert Span(0, 6).overlaps(Span(5, 9))


def test_a_gap_that_is_small_enough_is_closed() -> None:
    assert union([Span(0, 10), Span(15, 20)], gap_ms=5) == (Span(0, 20),)
    assert union([Span(0, 10), Span(16, 20)], gap_ms=5) == (Span(0, 10), Span(16, 20))


def test_padding_stays_within_the_recording() -> None:
    assert pad([Span(5, 20), Span(90, 95)], 10, 100) == (Span(0, 30), Span(80, 100))


@given(many)
def test_a_union_covers_the_same_moments_without_overlap(some: list[Span]) -> None:
    whole = union(some)
    assert covered(whole) == covered(some)
    assert all(a.end_ms < b.start_ms for a, b in pairwise(whole))
    assert total_ms(some) == len(covered(some))


@given(many, many)
def test_subtraction_and_intersection_part_the_moments(some: list[Span], holes: list[Span]) -> None:
    assert covered(subtract(some, holes)) == covered(some) - covered(holes)
    assert covered(intersect(some, holes)) == covered(some) & covered(holes)


@given(many, st.integers(0, 5_000))
def test_what_is_not_cut_is_heard_once_in_order(removed: list[Span], lead: int) -> None:
    timeline = Timeline(LENGTH, removed, lead)
    kept = sorted(set(range(LENGTH)) - covered(removed))
    assert timeline.duration_ms == lead + len(kept)
    heard = [timeline.position(ms) for ms in kept]
    assert heard == list(range(lead, lead + len(kept)))


@given(many, st.integers(0, LENGTH - 1))
def test_a_moment_that_was_cut_has_no_place_but_a_next_one(removed: list[Span], at: int) -> None:
    timeline = Timeline(LENGTH, removed)
    place = timeline.position(at)
    assert (place is None) == (at in covered(removed))
    assert timeline.next_position(at) == len(set(range(at)) - covered(removed))


@given(many, spans())
def test_a_span_keeps_the_length_that_is_left_of_it(removed: list[Span], span: Span) -> None:
    left = Timeline(LENGTH, removed, 500).spans(span)
    assert total_ms(left) == total_ms(subtract([span], removed))
