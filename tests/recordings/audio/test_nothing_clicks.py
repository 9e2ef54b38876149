"""Nothing clicks in a finished file that did not in the recording: at no join, ramp, cut, change of
level or crossfade. A detector says so that finds clicks which were planted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recordings.audio import segments
from recordings.audio.grid import FRAME
from recordings.audio.plan import Edit, EditPlan, Music, Track, Treatment, Voice, lead_ms, removed
from recordings.spans import Span, subtract
from tests.recordings.audio import sounds
from tests.recordings.audio.clicks import clicks
from tests.recordings.audio.episodes import made

ROOM_MS = 9_600
PLAN = EditPlan(duration_ms=ROOM_MS, tracks=(Track(input=0),), target_lufs=-19, levelling=0)
TUNE = Music(input=9, duration_ms=3_000, crossfade_ms=1_500)
TEXT = "Good evening everybody and welcome to the room where tonight we talk about bees"


Room = dict[str, sounds.Signal]


def faded(signal: sounds.Signal) -> sounds.Signal:
    """Begins and ends softly: what sets in at once clicks by itself."""
    ramp = np.hanning(9_600)[:4_800].astype(np.float32)
    signal = signal.copy()
    signal[:4_800] *= ramp
    signal[-4_800:] *= ramp[::-1]
    return signal


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A steady tone, in which nothing hides a click, and somebody speaking."""
    path = tmp_path_factory.mktemp("room") / "voice.wav"
    said = np.resize(sounds.read(sounds.voice(path, TEXT)), ROOM_MS * 48)
    return {"tone": faded(sounds.tone(ROOM_MS / 1000, 440, 0.25)), "voice": faded(said)}


def heard(plan: EditPlan, sound: sounds.Signal, folder: Path) -> sounds.Signal:
    """The finished file, decoded."""
    inputs = {0: sounds.write(folder / "room.wav", sound)}
    inputs[9] = sounds.write(folder / "tune.wav", faded(sounds.tone(3, 330, 0.3)))
    return sounds.read(made(plan, inputs, folder, 2).path)


def on_its_clock(plan: EditPlan, sound: sounds.Signal) -> list[sounds.Signal]:
    """What the episode was made of, where it lies in it, in pieces between its cuts."""
    kept = subtract([Span(0, plan.duration_ms)], removed(plan))
    pieces = [sound[span.start_ms * 48 : span.end_ms * 48] for span in kept]
    return [sounds.silence(lead_ms(plan) / 1000), *pieces, sounds.silence(3)]


# The detector


def impulse(sound: sounds.Signal, at: int, size: float) -> None:
    sound[at] += size


def plateau(sound: sounds.Signal, at: int, size: float) -> None:
    """Half a millisecond that lies higher."""
    sound[at : at + 24] += size


def step(sound: sounds.Signal, at: int, size: float) -> None:
    """A level that changes at once and stays so for a while."""
    sound[at : at + 9_600] *= 1 + size


Plant = Callable[[sounds.Signal, int, float], None]
ON_A_TONE: list[tuple[Plant, float]] = [
    (impulse, 0.3),
    (impulse, 0.03),
    (impulse, 0.01),
    (plateau, 0.1),
    (plateau, 0.01),
    (step, 0.12),
]
IN_A_VOICE: list[tuple[Plant, float]] = [(impulse, 0.5), (impulse, 0.3), (plateau, 0.3)]


@pytest.mark.parametrize(("kind", "plants"), [("tone", ON_A_TONE), ("voice", IN_A_VOICE)])
def test_planted_clicks_are_found(
    kind: str, plants: Sequence[tuple[Plant, float]], room: Room, tmp_path: Path
) -> None:
    """A size is a share of what is loudest around it: a hundredth lies 40 dB below a tone."""
    planted = room[kind].copy()
    places = [1_111 + 1_407 * number for number in range(len(plants))]
    for ms, (plant, size) in zip(places, plants, strict=True):
        near = np.abs(planted[ms * 48 - 1_200 : ms * 48 + 1_200]).max()
        plant(planted, ms * 48 + 17, size * (1 if plant is step else near))
    found = np.array(clicks(heard(PLAN, planted, tmp_path), room[kind]))
    assert [ms for ms in places if np.abs(found - ms).min() > 26] == []


@pytest.fixture
def whole(room: Room, tmp_path: Path) -> sounds.Signal:
    return heard(PLAN, room["tone"], tmp_path)


def test_a_lost_sample_is_found(whole: sounds.Signal, room: Room) -> None:
    assert clicks(np.delete(whole, 300_000), room["tone"]) == [6_249]


def test_a_frame_too_many_is_found(whole: sounds.Signal, room: Room) -> None:
    doubled = np.insert(whole, 300_000, whole[300_000 - FRAME : 300_000])
    assert clicks(doubled, room["tone"]) != []


# What is made


def edit(start: int, end: int, treatment: Treatment) -> Edit:
    return Edit(span=Span(start, end), treatment=treatment)


def spoken(*gains_db: float) -> tuple[Voice, ...]:
    """By turns of a second and a half, each with a gain of its own."""
    return tuple(
        Voice(key=str(at), spans=(Span(at * 1_500, at * 1_500 + 1_500),), gain_db=gain)
        for at, gain in enumerate(gains_db)
    )


WAYS: dict[str, dict[str, object]] = {
    "joins": {},
    "silences": {
        "edits": tuple(
            edit(start, end, Treatment.SILENCE)
            for start, end in ((1_003, 2_007), (3_001, 3_002), (4_000, 4_012), (7_199, 8_401))
        )
    },
    "cuts": {
        "edits": tuple(
            edit(start, end, Treatment.CUT)
            for start, end in ((1_003, 2_007), (3_001, 3_002), (4_000, 4_012), (7_199, 8_401))
        )
    },
    "trimmed": {"trim": Span(1_234, 8_765)},
    "music": {"intro": TUNE, "outro": TUNE},
    "levels": {"voices": spoken(0, -12, 12, -6, 6, 0)},
    "all": {
        "voices": spoken(0, -12, 12, -6, 6, 0),
        "edits": (edit(2_900, 3_100, Treatment.CUT), edit(5_990, 6_000, Treatment.SILENCE)),
        "intro": TUNE,
        "outro": TUNE,
    },
}


@pytest.mark.parametrize(
    ("way", "kind"),
    [*((way, "tone") for way in WAYS), ("joins", "voice"), ("silences", "voice"), ("all", "voice")],
)
def test_nothing_clicks(
    way: str, kind: str, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is about joins, in segments of 2.4 s, each made by itself."""
    if way in ("joins", "all"):
        monkeypatch.setattr(segments, "LENGTH", 100 * FRAME)
        monkeypatch.setattr("recordings.audio.job.SHORTEST_RUN", 1)
    plan = replace(PLAN, **WAYS[way])  # type: ignore[arg-type]
    episode = heard(plan, room[kind], tmp_path)
    assert clicks(episode, *on_its_clock(plan, room[kind])) == []


def test_a_bleep_does_not_click(room: Room, tmp_path: Path) -> None:
    """It is a tone itself, which counts as part of what the episode was made of."""
    bleeps = (edit(1_003, 2_007, Treatment.BLEEP), edit(7_199, 8_401, Treatment.BLEEP))
    episode = heard(replace(PLAN, edits=bleeps), room["tone"], tmp_path)
    assert clicks(episode, room["tone"] + faded(sounds.tone(ROOM_MS / 1000, 1_000, 0.25))) == []


SOFT, LOUD = slice(95_000, 97_000), slice(143_000, 145_000)


def test_no_level_is_so_loud_that_its_limiter_clicks(room: Room, tmp_path: Path) -> None:
    """Soft and loud by turns of a second, softly; the loud ones reach the ceiling."""
    at = np.arange(ROOM_MS * 48) / 48_000
    swell = (0.55 - 0.45 * np.cos(np.pi * at)).astype(np.float32) * 3
    tone = room["tone"] * swell
    episode = heard(replace(PLAN, target_lufs=-8.0), tone, tmp_path)
    rose = [np.abs(episode[part]).max() / np.abs(tone[part]).max() for part in (SOFT, LOUD)]
    assert rose[0] > rose[1] * 1.05
    assert clicks(episode, tone) == []
