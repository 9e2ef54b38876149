"""Documents → the bytes of an RSS 2.0 feed, the same bytes for the same documents. Pure.

One item that cannot be written is left out and reported; it never costs another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.documents import EpisodeDocument, ShowDocument
from feeds.podcast_ns import EpisodeTags, ShowTags
from feeds.text import NOTES_BYTES, clipped, legal, one_line, plain

CONTENT_TYPE = "application/rss+xml; charset=utf-8"

# feedgen sets the locale of the whole process while it writes a date: one feed at a time.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An item that is not in the feed, and why, for the log and the host."""

    guid: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    body: bytes
    dropped: tuple[Dropped, ...] = ()


class NotWritable(Exception):
    """An item that directories and apps would refuse; `str(error)` says why."""

    permanent = True


def write(show: ShowDocument) -> Written:
    """The whole feed as UTF-8 with an XML declaration, items in the order given."""
    with _one_at_a_time:
        feed = _channel(show)
        dropped = tuple(_add_items(feed, show))
        return Written(
            body=feed.rss_str(pretty=True, encoding="UTF-8", xml_declaration=True),
            dropped=dropped,
        )


def _channel(show: ShowDocument) -> FeedGenerator:
    feed = FeedGenerator()
    feed.register_extension("roomcast", ShowTags, EpisodeTags, atom=False, rss=True)
    feed.roomcast.show = show
    title = one_line(show.title) or "Untitled"
    feed.title(title)
    feed.description(clipped(show.description) or title)
    # feedgen takes the last link of any rel for <link>: the feed's own address goes first.
    feed.link(href=legal(show.self_url), rel="self", type="application/rss+xml")
    feed.link(href=legal(show.link), rel="alternate")
    feed.language(one_line(show.language))
    feed.generator("Roomcast")
    # Without this feedgen writes the time of writing, and no two feeds are equal.
    feed.updated(_utc(show.updated))
    if show.copyright:
        feed.copyright(one_line(show.copyright))
    if show.image_url:
        feed.image(legal(show.image_url), title=title, link=legal(show.link))
    return feed


def _add_items(feed: FeedGenerator, show: ShowDocument) -> Iterator[Dropped]:
    guids: set[str] = set()
    addresses: set[str] = set()
    for episode in show.items:
        try:
            _refuse_doubles(episode, guids, addresses)
            feed.add_entry(_item(episode), order="append")
        except (NotWritable, ValueError, TypeError, AttributeError, OverflowError) as error:
            yield Dropped(guid=repr(episode.guid), sentence=str(error) or type(error).__name__)


def _refuse_doubles(episode: EpisodeDocument, guids: set[str], addresses: set[str]) -> None:
    """Apps take two items with one guid, or one file, for the same and ignore the second."""
    if episode.guid in guids:
        raise NotWritable("Another item has this guid.")
    if episode.enclosure.url in addresses:
        raise NotWritable("Another item has this file's address.")
    _refuse_gaps(episode)
    guids.add(episode.guid)
    addresses.add(episode.enclosure.url)


def _refuse_gaps(episode: EpisodeDocument) -> None:
    if not episode.guid or legal(episode.guid) != episode.guid:
        raise NotWritable("The guid is empty or holds characters that XML cannot.")
    if not one_line(episode.title):
        raise NotWritable("It has no title.")
    if not episode.enclosure.url or episode.enclosure.bytes <= 0:
        raise NotWritable("It has no file.")
    if episode.published.tzinfo is None:
        raise NotWritable("Its date has no time zone.")


def _item(episode: EpisodeDocument) -> FeedEntry:
    entry = _Entry()
    entry.register_extension("roomcast", EpisodeTags, atom=False, rss=True)
    entry.roomcast.episode = episode
    entry.title(one_line(episode.title))
    entry.guid(episode.guid, permalink=False)
    entry.published(_utc(episode.published))
    entry.enclosure(legal(episode.enclosure.url), episode.enclosure.bytes, episode.enclosure.type)
    if episode.link:
        entry.link(href=legal(episode.link), rel="alternate")
    _notes(entry, episode)
    entry.write()
    return entry


class _Entry(FeedEntry):  # type: ignore[misc]
    """An item that is written once, alone: what cannot be written shows only in writing."""

    def write(self) -> None:
        self._element = super().rss_entry()
        etree.tostring(self._element, encoding="UTF-8")

    def rss_entry(self, extensions: bool = True) -> Any:
        """feedgen asks for this as it puts the feed together."""
        del extensions
        return self._element


def _notes(entry: FeedEntry, episode: EpisodeDocument) -> None:
    """HTML where it fits into a description, else its words; and the whole HTML beside it."""
    html, text = plain(episode.notes_html), plain(episode.notes_text)
    if html:
        entry.content(html, type="CDATA")
    fits = len(html.encode()) <= NOTES_BYTES
    short = html if html and fits else clipped(text)
    if short:
        entry.description(short)


def _utc(at: datetime) -> Any:
    """feedgen writes the offset it finds; ours is always +0000, to the second."""
    return at.astimezone(UTC).replace(microsecond=0)
