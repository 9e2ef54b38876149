"""Exclusion: what of a recording must not be heard, whatever anybody said."""

from django.conf import settings
from django.db import models

from recordings.audio.plan import LEAVES_OUT
from recordings.models import Recording, Speaker
from recordings.spans import Span


class Exclusion(models.Model):
    """The host leaves something out: a Speaker, a span, or (neither given) all speech that is
    nobody's. Nobody needs to agree to being left out."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="+")
    speaker = models.ForeignKey(Speaker, models.CASCADE, null=True, blank=True, related_name="+")
    start_ms = models.PositiveBigIntegerField(null=True, blank=True)
    end_ms = models.PositiveBigIntegerField(null=True, blank=True)
    treatment = models.CharField(max_length=16, choices=[(t, t) for t in LEAVES_OUT])
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("recording", "speaker"),
                condition=models.Q(start_ms=None),
                name="one_exclusion_per_speaker",
            ),
            models.UniqueConstraint(
                fields=("recording",),
                condition=models.Q(speaker=None, start_ms=None),
                name="one_exclusion_of_unclaimed_speech",
            ),
            models.CheckConstraint(
                condition=models.Q(start_ms=None, end_ms=None)
                | models.Q(
                    start_ms__isnull=False, end_ms__isnull=False, end_ms__gt=models.F("start_ms")
                ),
                name="exclusion_span_has_length",
            ),
            models.CheckConstraint(
                condition=models.Q(treatment__in=[*LEAVES_OUT]),
                name="exclusion_changes_what_is_heard",
            ),
        )

    def __str__(self) -> str:
        return f"{self.treatment} {self.speaker or 'unclaimed speech'}"

    @property
    def span(self) -> Span | None:
        """The span left out; None where it is all of a voice."""
        if self.start_ms is None or self.end_ms is None:
            return None
        return Span(self.start_ms, self.end_ms)
