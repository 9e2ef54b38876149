"""What a listener gets of an episode at this moment, from every surface that serves it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client

from feeds.models import Episode
from tests.feeds.aired import App, body
from tests.verbs import Heard

OUT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """One answer: `text` is all of it, `heard` what the sound behind it holds."""

    name: str
    status: int
    text: str = ""
    heard: Heard | None = None


def addresses(episode: Episode) -> dict[str, str]:
    """Every address below which something of the episode is served, by a short name."""
    below = f"/{episode.show.slug}/{episode.uid}"
    return {
        "feed": f"/{episode.show.slug}/feed.xml",
        "show": f"/{episode.show.slug}/",
        "page": f"{below}/",
        "embed": f"{below}/embed/",
        "voice": f"{below}/voice/",
        "audio": f"{below}/audio.mp3",
        "vtt": f"{below}/transcript.vtt",
        "srt": f"{below}/transcript.srt",
        "json": f"{below}/transcript.json",
        "html": f"{below}/transcript.html",
        "chapters": f"{below}/chapters.json",
    }


BRIEF = ("feed", "page", "audio", "vtt", "chapters")
"""One surface of each kind."""


def surfaces(
    episode: Episode, names: tuple[str, ...] = BRIEF, client: Client | None = None
) -> Iterator[Surface]:
    lee = client or App()
    where = addresses(episode)
    for name in names:
        answer = lee.get(where[name])
        content = body(answer)
        if name == "audio":
            found: Heard | None = json.loads(content) if answer.status_code == OUT else None
            yield Surface(name=name, status=answer.status_code, heard=found)
        else:
            yield Surface(name=name, status=answer.status_code, text=content.decode())


def items(feed: Surface, guid: str) -> int:
    """How many items of a feed are this episode."""
    return len(re.findall(rf"<guid[^>]*>{re.escape(guid)}</guid>", feed.text))
