"""The verbs on an Episode's edit list, each under the pipeline's lock. None of them makes the
sound anew: the host does, once, when the list is as it should be."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from feeds import edited, pipeline
from feeds.edit_list import (
    EDITS,
    LEAST_KEPT_MS,
    Deed,
    EditRefused,
    HostEdit,
    check,
    kept_ms,
    standing,
    within,
)
from feeds.lifecycle import Stage
from feeds.models import Episode, EpisodeEdit
from recordings.models import Speaker

_NEW = 0
"""The number of a step that is no row yet."""


def add(
    episode_id: int,
    deed: Deed,
    start_ms: int,
    end_ms: int,
    *,
    actor: str,
    speaker: Speaker | None = None,
    now: datetime | None = None,
) -> EpisodeEdit:
    """One more edit; what was undone before cannot be done again after it. An end beyond the
    recording's is its end. Raises `EditRefused`."""
    if deed not in EDITS:
        raise EditRefused("Choose trim, cut, silence or bleep.")
    who = None if deed is Deed.TRIM else speaker

    def step(episode: Episode) -> HostEdit:
        if who and who.recording_id != episode.recording_id:
            raise EditRefused("That person does not speak in this recording.")
        span = within(start_ms, end_ms, episode.recording.duration_ms)
        return HostEdit(number=_NEW, deed=deed, span=span, speaker_id=who.pk if who else None)

    return _take(episode_id, step, actor, now)


def take_back(
    episode_id: int, edit_id: int, *, actor: str, now: datetime | None = None
) -> EpisodeEdit:
    """Take one edit out of the list, whichever it is. Raises `EditRefused`."""
    return _take(
        episode_id, lambda _: HostEdit(number=_NEW, deed=Deed.BACK, of=edit_id), actor, now
    )


def clear(episode_id: int, *, actor: str, now: datetime | None = None) -> EpisodeEdit:
    """Take all edits back at once. Raises `EditRefused`."""
    return _take(episode_id, lambda _: HostEdit(number=_NEW, deed=Deed.CLEAR), actor, now)


def undo(episode_id: int, *, now: datetime | None = None) -> EpisodeEdit:
    """Undo the last step, whatever it was. Raises `EditRefused`."""
    with transaction.atomic():
        episode = _locked(episode_id)
        last = episode.edits.filter(undone_at=None).last()
        if last is None:
            raise EditRefused("There is nothing to undo.")
        last.undone_at = now or timezone.now()
        last.save(update_fields=["undone_at"])
        return last


def redo(episode_id: int) -> EpisodeEdit:
    """Do again what was undone last. Raises `EditRefused`."""
    with transaction.atomic():
        episode = _locked(episode_id)
        first = episode.edits.exclude(undone_at=None).first()
        if first is None:
            raise EditRefused("There is nothing to do again.")
        first.undone_at = None
        first.save(update_fields=["undone_at"])
        return first


def _locked(episode_id: int) -> Episode:
    episode = pipeline.lock(episode_id)
    if episode.stage == Stage.WITHDRAWN:
        raise EditRefused("This episode was taken back for good. It cannot be edited.")
    return episode


def _take(
    episode_id: int, make: Callable[[Episode], HostEdit], actor: str, now: datetime | None
) -> EpisodeEdit:
    with transaction.atomic():
        episode = _locked(episode_id)
        step, steps = make(episode), edited.steps_of(episode)
        check(step, steps)
        _check_something_stays(episode, (*steps, step))
        episode.edits.exclude(undone_at=None).delete()
        return EpisodeEdit.objects.create(
            episode=episode,
            deed=step.deed,
            start_ms=step.span.start_ms if step.span else None,
            end_ms=step.span.end_ms if step.span else None,
            speaker_id=step.speaker_id,
            of_id=step.of,
            actor=actor[:200],
            at=now or timezone.now(),
        )


def _check_something_stays(episode: Episode, steps: tuple[HostEdit, ...]) -> None:
    left = edited.stretches(episode, standing(steps))
    if kept_ms(left, episode.recording.duration_ms) < LEAST_KEPT_MS:
        raise EditRefused("With this edit nothing would be left to hear. Keep a second at least.")
