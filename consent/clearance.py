"""The one question that the apps above may ask: what may become of this recording?

Rows in, facts to the policy, the verdict out. Nothing is cached: the answer is as new as the
transaction it is asked in.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from consent import complete, wordings
from consent.erased_lines import OUTLIVED
from consent.facts import ANY, Edit, RecordingFacts, Use, VoiceFacts
from consent.models import ChainHead, ConsentEvent, CutWish, Exclusion, RosterCheck
from consent.policy import Clearance, clear, unreadable
from consent.scopes import Decision, Level, Method, Scope
from consent.standings import Standing, Standings, fold, was_out_before
from consent.terms import grown_ms, name_mark, unpacked
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


def clearance_for(recording: Recording, use: Use = ANY) -> Clearance:
    """The verdict for one recording and use, now."""
    return clearances_for([recording], use)[recording.pk]


def clearances_for(recordings: Iterable[Recording], use: Use = ANY) -> dict[int, Clearance]:
    """The verdict for each recording by its id, in a fixed number of queries."""
    verdicts = verdicts_for((recording, use) for recording in recordings)
    return {pk: clearance for (pk, _), clearance in verdicts.items()}


def verdicts_for(
    uses: Iterable[tuple[Recording, Use]], now: datetime | None = None
) -> dict[tuple[int, Use], Clearance]:
    """The verdict for each recording and use, by the recording's id and the use; in a fixed
    number of queries whatever their number."""
    pairs = {(recording.pk, use): recording for recording, use in uses}
    rows = _Rows({pk for pk, _ in pairs})
    now = now or timezone.now()
    return {
        (pk, use): _verdict(recording, use, rows, now) for (pk, use), recording in pairs.items()
    }


def next_end(recordings: Iterable[int], now: datetime) -> datetime | None:
    """When the next yes ends that something of these recordings, by id, may rest on."""
    return min(next_ends(recordings, now).values(), default=None)


def next_ends(recordings: Iterable[int], now: datetime) -> dict[int, datetime]:
    """The same for each of them that has such an end; in one query."""
    lines = ConsentEvent.objects.filter(recording__in=list(recordings), terms__contains='"until"')
    found: dict[int, datetime] = {}
    for recording_id, terms in lines.values_list("recording_id", "terms"):
        end = unpacked(terms).until
        if recording_id and end and end > now:
            found[recording_id] = min(end, found.get(recording_id, end))
    return found


def yes_to_old_words(
    recording: Recording, speakers: Collection[int], purpose: str
) -> frozenset[int]:
    """Whose yes, of these speakers by id, was given to words that others had taken the place of."""
    said = ConsentEvent.objects.filter(recording=recording, speaker__in=speakers)
    lines = {line.seq: line for line in said.select_related("wording").order_by("seq")}
    found = fold(lines.values(), purpose=purpose)
    rests = {pk: lines.get(stands.of(Scope.PUBLISH).seq) for pk, stands in found.items()}
    return frozenset(
        pk
        for pk, line in rests.items()
        if line and line.wording and wordings.was_outdated(line.wording, line.at)
    )


def yes_without_proof(
    recording: Recording, speakers: Collection[int], purpose: str
) -> frozenset[int]:
    """Whose yes, of these speakers by id, can be shown no more: its text was kept long enough."""
    said = ConsentEvent.objects.filter(recording=recording, speaker__in=speakers)
    found = fold(said.order_by("seq"), purpose=purpose)
    rests = {pk: stands.of(Scope.PUBLISH) for pk, stands in found.items()}
    bare = [pk for pk, yes in rests.items() if yes.seq and not yes.salt]
    return frozenset(
        speaker.pk for speaker in Speaker.objects.filter(pk__in=bare) if _outlived(speaker.uid)
    )


def mark_without_proof(recording: Recording) -> bool:
    """Whether what showed that it was out before it came here was kept long enough and is gone."""
    said = ConsentEvent.objects.filter(recording=recording, speaker=None, decision=Decision.LEGACY)
    last = said.order_by("seq").last()
    return last is not None and not last.salt and _outlived(recording.uid)


def _outlived(subject: UUID) -> bool:
    """Whether the text went with its time. Where it went because it named somebody else, the
    decision stands."""
    covers = ConsentEvent.objects.filter(
        decision=Decision.ERASED, speaker=None, terms__contains=str(subject)
    )
    return any(unpacked(line.terms).mode == OUTLIVED for line in covers)


def ledger_end() -> dict[str, Any]:
    """The last line of the ledger now, by number and hash: what a verdict of now rests on."""
    head = ChainHead.objects.first() or ChainHead()
    return {"line": head.seq, "hash": head.hash}


def cleared(recording: Recording, use: Use = ANY) -> Clearance:
    """The verdict where it is a yes. Raises `NotCleared` where it is not."""
    clearance = clearance_for(recording, use)
    if not clearance.allowed:
        raise NotCleared(clearance)
    return clearance


def facts_for(recording: Recording, use: Use = ANY) -> RecordingFacts | None:
    """What the verdict is told; None where it cannot be read, and then nobody has agreed."""
    try:
        return _facts(recording, use, _Rows([recording.pk]), timezone.now())
    except (ValueError, TypeError, KeyError, AttributeError):
        log.exception("The consent of recording %s cannot be read", recording.pk)
        return None


def _verdict(recording: Recording, use: Use, rows: "_Rows", now: datetime) -> Clearance:
    """Fails closed: what cannot be read is not allowed."""
    try:
        return clear(_facts(recording, use, rows, now), settings.UNCLAIMED_MS)
    except (ValueError, TypeError, KeyError, AttributeError):
        log.exception("The consent of recording %s cannot be read", recording.pk)
        return unreadable(recording.pk)


_COUNTS = ("recording_id", "speaker_id", "seq", "scope", "decision", "method", "terms", "salt")


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
        self.wishes: dict[int, list[Span]] = defaultdict(list)
        wished = CutWish.objects.filter(speaker__recording_id__in=list(ids), dropped_at=None)
        for speaker_id, start_ms, end_ms in wished.values_list("speaker_id", "start_ms", "end_ms"):
            self.wishes[speaker_id].append(Span(start_ms, end_ms))
        self.segments: dict[tuple[int, int | None], list[tuple[int, int]]] = defaultdict(list)
        segments = Segment.objects.filter(**of).exclude(speaker=None, not_a_person=True)
        columns = ("recording_id", "speaker_id", "start_ms", "end_ms", "method")
        self.methods: dict[int, set[str]] = defaultdict(set)
        for recording_id, speaker_id, start_ms, end_ms, method in segments.values_list(*columns):
            self.segments[recording_id, speaker_id].append((start_ms, end_ms))
            if speaker_id is not None:
                self.methods[recording_id].add(method)
        self.checks: dict[int, set[tuple[str, bool]]] = defaultdict(set)
        for check in RosterCheck.objects.filter(**of):
            self.checks[check.recording_id].add((check.mark, check.by_desk))
        self.events: dict[int, list[ConsentEvent]] = defaultdict(list)
        said = ConsentEvent.objects.filter(**of).order_by("seq")
        for event in said.only(*_COUNTS):
            self.events[event.recording_id or 0].append(event)

    def spans(self, recording_id: int, speaker_id: int | None) -> tuple[Span, ...]:
        return tuple(Span(*ends) for ends in self.segments[recording_id, speaker_id])


def _facts(recording: Recording, use: Use, rows: _Rows, now: datetime) -> RecordingFacts:
    stands = fold(rows.events[recording.pk], now=now, purpose=use.purpose)
    whole, parts = left_out(rows.exclusions[recording.pk])
    return RecordingFacts(
        recording_id=recording.pk,
        duration_ms=recording.duration_ms,
        use=use,
        voices=tuple(
            _voice(
                speaker,
                stands.get(speaker.pk) or Standings(),
                rows.spans(recording.pk, speaker.pk),
                whole.get(speaker.pk),
                tuple(rows.wishes[speaker.pk]),
            )
            for speaker in rows.speakers[recording.pk]
        ),
        unclaimed=rows.spans(recording.pk, None),
        unclaimed_excluded=whole.get(None),
        excluded=parts,
        roster=_is_complete(recording, rows),
        legacy=was_out_before(rows.events[recording.pk]),
    )


def _is_complete(recording: Recording, rows: _Rows) -> bool:
    """Whether a source says who speaks, or somebody says that everybody is listed."""
    if not complete.is_by_hand(recording.source, rows.methods[recording.pk]):
        return True
    listed = complete.mark_of(speaker.key for speaker in rows.speakers[recording.pk])
    return complete.stands(listed, rows.checks[recording.pk])


def _voice(
    speaker: Speaker,
    stands: Standings,
    spans: tuple[Span, ...],
    excluded: Treatment | None,
    wishes: tuple[Span, ...],
) -> VoiceFacts:
    yes, name = stands.of(Scope.PUBLISH), stands.of(Scope.NAME)
    shown = name.terms.name
    return VoiceFacts(
        speaker_id=speaker.pk,
        number=speaker.number,
        name=speaker.display_name,
        spans=spans,
        standings=stands.states,
        excluded=excluded,
        level=yes.level,
        voice=yes.terms.voice,
        grown_ms=grown_ms(yes.terms, spans),
        renamed=bool(shown) and shown != name_mark(name.salt, speaker.public_name),
        disputed=stands.disputed,
        minor=stands.minor,
        guardian=_by_guardian(yes),
        hear_first=yes.terms.hear_first,
        approved=stands.approved,
        wishes=wishes,
        in_advance=yes.method == Method.STANDING,
    )


def _by_guardian(yes: Standing) -> bool:
    """Whether a yes counts for a minor: a link alone shows of nobody that they are the guardian."""
    sure = yes.method == Method.GUARDIAN and yes.level >= Level.MAIL
    return sure or yes.method == Method.ATTESTED


def left_out(
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
