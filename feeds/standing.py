"""Whether an episode may be served at this moment: the question that every surface asks.

The answer comes from the Clearance of the moment, never from a stage or a copy alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from consent.policy import Clearance
from feeds.lifecycle import Stage
from feeds.models import Episode, Master
from feeds.verdicts import verdicts


class Gone(Exception):
    """The episode was out once and is not now; nothing more is said about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An episode that may be served, its Master, and what may be shown of its speakers."""

    episode: Episode
    master: Master
    clearance: Clearance


def standing(episodes: Iterable[Episode]) -> tuple[Standing, ...]:
    """Those of the episodes that may be served, in their order; in a fixed number of queries.

    Their `show`, `recording` and `master` are best selected along.
    """
    rows = list(episodes)
    clearances = verdicts(rows)
    found = (_stands(episode, clearances.get(episode.pk)) for episode in rows)
    return tuple(one for one in found if one is not None)


def _stands(episode: Episode, clearance: Clearance | None) -> Standing | None:
    """Fails closed: out, made, allowed, and made under the very Clearance that holds now."""
    master = episode.master
    if episode.stage != Stage.PUBLISHED or master is None or clearance is None:
        return None
    if not clearance.may_go_out or not clearance.fingerprint:
        return None
    if master.clearance != clearance.fingerprint:
        return None
    return Standing(episode=episode, master=master, clearance=clearance)


def find(show_slug: str, uid: UUID) -> Standing | None:
    """The episode behind an address, or None where there never was one to hear.

    Raises `Gone` where it was out before and may not be served now.
    """
    episode = (
        Episode.objects.filter(show__slug=show_slug, uid=uid)
        .select_related("show__host", "recording__room", "master")
        .first()
    )
    if episode is None:
        return None
    found = standing([episode])
    if found:
        return found[0]
    if episode.published_at is not None:
        raise Gone
    return None
