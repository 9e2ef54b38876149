"""What the editor of an episode shows: who is heard when, what is edited, the words beside it.

Everything is on the recording's clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from consent.policy import Clearance
from feeds import edited
from feeds.edit_list import Deed, HostEdit, Stretch, exact, sentence, spans_of, summary
from feeds.lifecycle import Stage
from feeds.models import Episode, EpisodeEdit
from feeds.next_edit import next_edit
from feeds.pages.host_voices import heard_in, strip_of
from feeds.pauses import Pauses, going
from feeds.pauses import sentence as sentence_of
from feeds.plans import body_plan, tracks_heard
from feeds.verdicts import verdict
from feeds.working_sound import MINUTE_MS, closed_voices
from recordings.audio.plan import removed
from recordings.models import Cue, Recording
from recordings.peaks import peaks_by_speaker
from recordings.spans import Span
from recordings.storage import StorageFailed
from recordings.strips import StripVoice
from recordings.words import first_name

_MADE = (Stage.READY, Stage.PUBLISHED)
LANES = 12
LINES = 200
"""So many lines of the transcript are on a page."""

SHADED = 400
"""So many pauses at most are shaded in the waveform: each is an element of the page."""

NOT_FOUND = (
    "what of the pauses cannot be told, since the store does not answer; they are played whole"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRow:
    """One edit of the list. `at` is where to listen to it, a little before its start."""

    number: int
    deed: str
    sentence: str
    start_ms: int
    end_ms: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    voice: StripVoice
    peaks: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A line of the transcript; `text` is empty where its host may not read it."""

    start_ms: int
    end_ms: int
    name: str
    colour: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One page of the transcript; `earlier` and `later` are the moments of the pages beside it."""

    lines: tuple[Word, ...] = ()
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What changes with every edit. `cut`, `silent` and `bleep` are spans for the player, as
    `start-end` in milliseconds; `pauses` says what of `cut` the sound settings take out, `shaded`
    where the longest of it is. `ears` names who has yet to hear this edit before it goes out, and
    `waits` says that it is made."""

    episode: Episode
    heading: str
    rows: tuple[EditRow, ...]
    since: bool
    ears: str
    waits: bool
    can_make: bool
    can_undo: bool
    can_redo: bool
    cut: str
    silent: str
    bleep: str
    pauses: str
    shaded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorSheet:
    """`at` is the moment that was asked for, `minute` the piece of sound it lies in."""

    editing: Editing
    lanes: tuple[LaneRow, ...]
    more_voices: int
    words: Words
    at: str
    minute: int
    has_sound: bool


def editing_of(episode: Episode) -> Editing:
    edits = edited.edits_of(episode)
    stretches = edited.stretches(episode, edits)
    names = {s.pk: s.display_name for s in episode.recording.speakers.all()}
    since, clearance = edited.is_edited_since(episode), verdict(episode)
    gone, pauses = _gone(episode, clearance, stretches)
    ahead = next_edit(episode, clearance)
    waits = ahead.waits and episode.stage in _MADE
    steps = EpisodeEdit.objects.filter(episode=episode)
    return Editing(
        episode=episode,
        heading=_heading(episode, stretches, len(edits)),
        rows=tuple(_row(edit, names.get(edit.speaker_id or 0, "")) for edit in edits),
        since=since,
        ears=ahead.names,
        waits=waits,
        can_make=since and not waits and episode.stage in _MADE,
        can_undo=steps.filter(undone_at=None).exists(),
        can_redo=steps.exclude(undone_at=None).exists(),
        cut=_packed(gone),
        silent=_packed(spans_of(stretches, Deed.SILENCE)),
        bleep=_packed(spans_of(stretches, Deed.BLEEP)),
        pauses=_told(pauses),
        shaded=_packed(_longest(pauses)),
    )


def editor_sheet(episode: Episode, at_ms: int = 0) -> EditorSheet:
    """The page as it opens at a moment of the recording."""
    recording, clearance = episode.recording, verdict(episode)
    at_ms = min(max(0, at_ms), max(0, recording.duration_ms - 1))
    strip = strip_of(recording, heard_in([recording])[recording.pk], clearance)
    shown = strip.voices[:LANES]
    return EditorSheet(
        editing=editing_of(episode),
        lanes=tuple(_lanes(recording, shown)),
        more_voices=len(strip.voices) - len(shown),
        words=_words(episode, at_ms, strip.voices),
        at=exact(at_ms),
        minute=at_ms // MINUTE_MS,
        has_sound=bool(tracks_heard(recording)),
    )


def _heading(episode: Episode, stretches: Sequence[Stretch], count: int) -> str:
    if not count:
        return "Nothing is edited yet"
    return summary(stretches, count, episode.recording.duration_ms)


def _row(edit: HostEdit, name: str) -> EditRow:
    span = edit.span or Span(0, 1)
    return EditRow(
        number=edit.number,
        deed=edit.deed,
        sentence=sentence(edit, name),
        start_ms=span.start_ms,
        end_ms=span.end_ms,
        at=exact(max(0, span.start_ms - 2_000)),
    )


def _gone(
    episode: Episode, clearance: Clearance, stretches: Sequence[Stretch]
) -> tuple[tuple[Span, ...], Pauses | None]:
    """All the time that is taken out, by the host or by consent, and what of it are pauses; None
    where that cannot be found."""
    recording = episode.recording
    tracks = tracks_heard(recording)
    if not tracks:
        return spans_of(stretches, Deed.CUT), Pauses()
    body = body_plan(recording, clearance, stretches)
    try:
        pauses = going(recording, tracks, body, episode.sound)
    except StorageFailed:
        return removed(body), None
    return removed(replace(body, edits=(*body.edits, *pauses.edits))), pauses


def _told(pauses: Pauses | None) -> str:
    return NOT_FOUND if pauses is None else sentence_of(pauses.packed)


def _longest(pauses: Pauses | None) -> Sequence[Span]:
    spans = (*pauses.shortened, *pauses.trimmed) if pauses else ()
    return sorted(spans, key=lambda span: -span.duration_ms)[:SHADED]


def _packed(spans: Iterable[Span]) -> str:
    return " ".join(f"{span.start_ms}-{span.end_ms}" for span in spans)


def _lanes(recording: Recording, voices: Iterable[StripVoice]) -> Iterable[LaneRow]:
    """Each voice with its waveform; of a voice known by its name alone, that of the mix."""
    peaks = peaks_by_speaker(recording)
    ids = {s.display_name: s.pk for s in recording.speakers.all()}
    for voice in voices:
        yield LaneRow(voice=voice, peaks=peaks(ids.get(voice.name)))


# --- The transcript ------------------------------------------------------------------------------
def _words(episode: Episode, at_ms: int, voices: Sequence[StripVoice]) -> Words:
    cues = Cue.objects.filter(recording=episode.recording_id).order_by("start_ms", "pk")
    first = cues.filter(start_ms__lt=at_ms + 1).count()
    start = max(0, first - 1) // LINES * LINES
    found = list(cues.select_related("speaker")[start : start + LINES + 1])
    closed = {speaker.pk for speaker in closed_voices(episode)}
    colour = {voice.name: voice.colour for voice in voices}
    before = list(cues.values_list("start_ms", flat=True)[max(0, start - LINES) : start][:1])
    return Words(
        lines=tuple(_word(cue, colour, closed) for cue in found[:LINES]),
        earlier=exact(before[0]) if before else "",
        later=exact(found[LINES].start_ms) if len(found) > LINES else "",
    )


def _word(cue: Cue, colour: dict[str, int | None], closed: set[int]) -> Word:
    name = cue.speaker.display_name if cue.speaker else "Nobody yet"
    return Word(
        start_ms=cue.start_ms,
        end_ms=cue.end_ms,
        name=first_name(name),
        colour=colour.get(name),
        text="" if cue.speaker_id in closed else cue.text,
    )
