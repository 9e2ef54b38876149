"""Telling a WebSub hub that a feed has changed, so that apps ask for it at once.

Off until the site names a hub and may ask other sites. The feed's row says what the hub was told;
a job tells it, and the sweep finds what was lost.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from feeds.models import Feed
from recordings import jobs, outbound
from recordings.outbound import OutboundFailed, Rules

TELL = "websub"
TASK = "feeds.tasks.tell_hub"
TRIES = 5
AGAIN = timedelta(minutes=30)
"""After so long a hub is told once more that did not take it before."""


def hub() -> str:
    """The hub's address; empty where none is told."""
    return str(settings.WEBSUB_HUB) if settings.OUTBOUND else ""


def changed(feed_id: int) -> None:
    """Have the hub told, in the caller's transaction: once, however often the feed changes
    until then."""
    if hub():
        jobs.start(TELL, feed_id, TASK, max_attempts=TRIES)


def tell(feed_id: int, rules: Rules | None = None) -> bool:
    """Tell the hub about a feed, unless it knows. Raises `OutboundFailed`.

    The version is read before: what changes meanwhile is told by the next job.
    """
    feed = Feed.objects.select_related("show").filter(pk=feed_id).first()
    if feed is None or not hub() or feed.told_version >= feed.version:
        return False
    address = f"{settings.SITE_URL}{reverse('feeds:feed', args=[feed.show.slug])}"
    form = {"hub.mode": "publish", "hub.topic": address, "hub.url": address}
    status = outbound.post(hub(), form, rules=rules).status
    if not 200 <= status < 300:
        lasting = 400 <= status < 500 and status not in (408, 429)
        raise OutboundFailed(f"The hub answered with {status}.", permanent=lasting)
    Feed.objects.filter(pk=feed.pk).update(told_version=feed.version)
    return True


def sweep(now: datetime) -> None:
    """Start what the queue lost, what changed while the hub was told, and what it did not take."""
    if not hub():
        return
    for pk in Feed.objects.filter(told_version__lt=F("version")).values_list("pk", flat=True):
        last = jobs.latest(TELL, pk)
        failed = last is not None and last.state == last.State.FAILED
        if not (failed and last and last.finished_at and last.finished_at > now - AGAIN):
            changed(pk)
