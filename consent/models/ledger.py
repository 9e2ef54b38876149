"""ConsentEvent: one immutable line of who allowed what. Only `consent.record` writes it."""

import uuid

from django.db import models

from consent.models.asks import Ask, Wording
from consent.scopes import Decision, Method, Scope
from recordings.models import Recording, Speaker


class ConsentEvent(models.Model):
    """One decision of one Speaker about one Scope, chained to the line before it.

    `receipt` groups the lines of one answer. `shown` is the whole text the speaker saw.
    `commitment` stands in the chain for the personal fields, salted with `salt`, so that these
    can be erased and the chain still verifies. The database refuses updates and deletes.
    """

    seq = models.BigIntegerField(unique=True)
    receipt = models.UUIDField(default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="+")
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="+")
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, blank=True, related_name="+")
    scope = models.CharField(max_length=32, choices=[(s, s) for s in Scope])
    decision = models.CharField(max_length=16, choices=[(d, d) for d in Decision])
    method = models.CharField(max_length=16, choices=[(m, m) for m in Method])
    wording = models.ForeignKey(Wording, models.PROTECT, null=True, blank=True, related_name="+")
    shown = models.TextField(blank=True)
    shown_sha256 = models.CharField(max_length=64, blank=True)
    evidence = models.TextField(blank=True)
    actor = models.CharField(max_length=200)
    at = models.DateTimeField()
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("seq",)
        indexes = (models.Index(fields=("recording", "speaker", "scope", "seq")),)

    def __str__(self) -> str:
        return f"{self.seq}: {self.speaker} {self.decision} {self.scope}"
