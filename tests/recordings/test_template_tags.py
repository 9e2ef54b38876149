"""What the tags draw: SVG without a style, names escaped, days with their machine form."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.template import engines
from django.test import RequestFactory

from recordings.spans import Span
from recordings.strips import Strip, StripVoice, VoiceState

EVIL = '"><script>alert(1)</script>'
VOICES = (
    StripVoice(name="Hana Osei", colour=1, state=VoiceState.AGREED, spans=(Span(0, 30_000),)),
    StripVoice(name=EVIL, colour=2, state=VoiceState.WAITING, spans=(Span(30_000, 60_000),)),
    StripVoice(name="Guest 9", colour=None, state=VoiceState.AGREED, spans=(Span(9, 99),)),
)
STRIP = Strip(duration_ms=60_000, voices=VOICES)


def render(source: str, path: str = "/", **values: Any) -> str:
    template = engines["django"].from_string("{% load roomcast %}" + source)
    return str(template.render(values, RequestFactory().get(path)))


@pytest.mark.parametrize(
    "source",
    ["{% strip strip %}", "{% strip strip 'tall' %}", "{% lane strip.voices.1 60000 peaks %}"],
)
def test_a_picture_of_voices_is_plain_svg_with_a_sentence(source: str) -> None:
    drawn = render(source, strip=STRIP, peaks=bytes(range(256)))
    picture = ET.fromstring(drawn)  # noqa: S314 - our own words
    assert picture.get("role") == "img"
    assert EVIL in (picture.get("aria-label") or "")
    assert "<script" not in drawn
    assert "style" not in drawn


def test_colour_is_consent() -> None:
    picture = ET.fromstring(render("{% strip strip %}", strip=STRIP))  # noqa: S314
    assert [group.get("class") for group in picture] == ["v1", "v2 wait", "v0"]


def test_a_strip_of_many_voices_is_drawn_higher() -> None:
    crowd = Strip(duration_ms=60_000, voices=VOICES * 2)
    assert 'class="lane strip  many"' in render("{% strip strip %}", strip=crowd)


def test_every_icon_that_is_named_is_drawn() -> None:
    names = "play pause tick cross wait warn stop clock recordings episodes shows back download"
    names += " upload lock rewind forward link people plus cut captions share mail"
    for name in names.split():
        drawn = ET.fromstring(render("{% icon name %}", name=name).split("\n")[-2])  # noqa: S314
        assert len(drawn) > 0, name


@time_machine.travel(datetime(2026, 11, 20, 10, tzinfo=UTC))
def test_a_day_keeps_its_machine_form_and_its_zone() -> None:
    said = render("{{ at|moment }}", at=datetime(2026, 11, 19, 18, 40, tzinfo=UTC))
    assert said == (
        '<time datetime="2026-11-19T18:40:00+00:00" title="19 November 2026, 18:40 UTC">'
        "yesterday, 18:40</time>"
    )
    assert render("{{ at|when }}", at=None) == ""


def test_the_present_place_is_marked_and_the_others_are_not() -> None:
    source = "{% current '/recordings/' %}"
    assert render(source, "/recordings/") == ' aria-current="page"'
    assert render(source, "/recordings/8/") == ' aria-current="true"'
    assert render(source, "/shows/") == ""
    assert render("{% current '' %}", "/shows/") == ""


def test_a_person_is_called_by_name_or_address() -> None:
    hana = SimpleNamespace(get_full_name=lambda: "Hana Osei", email="", get_username=lambda: "h")
    assert render("{% initials who %} {% person who %}", who=hana) == "HO Hana Osei"
    lee = SimpleNamespace(get_full_name=lambda: "", email="lee@x.example", get_username=lambda: "l")
    assert render("{% initials who %} {% person who %}", who=lee) == "L lee@x.example"


def test_the_five_stations_are_done_present_or_to_come() -> None:
    drawn = render("{% station_line 'consent' imported='20 Nov' consent='3 of 5 settled' %}")
    items = list(ET.fromstring(drawn))  # noqa: S314
    assert [item.get("class") for item in items] == ["done", "now", "", "", ""]
    assert items[1].get("aria-current") == "step"
    assert render("{% station_line 'published' done=True %}").count('class="done"') == 5


def test_turns_are_handed_to_the_player_in_milliseconds() -> None:
    assert render("{{ voice|turns }}", voice=VOICES[0]) == "0-30000"
