"""The verdict about an Episode: its Recording, asked about for the use that its Show makes of it,
and about the edit that is in its finished file."""

from collections.abc import Iterable, Mapping

from consent.clearance import verdicts_for
from consent.policy import Clearance
from feeds import edited
from feeds.models import Episode, Master


def verdict(episode: Episode) -> Clearance:
    """The verdict for one episode, now."""
    return verdicts([episode])[episode.pk]


def verdicts(episodes: Iterable[Episode]) -> dict[int, Clearance]:
    """The verdict for each episode by its id, in a fixed number of queries; their `show`,
    `recording` and `master` are best selected along."""
    rows = list(episodes)
    found = verdicts_for((episode.recording, episode.show.use) for episode in rows)
    whole = {episode.pk: found[episode.recording_id, episode.show.use] for episode in rows}
    files = {episode.pk: episode.master for episode in rows if whole[episode.pk].ears}
    return about_files(whole, files)


def about_file(clearance: Clearance, master: Master) -> Clearance:
    """The verdict about one finished file, whichever of its episode."""
    return about_files({master.pk: clearance}, {master.pk: master})[master.pk]


def about_files(
    clearances: Mapping[int, Clearance], masters: Mapping[int, Master | None]
) -> dict[int, Clearance]:
    """Each verdict about the file of the same key; where there is none, about no edit."""
    old = [one for key, one in masters.items() if one and clearances[key].has_old_words]
    untouched = edited.untouched(old) if old else frozenset()
    return {
        key: _about(clearance, masters.get(key), untouched) for key, clearance in clearances.items()
    }


def _about(clearance: Clearance, master: Master | None, untouched: frozenset[int]) -> Clearance:
    if master is None:
        return clearance
    by_fingerprint = master.pk in untouched
    return clearance.about(edited.by_host(edited.made_with(master), by_fingerprint=by_fingerprint))
