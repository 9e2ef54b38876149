"""What an episode's pauses come to, before its host decides about them."""

from feeds import edited
from feeds.models import Episode
from feeds.pauses import pauses_in
from feeds.plans import body_plan, tracks_heard
from feeds.verdicts import verdict
from recordings.storage import StorageFailed
from recordings.words import duration


def pauses_words(episode: Episode) -> str:
    """What shortening and trimming would take out; empty where nothing is known of its sound."""
    tracks = tracks_heard(episode.recording)
    if not tracks:
        return ""
    plan = body_plan(episode.recording, verdict(episode), edited.stretches_of(episode))
    try:
        found = pauses_in(episode.recording, tracks, plan).packed
    except StorageFailed:
        return ""
    many = f"{found['count']} long pause{'' if found['count'] == 1 else 's'}"
    short = f"shortening takes {duration(found['ms'])} out of {many}" if found["count"] else ""
    dead = f"{duration(found['ends_ms'])} are dead air" if found["ends_ms"] >= 500 else ""
    said = "; ".join(filter(None, (short, dead)))
    return f"In this recording {said}." if said else "There is no long pause and no dead air here."
