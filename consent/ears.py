"""Which finished edit somebody who wants to hear it first has heard, and released. Pure.

An edit is what a Clearance takes out and what its host takes out beside. How it sounds (loudness,
music, formats, pauses that are shortened) is no part of it.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from consent.ledger import canonical

Part = tuple[str, int, int, int | None]
"""What a host takes out of a file: how, from and to (milliseconds on the recording's clock), and of
which speaker by id; None where it is taken out of all that is heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHost:
    """All that its host takes out of one finished file. `by_fingerprint` says that whoever released
    the fingerprint of its Clearance alone, as the first releases did, heard nothing that a host had
    taken anything out of: no file of those days has edits under it."""

    parts: tuple[Part, ...] = ()
    by_fingerprint: bool = False


def digest_of(fingerprint: str, parts: Iterable[Part]) -> str:
    """Names an edit: a Clearance by its fingerprint, and what its host takes out, in its order."""
    told = {"clearance": fingerprint, "by_host": [list(part) for part in parts]}
    return hashlib.sha256(canonical(told)).hexdigest()


def is_released(released: Collection[str], fingerprint: str, by_host: ByHost) -> bool:
    """Whether one of these digests is that of the edit. Where it is in doubt what was heard, it is
    not released."""
    if by_host.by_fingerprint and not by_host.parts and fingerprint in released:
        return True
    return digest_of(fingerprint, by_host.parts) in released
