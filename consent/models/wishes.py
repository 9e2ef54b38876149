"""CutWish: a part that a speaker wants cut."""

from django.db import models

from recordings.models import Speaker
from recordings.spans import Span


class CutWish(models.Model):
    """What a speaker asked to have cut of their own parts. It stands until they drop it; whether
    it is done is a question of what is left out."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("start_ms", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end_ms__gt=models.F("start_ms")), name="wish_has_length"
            ),
        )

    def __str__(self) -> str:
        return f"Cut of {self.speaker}"

    @property
    def span(self) -> Span:
        return Span(self.start_ms, self.end_ms)
