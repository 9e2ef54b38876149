"""The sound that an episode is made of, for its editor to listen to: minute by minute, as it was
recorded, without the voices that nobody may hear."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from consent.policy import Clearance, Edit
from consent.roster import roster_for
from consent.scopes import Scope, State
from feeds import edited
from feeds.edit_list import Stretch
from feeds.models import Episode
from feeds.plans import body_plan, tracks_heard
from feeds.verdicts import verdict
from recordings import hearing, storage
from recordings.audio.minute import minute
from recordings.audio.plan import EditPlan, Treatment, left_out
from recordings.audio.woven import Source
from recordings.hearing import HeardFile
from recordings.models import Speaker, Track
from recordings.peaks import overview
from recordings.spans import Span, intersect, subtract

MINUTE_MS = 60_000


def minute_of(episode: Episode, number: int, *, as_edited: bool = False) -> HeardFile | None:
    """The minute that begins after so many, None where there is none. With `as_edited` single
    voices are silent as the host wants it; what is cut, silent or bleeped for everybody the
    player does by itself. Raises `AudioError`."""
    span = _span(episode, number)
    tracks = tracks_heard(episode.recording)
    if span is None or not tracks:
        return None
    by_host = edited.stretches_of(episode) if as_edited else ()
    plan = body_plan(episode.recording, _closed(episode), _of_one_voice(by_host))
    heard = [intersect(_heard(plan, n), [span]) for n in range(len(tracks))]
    files = [(track.sha256, track.offset_ms) for track in tracks]
    return hearing.kept(f"{span} {files} {heard}", lambda work: _made(tracks, heard, span, work))


def waveform_of(episode: Episode) -> bytes:
    """Bytes 0 to 255, evenly spaced over the recording."""
    return overview(episode.recording, tracks_heard(episode.recording))


def closed_voices(episode: Episode) -> tuple[Speaker, ...]:
    """Who said no to being heard, or took it back: their host hears nothing of them."""
    roster = roster_for(episode.recording, episode.show.use.purpose)
    no = (State.REFUSED, State.WITHDRAWN)
    return tuple(row.speaker for row in roster if row.scopes.get(Scope.PUBLISH) in no)


def _span(episode: Episode, number: int) -> Span | None:
    start_ms, end_ms = number * MINUTE_MS, episode.recording.duration_ms
    return Span(start_ms, min(end_ms, start_ms + MINUTE_MS)) if start_ms < end_ms else None


def _closed(episode: Episode) -> Clearance:
    """The verdict, with every voice silent that may not be heard by its host either."""
    clearance, closed = verdict(episode), closed_voices(episode)
    silent = [
        Edit(span=part.span, treatment=Treatment.SILENCE, speaker_id=speaker.pk)
        for speaker in closed
        for part in episode.recording.segments.filter(speaker=speaker)
    ]
    heard = clearance.heard - {speaker.pk for speaker in closed}
    return replace(clearance, edits=(*clearance.edits, *silent), heard=heard)


def _of_one_voice(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    return tuple(one for one in stretches if one.speaker_id is not None)


def _heard(plan: EditPlan, track: int) -> tuple[Span, ...]:
    return subtract([Span(0, plan.duration_ms)], left_out(plan, track))


def _made(
    tracks: Sequence[Track], heard: Sequence[tuple[Span, ...]], span: Span, work: Path
) -> Path:
    with ExitStack() as lent:
        sources = [
            Source(
                path=lent.enter_context(storage.local_copy(track.working_key)),
                offset_ms=track.offset_ms,
                heard=spans,
            )
            for track, spans in zip(tracks, heard, strict=True)
        ]
        return minute(sources, span, work / "minute.mp3")
