"""The Clearance of an Episode: its Recording, asked about for the use that its Show makes of it."""

from collections.abc import Iterable

from consent.clearance import verdicts_for
from consent.policy import Clearance
from feeds.models import Episode


def verdict(episode: Episode) -> Clearance:
    """The verdict for one episode, now."""
    return verdicts([episode])[episode.pk]


def verdicts(episodes: Iterable[Episode]) -> dict[int, Clearance]:
    """The verdict for each episode by its id, in a fixed number of queries; their `show` and
    `recording` are best selected along."""
    rows = list(episodes)
    found = verdicts_for((episode.recording, episode.show.use) for episode in rows)
    return {episode.pk: found[episode.recording_id, episode.show.use] for episode in rows}
