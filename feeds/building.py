"""A Feed's bytes: built anew when what it is made from has changed, never torn.

Whatever changes a feed raises its version in its own transaction; a reader that finds older
bytes builds them again before it answers.
"""

import gzip
import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from consent.clearance import next_end
from feeds import rss
from feeds.models import Feed
from feeds.shows import feed_changed
from feeds.snapshots import show_document

log = logging.getLogger(__name__)

_ATTEMPTS_WITHOUT_LOCK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One version of a feed, whole: `body` is gzip where that was asked for."""

    body: bytes
    etag: str
    modified_at: datetime


def current(show_slug: str, *, compressed: bool = False) -> Built | None:
    """The feed as it is now; None where there is no such show."""
    for attempt in range(_ATTEMPTS_WITHOUT_LOCK + 1):
        built = _read(show_slug, compressed)
        if built is not None:
            return built
        stale = Feed.objects.filter(show__slug=show_slug).select_related("show").first()
        if stale is None:
            return None
        if stale.built_version >= stale.version:
            expire(stale, timezone.now())
        elif attempt < _ATTEMPTS_WITHOUT_LOCK:
            build(stale)
        else:
            _build_locked(stale.pk)
    return _read(show_slug, compressed)


def _read(show_slug: str, compressed: bool) -> Built | None:
    """Body, tag and date from one row read at one moment; None where they are out of date."""
    column = "body_gzip" if compressed else "body"
    row = (
        Feed.objects.filter(
            Q(fresh_until=None) | Q(fresh_until__gt=timezone.now()),
            show__slug=show_slug,
            built_version__gte=F("version"),
        )
        .values_list(column, "etag", "changed_at")
        .first()
    )
    if row is None:
        return None
    body, etag, modified_at = row
    return Built(body=bytes(body), etag=etag, modified_at=modified_at)


def expire(feed: Feed, now: datetime) -> None:
    """A yes has ended that the stored bytes rest on: they are out of date from now on."""
    with transaction.atomic():
        due = Feed.objects.select_for_update().filter(pk=feed.pk, fresh_until__lte=now)
        if due.update(fresh_until=None):
            feed_changed(feed.show_id)


def build(feed: Feed) -> bool:
    """Write the bytes of the version that `feed` was read at.

    False where the version has moved on meanwhile: then rows of two versions may have been read,
    and nothing of it is kept.
    """
    until = _fresh_until(feed, timezone.now())
    written = rss.write(show_document(feed.show, feed.changed_at))
    for dropped in written.dropped:
        log.error("Feed %s leaves out item %s: %s", feed.uid, dropped.guid, dropped.sentence)
    kept = Feed.objects.filter(pk=feed.pk, version=feed.version).update(
        built_version=feed.version,
        fresh_until=until,
        body=written.body,
        body_gzip=gzip.compress(written.body, compresslevel=6, mtime=0),
        etag=hashlib.sha256(written.body).hexdigest()[:32],
    )
    return bool(kept)


def _fresh_until(feed: Feed, now: datetime) -> datetime | None:
    out = feed.show.episodes.published().values_list("recording", flat=True)
    return next_end(out, now)


def _build_locked(pk: int) -> None:
    """With the row locked nobody can raise the version, so this attempt is the last."""
    with transaction.atomic():
        build(Feed.objects.select_for_update(of=("self",)).select_related("show").get(pk=pk))
