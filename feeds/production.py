"""Episode + Clearance → Master and Enclosure: plan, render, keep, and hand over to the pipeline."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction

from consent.clearance import cleared
from consent.policy import Clearance
from feeds import addresses, artwork, cleaned, clips, edited, files, pipeline
from feeds.chapters import Mark, on_episode_clock
from feeds.cleaned import Lent
from feeds.clock import CLOCK
from feeds.edit_list import LEAST_KEPT_MS
from feeds.edited import DIGEST, EDITS, SOUND
from feeds.formats import BESIDE, MISSING, TYPES
from feeds.lifecycle import Stage
from feeds.models import Enclosure, Episode, Master
from feeds.pauses import PAUSES
from feeds.plans import Planned, plan_for
from feeds.publication import WORDS
from feeds.sound import words_of
from recordings import storage
from recordings.audio import plan as plans
from recordings.audio.errors import AudioError
from recordings.audio.plan import Codec
from recordings.audio.render import Rendered, render
from recordings.audio.tags import Tags
from recordings.importers.room import Progress
from recordings.storage import StorageFailed, StoredObject

MIXING = "Levelling and encoding"


def produce(episode_id: int, progress: Progress) -> None:
    """Make the episode's Master once; running it again makes the same bytes again.

    Raises `NotCleared` where consent is missing, `AudioError` where the sound cannot be made.
    """
    episode = Episode.objects.select_related("show__host", "recording__room").get(pk=episode_id)
    if episode.stage not in (Stage.PRODUCING, Stage.PUBLISHED):
        return
    clearance = cleared(episode.recording, episode.show.use)
    by_host, sound = edited.stretches_of(episode), episode.sound
    planned = plan_for(episode.recording, episode.show, clearance, by_host, sound)
    if plans.body_ms(planned.plan) < LEAST_KEPT_MS:
        raise AudioError("The edits leave nothing to hear. Take one back, and make it again.")
    with storage.work_folder() as work:
        tags = _tags(episode, planned, artwork.as_jpeg(episode.show, work))
        with cleaned.lent(episode, clearance, planned, work, progress) as files:
            made = _rendered(planned, files, tags, work, storage.shelf(episode.pk), progress)
        progress("Keeping the file", 0, 0)
        _keep(episode, clearance, planned, made, tags)
        storage.label_shelf(episode.pk, made.sha256)


def _rendered(
    planned: Planned,
    lent: Mapping[int, Lent],
    tags: Tags,
    work: Path,
    shelf: Path,
    progress: Progress,
) -> Rendered:
    return render(
        planned.plan,
        {number: file.path for number, file in lent.items()},
        work / "episode.mp3",
        tags=tags,
        progress=lambda done, total: progress(MIXING, done, total),
        work=work,
        shelf=shelf,
        hashes={number: file.name for number, file in lent.items()},
        alternates=BESIDE[planned.sound.formats],
    )


def _tags(episode: Episode, planned: Planned, cover: Path | None) -> Tags:
    """Ours alone: every word in them was written by the host."""
    day = episode.published_at or episode.recording.room.started_at or episode.created_at
    return Tags(
        title=episode.title,
        show=episode.show.title,
        author=episode.show.author,
        date=day.date().isoformat(),
        url=addresses.page(episode),
        cover_jpeg=cover,
        chapters=tuple(
            (mark.start_ms, mark.title)
            for mark in on_episode_clock(
                (Mark(start_ms=one.start_ms, title=one.title) for one in episode.chapters.all()),
                plans.timeline(planned.plan),
            )
        ),
    )


def _keep(
    episode: Episode, clearance: Clearance, planned: Planned, made: Rendered, tags: Tags
) -> None:
    """The objects first, then the rows that speak of them, under the lock the pipeline takes."""
    kept: dict[Codec, StoredObject] = {}
    with _dropped_where_it_fails(kept):
        kept[Codec.MP3] = _stored(Codec.MP3, made.path)
        for one in made.alternates:
            kept[one.codec] = _stored(one.codec, one.path)
        with transaction.atomic():
            pipeline.lock(episode.pk)
            _are_there(kept.values())
            master = _master(episode, clearance, planned, made, tags)
            for codec, file in kept.items():
                _enclosure(master, codec, file)
            pipeline.finish(episode.pk, master)
            clips.review(episode.recording)


@contextmanager
def _dropped_where_it_fails(kept: Mapping[Codec, StoredObject]) -> Iterator[None]:
    """No object stays that no row speaks of: no withdrawal would ever find it."""
    try:
        yield
    except BaseException:
        with suppress(StorageFailed):
            files.drop(file.key for file in kept.values())
        raise


def _stored(codec: Codec, path: Path) -> StoredObject:
    return storage.put(path, kind="audio", content_type=TYPES[codec], consume=True)


def _are_there(several: Iterable[StoredObject]) -> None:
    """They may have been erased between: the same bytes held a voice."""
    if any(storage.size(file.key) != file.bytes for file in several):
        raise StorageFailed("The finished file is not there any more. Make it again.")


def _master(
    episode: Episode, clearance: Clearance, planned: Planned, made: Rendered, tags: Tags
) -> Master:
    plan = {
        CLOCK: _clock(planned),
        WORDS: _words(tags),
        EDITS: edited.packed(planned.by_host),
        DIGEST: edited.digest_in(clearance, planned.by_host),
        SOUND: words_of(planned.sound),
        PAUSES: planned.pauses.packed,
        MISSING: [one.sentence for one in made.missing],
        "edit": _manifest(planned, clearance),
    }
    return Master.objects.create(
        episode=episode,
        clearance=clearance.fingerprint,
        plan=plan,
        plan_fingerprint=planned.fingerprint,
        duration_ms=made.duration_ms,
        lufs=made.lufs,
        true_peak_dbtp=made.true_peak_dbtp,
    )


def _words(tags: Tags) -> list[str]:
    """Every text in the file that may name somebody."""
    return [tags.title, *(title for _, title in tags.chapters)]


def _clock(planned: Planned) -> dict[str, Any]:
    return {
        "recording_ms": planned.plan.duration_ms,
        "removed": [[span.start_ms, span.end_ms] for span in plans.removed(planned.plan)],
        "lead_ms": plans.lead_ms(planned.plan),
    }


def _manifest(planned: Planned, clearance: Clearance) -> dict[str, Any]:
    """Which voices and spans are in the file: the link between consent and bytes."""
    return {
        "plan": asdict(planned.plan),
        "inputs": {str(n): file.sha256 for n, file in planned.inputs.items()},
        "heard": sorted(clearance.heard),
    }


def _enclosure(master: Master, codec: Codec, file: StoredObject) -> Enclosure:
    return Enclosure.objects.create(
        master=master,
        key=file.key,
        sha256=file.sha256,
        codec=codec,
        content_type=TYPES[codec],
        extension=codec.ending,
        bytes=file.bytes,
    )
