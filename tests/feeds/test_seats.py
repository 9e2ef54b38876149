"""Where voices sit from left to right: near to each other, nobody twice, the host in the middle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.seats import OUTERMOST, seats

HANA, SAMI, NOOR, LEE = range(4)


def test_two_sit_left_and_right_of_the_middle() -> None:
    assert seats([HANA, SAMI], HANA) == {HANA: -OUTERMOST, SAMI: OUTERMOST}


def test_of_three_the_host_sits_in_the_middle() -> None:
    assert seats([SAMI, HANA, NOOR], HANA) == {HANA: 0, SAMI: -OUTERMOST, NOOR: OUTERMOST}


def test_where_there_is_no_host_they_sit_in_their_order() -> None:
    assert seats([SAMI, NOOR, LEE]) == {SAMI: -OUTERMOST, NOOR: 0, LEE: OUTERMOST}
    assert seats([SAMI, NOOR, LEE], HANA) == seats([SAMI, NOOR, LEE])


def test_one_voice_sits_in_the_middle() -> None:
    assert seats([HANA, HANA], HANA) == {HANA: 0}
    assert seats([]) == {}


@given(st.lists(st.integers(0, 40), max_size=12, unique=True), st.none() | st.integers(0, 40))
def test_everybody_has_a_seat_of_their_own(voices: list[int], host: int | None) -> None:
    found = seats(voices, host)
    assert sorted(found) == sorted(voices)
    assert len(set(found.values())) == len(voices)
    assert all(abs(at) <= OUTERMOST for at in found.values())
    assert sum(found.values()) == pytest.approx(0, abs=OUTERMOST)
