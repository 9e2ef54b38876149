"""The checks of an episode, asked of its rows: what directories and apps would say of it now."""

from datetime import datetime

from consent.policy import Clearance
from feeds.edited import sound_in
from feeds.models import Episode
from feeds.preflight import Check, Facts, checks
from feeds.publication import names_left
from feeds.snapshots import cover_of, episode_document, show_document
from feeds.standing import Standing


def checks_of(episode: Episode, clearance: Clearance, now: datetime) -> tuple[Check, ...]:
    """Every check, problems first; nothing before there is a finished file."""
    master = episode.master
    if master is None:
        return ()
    document = episode_document(Standing(episode=episode, master=master, clearance=clearance))
    if document is None:
        return ()
    cover = cover_of(episode.show)
    facts = Facts(
        reasons=tuple(reason.sentence for reason in clearance.reasons),
        ground=clearance.ground,
        names_left=names_left(episode, clearance),
        target_lufs=sound_in(master).target_lufs,
        lufs=master.lufs,
        true_peak_dbtp=master.true_peak_dbtp,
        cover_pixels=cover.pixels if cover else None,
        cover_type=cover.content_type if cover else "",
    )
    return checks(show_document(episode.show, now), document, facts)
