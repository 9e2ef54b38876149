"""Words with their times, out and back."""

import json
import re
from itertools import pairwise
from xml.sax.saxutils import unescape

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.spans import Span, Timeline
from recordings.transcripts import (
    WITHHELD,
    Line,
    from_srt,
    from_vtt,
    joined,
    on_episode_clock,
    to_html,
    to_json,
    to_srt,
    to_vtt,
    withheld,
)

HANA = Line(start_ms=0, end_ms=4_000, speaker="Hana Osei", text="What did the Friday feel like?")
SAMI = Line(
    start_ms=4_000,
    end_ms=16_000,
    speaker="Sami Haddad",
    text="Quiet. We expected a phone call from the landlord, or a lawyer, or someone at the "
    "door, and there was nothing at all. You start to think you made a mistake in the date.",
)
GUEST = Line(start_ms=16_000, end_ms=20_000, speaker="Guest 3", text="My street & <mine> --> no")


def test_a_vtt_names_its_voices_and_keeps_its_lines_below_65() -> None:
    document = to_vtt([HANA, SAMI, GUEST]).decode()
    assert document.startswith("WEBVTT\n")
    captions = webvtt.from_string(document).captions
    assert captions[0].voice == "Hana Osei"
    assert {c.voice for c in captions} == {"Hana Osei", "Sami Haddad", "Guest 3"}
    for caption in captions:
        assert len(caption.lines) <= 2
        assert all(len(unescape(re.sub("<v [^>]*>", "", row))) <= 65 for row in caption.lines)


def test_a_vtt_escapes_what_would_be_markup() -> None:
    document = to_vtt([GUEST]).decode()
    assert "My street &amp; &lt;mine&gt; --&gt; no" in document


def test_a_name_cannot_end_its_own_voice_tag() -> None:
    line = Line(start_ms=0, end_ms=1000, speaker="N>oor\n<b>", text="Hi")
    assert "<v N&gt;oor &lt;b&gt;>Hi" in to_vtt([line]).decode()
    assert from_vtt(to_vtt([line]).decode())[0].speaker == "N>oor <b>"


def test_an_srt_has_two_lines_of_32_and_the_name_where_the_voice_changes() -> None:
    document = to_srt([HANA, SAMI, SAMI, GUEST]).decode()
    blocks = document.strip().split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == [str(n + 1) for n in range(len(blocks))]
    assert all(re.match(r"\d\d:\d\d:\d\d,\d{3} --> ", block.split("\n")[1]) for block in blocks)
    assert all(len(row) <= 32 for block in blocks for row in block.split("\n")[2:])
    assert all(len(block.split("\n")) <= 4 for block in blocks)
    assert document.count("Sami Haddad: ") == 1


def test_the_parts_of_a_long_line_follow_each_other_without_a_gap() -> None:
    cues = from_srt(to_srt([SAMI]).decode())
    assert cues[0].start_ms == SAMI.start_ms
    assert cues[-1].end_ms == SAMI.end_ms
    assert all(a.end_ms == b.start_ms for a, b in pairwise(cues))
    assert " ".join(cue.text for cue in cues) == SAMI.text


def test_json_is_that_of_the_podcast_namespace() -> None:
    assert json.loads(to_json([HANA])) == {
        "version": "1.0.0",
        "segments": [
            {
                "speaker": "Hana Osei",
                "startTime": 0.0,
                "endTime": 4.0,
                "body": "What did the Friday feel like?",
            }
        ],
    }


def test_html_has_cite_time_and_p_and_runs_nothing() -> None:
    evil = Line(start_ms=61_000, end_ms=62_000, speaker="<i>", text="<script>x</script>")
    document = to_html([HANA, evil], title="A & B", language="en").decode()
    assert "<title>A &amp; B</title>" in document
    assert "<cite>Hana Osei:</cite>\n<time>0:00</time>\n<p>What did" in document
    assert "<cite>&lt;i&gt;:</cite>\n<time>1:01</time>" in document
    assert "<script>" not in document


def test_nobodys_line_has_no_name() -> None:
    line = Line(start_ms=0, end_ms=1000, text="Laughter")
    assert "<v" not in to_vtt([line]).decode()
    assert "speaker" not in json.loads(to_json([line]))["segments"][0]
    assert "<cite>" not in to_html([line], title="T").decode()


def test_a_withheld_speaker_is_said_to_be_withheld_once_in_a_row() -> None:
    lines = [withheld(GUEST), withheld(GUEST), HANA, withheld(GUEST)]
    assert [line.text for line in joined(lines)] == [WITHHELD, HANA.text, WITHHELD]
    assert GUEST.text not in to_vtt(joined(lines)).decode()


def test_lines_move_with_intro_and_cuts() -> None:
    timeline = Timeline(20_000, removed=[Span(4_000, 16_000)], lead_ms=1_000)
    placed = on_episode_clock([HANA, SAMI, GUEST], timeline)
    assert [(line.speaker, line.start_ms, line.end_ms) for line in placed] == [
        ("Hana Osei", 1_000, 5_000),
        ("Guest 3", 5_000, 9_000),
    ]


def test_of_a_line_that_was_cut_into_no_word_stays() -> None:
    timeline = Timeline(20_000, removed=[Span(6_000, 7_000)])
    assert SAMI.text not in [line.text for line in on_episode_clock([HANA, SAMI, GUEST], timeline)]


def test_a_cut_that_only_grazes_a_line_leaves_it() -> None:
    timeline = Timeline(20_000, removed=[Span(3_900, 16_000)])
    assert [line.speaker for line in on_episode_clock([HANA, SAMI], timeline)] == ["Hana Osei"]


def test_a_line_without_length_is_left_out() -> None:
    empty = Line(start_ms=5, end_ms=5, text="x")
    assert on_episode_clock([empty], Timeline(10)) == ()


def test_a_vtt_of_another_program_is_read() -> None:
    document = (
        "\ufeffWEBVTT - made elsewhere\n\nNOTE a remark\n\n1\n00:01.000 --> 00:02.500 align:start\n"
        "<v Noor Ali>Hello &amp; good <i>day</i>\nto you\n\n01:00:00.000 --> 01:00:01.000\nBye\n"
    )
    assert from_vtt(document) == (
        Line(start_ms=1_000, end_ms=2_500, speaker="Noor Ali", text="Hello & good day to you"),
        Line(start_ms=3_600_000, end_ms=3_601_000, text="Bye"),
    )


def test_what_is_no_vtt_has_no_lines() -> None:
    assert from_vtt("not captions at all") == ()
    assert from_vtt("") == ()


def test_an_srt_of_another_program_is_read() -> None:
    document = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nHana: It was 1984\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\nand cold.\r\n\r\n"
        "3\r\n00:00:03,000 --> 00:00:04,000\r\nSami: At 10:30, yes\r\n"
    )
    assert [(line.speaker, line.text) for line in from_srt(document)] == [
        ("Hana", "It was 1984"),
        ("Hana", "and cold."),
        ("Sami", "At 10:30, yes"),
    ]


words = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=80
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(words, words), max_size=5))
def test_any_words_come_back_from_a_vtt(pairs: list[tuple[str, str]]) -> None:
    lines = [
        Line(start_ms=n * 1000, end_ms=(n + 1) * 1000, speaker=name, text=text)
        for n, (name, text) in enumerate(pairs)
    ]
    written = to_json(lines)
    expected = [s["body"] for s in json.loads(written)["segments"]]
    read = from_vtt(to_vtt(lines).decode())
    squeezed = ["".join(line.text.split()) for line in read]
    assert "".join(squeezed) == "".join("".join(body.split()) for body in expected)


@pytest.mark.parametrize("write", [to_vtt, to_srt, to_json])
def test_the_same_lines_give_the_same_bytes(write: object) -> None:
    assert callable(write)
    assert write([HANA, SAMI]) == write([HANA, SAMI])


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_file_can_be_read_without_a_crash(document: str) -> None:
    from_srt(document)
    from_vtt("WEBVTT\n\n" + document)
    from_vtt(document)
