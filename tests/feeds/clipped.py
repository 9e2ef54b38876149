"""A clip of an episode that is out, with real sound: for tests of what is shared."""

from pathlib import Path
from typing import Any

from feeds import clips, pipeline, tasks
from feeds.clip_plans import ClipPlans
from feeds.clip_verdicts import clip_verdict
from feeds.clips import Wanted
from feeds.models import Clip, ClipFile, Episode
from feeds.verdicts import verdict
from recordings import jobs, storage
from recordings.models import Run, Track
from tests.feeds import story
from tests.feeds.aired import Aired
from tests.recordings import rooms

CUES = [
    {"speaker": "hana", "start_ms": 200, "end_ms": 2_800, "text": "Who owns the water?"},
    {"speaker": "sami", "start_ms": 3_600, "end_ms": 5_900, "text": "The city does, Noor says."},
    {"speaker": "noor", "start_ms": 6_600, "end_ms": 8_900, "text": "It was sold in a night."},
]


TYPES = {"mp3": "audio/mpeg", "mp4": "video/mp4"}


def out(folder: Path, **changes: Any) -> Episode:
    """Everyone agreed to everything, it was made, and it is out."""
    show = story.show(story.host())
    room = rooms.bring(show.host, folder / "room", cues=CUES, **changes)
    story.everyone_agrees(room)
    draft = story.draft(room, show)
    pipeline.publish_when_ready(draft.pk, "hana")
    work(pipeline.PRODUCE, draft.pk)
    return Episode.objects.select_related("show", "recording", "master").get(pk=draft.pk)


def work(kind: str, subject_id: int) -> Run:
    """Do the work that the queue would nudge a worker to do."""
    run = jobs.latest(kind, subject_id)
    assert run is not None
    {pipeline.PRODUCE: tasks.produce, clips.MAKE: tasks.make_clip}[kind](run.pk)
    run.refresh_from_db()
    return run


def clip(
    episode: Episode, from_ms: int, to_ms: int, title: str = "Who owns it", **more: Any
) -> Clip:
    """Asked for, and made where it may be."""
    wanted = Wanted(from_ms=from_ms, to_ms=to_ms, title=title, **more)
    asked = clips.cut(episode.pk, wanted)
    if asked.stage == Clip.Stage.MAKING:
        run = work(clips.MAKE, asked.pk)
        assert run.state == Run.State.DONE, f"{run.sentence} {run.log_tail}"
    return again(asked)


def of(out: Aired, from_s: float, to_s: float, title: str = "Who owns it", **more: Any) -> Clip:
    """A clip of an episode without sound: as made, with some bytes for each of its files."""
    Track.objects.get_or_create(
        recording=out.recording,
        defaults={
            "sha256": "a" * 64,
            "duration_ms": story.LENGTH_MS,
            "index": 0,
            "bytes": 1,
            "working_key": f"working/aa/{'a' * 64}.flac",
        },
    )
    start, end = round(from_s * 1000), round(to_s * 1000)
    asked = clips.cut(out.episode.pk, Wanted(from_ms=start, to_ms=end, title=title, **more))
    return finish(asked) if asked.stage == Clip.Stage.MAKING else again(asked)


def finish(asked: Clip) -> Clip:
    """Files as the job keeps them, without making any sound."""
    one = Clip.objects.select_related("episode__show", "episode__recording", "episode__master").get(
        pk=asked.pk
    )
    found, plans = clip_verdict(one), ClipPlans(one.episode, verdict(one.episode))
    heard = found.clearance.heard
    jobs.cancel(clips.MAKE, one.pk)
    for ending in ("mp3", "mp4") if one.is_video else ("mp3",):
        with storage.work_folder() as work:
            path = work / f"clip.{ending}"
            path.write_bytes(f"{ending} of {one.uid}".encode() * 100)
            kept = storage.put(path, kind="clip", content_type=TYPES[ending])
        ClipFile.objects.create(
            clip=one,
            key=kept.key,
            sha256=kept.sha256,
            bytes=kept.bytes,
            content_type=TYPES[ending],
            extension=ending,
            duration_ms=one.span.duration_ms,
            clearance=found.fingerprint,
            plan_fingerprint=plans.fingerprint(one.span, heard),
            manifest={"heard": sorted(heard)},
        )
    clips.review(one.episode.recording)
    return again(one)


def again(one: Clip) -> Clip:
    return Clip.objects.select_related("episode__show", "episode__recording").get(pk=one.pk)


def path_of(one: Clip, ending: str = "mp3") -> Path:
    found = storage.local_path(one.files.get(extension=ending, fallen_at=None).key)
    assert found is not None
    return found


def address(one: Clip, ending: str = "mp3") -> str:
    return f"/{one.episode.show.slug}/{one.episode.uid}/clips/{one.uid}.{ending}"
