"""Advertising: which episodes of a show that carries it stay free of it, and who wants that. Pure.

Whoever puts advertising around episodes (the host, an app, an ad server) asks `is_free`; a feed
says it of each item.
"""

from consent.policy import Clearance
from recordings.words import listed

NAMED = 3
"""So many are named in one sentence."""


def is_free(clearance: Clearance) -> bool:
    """Whether the episode is kept free of the advertising that its show carries."""
    return bool(clearance.without_ads)


def sentence(clearance: Clearance) -> str:
    """Why there is none, for the host; empty where there may be, or where the show has none."""
    said = [reason.sentence for reason in clearance.without_ads]
    more = len(said) - NAMED
    rest = [f"{more} more have not allowed it"] if more > 0 else []
    why = listed([*said[:NAMED], *rest])
    return f"No advertising in this episode: {why}." if why else ""
