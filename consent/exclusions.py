"""Leaving voices and spans out, and taking them back in: the host's own right, no consent needed.

Taking a voice back in never makes it heard: the Clearance then asks for its consent again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction

from consent.models import Exclusion
from consent.signals import consent_changed
from recordings.audio.plan import LEAVES_OUT, Treatment
from recordings.models import Recording, Speaker
from recordings.spans import Span


class NotExcluded(Exception):
    """What cannot be left out; `str(error)` says why and what to do."""

    permanent = True


@contextmanager
def _changing(recording: Recording) -> Iterator[Recording]:
    with transaction.atomic():
        locked = Recording.objects.all().lock(recording.pk)
        yield locked
        consent_changed.send(sender=Exclusion, recording=locked)


def leave_out(
    recording: Recording, speaker: Speaker | None, treatment: Treatment, *, by: User | None
) -> Exclusion:
    """Leave all of a speaker out, or with None all speech that is nobody's. Raises `NotExcluded`.

    Somebody who is left out already is from now on left out in the new way.
    """
    _check(recording, speaker, treatment)
    with _changing(recording) as locked:
        exclusion, _ = Exclusion.objects.update_or_create(
            recording=locked,
            speaker=speaker,
            start_ms=None,
            defaults={"treatment": treatment, "created_by": by},
        )
        return exclusion


def put_out(recording: Recording, speaker: Speaker, treatment: Treatment) -> Exclusion:
    """The site leaves out who took their voice back. What the host chose before stays. Called
    behind the Recording's lock; the news of it is the withdrawal's own."""
    exclusion, _ = Exclusion.objects.get_or_create(
        recording=recording,
        speaker=speaker,
        start_ms=None,
        defaults={"treatment": treatment, "created_by": None},
    )
    return exclusion


def take_back_in(recording: Recording, speaker: Speaker | None) -> bool:
    """Undo `leave_out`; whether there was anything to undo."""
    with _changing(recording) as locked:
        out = Exclusion.objects.filter(recording=locked, speaker=speaker, start_ms=None)
        return out.delete()[0] > 0


def leave_out_span(
    recording: Recording,
    span: Span,
    treatment: Treatment,
    *,
    by: User | None,
    speaker: Speaker | None = None,
) -> Exclusion:
    """Leave a span out: what one speaker says in it, or with None all that is heard in it."""
    _check(recording, speaker, treatment)
    if span.end_ms > recording.duration_ms:
        raise NotExcluded("The part ends after the recording does. Choose an earlier end.")
    with _changing(recording) as locked:
        return Exclusion.objects.create(
            recording=locked,
            speaker=speaker,
            start_ms=span.start_ms,
            end_ms=span.end_ms,
            treatment=treatment,
            created_by=by,
        )


def take_span_back_in(recording: Recording, exclusion_id: int) -> bool:
    """Undo one `leave_out_span`; whether there was anything to undo."""
    with _changing(recording) as locked:
        out = Exclusion.objects.filter(recording=locked, pk=exclusion_id, start_ms__isnull=False)
        return out.delete()[0] > 0


def _check(recording: Recording, speaker: Speaker | None, treatment: Treatment) -> None:
    if treatment == Treatment.KEEP:
        raise NotExcluded("Keeping is not leaving out. Choose silence, bleep or cut.")
    if treatment not in LEAVES_OUT:
        raise NotExcluded(
            "Who is altered is still heard, and has to agree to it. Choose silence, bleep or cut."
        )
    if speaker is not None and speaker.recording_id != recording.pk:
        raise NotExcluded(f"{speaker} does not speak in “{recording}”.")
