"""What is said of an Episode to the command line and to scripts: one flat document."""

from typing import Any

from django.conf import settings

from feeds import addresses
from feeds.models import Episode
from feeds.shows import feed_url


def describe(episode: Episode) -> dict[str, Any]:
    """Addresses are absolute; sizes in bytes, times in ms; what is not made yet is None."""
    master = episode.master
    file = master.file if master else None
    return {
        "episode": str(episode.uid),
        "guid": episode.guid,
        "title": episode.title,
        "stage": episode.stage,
        "feed_url": feed_url(episode.show),
        "page_url": f"{settings.SITE_URL}{episode.get_absolute_url()}",
        "enclosure_url": addresses.enclosure(episode),
        "bytes": file.bytes if file else None,
        "duration_ms": master.duration_ms if master else None,
        "lufs": round(master.lufs, 2) if master else None,
        "true_peak_dbtp": round(master.true_peak_dbtp, 2) if master else None,
    }
