"""The verbs of an Episode that do not move its stage: begin a draft, rewrite its words."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from consent.policy import Code
from feeds import pipeline
from feeds.chapters import Mark
from feeds.lifecycle import Stage
from feeds.models import Chapter, Episode, Show
from feeds.outline import Turn, outline
from feeds.shows import feed_changed
from feeds.verdicts import verdict
from recordings.find import NotFound
from recordings.models import Recording

_AGAINST = (Code.REFUSED, Code.WITHDRAWN)


def find_episode(text: str) -> Episode:
    """The Episode with this id. Raises `NotFound`."""
    try:
        every = Episode.objects.select_related("show__host", "recording__room", "recording__host")
        found = every.filter(uid=uuid.UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(f"There is no episode “{text}”. Use the id in its address.")
    return found


def draft_for(recording: Recording, show: Show) -> Episode:
    """The one Episode of a Recording in a Show; begun with what the room says of itself."""
    with transaction.atomic():
        episode, new = Episode.objects.get_or_create(
            show=show,
            recording=recording,
            defaults={
                "guid": str(uuid.uuid4()),
                "title": recording.room.title[:255],
                "explicit": show.explicit,
            },
        )
        if new:
            _copy_chapters(episode, recording)
        return episode


def _copy_chapters(episode: Episode, recording: Recording) -> None:
    Chapter.objects.bulk_create(
        Chapter(episode=episode, start_ms=chapter["start_ms"], title=chapter["title"][:255])
        for chapter in recording.chapters
        if chapter["title"]
    )


def propose_chapters(episode_id: int) -> int:
    """Give an episode without chapters those that its pauses and speakers suggest; how many. It
    names only who may be named, and nobody who is not heard."""
    with transaction.atomic():
        episode = pipeline.lock(episode_id)
        marks = () if episode.chapters.exists() else _outline(episode)
        if marks:
            rewrite(episode_id, chapters=[(mark.start_ms, mark.title) for mark in marks])
        return len(marks)


def _outline(episode: Episode) -> tuple[Mark, ...]:
    clearance, recording = verdict(episode), episode.recording
    against = {reason.speaker_id for reason in clearance.reasons if reason.code in _AGAINST}
    heard = recording.segments.filter(speaker__in=clearance.heard - against)
    named = {
        speaker.pk: speaker.public_name
        for speaker in recording.speakers.exclude(pk__in=clearance.masked)
    }
    turns = (
        Turn(part.span, part.speaker_id or 0, named.get(part.speaker_id or 0, "")) for part in heard
    )
    return outline(turns, recording.duration_ms)


def rewrite(
    episode_id: int, *, chapters: Sequence[tuple[int, str]] | None = None, **facts: Any
) -> Episode:
    """Change title, notes, numbers or chapters, and ask again whether it may be out like this."""
    with transaction.atomic():
        episode = pipeline.lock(episode_id)
        for name, value in facts.items():
            setattr(episode, name, value)
        episode.save(update_fields=[*facts, "updated_at"])
        if chapters is not None:
            episode.chapters.all().delete()
            Chapter.objects.bulk_create(
                Chapter(episode=episode, start_ms=at, title=title) for at, title in chapters
            )
        if episode.stage == Stage.PUBLISHED:
            feed_changed(episode.show_id)
        pipeline.review(episode.recording)
    return Episode.objects.get(pk=episode_id)
