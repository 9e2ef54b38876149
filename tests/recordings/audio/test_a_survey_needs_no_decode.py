"""How loud an episode will be is worked out from what its working copies carry; hearing it says the
same."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recordings.audio import flac
from recordings.audio.errors import AudioError
from recordings.audio.gating import gated
from recordings.audio.grid import RATE
from recordings.audio.levelling import settle
from recordings.audio.levels import Levels
from recordings.audio.listening import Measured
from recordings.audio.meter import Meter
from recordings.audio.pcm import opened
from recordings.audio.plan import Edit, EditPlan, Music, Track, Treatment, Voice
from recordings.audio.programme import Programme
from recordings.audio.surveying import survey, untouched
from recordings.audio.working import prepare
from recordings.spans import Span
from tests.recordings.audio import sounds

ROOM_MS = 20_300
VOICES = (
    Voice(key="sami", spans=(Span(0, 9_000),), track=0),
    Voice(key="noor", spans=(Span(8_000, 20_000),), track=1),
)
PLAN = EditPlan(
    duration_ms=ROOM_MS,
    tracks=(Track(input=0), Track(input=1, offset_ms=1_237)),
    voices=VOICES,
    intro=Music(input=9, duration_ms=4_000, crossfade_ms=1_500),
)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Two microphones and a tune, as an import keeps them."""
    folder = tmp_path_factory.mktemp("copies")
    swell = np.repeat([0.05, 0.4, 0.1, 0.8], 5 * RATE).astype(np.float32)
    sounding = {
        0: sounds.noise(20, 0.5) * swell,
        1: sounds.noise(19, 0.3, seed=5) * swell[::-1][: 19 * RATE],
        9: sounds.tone(4, level=0.4),
    }
    return {
        number: prepare(
            sounds.write(folder / f"{number}.wav", sound), folder / f"{number}.flac"
        ).path
        for number, sound in sounding.items()
    }


def ignore(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def refuse(done: int, total: int) -> None:
    pytest.fail("it was decoded")


def both(plan: EditPlan, copies: dict[int, Path]) -> tuple[Levels, Levels]:
    """By the survey, and by hearing it."""
    levels = Measured(plan, copies, refuse)
    programme = Programme(plan, copies, settle(plan, copies, levels))
    meter = Meter(plan.channels)
    for second in programme.sound():
        meter.add(second)
    return survey(programme, levels), meter.levels


EDITS = {
    "as it is": (),
    "silenced": (Edit(span=Span(3_003, 6_001), treatment=Treatment.SILENCE),),
    "bleeped": (Edit(span=Span(3_003, 6_001), treatment=Treatment.BLEEP),),
    "cut": (Edit(span=Span(3_003, 6_001), treatment=Treatment.CUT),),
    "one of two": (Edit(span=Span(9_000, 15_000), treatment=Treatment.SILENCE, track=1),),
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("channels", [1, 2])
def test_the_survey_says_what_is_heard(
    channels: int, edits: tuple[Edit, ...], copies: dict[int, Path]
) -> None:
    surveyed, heard = both(replace(PLAN, edits=edits, channels=channels), copies)
    assert gated(surveyed.energies) == pytest.approx(gated(heard.energies), abs=0.06)
    assert (surveyed.peaks >= heard.peaks - 1e-4).all()
    assert surveyed.peaks.mean() < 1.4 * heard.peaks.mean()


def test_what_was_never_edited_is_the_same_whatever_the_edits(copies: dict[int, Path]) -> None:
    levels = Measured(PLAN, copies, refuse)
    edited = replace(PLAN, edits=EDITS["cut"], trim=Span(2_000, 18_000))
    one, other = (
        untouched(Programme(plan, copies, settle(plan, copies, levels)), levels)
        for plan in (PLAN, edited)
    )
    np.testing.assert_array_equal(one.energies, other.energies)
    np.testing.assert_array_equal(one.peaks, other.peaks)


def test_a_file_that_carries_nothing_is_heard_instead(
    copies: dict[int, Path], tmp_path: Path
) -> None:
    foreign = sounds.write(tmp_path / "foreign.flac", sounds.read(copies[0]))
    plan = replace(PLAN, tracks=PLAN.tracks[:1], voices=VOICES[:1], intro=None)
    carried = Measured(plan, copies, refuse)[0]
    heard = Measured(plan, {0: foreign}, ignore)[0]
    np.testing.assert_allclose(heard.energies, carried.energies, rtol=1e-3, atol=1e-9)
    np.testing.assert_allclose(heard.peaks, carried.peaks, atol=1 / 32_768)


def test_a_copy_is_read_from_any_sample_as_ffmpeg_reads_it(copies: dict[int, Path]) -> None:
    whole = sounds.read(copies[0])
    for start in (0, 48, 7 * RATE + 48, 20 * RATE - 480):
        with opened(copies[0], channels=1, start=start) as sound:
            np.testing.assert_array_equal(sound.read(RATE)[:, 0], whole[start : start + RATE])


def test_a_damaged_copy_is_said_to_be_damaged(copies: dict[int, Path], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.flac"
    damaged.write_bytes(copies[0].read_bytes()[:-200_000])
    assert flac.is_ours(damaged)
    with opened(damaged, channels=1) as sound, pytest.raises(AudioError, match="damaged"):
        sound.read(20 * RATE)
