"""What is known of the ledger beside its lines: when it was verified, and where it was anchored."""

from django.db import models


class LedgerCheck(models.Model):
    """The last verification: up to which line, when, and what was wrong with it. One row.

    `seq` and `hash` are the last line that was found whole; `whole_at` is when all lines were read,
    `at` when the latest were. `known` are the numbers of the lines that acknowledge faults, `told`
    is the hash of the faults that the admins were mailed.
    """

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    whole_at = models.DateTimeField()
    faults = models.JSONField(default=list)
    known = models.JSONField(default=list)
    told = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="the_ledger_has_one_check"),
        )

    def __str__(self) -> str:
        return f"Verified up to line {self.seq}"


class LedgerAnchor(models.Model):
    """The head of one day, put away as an object under `key` and mailed to the admins."""

    day = models.DateField(unique=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    key = models.CharField(max_length=120)
    tried_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"Line {self.seq} on {self.day}"
