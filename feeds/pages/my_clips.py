"""The clips in which somebody is heard, with their yes, for them to see at “My voice”."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from feeds.clip_verdicts import clip_verdicts
from feeds.lifecycle import Stage
from feeds.models import Clip, ClipFile
from feeds.verdicts import verdicts


class ClipState(StrEnum):
    """How far it is; each has a sentence of its own in every language."""

    OUT = "out"
    MADE = "made"
    WAITS = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class MyClip:
    """`url` is empty where nobody can hear it now; `title` names nobody who must not be named."""

    title: str
    state: ClipState
    url: str


def my_clips(speakers: Collection[int], served: Iterable[int]) -> dict[int, tuple[MyClip, ...]]:
    """By speaker, in a fixed number of queries; `served` are the ids of the episodes that can be
    heard now. What somebody allows no clips of, and what they are not heard in, is not theirs."""
    clips = _clips_of(speakers)
    under = verdicts({clip.episode_id: clip.episode for clip in clips}.values())
    files = ClipFile.objects.filter(clip__in=clips, fallen_at=None)
    out = set(served)
    found: dict[int, list[MyClip]] = defaultdict(list)
    for clip, verdict in clip_verdicts(clips, under).items():
        made = any(file.clip_id == clip.pk and verdict.covers(file) for file in files)
        state = _state(made, clip.episode_id in out)
        url = clip.get_absolute_url() if state is ClipState.OUT else ""
        mine = MyClip(title=verdict.title, state=state, url=url)
        heard = verdict.clearance.heard & under[clip.episode_id].clippable
        for pk in heard.intersection(speakers):
            found[pk].append(mine)
    return {pk: tuple(several) for pk, several in found.items()}


def _clips_of(speakers: Collection[int]) -> list[Clip]:
    """Every clip of the rooms they are in; nothing is left of an episode that went for good."""
    rows = Clip.objects.kept().filter(episode__recording__speakers__in=speakers).distinct()
    rows = rows.exclude(episode__stage=Stage.WITHDRAWN)
    return list(rows.select_related("episode__show", "episode__recording", "episode__master"))


def _state(made: bool, is_out: bool) -> ClipState:
    if not made:
        return ClipState.WAITS
    return ClipState.OUT if is_out else ClipState.MADE
