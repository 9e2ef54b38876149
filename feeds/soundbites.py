"""The parts of episodes that a feed names: clips that their host wants named, and that may be."""

from collections import defaultdict
from collections.abc import Iterable

from consent.clips import MOST_MS
from feeds.clip_verdicts import clip_verdicts
from feeds.clock import timeline_of
from feeds.documents import SoundbiteDocument
from feeds.models import Clip
from feeds.standing import Standing
from recordings.spans import Span


def soundbites_of(standings: Iterable[Standing]) -> dict[int, tuple[SoundbiteDocument, ...]]:
    """By episode, on its clock; in a fixed number of queries. What is cut out of one is skipped by
    the episode itself."""
    by_episode = {one.episode.pk: one for one in standings}
    clips = list(Clip.objects.kept().filter(soundbite=True, episode__in=list(by_episode)))
    for clip in clips:
        clip.episode = by_episode[clip.episode_id].episode
    under = {pk: one.clearance for pk, one in by_episode.items()}
    found: dict[int, tuple[SoundbiteDocument, ...]] = defaultdict(tuple)
    for clip, verdict in clip_verdicts(clips, under).items() if clips else ():
        span = on_air(by_episode[clip.episode_id], clip)
        if verdict.allowed and span and span.duration_ms <= MOST_MS:
            found[clip.episode_id] += (
                SoundbiteDocument(
                    start_ms=span.start_ms, duration_ms=span.duration_ms, title=verdict.title
                ),
            )
    return found


def on_air(one: Standing, clip: Clip) -> Span | None:
    """Where a clip's part is heard in its episode; None where all of it is cut."""
    left = timeline_of(one.master).spans(clip.span)
    return Span(left[0].start_ms, left[-1].end_ms) if left else None
