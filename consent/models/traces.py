"""Trace: from where an answer came, as marks: that two answers came from one place can be seen,
and not from which."""

from django.db import models

from recordings.sealed import MARK_LENGTH


class Trace(models.Model):
    """Marks of the IP address and the browser that sent an answer. `receipt` is the answer's."""

    receipt = models.UUIDField(unique=True)
    ip_mark = models.CharField(max_length=MARK_LENGTH)
    agent_mark = models.CharField(max_length=MARK_LENGTH, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("at",)),)

    def __str__(self) -> str:
        return f"Trace of {self.receipt}"
