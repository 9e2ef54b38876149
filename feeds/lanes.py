"""Who is heard when in a finished episode, and in which colour."""

from collections.abc import Callable, Iterable, Mapping

from consent.policy import Clearance
from feeds.faces import Cast
from recordings.audio.plan import LEAVES_OUT
from recordings.importers.room import Role
from recordings.models import Speaker
from recordings.spans import Span, Timeline, subtract, total_ms, union
from recordings.strips import Strip, StripVoice, VoiceState, colours

Turns = Mapping[int, Iterable[Span]]
"""Each speaker's parts by their id, on the recording's clock."""


def colours_of(speakers: Iterable[Speaker], turns: Turns) -> dict[int, int | None]:
    """Each speaker's colour by id: the same on every page, whoever is left out.

    The host is 1, the others follow by the time they speak in the recording.
    """
    rows = list(speakers)
    hosts = [speaker for speaker in rows if speaker.role == Role.HOST]
    first = min(hosts, key=lambda speaker: speaker.number, default=None)
    spoken = {_key(speaker): total_ms(turns.get(speaker.pk, ())) for speaker in rows}
    found = colours(spoken, _key(first) if first else None)
    return {speaker.pk: found[_key(speaker)] for speaker in rows}


def _key(speaker: Speaker) -> str:
    """Sorts equals by their number."""
    return f"{speaker.number:06}"


def silenced(clearance: Clearance, speaker_id: int) -> tuple[Span, ...]:
    """Where a speaker is not heard, on the recording's clock. Words in an altered voice are."""
    return union(
        edit.span
        for edit in clearance.edits
        if edit.treatment in LEAVES_OUT and edit.speaker_id in (None, speaker_id)
    )


def strip_of(
    cast: Cast,
    clearance: Clearance,
    turns: Turns,
    colour: Mapping[int, int | None],
    timeline: Timeline,
    gone: Callable[[int], Iterable[Span]] = lambda _: (),
) -> Strip:
    """The strip on the episode's clock. Everyone in it has agreed, or would not be heard. `gone`
    says where else a speaker, by id, is not heard."""
    return Strip(
        duration_ms=timeline.duration_ms,
        voices=tuple(
            StripVoice(
                name=face.name,
                colour=colour.get(face.speaker_id),
                state=VoiceState.AGREED,
                spans=_heard(face.speaker_id, clearance, turns, timeline, gone),
            )
            for face in cast.faces
        ),
    )


def _heard(
    speaker_id: int,
    clearance: Clearance,
    turns: Turns,
    timeline: Timeline,
    gone: Callable[[int], Iterable[Span]],
) -> tuple[Span, ...]:
    holes = (*silenced(clearance, speaker_id), *gone(speaker_id))
    left = subtract(turns.get(speaker_id, ()), holes)
    return union(moved for span in left for moved in timeline.spans(span))
