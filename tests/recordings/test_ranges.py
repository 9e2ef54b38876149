"""The Range header, by the letter of RFC 9110, section 14."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.serving.encodings import takes_gzip
from recordings.ranges import ByteRange, NotSatisfiable, requested

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-499", 0, 499),
        ("bytes=500-", 500, 999),
        ("bytes=-500", 500, 999),
        ("bytes=0-0", 0, 0),
        ("bytes=0-1", 0, 1),
        ("bytes=999-", 999, 999),
        ("bytes=-1", 999, 999),
        ("bytes=0-", 0, 999),
        ("bytes=0-99999", 0, 999),
        ("bytes=-99999", 0, 999),
        ("bytes= 10-20 ", 10, 20),
        ("Bytes=10-20", 10, 20),
    ],
)
def test_a_range_is_the_bytes_it_names(header: str, first: int, last: int) -> None:
    assert requested(header, SIZE) == ByteRange(first, last)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=0-1,5-6",
        "items=0-1",
        "bytes=0x1-2",
        "bytes=+1-2",
        "bytes=1.0-2",
        "bytes=0-1;",
        "bytes=٠-١",
        "bytes=" + "9" * 400 + "-",
    ],
)
def test_what_is_no_single_range_gives_the_whole_file(header: str) -> None:
    assert requested(header, SIZE) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=99999-"])
def test_a_range_outside_of_the_file_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        requested(header, SIZE)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_no_range_of_an_empty_file_can_be_satisfied(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        requested(header, 0)


@given(st.text(max_size=40), st.integers(0, 10_000))
def test_any_header_is_read_without_a_crash_and_stays_in_the_file(header: str, size: int) -> None:
    for text in (header, f"bytes={header}"):
        try:
            found = requested(text, size)
        except NotSatisfiable:
            continue
        assert found is None or 0 <= found.first <= found.last < size


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("", False),
        ("identity", False),
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*", True),
        ("*;q=0", False),
        ("identity;q=1, gzip;q=0.5", False),
        ("gzip;q=nonsense", False),
        ("GZIP", True),
        ("x-gzip", True),
        ("xgzip", False),
    ],
)
def test_gzip_is_sent_to_whom_takes_it(header: str, taken: bool) -> None:
    assert takes_gzip(header) is taken
