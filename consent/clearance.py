"""The one question that the apps above may ask: what may become of this recording?

Rows in, facts to the policy, the verdict out. Nothing is cached: the answer is as new as the
transaction it is asked in.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

from consent.ledger import fold
from consent.models import ConsentEvent, Exclusion
from consent.policy import Clearance, Edit, RecordingFacts, VoiceFacts, clear, unreadable
from consent.scopes import Scope, State
from recordings.audio.plan import Treatment
from recordings.models import Recording, Segment, Speaker
from recordings.spans import Span

log = logging.getLogger(__name__)


class NotCleared(Exception):
    """What may not go out. `str(error)` says why, and what to do; trying again does not help."""

    permanent = True

    def __init__(self, clearance: Clearance) -> None:
        super().__init__(" ".join(reason.sentence for reason in clearance.reasons))
        self.clearance = clearance

    @property
    def sentence(self) -> str:
        return str(self)


def clearance_for(recording: Recording) -> Clearance:
    """The verdict for one recording, now."""
    return clearances_for([recording])[recording.pk]


def clearances_for(recordings: Iterable[Recording]) -> dict[int, Clearance]:
    """The verdict for each recording by its id, in four queries whatever their number."""
    by_id = {recording.pk: recording for recording in recordings}
    rows = _Rows(by_id)
    return {pk: _verdict(recording, rows) for pk, recording in by_id.items()}


def cleared(recording: Recording) -> Clearance:
    """The verdict where it is a yes. Raises `NotCleared` where it is not."""
    clearance = clearance_for(recording)
    if not clearance.allowed:
        raise NotCleared(clearance)
    return clearance


def _verdict(recording: Recording, rows: "_Rows") -> Clearance:
    """Fails closed: what cannot be read is not allowed."""
    try:
        return clear(_facts(recording, rows))
    except (ValueError, TypeError):
        log.exception("The consent of recording %s cannot be read", recording.pk)
        return unreadable(recording.pk)


class _Rows:
    """Everything that counts for some recordings, by recording."""

    def __init__(self, ids: Iterable[int]) -> None:
        of = {"recording_id__in": list(ids)}
        self.speakers: dict[int, list[Speaker]] = defaultdict(list)
        for speaker in Speaker.objects.filter(**of):
            self.speakers[speaker.recording_id].append(speaker)
        self.exclusions: dict[int, list[Exclusion]] = defaultdict(list)
        for exclusion in Exclusion.objects.filter(**of):
            self.exclusions[exclusion.recording_id].append(exclusion)
        self.segments: dict[tuple[int, int | None], list[tuple[int, int]]] = defaultdict(list)
        segments = Segment.objects.filter(**of).exclude(speaker=None, not_a_person=True)
        columns = ("recording_id", "speaker_id", "start_ms", "end_ms")
        for recording_id, speaker_id, start_ms, end_ms in segments.values_list(*columns):
            self.segments[recording_id, speaker_id].append((start_ms, end_ms))
        self.events: dict[int, list[ConsentEvent]] = defaultdict(list)
        said = ConsentEvent.objects.filter(**of).order_by("seq")
        for event in said.only("recording_id", "speaker_id", "scope", "decision"):
            self.events[event.recording_id].append(event)

    def spans(self, recording_id: int, speaker_id: int | None) -> tuple[Span, ...]:
        return tuple(Span(*ends) for ends in self.segments[recording_id, speaker_id])


def _facts(recording: Recording, rows: _Rows) -> RecordingFacts:
    stands = fold(rows.events[recording.pk])
    whole, parts = _exclusions(rows.exclusions[recording.pk])
    return RecordingFacts(
        recording_id=recording.pk,
        duration_ms=recording.duration_ms,
        voices=tuple(
            VoiceFacts(
                speaker_id=speaker.pk,
                number=speaker.number,
                name=speaker.display_name,
                spans=rows.spans(recording.pk, speaker.pk),
                standings={s: stands.get((speaker.pk, s), State.UNANSWERED) for s in Scope},
                excluded=whole.get(speaker.pk),
            )
            for speaker in rows.speakers[recording.pk]
        ),
        unclaimed=rows.spans(recording.pk, None),
        unclaimed_excluded=whole.get(None),
        excluded=parts,
    )


def _exclusions(
    exclusions: Iterable[Exclusion],
) -> tuple[dict[int | None, Treatment], tuple[Edit, ...]]:
    """Who is left out whole (nobody's speech under None), and the single spans."""
    whole: dict[int | None, Treatment] = {}
    parts: list[Edit] = []
    for exclusion in exclusions:
        treatment = Treatment(exclusion.treatment)
        if exclusion.span is None:
            whole[exclusion.speaker_id] = treatment
        else:
            edit = Edit(span=exclusion.span, treatment=treatment, speaker_id=exclusion.speaker_id)
            parts.append(edit)
    return whole, tuple(parts)
