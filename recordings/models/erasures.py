"""VoiceErasure: a voice that is being taken out of the stored sound."""

from django.db import models

from recordings.models.recordings import Speaker


class VoiceErasure(models.Model):
    """What is still to be done about a Speaker who was erased. `leftovers` are keys of objects
    that nothing leads to any more and that are to be removed from the store."""

    speaker = models.OneToOneField(Speaker, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    recut_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    leftovers = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Erasure of the voice of {self.speaker}"
