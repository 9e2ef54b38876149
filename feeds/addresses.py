"""The addresses that listeners and their apps know: absolute, on our own site, stable for ever.

The origin comes from the settings, never from a request.
"""

from django.conf import settings
from django.urls import reverse

from feeds.models import Artwork, Clip, Episode, Show
from recordings.audio.plan import Codec

COVER_ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
HASH_LENGTH = 12
"""Hex digits of a picture's hash in its address."""


def feed(show: Show) -> str:
    return _site(reverse("feeds:feed", args=[show.slug]))


def page(thing: Show | Episode | Clip) -> str:
    return _site(thing.get_absolute_url())


def audio(episode: Episode) -> str:
    """The same for every cut of the episode; what it answers with may change."""
    return _of("audio", episode)


def enclosure(episode: Episode, ending: str = Codec.MP3.ending) -> str:
    """A file of the episode as feeds name it, the same for every cut of it. Its last part is like
    no other episode's: some apps save what they fetch under that name."""
    return _of("enclosure", episode, ending)


def clip(one: Clip, ending: str) -> str:
    """The file of a clip; `ending` is mp3 or mp4."""
    return _of("clip_file", one.episode, str(one.uid), ending)


def alternate(episode: Episode, ending: str) -> str:
    """The same sound in another format; `ending` is that of its file."""
    return _of("alternate", episode, ending)


def transcript(episode: Episode, form: str) -> str:
    """`form` is vtt, srt, json or html."""
    return _of("transcript", episode, form)


def chapters(episode: Episode) -> str:
    return _of("chapters", episode)


def cover(show: Show, artwork: Artwork | None) -> str:
    """A new picture has a new address: apps keep the old one for months. Empty without one."""
    if artwork is None:
        return ""
    ending = COVER_ENDINGS[artwork.content_type]
    return _site(reverse("feeds:artwork", args=[show.slug, artwork.sha256[:HASH_LENGTH], ending]))


def _of(name: str, episode: Episode, *more: str) -> str:
    return _site(reverse(f"feeds:{name}", args=[episode.show.slug, episode.uid, *more]))


def _site(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
