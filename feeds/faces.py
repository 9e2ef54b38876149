"""How the speakers of a recording appear in public: by name, as "Guest 2", or not at all.

Rows and a Clearance in, values out. What is heard of them and when is `feeds.lanes`' matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from consent.policy import Clearance
from recordings.importers.room import Role
from recordings.models import Speaker
from recordings.names import Hidden, masked

ROLES = {Role.HOST: "host", Role.COHOST: "co-host", Role.SPEAKER: "guest"}
"""Words of the podcast taxonomy, in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One speaker in public; `quoted` is whether their words may be written down."""

    speaker_id: int
    name: str
    role: str
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """All who are heard, hosts first, and those whose names must not stand in any text."""

    faces: tuple[Face, ...]
    hidden: tuple[Hidden, ...]
    shown: tuple[str, ...]

    def clean(self, text: str) -> str:
        """A text of the host's or of a speaker's without the names that must not stand."""
        return masked(text, self.hidden, self.shown)

    @property
    def by_id(self) -> dict[int, Face]:
        return {face.speaker_id: face for face in self.faces}


def cast_of(speakers: Iterable[Speaker], clearance: Clearance) -> Cast:
    """The cast of a recording under a Clearance."""
    everyone = sorted(speakers, key=lambda s: (list(ROLES).index(Role(s.role)), s.number))
    unnamed = [speaker for speaker in everyone if speaker.pk in clearance.masked]
    return Cast(
        faces=tuple(
            Face(
                speaker_id=speaker.pk,
                name=public_name(speaker, clearance),
                role=ROLES[Role(speaker.role)],
                quoted=speaker.pk not in clearance.unwritten,
            )
            for speaker in everyone
            if speaker.pk in clearance.heard
        ),
        hidden=tuple(
            Hidden(guest=speaker.guest_name, name=speaker.name, handle=speaker.handle)
            for speaker in unnamed
        ),
        shown=tuple(s.display_name for s in everyone if s not in unnamed),
    )


def public_name(speaker: Speaker, clearance: Clearance) -> str:
    """The name a speaker agreed to be shown by, else "Guest 2".

    An account's handle is no name: it leads to a profile, and nothing of a source's is published.
    """
    return speaker.guest_name if speaker.pk in clearance.masked else speaker.public_name
