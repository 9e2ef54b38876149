"""A recording's parts by person, read once: what an edit reaches in a mix, and how surely it was
marked."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from consent.policy import Edit
from recordings.importers.room import SegmentMethod
from recordings.models import Recording
from recordings.spans import Span, pad, union
from recordings.voices import MARGINS_MS

Part = tuple[int, int, str]
"""Its start and end in milliseconds, and the method by which it is known."""


class Parts:
    """All parts of a recording, in one query. Those that are nobody's stand under None, without
    what was marked as not a person."""

    def __init__(self, recording: Recording) -> None:
        self._end_ms = recording.duration_ms
        self._of: dict[int | None, list[Part]] = defaultdict(list)
        rows = recording.segments.exclude(speaker=None, not_a_person=True).order_by("start_ms")
        columns = ("speaker_id", "start_ms", "end_ms", "method")
        for speaker_id, start_ms, end_ms, method in rows.values_list(*columns):
            self._of[speaker_id].append((start_ms, end_ms, method))
        self._longest = {
            pk: max(end - start for start, end, _ in of) for pk, of in self._of.items()
        }
        self._spans: dict[int | None, tuple[Span, ...]] = {}

    def spans(self, speaker_id: int | None) -> tuple[Span, ...]:
        """Where somebody is heard, or what is nobody's."""
        if speaker_id not in self._spans:
            ends = self._of.get(speaker_id, ())
            self._spans[speaker_id] = union(Span(start, end) for start, end, _ in ends)
        return self._spans[speaker_id]

    def is_by_hand(self, edit: Edit) -> bool:
        """Whoever marks a part hears somebody on another's track: a voice that leaked into it."""
        return any(method == SegmentMethod.MANUAL for *_, method in self._reached(edit))

    def with_margin(self, edit: Edit) -> tuple[Span, ...]:
        """What an edit takes out of a mix: the less exact the source, the wider."""
        margins = (MARGINS_MS.get(SegmentMethod(method), 0) for *_, method in self._reached(edit))
        return pad((edit.span,), max(margins, default=0), self._end_ms)

    def _reached(self, edit: Edit) -> Iterable[Part]:
        """The parts of its voice that overlap an edit; of many only those near it are looked at."""
        of, span = self._of.get(edit.speaker_id, []), edit.span
        first = bisect_left(of, (span.start_ms - self._longest.get(edit.speaker_id, 0),))
        last = bisect_left(of, (span.end_ms,))
        return (part for part in of[first:last] if part[1] > span.start_ms)
