"""The Clearance of clips, and what may be shown of them: rows in, verdicts out."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from consent.clips import ClipClearance, ClipFacts, clear_clip
from consent.policy import Clearance
from feeds import edited
from feeds.clock import removed_from
from feeds.faces import Cast, cast_of
from feeds.lanes import Turns
from feeds.lines import TOLERANCE_MS, lines_of
from feeds.models import Clip, ClipFile, Episode
from feeds.verdicts import verdicts
from recordings.importers.room import SegmentMethod
from recordings.models import Cue, Segment, Speaker
from recordings.spans import Span, pad, subtract, total_ms
from recordings.transcripts import WITHHELD, Line
from recordings.voices import MARGINS_MS

WIDEST_MS = max(MARGINS_MS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipVerdict:
    """Whether a clip may be heard now, and what may be shown with it: its `title` without names
    that must not stand, and the `lines` that may be read, on the recording's clock. A file made
    under another `fingerprint` holds or shows something else."""

    clearance: ClipClearance
    title: str
    lines: tuple[Line, ...]
    fingerprint: str

    @property
    def allowed(self) -> bool:
        return self.clearance.allowed

    def covers(self, file: ClipFile) -> bool:
        """Whether a file may be heard and seen now."""
        return self.allowed and not file.fallen_at and file.clearance == self.fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What stands beside some recordings, by their ids."""

    speakers: Mapping[int, list[Speaker]]
    cues: Mapping[int, list[Cue]]
    turns: Mapping[int, Turns]
    wide: Mapping[int, Mapping[int, tuple[Span, ...]]]
    """Each speaker's parts, as wide as the source's clock may be off."""
    unclaimed: Mapping[int, tuple[Span, ...]]


def clip_verdict(clip: Clip) -> ClipVerdict:
    """The verdict for one clip, now."""
    return clip_verdicts([clip])[clip]


def clip_verdicts(
    clips: Iterable[Clip], under: Mapping[int, Clearance] | None = None
) -> dict[Clip, ClipVerdict]:
    """The verdict for each clip, in a fixed number of queries; `under` are the Clearances of their
    episodes by id, where the caller has them. Their episodes' `show`, `recording` and `master` are
    best selected along."""
    rows = list(clips)
    episodes = {clip.episode_id: clip.episode for clip in rows}
    clearances = verdicts(episodes.values()) if under is None else under
    beside = _beside(rows)
    return {clip: _verdict(clip, clearances[clip.episode_id], beside) for clip in rows}


def _verdict(clip: Clip, clearance: Clearance, beside: _Rows) -> ClipVerdict:
    recording, span = clip.episode.recording, clip.span
    facts = ClipFacts(
        span=span,
        duration_ms=recording.duration_ms,
        lasts_ms=total_ms(subtract([span], removed_from(clip.episode.master))),
        voices=beside.wide[recording.pk],
        unclaimed=beside.unclaimed[recording.pk],
    )
    found = clear_clip(clearance, facts, settings.UNCLAIMED_MS)
    cast = cast_of(beside.speakers[recording.pk], clearance)
    title, lines = cast.clean(clip.title), tuple(_read(clip, clearance, cast, beside))
    return ClipVerdict(
        clearance=found, title=title, lines=lines, fingerprint=_shown(clip, found, title, lines)
    )


def _read(clip: Clip, clearance: Clearance, cast: Cast, beside: _Rows) -> Iterator[Line]:
    pk, span = clip.episode.recording_id, clip.span
    first, last = span.start_ms - TOLERANCE_MS, span.end_ms + TOLERANCE_MS
    cues = [cue for cue in beside.cues[pk] if first <= cue.start_ms and cue.end_ms <= last]
    for line, _ in lines_of(cues, cast, clearance, beside.turns[pk], _gone(clip.episode)):
        if line.text != WITHHELD:
            yield line


def _gone(episode: Episode) -> Callable[[int], Iterable[Span]]:
    """Where else a speaker is not heard, because the host wanted it so."""
    return partial(edited.silent_in, episode.master) if episode.master else lambda _: ()


def _shown(clip: Clip, heard: ClipClearance, title: str, lines: Iterable[Line]) -> str:
    """Covers what is heard and, in a video, what can be read in it."""
    told = {
        "heard": heard.fingerprint,
        "shape": [clip.shape, clip.ground],
        "title": title,
        "lines": [[x.start_ms, x.end_ms, x.speaker, x.text] for x in lines]
        if clip.is_video
        else [],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _beside(clips: Collection[Clip]) -> _Rows:
    of = {"recording__in": {clip.episode.recording_id for clip in clips}}
    speakers: dict[int, list[Speaker]] = defaultdict(list)
    for speaker in Speaker.objects.filter(**of):
        speakers[speaker.recording_id].append(speaker)
    cues: dict[int, list[Cue]] = defaultdict(list)
    for cue in _near(Cue.objects.all(), clips).order_by("start_ms", "pk"):
        cues[cue.recording_id].append(cue)
    turns: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    wide: dict[int, dict[int, tuple[Span, ...]]] = defaultdict(lambda: defaultdict(tuple))
    unclaimed: dict[int, tuple[Span, ...]] = defaultdict(tuple)
    parts = _near(Segment.objects.exclude(speaker=None, not_a_person=True), clips)
    for part in parts.select_related("recording"):
        pk, who = part.recording_id, part.speaker_id
        if who is None:
            unclaimed[pk] += (part.span,)
        else:
            turns[pk][who].append(part.span)
            wide[pk][who] += _widened(part)
    return _Rows(speakers=speakers, cues=cues, turns=turns, wide=wide, unclaimed=unclaimed)


def _near(rows: QuerySet[Any], clips: Collection[Clip]) -> QuerySet[Any]:
    """Of parts or cues those that overlap one of the clips, or may by their source's clock."""
    its = "recording__episodes__clips"
    where = {
        f"{its}__in": [clip.pk for clip in clips],
        f"{its}__end_ms__gt": F("start_ms") - WIDEST_MS,
        f"{its}__start_ms__lt": F("end_ms") + WIDEST_MS,
    }
    return rows.filter(**where).distinct()


def _widened(part: Segment) -> tuple[Span, ...]:
    margin = MARGINS_MS.get(SegmentMethod(part.method), 0)
    return pad((part.span,), margin, part.recording.duration_ms)
