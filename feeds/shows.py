"""The verbs of a Show: create it with its feed, say that its feed has changed."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from feeds import websub
from feeds.models import Feed, Show
from feeds.podcast_ns import podcast_guid
from feeds.slugs import is_reserved
from recordings.find import NotFound
from recordings.models import Host


class ShowRefused(Exception):
    """A show that cannot be; `str(error)` is a sentence for the host."""

    permanent = True


def feed_url(show: Show) -> str:
    """The address listeners subscribe to; stable, and always on our own site."""
    return f"{settings.SITE_URL}{reverse('feeds:feed', args=[show.slug])}"


def page_url(show: Show) -> str:
    return f"{settings.SITE_URL}{show.get_absolute_url()}"


def create_show(host: Host, *, slug: str, title: str, **facts: Any) -> Show:
    """A show and its public feed. Raises `ShowRefused` where the address is taken."""
    if is_reserved(slug):
        raise ShowRefused(f"The address “{slug}” is kept for the site. Choose another.")
    if Show.objects.filter(slug=slug).exists():
        raise ShowRefused(f"The address “{slug}” belongs to another show. Choose another.")
    show = Show(host=host, slug=slug, title=title, **facts)
    show.author = show.author or host.name
    show.guid = podcast_guid(feed_url(show))
    with transaction.atomic():
        show.save(force_insert=True)
        Feed.objects.create(show=show)
    return show


def find_show(host: Host, slug: str) -> Show:
    """The host's show with that slug. Raises `NotFound`."""
    show = Show.objects.filter(slug=slug, host=host).first()
    if show is None:
        raise NotFound(f"{host} has no show “{slug}”. Create it with create_show.")
    return show


def rewrite(show: Show, **facts: Any) -> None:
    """Change what the show says of itself; its feed is out of date from then on."""
    with transaction.atomic():
        for name, value in facts.items():
            setattr(show, name, value)
        show.save(update_fields=[*facts, "updated_at"])
        feed_changed(show.pk)


def lock_feeds(show_ids: Iterable[int]) -> None:
    """Lock several shows' feeds in one order, so that two withdrawals never wait crosswise."""
    feeds = Feed.objects.select_for_update().filter(show_id__in=set(show_ids)).order_by("pk")
    list(feeds.values_list("pk", flat=True))


def feed_changed(show_id: int) -> None:
    """Every feed of the show is out of date from this transaction's commit on.

    `changed_at` grows by a second at least, whatever the clocks say: it is the Last-Modified that
    apps ask by, which has no smaller parts.
    """
    for feed in Feed.objects.select_for_update().filter(show_id=show_id).only("changed_at"):
        later = max(timezone.now(), feed.changed_at + timedelta(seconds=1))
        Feed.objects.filter(pk=feed.pk).update(version=F("version") + 1, changed_at=later)
        websub.changed(feed.pk)
