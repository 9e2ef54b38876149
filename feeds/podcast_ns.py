"""The iTunes and podcast tags, as extensions of feedgen; plain RSS is in `feeds.rss`.

feedgen's own iTunes extension is not used: it refuses explicit "true", and pictures whose
address does not end in ".jpg" or ".png" in lower case.
"""

from base64 import b64encode
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feeds.documents import (
    AlternateDocument,
    EpisodeDocument,
    PersonDocument,
    ShowDocument,
    SoundbiteDocument,
)
from feeds.text import PERSON_CHARS, legal, one_line

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST}

SOUNDBITE_CHARS = 128
GUID_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def podcast_guid(feed_url: str) -> UUID:
    """The show's podcast:guid: UUIDv5 of the address without scheme and without trailing slashes.

    Given once, from the first address; a show that moves takes its guid along.
    """
    _, _, rest = feed_url.rpartition("://") if urlsplit(feed_url).scheme else ("", "", feed_url)
    return uuid5(GUID_NAMESPACE, rest.rstrip("/"))


def _tag(parent: Any, space: str, name: str, text: str = "", **attributes: str) -> Any:
    """One element; empty text and empty attributes are left out, illegal characters too."""
    element = etree.SubElement(parent, f"{{{space}}}{name}")
    if text:
        element.text = one_line(text)
    for key, value in attributes.items():
        if value:
            element.set(key, legal(value).strip())
    return element


def _flag(value: bool, yes: str = "true", no: str = "false") -> str:
    return yes if value else no


class ShowTags(BaseExtension):  # type: ignore[misc]
    """The channel's tags; `show` is set before the feed is written."""

    show: ShowDocument

    def extend_ns(self) -> dict[str, str]:
        return NAMESPACES

    def extend_rss(self, feed: Any) -> Any:
        channel, show = feed[0], self.show
        if show.hub_url:  # feedgen writes atom:link for rel="self" alone
            _tag(channel, ATOM, "link", href=show.hub_url, rel="hub")
        if show.author:
            _tag(channel, ITUNES, "author", show.author)
        _tag(channel, ITUNES, "explicit", _flag(show.explicit))
        if show.image_url:
            _tag(channel, ITUNES, "image", href=show.image_url)
        _categories(channel, show)
        _tag(channel, ITUNES, "type", show.kind)
        _owner(channel, show)
        _tag(channel, PODCAST, "guid", str(show.guid))
        _tag(channel, PODCAST, "locked", _flag(show.locked, "yes", "no"), owner=show.owner_email)
        return feed


def _categories(channel: Any, show: ShowDocument) -> None:
    if not show.category:
        return
    parent = _tag(channel, ITUNES, "category")
    parent.set("text", one_line(show.category))
    if show.subcategory:
        _tag(parent, ITUNES, "category").set("text", one_line(show.subcategory))


def _owner(channel: Any, show: ShowDocument) -> None:
    """Only while a directory verifies the show: this address is read by everybody."""
    if not show.owner_email:
        return
    owner = _tag(channel, ITUNES, "owner")
    _tag(owner, ITUNES, "name", show.author or show.title)
    _tag(owner, ITUNES, "email", show.owner_email)


class EpisodeTags(BaseEntryExtension):  # type: ignore[misc]
    """An item's tags; `episode` is set before the item is written."""

    episode: EpisodeDocument

    def extend_ns(self) -> dict[str, str]:
        return NAMESPACES

    def extend_rss(self, item: Any) -> Any:
        episode = self.episode
        _tag(item, ITUNES, "duration", str(int(episode.duration_s)))
        _tag(item, ITUNES, "explicit", _flag(episode.explicit))
        _tag(item, ITUNES, "episodeType", episode.kind)
        for name, number in (("season", episode.season), ("episode", episode.number)):
            if number:
                _tag(item, ITUNES, name, str(int(number)))
        if episode.image_url:
            _tag(item, ITUNES, "image", href=episode.image_url)
        for person in episode.persons:
            _person(item, person)
        if episode.free_of_ads:
            _tag(item, PODCAST, "txt", "none", purpose="advertising")
        _accompaniments(item, episode)
        for alternate in episode.alternates:
            _alternate(item, alternate)
        return item


def _person(item: Any, person: PersonDocument) -> None:
    name = one_line(person.name, PERSON_CHARS)
    if name:
        tag = _tag(item, PODCAST, "person", role=person.role, group=person.group, href=person.url)
        tag.text = name


def _accompaniments(item: Any, episode: EpisodeDocument) -> None:
    for transcript in episode.transcripts:
        _tag(
            item,
            PODCAST,
            "transcript",
            url=transcript.url,
            type=transcript.type,
            language=transcript.language,
            rel=transcript.rel,
        )
    if episode.chapters_url:
        _tag(item, PODCAST, "chapters", url=episode.chapters_url, type="application/json+chapters")
    for bite in episode.soundbites:
        _soundbite(item, bite)


def _soundbite(item: Any, bite: SoundbiteDocument) -> None:
    """Seconds with their thousandths; the title has at most 128 characters."""
    title = one_line(bite.title, SOUNDBITE_CHARS)
    start, length = (f"{ms / 1000:.3f}" for ms in (bite.start_ms, bite.duration_ms))
    _tag(item, PODCAST, "soundbite", title, startTime=start, duration=length)


def _alternate(item: Any, alternate: AlternateDocument) -> None:
    """Never the default: the enclosure is. The hash is written as in the SRI of the web."""
    tag = _tag(
        item,
        PODCAST,
        "alternateEnclosure",
        type=alternate.type,
        length=str(alternate.bytes),
        bitrate=str(alternate.bitrate),
        codecs=alternate.codec,
        default="false",
    )
    _tag(tag, PODCAST, "source", uri=alternate.url)
    digest = b64encode(bytes.fromhex(alternate.sha256)).decode()
    _tag(tag, PODCAST, "integrity", type="sri", value=f"sha256-{digest}")
