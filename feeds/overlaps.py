"""Who else falls silent where somebody is left out of a mix: their voices cannot be told apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from consent.policy import Clearance, Edit
from feeds.parts import Parts
from feeds.plans import tracks_heard
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.models import Recording, Speaker
from recordings.spans import Span, intersect, union
from recordings.words import clock, duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """A part of somebody who is heard that goes along with who is left out."""

    speaker: Speaker
    span: Span

    @property
    def words(self) -> str:
        """`3 s of Sami`; below half a second `under a second of Sami`."""
        time = duration(self.span.duration_ms) if self.span.duration_ms >= 500 else "under a second"
        return f"{time} of {self.speaker.display_name}"

    @property
    def sentence(self) -> str:
        """`3 s of Sami at 13:38`."""
        return f"{self.words} at {clock(self.span.start_ms)}"


def also_silent(recording: Recording, clearance: Clearance, speaker_id: int) -> tuple[Overlap, ...]:
    """What of others is left out with somebody. Nothing where they have a track of their own."""
    return overlaps(recording, clearance, {speaker_id})[speaker_id]


def overlaps(
    recording: Recording, clearance: Clearance, speakers: Collection[int]
) -> dict[int, tuple[Overlap, ...]]:
    """The same for several, by id, in order of time; in three queries whatever their number."""
    edits = [e for e in clearance.edits if e.speaker_id in speakers and e.treatment in LEAVES_OUT]
    return _along(recording, clearance.heard, edits, speakers)


def would_be_silent(
    recording: Recording, clearance: Clearance, speaker_id: int
) -> tuple[Overlap, ...]:
    """What of others would be left out with somebody who is still heard."""
    parts = recording.segments.filter(speaker_id=speaker_id).values_list("start_ms", "end_ms")
    edits = [
        Edit(span=span, treatment=Treatment.SILENCE, speaker_id=speaker_id)
        for span in union(Span(*ends) for ends in parts)
    ]
    return _along(recording, clearance.heard - {speaker_id}, edits, {speaker_id})[speaker_id]


def _along(
    recording: Recording, heard: Collection[int], edits: Collection[Edit], left_out: Iterable[int]
) -> dict[int, tuple[Overlap, ...]]:
    """Who is heard and would be where the edits reach, by whom these are about."""
    if not edits:
        return dict.fromkeys(left_out, ())
    parts = Parts(recording)
    tracked = {row.speaker_id for row in tracks_heard(recording)}
    gone: dict[int | None, list[Span]] = defaultdict(list)
    for edit in edits:
        if edit.speaker_id not in tracked or parts.is_by_hand(edit):
            gone[edit.speaker_id].extend(parts.with_margin(edit))
    voices = list(recording.speakers.filter(pk__in=heard))
    return {pk: _shared(voices, parts, pk, gone[pk]) for pk in left_out}


def _shared(
    voices: Iterable[Speaker], parts: Parts, speaker_id: int, gone: Iterable[Span]
) -> tuple[Overlap, ...]:
    whole = union(gone)
    found = (
        Overlap(speaker=voice, span=span)
        for voice in voices
        if voice.pk != speaker_id
        for span in intersect(parts.spans(voice.pk), whole)
    )
    return tuple(sorted(found, key=lambda overlap: overlap.span))
