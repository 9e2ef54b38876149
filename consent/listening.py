"""What a speaker listens to at their link, piece by piece: their own words, and around them who has
agreed. Made when it is played, kept until anything it was made of is otherwise.

Who may be heard is asked anew with every request: what another takes back is silent in the next.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from consent import complete
from consent.clearance import facts_for
from consent.facts import ANY, Use
from consent.ledger import canonical, sha256
from consent.models import Ask, Excerpt, Listening
from consent.scopes import Level
from consent.surroundings import AROUND_MS, Line, Part, Surroundings, agreed, heard
from recordings import storage
from recordings.audio.excerpt import MOST_MS
from recordings.audio.woven import Source, begins, woven
from recordings.importers.room import SegmentMethod
from recordings.models import Recording, Segment, Speaker, Track
from recordings.spans import Span, intersect, pad, total_ms, union
from recordings.storage import StorageFailed
from recordings.voices import MARGINS_MS

KIND = "excerpt"
CONTENT_TYPE = "audio/mpeg"
MOST_OTHERS = 8
"""So many tracks of others are heard in one piece: those with most in it."""

BIT_MS = 60_000
"""A long part goes on in the next piece after a whole number of these."""

_VERSION = 1
"""Goes up when the same would be made into another file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A quarter of an hour at most, and what surrounds its ends. `own` are the speaker's own spans
    in it, `tracks` where each track sounds, `agreed` who may be heard around them, by id."""

    number: int
    own: tuple[Span, ...]
    tracks: Mapping[int, tuple[Span, ...]]
    agreed: frozenset[int] = frozenset()

    @property
    def span(self) -> Span:
        """From their first word in it to their last."""
        return Span(self.own[0].start_ms, self.own[-1].end_ms)

    @property
    def own_ms(self) -> int:
        return total_ms(self.own)

    @property
    def has_others(self) -> bool:
        """Whether anything is heard in it but the speaker's own spans."""
        return total_ms(self._whole) > total_ms(intersect(self._whole, self.own))

    @property
    def starts(self) -> tuple[int, ...]:
        """Where in its file each of their own spans begins that is heard, in milliseconds."""
        whole = self._whole
        at, known = begins(whole), [span.start_ms for span in whole]
        found: list[int] = []
        for span in intersect(whole, self.own):
            index = bisect_right(known, span.start_ms) - 1
            found.append(at[index] + span.start_ms - known[index])
        return tuple(found)

    @property
    def length_ms(self) -> int:
        whole = self._whole
        return begins(whole)[-1] + whole[-1].duration_ms

    @property
    def _whole(self) -> tuple[Span, ...]:
        return union(span for spans in self.tracks.values() for span in spans)


def pieces_of(speaker: Speaker, use: Use = ANY) -> tuple[Piece, ...]:
    """All that there is to hear of a speaker, as things stand; empty where nothing is."""
    room = _surroundings(speaker.recording, use)
    by_track = heard(room, speaker.pk)
    whole = union(span for spans in by_track.values() for span in spans)
    own = intersect(_own(room, speaker), whole)
    who = agreed(room.facts)
    return tuple(
        Piece(
            number=number,
            own=spans,
            tracks=_within(room, speaker, by_track, pad(spans, AROUND_MS, room.duration_ms)),
            agreed=who,
        )
        for number, spans in enumerate(_shares(own, whole), start=1)
    )


def use_of(ask: Ask) -> Use:
    """The use that a question is about."""
    return Use(purpose=ask.purpose, least=Level(ask.least))


def own_words(speaker: Speaker) -> tuple[Span, ...]:
    """Their own spans that they can hear: all but what lies, in a mix, under a voice that will
    not go out."""
    return union(span for piece in pieces_of(speaker) for span in piece.own)


def sound_of(speaker: Speaker, number: int, use: Use = ANY) -> Listening | None:
    """The file of one piece, made now if need be; None where there is no such piece. Raises
    `AudioError`, and `StorageFailed` also where it changed while it was made."""
    piece = _piece(speaker, number, use)
    if piece is None:
        return None
    made_of = _made_of(speaker, piece)
    known = Listening.objects.filter(speaker=speaker, piece=number).first()
    if known and known.made_of == made_of and storage.exists(known.key):
        return known
    made = _made(speaker, piece, made_of)
    now = _piece(speaker, number, use)
    if now is None or _made_of(speaker, now) != made_of:
        erase([made])
        raise StorageFailed("Who may be heard changed meanwhile. Play it again.")
    return made


def erase_all(recording: Recording) -> None:
    """Erase what everybody in a recording listens to: anybody may be heard in it. It is made anew
    when they listen again. Raises `StorageFailed`."""
    erase(Listening.objects.filter(speaker__recording=recording))


def let_go(recording: Recording) -> set[str]:
    """The same, where the objects are removed by who asks: their keys."""
    rows = Listening.objects.filter(speaker__recording=recording)
    keys = set(rows.values_list("key", flat=True))
    rows.delete()
    return keys


def erase(rows: Iterable[Listening]) -> None:
    for row in list(rows):
        row.delete()
        _drop(row.key)


def _drop(key: str) -> None:
    used = (model.objects.filter(key=key).exists() for model in (Listening, Excerpt))
    if not any(used):
        storage.delete(key)


def _piece(speaker: Speaker, number: int, use: Use) -> Piece | None:
    return next((one for one in pieces_of(speaker, use) if one.number == number), None)


# --- What there is -------------------------------------------------------------------------------
def _surroundings(recording: Recording, use: Use) -> Surroundings:
    rows = list(Segment.objects.filter(recording=recording))
    methods = {row.method for row in rows if row.speaker_id is not None}
    return Surroundings(
        duration_ms=recording.duration_ms,
        facts=facts_for(recording, use),
        parts=tuple(_part(row) for row in rows),
        lines=tuple(_line(track) for track in recording.tracks.all() if _end_ms(track) > 0),
        by_hand=complete.is_by_hand(recording.source, methods),
    )


def _part(row: Segment) -> Part:
    method = SegmentMethod(row.method)
    return Part(
        speaker_id=row.speaker_id,
        span=row.span,
        margin_ms=MARGINS_MS.get(method, 0),
        by_hand=method == SegmentMethod.MANUAL,
    )


def _line(track: Track) -> Line:
    extent = Span(max(0, track.offset_ms), _end_ms(track))
    return Line(id=track.pk, speaker_id=track.speaker_id, extent=extent)


def _end_ms(track: Track) -> int:
    return track.offset_ms + track.duration_ms


def _own(room: Surroundings, speaker: Speaker) -> tuple[Span, ...]:
    return union(part.span for part in room.parts if part.speaker_id == speaker.pk)


def _within(
    room: Surroundings,
    speaker: Speaker,
    by_track: Mapping[int, tuple[Span, ...]],
    window: tuple[Span, ...],
) -> dict[int, tuple[Span, ...]]:
    """What of each track is heard in a piece; of others' tracks those with most."""
    found = {pk: intersect(spans, window) for pk, spans in by_track.items()}
    of = {line.id: line.speaker_id for line in room.lines}
    others = [pk for pk, spans in found.items() if spans and of[pk] not in (None, speaker.pk)]
    most = sorted(others, key=lambda pk: total_ms(found[pk]), reverse=True)[:MOST_OTHERS]
    return {pk: spans for pk, spans in found.items() if spans and (pk in most or pk not in others)}


# --- Pieces --------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Measure:
    """How much of some disjoint spans lies before a moment."""

    spans: Sequence[Span]
    _starts: list[int] = field(init=False)
    _before: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._starts, self._before = [span.start_ms for span in self.spans], [0]
        for span in self.spans:
            self._before.append(self._before[-1] + span.duration_ms)

    def before(self, at_ms: int) -> int:
        index = bisect_right(self._starts, at_ms)
        if not index:
            return 0
        last = self.spans[index - 1]
        return self._before[index - 1] + min(at_ms, last.end_ms) - last.start_ms


def _shares(own: Iterable[Span], whole: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Their own spans in shares, of which each with what is heard around it lasts no longer than a
    file may, but for what surrounds its ends."""
    measure = _Measure(whole)
    shares: list[list[Span]] = []
    used_ms, reached_ms = MOST_MS, 0
    for span in _cut_up(own):
        start_ms = max(reached_ms, span.start_ms - AROUND_MS)
        reached_ms = max(reached_ms, span.end_ms + AROUND_MS)
        more_ms = measure.before(reached_ms) - measure.before(start_ms)
        if not shares or used_ms + more_ms > MOST_MS:
            shares.append([])
            used_ms = 0
        shares[-1].append(span)
        used_ms += more_ms
    return [union(share) for share in shares]


def _cut_up(own: Iterable[Span]) -> Iterable[Span]:
    for span in own:
        for start_ms in range(span.start_ms, span.end_ms, BIT_MS):
            yield Span(start_ms, min(span.end_ms, start_ms + BIT_MS))


# --- Making --------------------------------------------------------------------------------------
def _tracks(speaker: Speaker, piece: Piece) -> list[Track]:
    return [one for one in speaker.recording.tracks.all() if one.pk in piece.tracks]


def _made_of(speaker: Speaker, piece: Piece) -> str:
    told = {
        "version": _VERSION,
        "piece": [piece.number, _ends(piece.own)],
        "agreed": sorted(piece.agreed),
        "tracks": [
            [track.sha256, track.offset_ms, _ends(piece.tracks[track.pk])]
            for track in _tracks(speaker, piece)
        ],
    }
    return sha256(canonical(told).decode())


def _ends(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start_ms, span.end_ms] for span in spans]


def _made(speaker: Speaker, piece: Piece, made_of: str) -> Listening:
    with storage.work_folder() as folder, ExitStack() as open_copies:
        sources = [
            Source(
                path=open_copies.enter_context(storage.local_copy(track.working_key)),
                offset_ms=track.offset_ms,
                heard=piece.tracks[track.pk],
            )
            for track in _tracks(speaker, piece)
        ]
        out = folder / "voice.mp3"
        woven(sources, out)
        stored = storage.put(out, kind=KIND, content_type=CONTENT_TYPE, consume=True)
    told = {"made_of": made_of, "key": stored.key, "bytes": stored.bytes}
    return _kept(speaker, piece.number, told)


def _kept(speaker: Speaker, number: int, told: Mapping[str, Any]) -> Listening:
    """The file that was there goes, also where another request made it meanwhile: what no row
    leads to could not be erased with a voice."""
    same = Listening.objects.filter(speaker=speaker, piece=number)
    with transaction.atomic():
        before = same.select_for_update().first()
        made, _ = Listening.objects.update_or_create(speaker=speaker, piece=number, defaults=told)
    if before and before.key != made.key:
        _drop(before.key)
    return made
