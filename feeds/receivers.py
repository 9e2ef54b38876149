"""What happens here when the news comes from below: one verb each."""

from typing import Any

from django.dispatch import receiver

from consent.signals import consent_changed
from feeds import pipeline
from recordings.models import Recording
from recordings.signals import voices_changed


@receiver(consent_changed)
@receiver(voices_changed)
def review_episodes(recording: Recording, **_: Any) -> None:
    pipeline.review(recording)
