"""Chapters follow every cut, and are written as apps read them."""

import json

from feeds.chapters import Mark, on_episode_clock, to_json
from recordings.spans import Span, Timeline


def marks(*starts: tuple[int, str]) -> tuple[Mark, ...]:
    return tuple(Mark(start_ms=at, title=title) for at, title in starts)


def test_chapters_move_with_the_intro_and_the_first_takes_it_in() -> None:
    timeline = Timeline(60_000, lead_ms=8_000)
    placed = on_episode_clock(marks((0, "Before"), (20_000, "After")), timeline)
    assert placed == marks((0, "Before"), (28_000, "After"))


def test_without_a_chapter_at_the_beginning_the_intro_belongs_to_none() -> None:
    placed = on_episode_clock(marks((20_000, "After")), Timeline(60_000, lead_ms=8_000))
    assert placed == marks((28_000, "After"))


def test_a_chapter_that_was_cut_as_a_whole_goes() -> None:
    timeline = Timeline(60_000, removed=[Span(10_000, 20_000)])
    placed = on_episode_clock(marks((0, "A"), (10_000, "B"), (20_000, "C")), timeline)
    assert placed == marks((0, "A"), (10_000, "C"))


def test_a_chapter_whose_beginning_was_cut_begins_at_the_join() -> None:
    timeline = Timeline(60_000, removed=[Span(5_000, 15_000)])
    assert on_episode_clock(marks((10_000, "B")), timeline) == marks((5_000, "B"))


def test_a_chapter_behind_the_end_and_one_without_title_go() -> None:
    timeline = Timeline(60_000, removed=[Span(50_000, 60_000)])
    assert on_episode_clock(marks((55_000, "End"), (1_000, " \x00 ")), timeline) == ()


def test_the_document_is_json_chapters_in_ascending_seconds() -> None:
    document = to_json(marks((12_345, "Zwei “drei”\u2028"), (0, "Eins")))
    assert json.loads(document) == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0.0, "title": "Eins"},
            {"startTime": 12.345, "title": "Zwei “drei”\u2028"},
        ],
    }


def test_the_same_chapters_give_the_same_bytes() -> None:
    assert to_json(marks((0, "A"), (1, "B"))) == to_json(marks((1, "B"), (0, "A")))
