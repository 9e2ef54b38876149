"""Names of people out of any text: "Guest 2" instead of who is not to be named. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Shorter words are too often something else: "Al", "Bo", "the".
_MIN_PART = 3
_MIN_BARE_HANDLE = 4
# Names that are words too count as names only in their own case: "Will said they will".
_WORDS_IN_NAMES = (
    "april archer art august baker best bill black brook brown case chance cliff cook "
    "crystal daisy dale dawn day dean dick drew early earnest faith field fisher ford "
    "forest fox frank gene gold good grace grant gray green guy hall hardy harmony heath "
    "heather hill holly hope hunter iris ivy jack jade jay jean joy june king lane law lily "
    "long love major mark mason may miles moon nick north olive page park pat pearl penny "
    "pierce pope price queen ray reed rich river rob robin rock rose ruby rusty sage sandy "
    "sharp short sky smith star stone strong sue summer taylor violet walker ward waters "
    "wells west white will winter wise wood woods young"
)
_WORDS = frozenset(_WORDS_IN_NAMES.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """One person who is not named, and the name they go by: "Guest 2"."""

    guest: str
    name: str = ""
    handle: str = ""


def masked(text: str, hidden: Iterable[Hidden], shown: Iterable[str] = ()) -> str:
    """The text with each hidden person's name, its parts and handle replaced, as whole words.

    Parts of a name stand alone in speech ("thank you, Noor"), and captions often have no
    capitals: case does not matter, but for names that are words. What somebody who is named
    shares stays theirs.
    """
    spared = {part for name in shown for part in name.split()}
    for person in hidden:
        for pattern in _patterns(person, spared):
            text = pattern.sub(person.guest, text)
    return text


def _patterns(person: Hidden, spared: set[str]) -> list[re.Pattern[str]]:
    """Longest first, so that the whole name goes before its parts."""
    name, handle = person.name.strip(), person.handle.strip().lstrip("@")
    found = []
    if handle:
        at = "@?" if len(handle) >= _MIN_BARE_HANDLE else "@"
        found.append(_whole_word(at + re.escape(handle), re.IGNORECASE))
    parts = name.split()
    if len(parts) > 1:
        spaced = r"\s+".join(re.escape(part) for part in parts)
        found.append(_whole_word(spaced, re.IGNORECASE))
    found += [
        _whole_word(re.escape(part), 0 if part.lower() in _WORDS else re.IGNORECASE)
        for part in sorted(parts, key=len, reverse=True)
        if (len(part) >= _MIN_PART or len(parts) == 1) and part not in spared
    ]
    return found


def _whole_word(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)", flags)
