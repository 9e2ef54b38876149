"""Where personal data lies, table by table: what is given out of it, and how it goes. Pure.

Every text, JSON and binary column of the apps is in one of their tables; a test sees to that.
The tables of the apps above are in their own `personal`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Erase(StrEnum):
    """What an erasure does to a column."""

    OWN = "own"
    """Emptied in the person's own rows."""
    MASK = "mask"
    """Text of others that may name them: their names give way to “Guest 2”."""
    CLEAR = "clear"
    """Emptied as a whole in whatever is about a recording of theirs, and where it names them."""
    LEDGER = "ledger"
    """Goes with the personal text of a line; the chain still verifies."""
    OBJECT = "object"
    """The key of a stored object that may hold their voice: the object is removed or made anew."""
    DERIVED = "derived"
    """Made from other columns: emptied, and made anew when it is needed."""
    NOTHING = "nothing"
    """Not personal, for the reason given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One column. `secret` ones are in no export: keys of the site, not facts about somebody.
    `shared` says that the object behind a key holds others too: no export has it."""

    erase: Erase
    why: str = ""
    secret: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One model. Lookups lead from a row to the Speaker it belongs to (`owner`), to the Recording
    it is about (`near`), and to the Host whose it is (`host`); empty where there is none.
    `goes` says that the person's own rows are deleted."""

    owner: str = ""
    near: str = ""
    host: str = ""
    goes: bool = False
    columns: Mapping[str, Place] = field(default_factory=dict)


OWN = Place(erase=Erase.OWN)
MASK = Place(erase=Erase.MASK)
CLEAR = Place(erase=Erase.CLEAR)
LEDGER = Place(erase=Erase.LEDGER)
OBJECT = Place(erase=Erase.OBJECT, secret=True)
SHARED = Place(erase=Erase.OBJECT, secret=True, shared=True)


def not_personal(why: str, *, secret: bool = False) -> Place:
    return Place(erase=Erase.NOTHING, why=why, secret=secret)


HOSTS = "the host's own words about themselves, who is not a speaker here"
MARK = not_personal("a keyed hash, which tells nothing without the site's key", secret=True)
HASH = not_personal("a hash")
CODE = not_personal("a word of ours or of the source's, not of anybody")
KEY = not_personal("the key of a stored object without a voice in it", secret=True)

TABLES: Mapping[str, Table] = {
    "Host": Table(
        columns={
            "slug": not_personal(HOSTS),
            "name": not_personal(HOSTS),
            "email": not_personal(HOSTS),
        }
    ),
    "Member": Table(),
    "Room": Table(
        near="recordings",
        host="host",
        columns={
            "platform": CODE,
            "external_id": not_personal("the number of a room"),
            "title": MASK,
            "title_from": CODE,
            "started_at_from": CODE,
            "language": CODE,
        },
    ),
    "Recording": Table(
        near="pk",
        host="host",
        columns={
            "source": CODE,
            "sha256": HASH,
            "chapters": MASK,
            "raw": CLEAR,
            "unrecognised": CLEAR,
            "warnings": MASK,
        },
    ),
    "Speaker": Table(
        owner="pk",
        columns={"key": OWN, "name": OWN, "handle": OWN, "email": OWN, "external_ids": OWN},
    ),
    "Track": Table(
        owner="speaker",
        near="recording",
        columns={
            "name": MASK,
            "sha256": HASH,
            "original_key": OBJECT,
            "working_key": OBJECT,
            "peaks_key": OBJECT,
        },
    ),
    "Segment": Table(owner="speaker"),
    "NotAPerson": Table(near="recording"),
    "Cue": Table(owner="speaker", near="recording", goes=True, columns={"text": MASK}),
    "Import": Table(
        near="recording",
        host="host",
        columns={
            "source": CODE,
            "names": CLEAR,
            "paths": not_personal("names of ours"),
            "rooms": CLEAR,
            "room_key": CLEAR,
            "found": CLEAR,
            "sentence": CLEAR,
        },
    ),
    "VoiceErasure": Table(
        owner="speaker",
        columns={"leftovers": not_personal("keys of objects that are being removed", secret=True)},
    ),
    "Run": Table(
        columns={"kind": CODE, "task": CODE, "stage": CODE, "sentence": CLEAR, "log_tail": CLEAR},
    ),
}
