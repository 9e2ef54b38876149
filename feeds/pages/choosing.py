"""Which Episode and which Show a recording's page is about, and how a draft comes to be there."""

from feeds.episodes import draft_for
from feeds.lifecycle import NotReady, Stage
from feeds.models import Episode, Show
from recordings.models import Recording


class ShowNeeded(NotReady):
    """The host has no show yet, or several to choose from."""


def episode_about(recording: Recording) -> Episode | None:
    """The recording's episode: the one that still lives, else the last that ended."""
    rows = Episode.objects.filter(recording=recording).select_related("show__host", "master")
    alive = rows.exclude(stage=Stage.WITHDRAWN)
    return alive.order_by("-pk").first() or rows.order_by("-pk").first()


def shows_of(recording: Recording) -> list[Show]:
    return list(Show.objects.filter(host=recording.host_id))


def episode_for(recording: Recording) -> Episode:
    """The recording's episode, begun in the host's only show where there is none yet.

    Raises `ShowNeeded` where no show, or more than one, could be meant.
    """
    known = episode_about(recording)
    if known:
        return known
    shows = shows_of(recording)
    if not shows:
        raise ShowNeeded("There is no show yet to publish in. Name your show first.")
    if len(shows) > 1:
        raise ShowNeeded("You have several shows. Choose the one this recording is for.")
    return draft_for(recording, shows[0])
