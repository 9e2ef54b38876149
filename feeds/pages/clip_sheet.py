"""What a host sees of an episode's clips: a row for each, and each one's own page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from consent.clips import ClipReason, Why
from consent.policy import Clearance
from consent.scopes import Scope
from feeds import addresses
from feeds.clip_standing import standing_clips
from feeds.clip_verdicts import ClipVerdict, clip_verdict, clip_verdicts
from feeds.clips import MAKE
from feeds.clock import timeline_of
from feeds.lifecycle import Stage
from feeds.models import Clip, ClipFile, Episode
from feeds.standing import standing
from recordings import jobs
from recordings.models import Run
from recordings.words import clock, duration, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRow:
    """`state` is one of the words that the stylesheet has for it: yes, wait or bad."""

    title: str
    url: str
    facts: tuple[str, ...]
    state: str
    state_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSheet:
    """`mode` is waits, making, failed or ready; `asked` is whether the show asks about clips at
    all."""

    clip: Clip
    row: ClipRow
    mode: str
    reasons: tuple[ClipReason, ...]
    asked: bool
    files: tuple[ClipFile, ...]
    heard_words: str
    is_out: bool
    page_url: str
    said: str
    percent: int | None
    sentence: str


def clip_rows(episode: Episode, clearance: Clearance) -> tuple[ClipRow, ...]:
    """An episode's clips in order of time, in a fixed number of queries."""
    clips = list(Clip.objects.kept().filter(episode=episode))
    for clip in clips:
        clip.episode = episode
    found = clip_verdicts(clips, {episode.pk: clearance}) if clips else {}
    names = {speaker.pk: speaker.display_name for speaker in episode.recording.speakers.all()}
    return tuple(_row(clip, found[clip], names) for clip in clips)


def clip_sheet(clip: Clip) -> ClipSheet:
    """The page of one clip."""
    episode, found = clip.episode, clip_verdict(clip)
    names = {speaker.pk: speaker.display_name for speaker in episode.recording.speakers.all()}
    run = jobs.latest(MAKE, clip.pk)
    working = run is not None and run.state in (Run.State.QUEUED, Run.State.RUNNING)
    files = [file for file in clip.files.filter(fallen_at=None) if found.covers(file)]
    return ClipSheet(
        clip=clip,
        row=_row(clip, found, names),
        mode=_mode(clip, found),
        reasons=found.clearance.reasons,
        asked=Scope.CLIPS in episode.show.scopes,
        files=tuple(files),
        heard_words=_agreed([names[pk] for pk in sorted(found.clearance.heard)]),
        is_out=_is_out(clip),
        page_url=addresses.page(clip),
        said=(run.stage or "Waiting for its turn") if run and working else "",
        percent=run.percent if run and working else None,
        sentence=clip.sentence,
    )


def _agreed(names: list[str]) -> str:
    if len(names) == 1:
        return (
            f"{names[0]} is heard in it and has agreed. If that is taken back, it is gone at once."
        )
    return (
        f"{listed(names)} are heard and have agreed. "
        "If one of them takes that back, it is gone at once."
    )


def _is_out(clip: Clip) -> bool:
    episodes = Episode.objects.filter(pk=clip.episode_id)
    out = standing(episodes.select_related("show", "recording", "master"))
    return any(one.clip.pk == clip.pk for each in out for one in standing_clips(each))


def _mode(clip: Clip, found: ClipVerdict) -> str:
    """The verdict of the moment goes before what the row says."""
    if not found.allowed:
        return Clip.Stage.WAITS
    if clip.stage == Clip.Stage.WAITS:
        return Clip.Stage.MAKING
    return clip.stage


def _row(clip: Clip, found: ClipVerdict, names: dict[int, str]) -> ClipRow:
    state, words = _state(clip, found, names)
    return ClipRow(
        title=clip.title,
        url=reverse("feeds:clip", args=[clip.episode.uid, clip.uid]),
        facts=tuple(_facts(clip)),
        state=state,
        state_words=words,
    )


def _facts(clip: Clip) -> Iterable[str]:
    yield at_words(clip)
    yield duration(clip.end_ms - clip.start_ms)
    yield str(Clip.Shape(clip.shape).label)
    if clip.soundbite:
        yield "named in the feed"


def at_words(clip: Clip) -> str:
    """`1:01–1:15` where the episode plays it."""
    if clip.episode.master is None:
        return f"{clock(clip.start_ms)}–{clock(clip.end_ms)} of the recording"
    where = timeline_of(clip.episode.master)
    start, end = where.next_position(clip.start_ms), where.next_position(clip.end_ms)
    return f"{clock(start)}–{clock(end)}"


def _state(clip: Clip, found: ClipVerdict, names: dict[int, str]) -> tuple[str, str]:
    mode = _mode(clip, found)
    if mode == Clip.Stage.WAITS:
        missing = [r.speaker_id for r in found.clearance.reasons if r.why is Why.VOICE]
        who = listed([names[pk] for pk in missing if pk in names])
        return "wait", f"Waits for {who}" if who else "Waits"
    if mode == Clip.Stage.MAKING:
        return "wait", "Being made"
    if mode == Clip.Stage.FAILED:
        return "bad", "Failed"
    out = clip.episode.stage == Stage.PUBLISHED
    return "yes", "Out" if out else "Made, goes out with the episode"
