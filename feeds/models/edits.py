"""The steps of an Episode's edit list, as rows: what was undone waits to be done again."""

from django.db import models

from feeds.edit_list import EDITS, Deed
from feeds.models.episodes import Episode
from recordings.models import Speaker


class EpisodeEdit(models.Model):
    """One step, on the recording's clock. `of` is the step that BACK takes back. Those that are
    undone are always the last ones; a new step takes their place."""

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="edits")
    deed = models.CharField(max_length=16, choices=[(deed, deed) for deed in Deed])
    start_ms = models.PositiveBigIntegerField(null=True, blank=True)
    end_ms = models.PositiveBigIntegerField(null=True, blank=True)
    speaker = models.ForeignKey(Speaker, models.CASCADE, null=True, blank=True, related_name="+")
    of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    actor = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end_ms__gt=models.F("start_ms"), deed__in=EDITS)
                | (models.Q(start_ms=None, end_ms=None) & ~models.Q(deed__in=EDITS)),
                name="an_edit_has_a_span",
            ),
        )

    def __str__(self) -> str:
        return f"{self.deed} {self.start_ms}–{self.end_ms}"
