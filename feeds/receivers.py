"""What happens here when the news comes from below: one verb each."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from consent.signals import (
    consent_changed,
    gone_for_good,
    is_out,
    last_out,
    person_erased,
    taken_down,
)
from feeds import (
    announcing,
    clips,
    erasing,
    erasure,
    expiry,
    first_ears,
    outings,
    pipeline,
    shelves,
    takedowns,
    websub,
)
from recordings.erasing import Gone
from recordings.models import Recording, Run
from recordings.signals import run_failed, sweep_due, tidy_due, voices_changed


@receiver(consent_changed)
@receiver(voices_changed)
def review_episodes(recording: Recording, **_: Any) -> None:
    pipeline.review(recording)


@receiver(taken_down)
def take_episodes_down(recording: Recording, at: datetime, **_: Any) -> None:
    pipeline.take_down(recording, at)


@receiver(consent_changed)
@receiver(voices_changed)
@receiver(taken_down)
def review_clips(recording: Recording, **_: Any) -> None:
    clips.review(recording)


@receiver(gone_for_good)
def take_down_again(episode: uuid.UUID, at: datetime, **_: Any) -> bool:
    return takedowns.again(episode, at)


@receiver(run_failed)
def production_failed(run: Run, sentence: str, **_: Any) -> None:
    if run.kind == pipeline.PRODUCE:
        pipeline.fail(run.subject_id, sentence)


@receiver(run_failed)
def clip_failed(run: Run, sentence: str, **_: Any) -> None:
    if run.kind == clips.MAKE:
        clips.fail(run.subject_id, sentence)


@receiver(sweep_due)
def sweep_episodes(now: datetime, **_: Any) -> None:
    pipeline.sweep(now)


@receiver(tidy_due)
def drop_old_shelves(now: datetime, **_: Any) -> None:
    shelves.sweep(now)


@receiver(sweep_due)
def sweep_clips(now: datetime, **_: Any) -> None:
    clips.sweep(now)


@receiver(tidy_due)
def drop_stray_clips(**_: Any) -> None:
    clips.tidy()


@receiver(sweep_due)
def announce_what_was_said_in_advance(now: datetime, **_: Any) -> None:
    announcing.sweep(now)
    announcing.count(now)


@receiver(is_out)
def an_episode_is_out(recording: Recording, purpose: str, **_: Any) -> bool:
    return announcing.is_out(recording, purpose)


@receiver(last_out)
def when_it_was_last_out(recordings: Collection[int], **_: Any) -> dict[int, datetime | None]:
    return outings.last_out(recordings)


@receiver(sweep_due)
def end_what_has_an_end(now: datetime, **_: Any) -> None:
    expiry.sweep(now)


@receiver(sweep_due)
def erase_what_was_taken_back(now: datetime, **_: Any) -> None:
    erasing.sweep(now)


@receiver(person_erased)
def erase_person(**facts: Any) -> Gone:
    facts = {name: fact for name, fact in facts.items() if name not in ("signal", "sender")}
    return erasure.erase(**facts)


@receiver(sweep_due)
def tell_who_wants_to_hear_first(now: datetime, **_: Any) -> None:
    first_ears.sweep(now)


@receiver(sweep_due)
def tell_hubs(now: datetime, **_: Any) -> None:
    websub.sweep(now)
