"""What a feed is written from: frozen values, complete and already cleared.

No names that must not stand, no episode that may not be heard: whoever makes these has decided.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDocument:
    """Somebody heard; `role` and `group` are words of the podcast taxonomy, in lower case."""

    name: str
    role: str = "guest"
    group: str = "cast"
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptDocument:
    """One form of the words; `rel` is "captions" where the times fit the sound closely."""

    url: str
    type: str
    language: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundbiteDocument:
    """A part worth hearing, in milliseconds of the episode; its title is plain."""

    start_ms: int
    duration_ms: int
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosureDocument:
    """The file: its stable address, its length in bytes, its media type."""

    url: str
    bytes: int
    type: str = "audio/mpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternateDocument:
    """The same sound in another format. `codec` is its name after RFC 6381, `bitrate` in bits a
    second, `sha256` in hex."""

    url: str
    bytes: int
    type: str
    codec: str
    bitrate: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeDocument:
    """One item. `guid` never changes; `notes_html` is sanitised, `notes_text` says the same.
    `free_of_ads` is kept free of the advertising that the show carries."""

    guid: str
    title: str
    link: str
    published: datetime
    enclosure: EnclosureDocument
    duration_s: int
    notes_html: str = ""
    notes_text: str = ""
    explicit: bool = False
    number: int | None = None
    season: int | None = None
    kind: str = "full"
    image_url: str = ""
    persons: tuple[PersonDocument, ...] = ()
    transcripts: tuple[TranscriptDocument, ...] = ()
    alternates: tuple[AlternateDocument, ...] = ()
    chapters_url: str = ""
    soundbites: tuple[SoundbiteDocument, ...] = ()
    free_of_ads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDocument:
    """The channel. `updated` is when its content last changed; `items` are newest first."""

    guid: UUID
    title: str
    description: str
    link: str
    self_url: str
    updated: datetime
    language: str = "en"
    author: str = ""
    owner_email: str = ""
    category: str = ""
    subcategory: str = ""
    explicit: bool = False
    image_url: str = ""
    locked: bool = True
    copyright: str = ""
    kind: str = "episodic"
    hub_url: str = ""
    items: tuple[EpisodeDocument, ...] = field(default=())
