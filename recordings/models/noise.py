"""NotAPerson: somebody's word that a part which sounds like speech is music or noise."""

from django.conf import settings
from django.db import models

from recordings.models.recordings import Recording, Segment
from recordings.spans import Span


class NotAPerson(models.Model):
    """Who said so and when, and who took it back: nobody has to be asked about such a part, so a
    wrong word would publish a stranger. Rows stay; what counts is `Segment.not_a_person`."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="not_persons")
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, blank=True, related_name="+")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("start_ms", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("segment",),
                condition=models.Q(undone_at=None),
                name="one_standing_word_about_a_part",
            ),
        )

    def __str__(self) -> str:
        return f"No person at {self.start_ms}–{self.end_ms}"

    @property
    def span(self) -> Span:
        return Span(self.start_ms, self.end_ms)
