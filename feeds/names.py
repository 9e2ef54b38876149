"""Names of people who have not agreed to be named, out of any text: "Guest 2" instead. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Shorter words are too often something else: "Al", "Bo", "the".
_MIN_PART = 3
_MIN_BARE_HANDLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """One person who is not named, and the name they go by: "Guest 2"."""

    guest: str
    name: str = ""
    handle: str = ""


def masked(text: str, hidden: Iterable[Hidden], shown: Iterable[str] = ()) -> str:
    """The text with each hidden person's name, its parts and handle replaced, as whole words.

    Parts of a name stand alone in speech ("thank you, Noor"); they are replaced where their case
    is that of the name, and not where somebody who is named shares them.
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
        _whole_word(re.escape(part))
        for part in sorted(parts, key=len, reverse=True)
        if (len(part) >= _MIN_PART or len(parts) == 1) and part not in spared
    ]
    return found


def _whole_word(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)", flags)
