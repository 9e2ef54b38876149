"""Confirmation: somebody at a personal link shows that they are who was asked."""

from django.db import models

from consent.models.asks import Ask
from consent.scopes import Level
from recordings.sealed import MARK_LENGTH


class Confirmation(models.Model):
    """One code that was mailed, or one account that was signed in with, at one link.

    `visit` is a keyed hash of the link and the
    cookie of its form: what was confirmed counts in that browser alone. `code` is a keyed hash
    under which six digits cannot be guessed from the row.
    """

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="+")
    visit = models.CharField(max_length=64)
    level = models.PositiveSmallIntegerField(choices=[(int(level), level.name) for level in Level])
    by = models.CharField(max_length=32)
    mark = models.CharField(max_length=MARK_LENGTH, blank=True)
    code = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("ask", "visit")),
            models.Index(fields=("expires_at",)),
        )

    def __str__(self) -> str:
        return f"Confirmation by {self.by}"
