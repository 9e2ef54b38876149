"""How an episode is to sound: the choices of a show, each of which an episode may make otherwise.
Pure.

What was chosen is a value; what becomes of it in a plan is decided where plans are made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class Levelling(StrEnum):
    """How far voices are brought to one level."""

    OFF = "off"
    GENTLE = "gentle"
    EVEN = "even"


class Loudness(StrEnum):
    """How loud the finished episode is."""

    APPS = "apps"
    MONO = "mono"


class Silences(StrEnum):
    """What becomes of long pauses."""

    KEEP = "keep"
    SHORTEN = "shorten"


class Formats(StrEnum):
    """In which formats it is offered beside its MP3."""

    MP3 = "mp3"
    OPUS = "opus"
    AAC = "aac"
    BOTH = "both"


class DeadAir(StrEnum):
    """What becomes of a beginning or an end in which nothing is heard."""

    KEEP = "keep"
    TRIM = "trim"


class Hum(StrEnum):
    """What becomes of the hum of the mains."""

    OFF = "off"
    GENTLE = "gentle"


class Noise(StrEnum):
    """What becomes of a room's noise."""

    OFF = "off"
    GENTLE = "gentle"


class Idle(StrEnum):
    """What becomes of a microphone while nobody speaks into it."""

    OPEN = "open"
    DOWN = "down"


class Seats(StrEnum):
    """Where the voices are heard from left to right."""

    MIDDLE = "middle"
    APART = "apart"


_STRENGTH = {Levelling.OFF: 0.0, Levelling.GENTLE: 0.5, Levelling.EVEN: 1.0}
_LEVELS = {
    Levelling.OFF: "Levels as recorded",
    Levelling.GENTLE: "Gentle levels",
    Levelling.EVEN: "Even levels",
}
_EXTRAS: Mapping[str, Mapping[StrEnum, str]] = {
    "silences": {Silences.SHORTEN: "long pauses shortened"},
    "dead_air": {DeadAir.TRIM: "dead air trimmed"},
    "hum": {Hum.GENTLE: "hum taken down"},
    "noise": {Noise.GENTLE: "noise taken down"},
    "idle": {Idle.DOWN: "idle microphones turned down"},
    "seats": {Seats.APART: "voices side by side"},
    "formats": {
        Formats.OPUS: "also Opus",
        Formats.AAC: "also AAC",
        Formats.BOTH: "also Opus and AAC",
    },
}
_IDLE_DB = {Idle.OPEN: 0.0, Idle.DOWN: 15.0}
_TARGET_LUFS = {Loudness.APPS: -16.0, Loudness.MONO: -19.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The sound settings; without a choice an episode sounds as it did before there was one."""

    levelling: Levelling = Levelling.EVEN
    loudness: Loudness = Loudness.APPS
    silences: Silences = Silences.KEEP
    dead_air: DeadAir = DeadAir.KEEP
    hum: Hum = Hum.OFF
    noise: Noise = Noise.OFF
    idle: Idle = Idle.OPEN
    seats: Seats = Seats.MIDDLE
    formats: Formats = Formats.MP3

    @property
    def levelling_strength(self) -> float:
        """From 0 (everybody as loud as recorded) to 1 (all alike)."""
        return _STRENGTH[self.levelling]

    @property
    def target_lufs(self) -> float:
        return _TARGET_LUFS[self.loudness]

    @property
    def idle_db(self) -> float:
        """By how much a track goes down while nobody speaks on it."""
        return _IDLE_DB[self.idle]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting in plain words: what is asked, and each answer with what it does."""

    name: str
    question: str
    answers: Mapping[StrEnum, tuple[str, str]]


SETTINGS: Mapping[str, Setting] = {
    "levelling": Setting(
        name="Levels",
        question="How alike are the voices?",
        answers={
            Levelling.OFF: ("Off", "Everybody is as loud as they were recorded."),
            Levelling.GENTLE: (
                "Gentle",
                "Quiet voices come half the way up, loud ones half the way down.",
            ),
            Levelling.EVEN: ("Even", "All voices are about as loud as each other."),
        },
    ),
    "loudness": Setting(
        name="Loudness",
        question="How loud is the episode?",
        answers={
            Loudness.APPS: ("−16 LUFS", "What most apps expect."),
            Loudness.MONO: (
                "−19 LUFS",
                "Quieter: a habit for mono files, since some players make them 3 dB louder.",
            ),
        },
    ),
    "silences": Setting(
        name="Long pauses",
        question="What becomes of long pauses?",
        answers={
            Silences.KEEP: ("Kept", "Everybody thinks as long as they thought."),
            Silences.SHORTEN: (
                "Shortened",
                "Of a pause over 1.5 seconds in which nobody speaks 0.8 seconds stay.",
            ),
        },
    ),
    "dead_air": Setting(
        name="Dead air",
        question="What becomes of silence at the start and the end?",
        answers={
            DeadAir.KEEP: ("Kept", "It begins and ends as it was recorded."),
            DeadAir.TRIM: ("Trimmed", "It begins with the first sound and ends with the last."),
        },
    ),
    "hum": Setting(
        name="Hum",
        question="What becomes of hum?",
        answers={
            Hum.OFF: ("Left in", "Nothing is taken down."),
            Hum.GENTLE: (
                "Taken down",
                "The hum of mains and rumble below voices go, where there is any.",
            ),
        },
    ),
    "noise": Setting(
        name="Noise",
        question="What becomes of noise?",
        answers={
            Noise.OFF: ("Left in", "Nothing is taken down."),
            Noise.GENTLE: (
                "Taken down",
                "Steady noise is 8 dB quieter where nobody speaks; voices are left alone.",
            ),
        },
    ),
    "idle": Setting(
        name="Idle microphones",
        question="What becomes of a microphone while nobody speaks into it?",
        answers={
            Idle.OPEN: ("Left open", "Every room is heard throughout, with what leaks into it."),
            Idle.DOWN: (
                "Turned down",
                "A voice’s own track is 15 dB quieter until it speaks. The last to speak stays up.",
            ),
        },
    ),
    "seats": Setting(
        name="Seats",
        question="Where is each voice heard?",
        answers={
            Seats.MIDDLE: ("In the middle", "All voices come from the same place."),
            Seats.APART: (
                "Side by side",
                "Voices with a track of their own sit a little left and right, in stereo.",
            ),
        },
    ),
    "formats": Setting(
        name="Formats",
        question="What is offered beside the MP3?",
        answers={
            Formats.MP3: ("MP3 alone", "Every app plays it."),
            Formats.OPUS: (
                "Also Opus",
                "Half the size, for apps that choose it. An episode takes twice as long to make.",
            ),
            Formats.AAC: (
                "Also AAC",
                "Smaller, for apps that choose it. An episode takes twice as long to make.",
            ),
            Formats.BOTH: (
                "Also Opus and AAC",
                "Apps choose. An episode takes about three times as long to make.",
            ),
        },
    ),
}


def chosen(*said: Mapping[str, str]) -> Sound:
    """The settings of several who had a say, by name; the last one who said something counts.
    Empty is nothing said, a word that is not known is none."""
    found: dict[str, Any] = {}
    for one in said:
        known = {name: word for name, word in one.items() if word in _words(name)}
        found |= {name: _kind(name)(word) for name, word in known.items()}
    return Sound(**found)


def _kind(name: str) -> type[StrEnum]:
    return type(getattr(Sound(), name))


def _words(name: str) -> tuple[str, ...]:
    return tuple(_kind(name)) if name in SETTINGS else ()


def words_of(sound: Sound) -> dict[str, str]:
    """By the name of each setting, as it is stored."""
    return {one.name: str(getattr(sound, one.name)) for one in fields(Sound)}


def answer(sound: Sound, name: str) -> str:
    """What was chosen, in a word: “Even”."""
    return SETTINGS[name].answers[getattr(sound, name)][0]


def effect(sound: Sound, name: str) -> str:
    """What that does, in a sentence."""
    return SETTINGS[name].answers[getattr(sound, name)][1]


def summary(sound: Sound) -> str:
    """“Even levels, −16 LUFS, long pauses shortened”."""
    said = (words.get(getattr(sound, name), "") for name, words in _EXTRAS.items())
    return ", ".join([_LEVELS[sound.levelling], answer(sound, "loudness"), *filter(None, said)])
