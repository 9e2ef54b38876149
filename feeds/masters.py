"""Finished files of an Episode: which of them may be heard now."""

from consent.policy import Clearance
from feeds import edited, publication
from feeds.models import Episode, Master
from recordings import storage
from recordings.storage import StorageFailed


def last_clean(episode: Episode, clearance: Clearance) -> Master | None:
    """The newest file of the episode that may be heard under this Clearance and has the host's
    edits of this moment, its bytes there."""
    same = Master.objects.filter(
        episode=episode, clearance=clearance.fingerprint, erased_at=None
    ).prefetch_related("enclosures")
    return next((master for master in same if _may_be_heard(master, episode, clearance)), None)


def to_be_heard(episode: Episode, clearance: Clearance) -> Master | None:
    """The finished file with the edits of this moment: the one that was made last, or the one that
    the episode has. None where it has yet to be made."""
    several = (_last_made(episode), episode.master)
    return next((one for one in several if one and _may_be_heard(one, episode, clearance)), None)


def newer(episode: Episode, clearance: Clearance) -> Master | None:
    """The file that was made last, where it is not the one that the episode has, and could be."""
    last = _last_made(episode)
    if last is None or last.pk == episode.master_id:
        return None
    return last if _may_be_heard(last, episode, clearance) else None


def _last_made(episode: Episode) -> Master | None:
    return Master.objects.filter(episode=episode, erased_at=None).first()


def _may_be_heard(master: Master, episode: Episode, clearance: Clearance) -> bool:
    stands = publication.still_stands(master, episode.recording, clearance)
    return stands and edited.is_in(master, episode) and _is_there(master)


def _is_there(master: Master) -> bool:
    """A store that does not answer has nothing: then the file is made anew."""
    try:
        files = list(master.enclosures.all())
        return bool(files) and all(storage.size(file.key) == file.bytes for file in files)
    except StorageFailed:
        return False
