"""Words from files are legal, bounded and of one line before anybody else sees them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from recordings.importers import text

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=400)


@given(ANYTHING)
def test_what_is_left_can_stand_in_xml_and_in_utf_8(words: str) -> None:
    kept = text.legal(words).replace("\r", "")
    element = etree.Element("title")
    element.text = kept
    assert (etree.fromstring(etree.tostring(element, encoding="utf-8")).text or "") == kept


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(words: str) -> None:
    assert text.line(text.line(words)) == text.line(words)
    assert text.paragraphs(text.paragraphs(words)) == text.paragraphs(words)


@given(ANYTHING, st.integers(min_value=1, max_value=50))
def test_a_line_is_one_line_within_its_limit(words: str, limit: int) -> None:
    line = text.line(words, limit)
    assert len(line) <= limit
    assert not set(line) & set("\r\n\t\x00")


def test_direction_marks_go_and_joiners_stay() -> None:
    assert text.line("Noor\u202e ilA\u2066") == "Noor ilA"
    assert text.line("👩\u200d🚀") == "👩\u200d🚀"


def test_line_ends_become_one_kind() -> None:
    assert text.paragraphs("a\r\nb\rc\n") == "a\nb\nc"


@pytest.mark.parametrize("value", [None, 3, [], {"a": 1}, b"bytes"])
def test_what_is_no_text_is_empty(value: object) -> None:
    assert text.line(value) == text.paragraphs(value) == ""


def test_a_files_name_is_shown_whatever_it_is() -> None:
    assert text.quoted(Path("up/space\n\x00.ts")) == "“space .ts”"
    assert len(text.quoted("x" * 9000)) < 130


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (812, "812 bytes"), (12_400, "12 kB"), (31_700_000, "31.7 MB"),
     (5_368_709_120, "5.4 GB"), (97_700_000_000, "97.7 GB")],
)  # fmt: skip
def test_sizes_in_words(count: int, words: str) -> None:
    assert text.size(count) == words
