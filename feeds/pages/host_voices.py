"""Voices as their host sees them: everyone by name, in the state the Clearance gives them.

On the recording's clock. How the public sees them is `feeds.lanes`' matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consent.policy import Clearance, Code
from feeds.lanes import colours_of
from recordings.audio.plan import LEAVES_OUT
from recordings.models import Recording, Segment, Speaker
from recordings.spans import Span
from recordings.strips import Strip, StripVoice, VoiceState

UNCLAIMED = "Unclaimed"
_BLOCKED = {
    Code.UNANSWERED: VoiceState.WAITING,
    Code.REFUSED: VoiceState.LEFT_OUT,
    Code.WITHDRAWN: VoiceState.LEFT_OUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who is in a recording, and when: `turns` by speaker, `unclaimed` is nobody's yet."""

    speakers: tuple[Speaker, ...] = ()
    turns: Mapping[int, tuple[Span, ...]]
    unclaimed: tuple[Span, ...] = ()

    @property
    def voices(self) -> tuple[Speaker, ...]:
        """The speakers with parts; a person who is only listed is no voice."""
        return tuple(speaker for speaker in self.speakers if self.turns.get(speaker.pk))


def heard_in(recordings: Iterable[Recording]) -> dict[int, Heard]:
    """Who is heard in each recording by its id; in two queries whatever their number."""
    ids = [recording.pk for recording in recordings]
    speakers: dict[int, list[Speaker]] = defaultdict(list)
    for speaker in Speaker.objects.filter(recording__in=ids).order_by("number"):
        speakers[speaker.recording_id].append(speaker)
    turns: dict[int, dict[int | None, list[Span]]] = defaultdict(lambda: defaultdict(list))
    parts = Segment.objects.filter(recording__in=ids).exclude(speaker=None, not_a_person=True)
    columns = ("recording_id", "speaker_id", "start_ms", "end_ms")
    for pk, speaker_id, start_ms, end_ms in parts.order_by("start_ms").values_list(*columns):
        turns[pk][speaker_id].append(Span(start_ms, end_ms))
    return {pk: _heard(speakers[pk], turns[pk]) for pk in ids}


def _heard(speakers: Iterable[Speaker], turns: Mapping[int | None, list[Span]]) -> Heard:
    return Heard(
        speakers=tuple(speakers),
        turns={pk: tuple(spans) for pk, spans in turns.items() if pk is not None},
        unclaimed=tuple(turns.get(None, ())),
    )


def voice_states(heard: Heard, clearance: Clearance) -> dict[int, VoiceState]:
    """How each voice stands: left out where it is not heard, else as its person answered."""
    blocked = {
        reason.speaker_id: _BLOCKED[reason.code]
        for reason in clearance.reasons
        if reason.code in _BLOCKED
    }
    return {
        speaker.pk: blocked.get(speaker.pk, VoiceState.AGREED)
        if speaker.pk in clearance.heard
        else VoiceState.LEFT_OUT
        for speaker in heard.voices
    }


def unclaimed_state(heard: Heard, clearance: Clearance) -> VoiceState:
    """Speech of nobody's is left out where an edit says so for every bit of it."""
    edits = [
        edit.span
        for edit in clearance.edits
        if edit.treatment in LEAVES_OUT and edit.speaker_id is None
    ]
    covered = all(
        any(e.start_ms <= span.start_ms and span.end_ms <= e.end_ms for e in edits)
        for span in heard.unclaimed
    )
    return VoiceState.LEFT_OUT if covered else VoiceState.UNCLAIMED


def strip_of(recording: Recording, heard: Heard, clearance: Clearance) -> Strip:
    """All voices of a recording, hosts' colour first, nobody's speech last."""
    states = voice_states(heard, clearance)
    colour = colours_of(heard.speakers, heard.turns)
    voices = [
        StripVoice(
            name=speaker.display_name,
            colour=colour.get(speaker.pk),
            state=states[speaker.pk],
            spans=heard.turns[speaker.pk],
        )
        for speaker in heard.voices
    ]
    if heard.unclaimed:
        voices.append(unclaimed_voice(heard, clearance))
    return Strip(duration_ms=recording.duration_ms, voices=tuple(voices))


def unclaimed_voice(heard: Heard, clearance: Clearance) -> StripVoice:
    state = unclaimed_state(heard, clearance)
    return StripVoice(name=UNCLAIMED, colour=None, state=state, spans=heard.unclaimed)
