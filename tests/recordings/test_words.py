"""Figures in words."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from recordings import words

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "0 s"),
        (38_000, "38 s"),
        (59_600, "1 min"),
        (678_000, "11 min 18 s"),
        (902_000, "15 min 02 s"),
        (3_599_400, "59 min 59 s"),
        (3_840_000, "1 h 04 min"),
        (-5, "0 s"),
    ],
)
def test_a_duration_is_said_to_the_second_below_an_hour(ms: int, said: str) -> None:
    assert words.duration(ms) == said


@pytest.mark.parametrize(
    ("ms", "said"),
    [(38_000, "38 s"), (2_642_000, "44 min"), (3_599_999, "1 h 00 min"), (5_460_000, "1 h 31 min")],
)
def test_a_line_of_facts_says_whole_minutes(ms: int, said: str) -> None:
    assert words.minutes(ms) == said


@pytest.mark.parametrize(
    ("ms", "said"),
    [(0, "0:00"), (7_999, "0:07"), (818_000, "13:38"), (3_600_000, "1:00:00"), (-1, "0:00")],
)
def test_a_position_names_the_second_that_has_begun(ms: int, said: str) -> None:
    assert words.clock(ms) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (12_300, "12.3 kB"),
        (31_700_000, "31.7 MB"),
        (412_000_000, "412 MB"),
        (1_200_000_000, "1.2 GB"),
    ],
)
def test_a_size_is_said_in_thousands(count: int, said: str) -> None:
    assert words.size(count) == said


def test_loudness_has_a_true_minus_and_no_minus_zero() -> None:
    assert words.lufs(-16.04) == "−16.0 LUFS"
    assert words.dbtp(-1.26) == "−1.3 dBTP"
    assert words.dbtp(-0.04) == "0.0 dBTP"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (-1, "yesterday"),
        (1, "tomorrow"),
        (2, "Sun 22 Nov"),
        (7, "27 Nov 2026"),
        (-14, "6 Nov 2026"),
    ],
)
def test_a_day_is_near_or_has_its_date(days: int, said: str) -> None:
    assert words.day(NOW + timedelta(days=days), NOW) == said


def test_a_day_is_the_readers_own() -> None:
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert words.day(late, NOW) == "yesterday"
    assert words.day(late, NOW.astimezone(timezone(timedelta(hours=1)))) == "today"


def test_a_moment_has_its_time() -> None:
    assert words.moment(NOW - timedelta(hours=16), NOW) == "yesterday, 18:00"
    assert words.long_moment(NOW, NOW) == "20 November 2026, 10:00"


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (timedelta(days=16, hours=3), "16 days left"),
        (timedelta(hours=30), "30 hours left"),
        (timedelta(hours=1, minutes=5), "1 hour left"),
        (timedelta(minutes=5), "less than an hour left"),
        (timedelta(0), "overdue"),
    ],
)
def test_a_deadline_says_what_is_left(until: timedelta, said: str) -> None:
    assert words.left(NOW + until, NOW) == said


@pytest.mark.parametrize(
    ("name", "letters", "first"),
    [
        ("Hana Osei", "HO", "Hana"),
        ("Guest 3", "G3", "Guest 3"),
        ("@noor_ali", "N", "@noor_ali"),
        ("Ana de la Cruz", "AC", "Ana"),
        ("", "", ""),
    ],
)
def test_a_name_has_initials_and_a_first_name(name: str, letters: str, first: str) -> None:
    assert words.initials(name) == letters
    assert words.first_name(name) == first


def test_names_are_listed_as_one_says_them() -> None:
    assert words.listed([]) == ""
    assert words.listed(["Hana"]) == "Hana"
    assert words.listed(["Hana", "Sami", "Guest 3"]) == "Hana, Sami and Guest 3"
