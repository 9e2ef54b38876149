"""Long pauses and dead air in a waveform: quiet by its own noise, and nobody's words."""

import pytest

from recordings.audio.grid import FRAME_MS
from recordings.audio.peaks import EACH_MS, MOST, spacing
from recordings.audio.silences import EDGE_MS, LEFT_MS, Waveform, pauses, shortened, trimmed
from recordings.spans import Span, intersect, total_ms

NOISE, WORDS = 2, 120
WHOLE = Span(0, 60_000)


def waveform(*loud: tuple[int, int], noise: int = NOISE, words: int = WORDS) -> Waveform:
    """A minute of noise with words in some seconds of it."""
    values = bytearray([noise]) * (60_000 // EACH_MS)
    for start, end in loud:
        first, last = start * 1000 // EACH_MS, -(-end * 1000 // EACH_MS)
        values[first:last] = bytes([words]) * (last - first)
    return Waveform(values=bytes(values))


def near(span: Span, start_ms: int, end_ms: int) -> bool:
    return abs(span.start_ms - start_ms) <= EACH_MS and abs(span.end_ms - end_ms) <= EACH_MS


def test_of_a_long_pause_the_middle_goes_and_the_said_time_stays() -> None:
    track = waveform((0, 20), (26, 60))
    (pause,) = pauses([track], [], WHOLE)
    assert near(pause, 20_000, 26_000)
    (gone,) = shortened([pause], WHOLE)
    left = pause.duration_ms - gone.duration_ms
    assert LEFT_MS <= left < LEFT_MS + 2 * FRAME_MS
    assert gone.start_ms % FRAME_MS == gone.end_ms % FRAME_MS == 0
    assert intersect([gone], [pause]) == (gone,)


def test_a_pause_that_is_not_long_stays() -> None:
    found = pauses([waveform((0, 20), (21, 60))], [], WHOLE)
    assert total_ms(found) > 900
    assert not shortened(found, WHOLE)


def test_of_dead_air_a_moment_stays_at_each_end() -> None:
    found = pauses([waveform((5, 50))], [], WHOLE)
    first, last = trimmed(found, WHOLE)
    assert first.start_ms == 0
    assert near(first, 0, 5_000 - EDGE_MS)
    assert near(last, 50_000 + EDGE_MS, 60_000)
    assert last.end_ms == 60_000
    assert not shortened(found, WHOLE)


def test_no_pause_reaches_into_anybodys_part() -> None:
    quietly = [Span(22_000, 23_000), Span(2_000, 3_000)]
    found = pauses([waveform((5, 20), (30, 60))], quietly, WHOLE)
    gone = (*shortened(found, WHOLE), *trimmed(found, WHOLE))
    assert gone
    assert not intersect(gone, quietly)


@pytest.mark.parametrize("words", [40, 90, 255])
def test_a_word_that_nobody_marked_is_no_pause(words: int) -> None:
    track = waveform((0, 20), (30, 60))
    values = bytearray(track.values)
    values[25_000 // EACH_MS] = words
    found = pauses([Waveform(values=bytes(values))], [Span(0, 20_000), Span(30_000, 60_000)], WHOLE)
    assert not intersect(found, [Span(24_960, 24_960 + EACH_MS)])


def test_somebody_on_another_track_ends_a_pause() -> None:
    ones, others = waveform((0, 20), (40, 60)), waveform((25, 35))
    found = shortened(pauses([ones, others], [], WHOLE), WHOLE)
    assert not intersect(found, [Span(25_000, 35_000)])
    assert len(found) == 2


def test_a_noisy_room_has_pauses_too_and_a_song_has_none() -> None:
    noisy = waveform((0, 20), (26, 60), noise=9, words=200)
    assert len(shortened(pauses([noisy], [], WHOLE), WHOLE)) == 1
    song = waveform((0, 20), (26, 60), noise=60, words=120)
    assert not shortened(pauses([song], [], WHOLE), WHOLE)


def test_an_open_microphone_at_which_nobody_speaks_ends_no_pause() -> None:
    noise = Waveform(values=bytes([3, 4, 5]) * (60_000 // EACH_MS // 3))
    tracks = [waveform((0, 20), (26, 60)), noise]
    assert len(shortened(pauses(tracks, [Span(0, 20_000)], WHOLE), WHOLE)) == 1


def test_a_track_that_begins_later_is_quiet_before() -> None:
    late = Waveform(values=bytes([WORDS]) * (30_000 // EACH_MS), offset_ms=10_000)
    found = pauses([late], [], WHOLE)
    assert [(s.start_ms, s.end_ms) for s in found] == [(0, 10_000), (40_000, 60_000)]
    early = Waveform(values=bytes([WORDS]) * (30_000 // EACH_MS), offset_ms=-10_000)
    assert pauses([early], [], WHOLE)[0].start_ms == 20_000


def test_nothing_is_known_of_no_sound() -> None:
    assert pauses([], [], WHOLE) == ()
    silent = pauses([Waveform(values=bytes(1_250))], [], WHOLE)
    assert silent == (WHOLE,)
    assert not trimmed(silent, WHOLE)
    assert not shortened(silent, WHOLE)


@pytest.mark.parametrize("hours", [0.001, 1, 3.9, 4.1, 12])
def test_how_far_the_values_of_a_waveform_lie_apart_is_told_by_its_length(hours: float) -> None:
    duration_ms = round(hours * 3_600_000)
    each_ms = EACH_MS
    while duration_ms > MOST * each_ms:
        each_ms *= 2
    assert spacing(bytes(-(-duration_ms // each_ms)), duration_ms) == each_ms
