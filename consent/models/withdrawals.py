"""Withdrawal: what somebody took back, what they want done, and how far that has come."""

from django.db import models

from consent.scopes import Mode
from recordings.models import Recording, Speaker


class Withdrawal(models.Model):
    """One withdrawal, in force from `requested_at` on. `receipt` groups its lines of the ledger.

    `due_at` is when every file with the voice is to be erased, `done_at` when that was so, and
    `certificate` what was done then, as the speaker sees it. `warned_at` and `overdue_at` are when
    the admins were told that it is due soon, and that it is late, `told_at` when the speaker was
    told that it is done, or it was settled that they are not.
    """

    receipt = models.UUIDField(unique=True)
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="+")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    scopes = models.JSONField(default=list)
    mode = models.CharField(max_length=16, choices=[(m, m) for m in Mode])
    reason = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    certificate = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-requested_at", "-pk")
        indexes = (
            models.Index(
                fields=("due_at",), condition=models.Q(done_at=None), name="open_withdrawals"
            ),
        )

    def __str__(self) -> str:
        return f"{self.speaker} took back: {self.mode}"
