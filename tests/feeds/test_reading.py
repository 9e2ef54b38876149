"""A transcript as one reads it."""

import pytest

from feeds.pages.listening import Said
from feeds.pages.reading import pieces, stretches


def said(start_s: int, end_s: int, name: str, text: str) -> Said:
    return Said(start_ms=start_s * 1000, end_ms=end_s * 1000, name=name, colour=1, text=text)


def test_what_one_voice_says_at_a_stretch_is_one_paragraph() -> None:
    lines = [said(0, 2, "Hana", "So the letters"), said(2, 4, "Hana", "go out."),
             said(4, 5, "Sami", "Yes.")]  # fmt: skip
    assert [(s.start_ms, s.end_ms, s.name, s.text) for s in stretches(lines)] == [
        (0, 4000, "Hana", "So the letters go out."),
        (4000, 5000, "Sami", "Yes."),
    ]


def test_a_pause_or_a_long_speech_begins_a_new_paragraph() -> None:
    apart = [said(0, 2, "Hana", "a"), said(7, 8, "Hana", "b")]
    assert len(stretches(apart)) == 2
    speech = [said(at, at + 10, "Hana", "on") for at in range(0, 90, 10)]
    assert all(s.end_ms - s.start_ms <= 45_000 for s in stretches(speech))


def test_withheld_words_never_join_written_ones() -> None:
    lines = [said(0, 2, "Noor", ""), said(2, 4, "Noor", "Hello."), said(4, 6, "Noor", "")]
    assert [s.text for s in stretches(lines)] == ["", "Hello.", ""]


@pytest.mark.parametrize(
    ("text", "words", "cut"),
    [
        ("", "x", []),
        ("The bank.", "", [("The bank.", False)]),
        ("The bank.", "BANK", [("The ", False), ("bank", True), (".", False)]),
        ("aa", "a", [("a", True), ("a", True)]),
        ("no", "yes", [("no", False)]),
        # Lower case of this letter is two letters long: places would be off, so none is marked.
        ("İstanbul", "s", [("İstanbul", False)]),
    ],
)
def test_places_are_cut_out_in_order(text: str, words: str, cut: list[tuple[str, bool]]) -> None:
    assert pieces(text, words) == cut
