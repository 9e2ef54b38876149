"""Clip + its Clearance → its files: the sound, and for a video the pictures over it."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consent.clips import MOST_MS
from consent.policy import Clearance
from feeds import addresses, artwork, cleaned, clips, frames, pipeline
from feeds.clip_plans import ClipPlans
from feeds.clip_verdicts import ClipVerdict, clip_verdict
from feeds.clips import KIND, ClipRefused
from feeds.files import drop
from feeds.models import Clip, ClipFile
from feeds.plans import Planned
from feeds.verdicts import verdict
from recordings import storage
from recordings.audio import plan as plans
from recordings.audio.render import render
from recordings.audio.tags import Tags
from recordings.audio.video import film
from recordings.importers.room import Progress
from recordings.storage import StoredObject
from recordings.transcripts import Line, on_episode_clock

CUTTING, FILMING = "Cutting the sound", "Making the video"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One clip under way: what it may hold and show was asked before anything was made."""

    clip: Clip
    clearance: Clearance
    found: ClipVerdict
    planned: Planned
    work: Path
    progress: Progress

    @property
    def duration_ms(self) -> int:
        return plans.body_ms(self.planned.plan)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The captions on the clip's clock."""
        return on_episode_clock(self.found.lines, plans.timeline(self.planned.plan))


def produce(clip_id: int, progress: Progress) -> None:
    """Make a clip's files once; running it again makes the same bytes again.

    Raises `AudioError` where it cannot be made. Where consent is missing, or changed while it was
    made, nothing is kept and the clip waits, or is made anew.
    """
    clip = _load(clip_id)
    if clip.stage != Clip.Stage.MAKING:
        return
    found, clearance = clip_verdict(clip), verdict(clip.episode)
    if not found.allowed:
        clips.review(clip.episode.recording)
        return
    planned = ClipPlans(clip.episode, clearance).of(clip.span, found.clearance.heard)
    if plans.body_ms(planned.plan) > MOST_MS:
        raise ClipRefused("A clip lasts up to 60 seconds. Drop this one and choose a shorter part.")
    with storage.work_folder() as work:
        job = _Job(
            clip=clip,
            clearance=clearance,
            found=found,
            planned=planned,
            work=work,
            progress=progress,
        )
        made = [(_sound(job), "audio/mpeg")]
        if clip.is_video:
            made.append((_video(job, made[0][0]), "video/mp4"))
        _keep(job, [storage.put(path, kind=KIND, content_type=kind) for path, kind in made], made)


def _load(clip_id: int) -> Clip:
    rows = Clip.objects.select_related(
        "episode__show__host", "episode__recording__room", "episode__master"
    )
    return rows.get(pk=clip_id)


def _sound(job: _Job) -> Path:
    """Cleaned like the episode, of the same copies."""
    episode, planned = job.clip.episode, job.planned
    with cleaned.lent(episode, job.clearance, planned, job.work, job.progress) as files:
        made = render(
            planned.plan,
            {number: file.path for number, file in files.items()},
            job.work / "clip.mp3",
            tags=_tags(job),
            progress=lambda done, total: job.progress(CUTTING, done, total),
            work=job.work,
        )
    return made.path


def _tags(job: _Job) -> Tags:
    """Ours alone; with the way to the whole episode."""
    episode = job.clip.episode
    day = episode.published_at or episode.recording.room.started_at or episode.created_at
    return Tags(
        title=job.found.title,
        show=episode.show.title,
        author=episode.show.author,
        date=day.date().isoformat(),
        url=addresses.page(episode),
    )


def _video(job: _Job, sound: Path) -> Path:
    job.progress(FILMING, 0, 0)
    show = job.clip.episode.show
    on_cover = job.clip.ground == Clip.Ground.COVER
    words = frames.Words(
        title=job.found.title, show=show.title, address=_spoken(addresses.page(show))
    )
    cover = artwork.as_jpeg(show, job.work) if on_cover else None
    scene = frames.scene(job.clip.shape, words, job.lines, job.work, cover)
    out = job.work / "clip.mp4"
    film(sound, job.duration_ms, scene, out, title=job.found.title)
    return out


def _spoken(address: str) -> str:
    """An address as people read it: `pod.example.org/open-table`."""
    return address.removeprefix(f"{urlsplit(settings.SITE_URL).scheme}://").rstrip("/")


def _keep(job: _Job, files: list[StoredObject], made: list[tuple[Path, str]]) -> None:
    """The objects first, then the rows that speak of them, under the lock the pipeline takes; and
    only if the verdict is the one they were made under."""
    with transaction.atomic():
        job.clip.episode.recording = pipeline.lock(job.clip.episode_id).recording
        now = clip_verdict(_load(job.clip.pk))
        stands = now.allowed and now.fingerprint == job.found.fingerprint
        if stands and Clip.objects.kept().filter(pk=job.clip.pk).exists():
            _replace(job, files, made)
        else:
            drop(file.key for file in files)
    clips.review(job.clip.episode.recording)


def _replace(job: _Job, files: list[StoredObject], made: list[tuple[Path, str]]) -> None:
    if any(storage.size(file.key) != file.bytes for file in files):
        raise storage.StorageFailed("The finished clip is not there any more. Make it again.")
    clips.fall(job.clip.files.filter(fallen_at=None), timezone.now())
    for file, (path, kind) in zip(files, made, strict=True):
        ClipFile.objects.create(
            clip=job.clip,
            key=file.key,
            sha256=file.sha256,
            content_type=kind,
            extension=path.suffix.removeprefix("."),
            bytes=file.bytes,
            duration_ms=job.duration_ms,
            clearance=job.found.fingerprint,
            plan_fingerprint=job.planned.fingerprint,
            manifest=_manifest(job),
        )


def _manifest(job: _Job) -> dict[str, Any]:
    """Which voices and spans are in the files: the link between consent and bytes."""
    plan = replace(job.planned.plan, voices=())
    return {
        "heard": sorted(job.found.clearance.heard),
        "plan": asdict(plan),
        "inputs": {str(n): file.sha256 for n, file in job.planned.inputs.items()},
        "captions_ms": [[line.start_ms, line.end_ms] for line in job.found.lines]
        if job.clip.is_video
        else [],
    }
