"""The verbs of a Clip: cut one, ask its Clearance again when something changed, let it go.

Every change happens behind the lock of its Recording, as with an Episode, so that a clip that is
being finished and a withdrawal have one order.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from consent.clearance import next_ends
from feeds import files, pipeline
from feeds.clip_plans import ClipPlans
from feeds.clip_verdicts import ClipVerdict, clip_verdicts
from feeds.clock import timeline_of
from feeds.lifecycle import Stage
from feeds.models import Clip, ClipFile, Episode
from feeds.shows import feed_changed
from feeds.verdicts import verdicts
from recordings import jobs, storage
from recordings.find import NotFound
from recordings.models import Recording, Run
from recordings.spans import Span
from recordings.words import clock

KIND = "clip"
"""What its files are called in the store."""
MAKE = "clip"
MAKE_TASK = "feeds.tasks.make_clip"
MOST_CLIPS = 100


class ClipRefused(Exception):
    """A clip that cannot be asked for; `str(error)` is a sentence for the host."""

    permanent = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a host asks for; `from_ms` and `to_ms` are on the episode's clock, as it plays."""

    from_ms: int
    to_ms: int
    title: str
    shape: Clip.Shape = Clip.Shape.AUDIO
    ground: Clip.Ground = Clip.Ground.WAVES


def find_clip(episode: Episode, uid: uuid.UUID) -> Clip:
    """Raises `NotFound`."""
    clip = Clip.objects.kept().filter(episode=episode, uid=uid).first()
    if clip is None:
        raise NotFound("There is no such clip.")
    clip.episode = episode
    return clip


def cut(episode_id: int, wanted: Wanted) -> Clip:
    """Keep what is wanted; it is made as soon as everybody heard in it agrees to clips. Raises
    `ClipRefused` where the episode has no such part."""
    with transaction.atomic():
        episode = pipeline.lock(episode_id)
        if Clip.objects.kept().filter(episode=episode).count() >= MOST_CLIPS:
            raise ClipRefused(f"An episode has at most {MOST_CLIPS} clips. Drop one first.")
        span = span_of(episode, wanted.from_ms, wanted.to_ms)
        clip = Clip.objects.create(
            episode=episode,
            start_ms=span.start_ms,
            end_ms=span.end_ms,
            title=wanted.title,
            shape=wanted.shape,
            ground=wanted.ground,
        )
        _review([clip], timezone.now())
        return clip


def span_of(episode: Episode, from_ms: int, to_ms: int) -> Span:
    """A part of the episode as it plays, on the recording's clock. Raises `ClipRefused`."""
    if episode.master is None or episode.stage not in (Stage.READY, Stage.PUBLISHED):
        raise ClipRefused("The episode is not made yet. Make it first, then cut clips of it.")
    heard_at = timeline_of(episode.master)
    first, last = heard_at.bounds
    if to_ms > episode.master.duration_ms:
        until = clock(episode.master.duration_ms)
        raise ClipRefused(f"The episode ends at {until}. Choose a part before that.")
    start, end = max(from_ms, first), min(to_ms, last)
    if start >= end:
        raise ClipRefused("Nobody speaks there. Choose a part in which somebody does.")
    start_ms, end_ms = heard_at.origin(start), heard_at.origin(end - 1)
    if start_ms is None or end_ms is None:
        raise ClipRefused("Nobody speaks there. Choose a part in which somebody does.")
    return Span(start_ms, end_ms + 1)


def review(recording: Recording, now: datetime | None = None) -> None:
    """Ask the Clearance of every clip of a recording again, in the transaction of the news: what
    may not be heard or shown any more falls with it, and what may is made."""
    with transaction.atomic():
        clips = Clip.objects.filter(episode__recording=recording)
        if not clips.exists():
            return
        locked = Recording.objects.all().lock(recording.pk)
        rows = list(clips.kept().select_related("episode__show__host", "episode__master"))
        for clip in rows:
            clip.episode.recording = locked
        _review(rows, now or timezone.now())


def again(clip_id: int) -> Clip:
    """Make it again: after a failure, or since the episode has changed. Until then the old file
    stays, if it may."""
    with transaction.atomic():
        clip = _locked(clip_id)
        clip.sentence = ""
        _review([clip], timezone.now(), anew=True)
        return clip


def name_in_feed(clip_id: int, soundbite: bool) -> Clip:
    """Say whether apps are told of this part of the episode."""
    with transaction.atomic():
        clip = _locked(clip_id)
        clip.soundbite = soundbite
        clip.save(update_fields=["soundbite"])
        feed_changed(clip.episode.show_id)
        return clip


def drop(clip_id: int) -> None:
    """Let it go for good: nobody is served its files from here on, and their bytes are erased."""
    with transaction.atomic():
        clip = _locked(clip_id)
        jobs.cancel(MAKE, clip.pk)
        _turn(clip, Clip.Stage.DROPPED)
        fall(clip.files.filter(fallen_at=None), timezone.now())


def fail(clip_id: int, sentence: str) -> None:
    """It could not be made; the host reads why."""
    Clip.objects.filter(pk=clip_id, stage=Clip.Stage.MAKING).update(
        stage=Clip.Stage.FAILED, sentence=sentence
    )


def sweep(now: datetime) -> None:
    """Let fall what an end by itself or an episode that went for good covers no more, and finish
    what the queue lost."""
    for recording in Recording.objects.filter(pk__in={*_ended(now), *_of_what_went()}):
        review(recording, now)
    for clip in Clip.objects.filter(stage=Clip.Stage.MAKING):
        if not jobs.is_live(MAKE, clip.pk):
            jobs.start(MAKE, clip.pk, MAKE_TASK)


def tidy() -> None:
    """Remove from the store what no row names: a worker may have died between the two."""
    found = storage.keys(KIND)
    if not Run.objects.live().filter(kind=MAKE).exists():
        named = ClipFile.objects.filter(erased_at=None).values_list("key", flat=True)
        files.drop(set(found).difference(named))


def _ended(now: datetime) -> Iterator[int]:
    """Recordings with a clip in which somebody's yes has ended by its own terms: no news tells of
    that."""
    out = Clip.objects.filter(files__fallen_at=None, files__isnull=False).distinct()
    some = set(out.values_list("episode__recording", flat=True))
    ends = next_ends(some, datetime.min.replace(tzinfo=UTC)) if some else {}
    over = out.filter(episode__recording__in=[pk for pk, end in ends.items() if end <= now])
    rows = list(over.select_related("episode__show", "episode__recording", "episode__master"))
    for clip, verdict in clip_verdicts(rows).items() if rows else ():
        if not all(map(verdict.covers, clip.files.filter(fallen_at=None))):
            yield clip.episode.recording_id


def _of_what_went() -> Iterable[int]:
    gone = ClipFile.objects.filter(fallen_at=None, clip__episode__stage=Stage.WITHDRAWN)
    return gone.values_list("clip__episode__recording", flat=True)


def fall(rows: Iterable[ClipFile], now: datetime) -> None:
    """Nobody is served them from here on; the sweep erases their bytes."""
    ClipFile.objects.filter(pk__in=[row.pk for row in rows]).update(fallen_at=now)


def _review(clips: Iterable[Clip], now: datetime, *, anew: bool = False) -> None:
    """`anew` makes also what is as it should be, or failed before."""
    rows = list(clips)
    episodes = {clip.episode_id: clip.episode for clip in rows}
    clearances = verdicts(episodes.values())
    plans = {pk: ClipPlans(episodes[pk], clearances[pk]) for pk in episodes}
    for clip, found in clip_verdicts(rows, clearances).items():
        kept = clip.files.filter(fallen_at=None) if _goes_on(clip) else ()
        standing = [file for file in kept if found.covers(file)]
        fall(clip.files.filter(fallen_at=None).exclude(pk__in=[f.pk for f in standing]), now)
        is_whole = found.allowed and is_made(
            clip, standing, plans[clip.episode_id].fingerprint(clip.span, found.clearance.heard)
        )
        _turn(clip, _next(clip, found, is_whole and not anew, anew))


def is_made(clip: Clip, rows: Iterable[ClipFile], plan_fingerprint: str) -> bool:
    """Whether these are all the files that the clip has to have, made by the plan of today."""
    wanted = {"mp3", "mp4"} if clip.is_video else {"mp3"}
    same = {file.extension for file in rows if file.plan_fingerprint == plan_fingerprint}
    return same >= wanted


def _next(clip: Clip, found: ClipVerdict, is_whole: bool, anew: bool) -> Clip.Stage:
    if not found.allowed or not _goes_on(clip):
        return Clip.Stage.WAITS
    if is_whole:
        return Clip.Stage.READY
    if clip.stage == Clip.Stage.FAILED and not anew:
        return Clip.Stage.FAILED
    return Clip.Stage.MAKING


def _goes_on(clip: Clip) -> bool:
    """Of an episode that was taken back for good nothing stays."""
    return clip.episode.stage != Stage.WITHDRAWN


def _turn(clip: Clip, stage: Clip.Stage) -> None:
    clip.stage = stage
    clip.save(update_fields=["stage", "sentence"])
    if stage == Clip.Stage.MAKING:
        jobs.start(MAKE, clip.pk, MAKE_TASK)
    if clip.soundbite:
        feed_changed(clip.episode.show_id)


def _locked(clip_id: int) -> Clip:
    episode_id = Clip.objects.values_list("episode_id", flat=True).get(pk=clip_id)
    episode = pipeline.lock(episode_id)
    clip = Clip.objects.select_for_update(of=("self",)).get(pk=clip_id)
    clip.episode = episode
    return clip
