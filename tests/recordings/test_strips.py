"""Who speaks when, as geometry and as sentences."""

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from recordings import strips
from recordings.spans import Span
from recordings.strips import Strip, StripVoice, VoiceState

HOUR = 3_600_000


def voice(
    name: str = "Noor Ali", state: VoiceState = VoiceState.AGREED, *spans: tuple[int, int]
) -> StripVoice:
    return StripVoice(name=name, colour=2, state=state, spans=tuple(Span(*s) for s in spans))


def test_a_turn_lies_where_it_was_spoken() -> None:
    (mark,) = strips.marks([Span(HOUR // 4, HOUR // 2)], HOUR, 400)
    assert (mark.x, mark.width) == (25, 25)


def test_a_word_in_three_hours_can_still_be_seen() -> None:
    (mark,) = strips.marks([Span(5000, 5400)], 3 * HOUR, 800)
    assert mark.width == 100 / 800


def test_a_turn_behind_the_end_stays_in_the_picture() -> None:
    (mark,) = strips.marks([Span(HOUR - 1, HOUR + 60_000)], HOUR, 100)
    assert mark.x + mark.width == 100


def test_nothing_is_drawn_of_a_recording_without_length() -> None:
    assert strips.marks([Span(0, 1)], 0, 100) == ()
    assert strips.bars(b"\xff", [Span(0, 1)], 0) == ""
    assert strips.ticks(0) == ()


spans = st.lists(
    st.tuples(st.integers(0, 3 * HOUR - 2), st.integers(1, 60_000)).map(
        lambda pair: Span(pair[0], min(3 * HOUR, pair[0] + pair[1]))
    ),
    max_size=2000,
)


@given(spans, st.sampled_from([240, 800]))
def test_however_often_a_voice_speaks_its_marks_are_few_and_apart(
    turns: list[Span], columns: int
) -> None:
    marks = strips.marks(turns, 3 * HOUR, columns)
    assert len(marks) <= columns / 2
    assert bool(marks) == bool(turns)
    ends = [0.0, *(mark.x + mark.width for mark in marks)]
    starts = [*(mark.x for mark in marks), 100.0 + 1e-9]
    assert all(end <= start + 1e-9 for end, start in zip(ends, starts, strict=True))


def test_each_voice_has_its_own_row() -> None:
    strip = Strip(duration_ms=HOUR, voices=tuple(voice(str(n)) for n in range(3)))
    rows = strips.rows(strip)
    assert [round(row.y) for row in rows] == [12, 39, 66]
    assert all(round(row.height) == 22 for row in rows)


def test_a_crowd_still_fits_with_gaps_between_the_rows() -> None:
    strip = Strip(duration_ms=HOUR, voices=tuple(voice(str(n)) for n in range(40)))
    rows = strips.rows(strip)
    assert rows[-1].y + rows[-1].height <= 100
    assert all(a.y + a.height < b.y for a, b in itertools.pairwise(rows))


def test_a_strip_of_nobody_is_empty_and_says_so() -> None:
    nobody = Strip(duration_ms=HOUR, voices=())
    assert strips.rows(nobody) == ()
    assert strips.strip_sentence(nobody) == "Nobody’s voice is known yet"


def test_bars_stand_only_where_the_voice_speaks() -> None:
    path = strips.bars(bytes([255]) * 1000, [Span(HOUR // 2, HOUR)], HOUR)
    starts = [float(x) for x in re.findall(r"M([\d.]+) ", path)]
    assert min(starts) >= 500
    assert max(starts) <= 1000
    assert len(starts) > 100


def test_a_bar_is_as_high_as_its_stretch_is_loud() -> None:
    peaks = bytes([0] * 500 + [255] * 500)
    quiet = strips.bars(peaks, [Span(0, HOUR // 4)], HOUR)
    loud = strips.bars(peaks, [Span(HOUR // 2, HOUR)], HOUR)
    assert set(re.findall(r"v([\d.]+)", quiet)) == {"2.7"}
    assert set(re.findall(r"v([\d.]+)", loud)) == {"34.4"}


def test_without_a_waveform_there_are_turns_only() -> None:
    assert strips.bars(b"", [Span(0, 1000)], HOUR) == ""


def test_many_short_turns_make_no_more_bars_than_fit() -> None:
    turns = [Span(at, at + 900) for at in range(0, 3 * HOUR, 1000)]
    assert strips.bars(bytes([9]) * 4000, turns, 3 * HOUR).count("M") <= 1000 / 4.2 + 1


def test_the_ruler_has_round_moments() -> None:
    assert [at // 60_000 for _, at in strips.ticks(3_840_000)] == [0, 15, 30, 45, 60]
    assert all(len(strips.ticks(ms)) <= 7 for ms in range(1000, 24 * HOUR, 777_777))


def test_the_host_is_blue_and_the_others_follow_by_time_spoken() -> None:
    spoken = {"noor": 700, "hana": 100, "sami": 900}
    assert strips.colours(spoken, first="hana") == {"hana": 1, "sami": 2, "noor": 3}
    assert strips.colours(spoken) == {"sami": 1, "noor": 2, "hana": 3}


def test_from_the_ninth_voice_on_there_is_no_colour_of_ones_own() -> None:
    given_ = strips.colours({str(n): 100 - n for n in range(10)})
    assert list(given_.values()) == [1, 2, 3, 4, 5, 6, 7, 8, None, None]


def test_a_voice_is_said_in_a_sentence() -> None:
    noor = voice("Noor Ali", VoiceState.WAITING, (0, 600_000), (700_000, 778_000))
    assert strips.voice_sentence(noor) == "Noor Ali: 11 min 18 s in 2 parts, not answered"
    hana = voice("Hana Osei", VoiceState.AGREED, (0, 38_000))
    assert strips.voice_sentence(hana) == "Hana Osei: 38 s"


def test_a_strip_is_said_in_a_sentence_and_a_crowd_is_cut_short() -> None:
    two = Strip(
        duration_ms=HOUR,
        voices=(
            voice("Hana", VoiceState.AGREED, (0, 60_000)),
            voice("Noor", VoiceState.LEFT_OUT, (60_000, 90_000)),
        ),
    )
    assert strips.strip_sentence(two) == "Who speaks when: Hana 1 min; Noor 30 s, left out"
    crowd = Strip(duration_ms=HOUR, voices=tuple(voice(f"Guest {n}") for n in range(12)))
    assert strips.strip_sentence(crowd).endswith("; 4 more")
