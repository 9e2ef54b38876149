"""The edit list as a value: what holds after each step, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.edit_list import (
    MOST,
    MOST_STEPS,
    Deed,
    EditRefused,
    HostEdit,
    Stretch,
    check,
    exact,
    kept_ms,
    resolved,
    sentence,
    spans_of,
    standing,
    summary,
    trim_of,
    within,
)
from recordings.spans import Span

NOOR = 3


def step(number: int, deed: Deed, start: int = 0, end: int = 1_000, **more: int) -> HostEdit:
    span = Span(start, end) if deed not in (Deed.BACK, Deed.CLEAR) else None
    return HostEdit(number=number, deed=deed, span=span, **more)


def numbers(*steps: HostEdit) -> list[int]:
    return [edit.number for edit in standing(steps)]


def test_edits_stand_in_the_order_they_were_made() -> None:
    assert numbers(step(1, Deed.CUT), step(2, Deed.BLEEP), step(3, Deed.SILENCE)) == [1, 2, 3]


def test_one_edit_can_be_taken_back_wherever_it_stands() -> None:
    assert numbers(step(1, Deed.CUT), step(2, Deed.BLEEP), step(3, Deed.BACK, of=1)) == [2]


def test_the_last_trim_holds_and_without_it_the_one_before() -> None:
    first, second = step(1, Deed.TRIM, 0, 9_000), step(2, Deed.TRIM, 1_000, 5_000)
    assert numbers(first, second) == [2]
    assert numbers(first) == [1]


def test_clearing_leaves_nothing_and_what_follows_stands() -> None:
    assert numbers(step(1, Deed.CUT), step(2, Deed.CLEAR), step(3, Deed.CUT)) == [3]


_steps = st.lists(st.sampled_from(Deed), max_size=30)


@given(_steps, st.randoms())
def test_each_step_undone_gives_the_list_before_it(deeds: list[Deed], chance: object) -> None:
    """Undo drops the last step, so every prefix is a list that was seen before."""
    steps: list[HostEdit] = []
    seen = [standing(steps)]
    for number, deed in enumerate(deeds, start=1):
        of = {"of": chance.randint(1, number)} if deed is Deed.BACK else {}  # type: ignore[attr-defined]
        steps.append(step(number, deed, number, number + 5, **of))
        seen.append(standing(steps))
    while steps:
        assert standing(steps) == seen.pop()
        steps.pop()
    assert standing(steps) == ()


def test_an_edit_of_one_person_reaches_their_parts_alone() -> None:
    edit = step(1, Deed.SILENCE, 0, 10_000, speaker_id=NOOR)
    parts = {NOOR: (Span(2_000, 3_000), Span(9_000, 12_000))}
    on_track = resolved([edit], parts.__getitem__, {NOOR})
    in_a_mix = resolved([edit], parts.__getitem__, ())
    spans = [Span(2_000, 3_000), Span(9_000, 10_000)]
    assert on_track == tuple(Stretch(span, Deed.SILENCE, NOOR) for span in spans)
    assert in_a_mix == tuple(Stretch(span, Deed.SILENCE) for span in spans)


def test_the_same_edit_made_twice_comes_to_the_same() -> None:
    once, twice = [step(1, Deed.CUT)], [step(1, Deed.CUT), step(2, Deed.CUT)]
    assert resolved(once, lambda _: (), ()) == resolved(twice, lambda _: (), ())


def test_what_is_left_counts_trim_and_cuts_and_no_silence() -> None:
    edits = [
        step(1, Deed.TRIM, 10_000, 50_000),
        step(2, Deed.CUT, 0, 20_000),
        step(3, Deed.SILENCE, 30_000, 40_000),
    ]
    left = resolved(edits, lambda _: (), ())
    assert trim_of(left) == Span(10_000, 50_000)
    assert spans_of(left, Deed.CUT) == (Span(0, 20_000),)
    assert kept_ms(left, 60_000) == 30_000
    assert summary(left, 3, 60_000) == "3 edits, 30 s shorter"
    assert summary((), 0, 60_000) == "None"


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [(-1, 5, "Choose a start"), (60_000, 61_000, "ends at 1:00"), (5, 5, "later end"),
     (9, 3, "later end")],
)  # fmt: skip
def test_a_span_that_is_none_is_refused(start: int, end: int, says: str) -> None:
    with pytest.raises(EditRefused, match=says):
        within(start, end, 60_000)


def test_an_end_beyond_the_recording_is_its_end() -> None:
    assert within(59_000, 10**15, 60_000) == Span(59_000, 60_000)


def test_five_hundred_edits_stand_and_no_more() -> None:
    steps = [step(number, Deed.CUT, number, number + 1) for number in range(1, MOST + 1)]
    with pytest.raises(EditRefused, match="500 edits"):
        check(step(0, Deed.CUT), steps)
    check(step(0, Deed.BACK, of=1), steps)


def test_a_list_without_end_is_refused() -> None:
    steps = [step(number, Deed.CLEAR) for number in range(1, MOST_STEPS + 1)]
    with pytest.raises(EditRefused, match="Undo some"):
        check(step(0, Deed.CLEAR), steps)


def test_what_does_not_stand_cannot_be_taken_back() -> None:
    with pytest.raises(EditRefused, match="taken back before"):
        check(step(0, Deed.BACK, of=7), [step(1, Deed.CUT)])
    with pytest.raises(EditRefused, match="no edit"):
        check(step(0, Deed.CLEAR), [])


def test_an_edit_says_what_it_does() -> None:
    edit = step(1, Deed.CUT, 10_000, 15_250, speaker_id=NOOR)
    assert sentence(edit, "Noor Ali") == "Cut 0:10 to 0:15.25, only Noor Ali"
    assert sentence(step(1, Deed.TRIM, 0, 3_600_000)) == "Keep only 0:00 to 1:00:00"
    assert [exact(ms) for ms in (0, 7_050, 3_600_001)] == ["0:00", "0:07.05", "1:00:00.001"]
