"""How shows and episodes present themselves: on their pages, in link previews, in apps."""

from dataclasses import dataclass
from urllib.parse import quote

from feeds import addresses
from feeds.models import Show
from feeds.notes import notes_html, notes_text
from feeds.pages.listening import ListenerEpisode
from feeds.snapshots import cover_of
from feeds.text import clipped

PREVIEW_BYTES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFace:
    """A show on a page; `text_html` is sanitised, `cover_url` empty where there is no picture."""

    title: str
    author: str
    path: str
    text_html: str
    cover_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a link preview shows (Open Graph). Addresses are absolute."""

    type: str
    title: str
    description: str
    url: str
    image: str
    image_alt: str
    audio: str = ""
    audio_type: str = ""
    video: str = ""
    video_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A listener's app by its name, and the address that makes it follow a feed."""

    name: str
    address: str
    runs_on: str


def show_face(show: Show) -> ShowFace:
    return ShowFace(
        title=show.title,
        author=show.author or show.host.name,
        path=show.get_absolute_url(),
        text_html=notes_html(show.description),
        cover_url=addresses.cover(show, cover_of(show)),
    )


def show_card(show: Show) -> Card:
    text = notes_text(notes_html(show.description)) or f"A podcast by {show.author}"
    return Card(
        type="website",
        title=show.title,
        description=clipped(text, PREVIEW_BYTES),
        url=addresses.page(show),
        image=addresses.cover(show, cover_of(show)),
        image_alt=f"Cover of {show.title}",
    )


def episode_card(show: Show, episode: ListenerEpisode) -> Card:
    text = episode.notes_text or f"An episode of {show.title}"
    return Card(
        type="music.song",
        title=episode.title,
        description=clipped(text, PREVIEW_BYTES),
        url=episode.page_url,
        image=addresses.cover(show, cover_of(show)),
        image_alt=f"Cover of {show.title}",
        audio=episode.audio_url,
        audio_type=episode.content_type,
    )


def apps(feed_url: str) -> tuple[App, ...]:
    """Apps that can be told a feed by a link. Names in text; nobody's logo."""
    bare = feed_url.partition("://")[2]
    return (
        App(name="Apple Podcasts", address=f"podcast://{bare}", runs_on="iPhone, iPad, Mac"),
        App(
            name="Overcast",
            address=f"overcast://x-callback-url/add?url={quote(feed_url, safe='')}",
            runs_on="iPhone, iPad",
        ),
        App(
            name="Pocket Casts",
            address=f"pktc://subscribe/{bare}",
            runs_on="Android, iPhone, iPad",
        ),
        App(name="AntennaPod", address=f"antennapod-subscribe://{bare}", runs_on="Android"),
    )
