"""Takedown: somebody asks that an episode goes that was published before consent was recorded."""

import uuid

from django.conf import settings
from django.db import models

from feeds.models.episodes import Episode
from recordings.sealed import SealedAddressField


class Takedown(models.Model):
    """One request, from anybody, decided at the consent desk until `due_at`."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Waits for a decision"
        TAKEN_DOWN = "taken_down", "Taken down"
        KEPT = "kept", "Kept"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, models.CASCADE, related_name="takedowns")
    reason = models.TextField()
    email = SealedAddressField(blank=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("due_at", "pk")
        indexes = (models.Index(fields=("outcome", "due_at")),)

    def __str__(self) -> str:
        return f"Takedown of {self.episode}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN
