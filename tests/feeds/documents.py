"""Documents that tests write feeds from: Hana's show and its episodes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from feeds.documents import EnclosureDocument, EpisodeDocument, PersonDocument, ShowDocument

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def an_episode(nth: int = 1, **changes: Any) -> EpisodeDocument:
    facts: dict[str, Any] = {
        "guid": f"00000000-0000-4000-8000-{nth:012}",
        "title": f"Rent strikes, part {nth}",
        "link": f"https://rooms.example/open-table/{nth}/",
        "published": AT - timedelta(days=nth),
        "enclosure": EnclosureDocument(
            url=f"https://rooms.example/open-table/{nth}/audio.mp3", bytes=31_700_000 + nth
        ),
        "duration_s": 2642,
        "notes_html": "<p>Three organisers look back.</p>",
        "notes_text": "Three organisers look back.",
        "number": nth,
        "persons": (PersonDocument(name="Hana Osei", role="host"), PersonDocument(name="Guest 2")),
    }
    return EpisodeDocument(**facts | changes)


def a_show(*items: EpisodeDocument, **changes: Any) -> ShowDocument:
    facts: dict[str, Any] = {
        "guid": UUID("917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        "title": "Open Table",
        "description": "Rooms about rent, and who pays it.",
        "link": "https://rooms.example/open-table/",
        "self_url": "https://rooms.example/open-table/feed.xml",
        "updated": AT,
        "author": "Hana Osei",
        "category": "Society & Culture",
        "subcategory": "Documentary",
        "image_url": "https://rooms.example/open-table/cover-0123456789ab.png",
        "copyright": "Hana Osei",
        "items": items,
    }
    return ShowDocument(**facts | changes)
