"""Show notes: few tags, no harm."""

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.notes import TAGS, has_link, notes_html, notes_text, sanitised


def test_markdown_becomes_the_few_tags_that_apps_know() -> None:
    html = notes_html(
        "Hello *you*, **all**.\n\n- one\n- two\n\n# Loud\n\n![p](https://x.example/p.png)"
    )
    assert "<em>you</em>" in html
    assert "<strong>all</strong>" in html
    assert "<li>one</li>" in html
    assert "<h1" not in html
    assert "<img" not in html


def test_a_bare_address_becomes_a_link_without_the_full_stop_behind_it() -> None:
    html = notes_html("See https://rooms.example/a_b?c=d, and (https://rooms.example/e).")
    assert 'href="https://rooms.example/a_b?c=d"' in html
    assert 'href="https://rooms.example/e"' in html or "(https://rooms.example/e)." in html
    assert has_link(html)


def test_a_markdown_link_stays_one_link() -> None:
    assert notes_html("[here](https://rooms.example/)").count("<a ") == 1


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<javascript:alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<img src=x onerror=alert(1)>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<style>*{display:none}</style>",
        '<p style="color:red" onclick="x()">x</p>',
        'https://x.example/"onmouseover=alert(1)',
    ],
)
def test_nothing_of_an_attack_is_left_to_run(attack: str) -> None:
    for element in lxml.html.fragment_fromstring(notes_html(attack), create_parent=True).iter():
        assert element.tag in TAGS | {"div"}
        assert set(element.attrib) <= {"href", "rel"}
        assert element.get("href", "https:").startswith(("https:", "http:", "mailto:"))


@given(st.text(max_size=200))
def test_sanitising_twice_changes_nothing_more(text: str) -> None:
    once = notes_html(text)
    assert sanitised(once) == once


def test_the_words_of_the_notes_are_a_line_for_each_paragraph() -> None:
    html = notes_html("Rent & bread\n\n- one < two\n- three")
    assert notes_text(html) == "Rent & bread\none < two\nthree"
