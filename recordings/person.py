"""What identifies one person, as words to look for and to take out of texts. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from recordings.names import Hidden, masked

_LEAST_ID = 5
_LEAST_HANDLE = 4
GONE = "…"
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """All that is known of somebody, over all rooms. `guest` is how they are called from now on."""

    guest: str = "a guest"
    names: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()

    @property
    def unique(self) -> tuple[str, ...]:
        """What is theirs alone, wherever it stands: addresses, account numbers, @handles."""
        ids = (one for one in self.ids if len(one) >= _LEAST_ID)
        handles = (f"@{one}" for one in self.handles if len(one) >= _LEAST_HANDLE)
        return _longest_first([*self.addresses, *ids, *handles])

    @property
    def telling(self) -> tuple[str, ...]:
        """What also names them where they are known: whole names and bare handles."""
        names = (name for name in self.names if len(name.split()) > 1 or len(name) >= _LEAST_ID)
        handles = (one for one in self.handles if len(one) >= _LEAST_HANDLE)
        return _longest_first([*self.unique, *names, *handles])

    def called(self, guest: str) -> "Person":
        return Person(
            guest=guest,
            names=self.names,
            handles=self.handles,
            addresses=self.addresses,
            ids=self.ids,
        )

    def out_of(self, text: str, shown: Iterable[str] = ()) -> str:
        """A text about a room of theirs without them: parts of their name and handle too, but
        for parts that somebody who is `shown` shares."""
        text = _without(text, self.unique, self.guest)
        hidden = [Hidden(guest=self.guest, name=name) for name in _longest_first(self.names)]
        hidden += [Hidden(guest=self.guest, handle=one) for one in _longest_first(self.handles)]
        return masked(text, hidden, shown)

    def out_of_anywhere(self, text: str) -> str:
        """A text about something else without what is theirs alone."""
        return _without(text, self.unique, self.guest)

    def out_of_host(self, text: str) -> str:
        """A text of a host who knows them, without what names them as a whole."""
        return _without(text, self.telling, self.guest)

    def is_in(self, text: str) -> bool:
        """Whether a text names them, in whatever spelling a file name or a log would have."""
        plain = _plain(text)
        return any(_plain(one) in plain for one in self.telling)


def through(value: Any, change: Any) -> Any:
    """A JSON value with `change` done to each text in it, keys among them."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [through(one, change) for one in value]
    if isinstance(value, dict):
        return {change(key): through(one, change) for key, one in value.items()}
    return value


def _longest_first(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({one for one in found if one.strip()}, key=lambda one: (-len(one), one)))


def _without(text: str, words: Iterable[str], guest: str) -> str:
    for word in words:
        spaced = r"\s+".join(re.escape(part) for part in word.split())
        text = re.sub(rf"(?<!\w){spaced}(?!\w)", guest, text, flags=re.IGNORECASE)
    return text


def _plain(text: str) -> str:
    return f" {_BETWEEN.sub(' ', text.casefold()).strip()} "
