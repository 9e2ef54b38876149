"""ConsentEvent: one immutable line of who allowed what. Only `consent.record` writes it."""

import uuid

from django.db import models

from consent.ledger import GENESIS, Head, Line, Private
from consent.models.asks import Ask, Wording
from consent.scopes import Decision, Method, Scope
from recordings.models import Recording, Speaker


class ConsentEvent(models.Model):
    """One decision of one Speaker about one Scope, chained to the line before it.

    `receipt` groups the lines of one answer. `shown` is the whole text the speaker saw.
    `commitment` stands in the chain for the personal fields, salted with `salt`, so that these
    can be erased and the chain still verifies. The database refuses deletes, and every update but
    that erasure. A line about a standing consent has neither recording nor speaker: its terms name
    the subject.
    """

    seq = models.BigIntegerField(unique=True)
    receipt = models.UUIDField(default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(
        Recording, models.PROTECT, null=True, blank=True, related_name="+"
    )
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, blank=True, related_name="+")
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, blank=True, related_name="+")
    scope = models.CharField(max_length=32, blank=True, choices=[(s, s) for s in Scope])
    decision = models.CharField(max_length=16, choices=[(d, d) for d in Decision])
    method = models.CharField(max_length=16, choices=[(m, m) for m in Method])
    wording = models.ForeignKey(Wording, models.PROTECT, null=True, blank=True, related_name="+")
    terms = models.TextField(blank=True)
    shown = models.TextField(blank=True)
    shown_sha256 = models.CharField(max_length=64, blank=True)
    evidence = models.TextField(blank=True)
    actor = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    salt = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("seq",)
        indexes = (
            models.Index(fields=("recording", "speaker", "scope", "seq")),
            models.Index(fields=("receipt",)),
        )

    def __str__(self) -> str:
        return f"{self.seq}: {self.speaker or 'nobody'} {self.decision} {self.scope}".rstrip()

    @property
    def line(self) -> Line:
        """The row as the chain sees it. Load recording, speaker, ask and wording with it."""
        return Line(
            seq=self.seq,
            receipt=str(self.receipt),
            recording=str(self.recording.uid) if self.recording else "",
            speaker=str(self.speaker.uid) if self.speaker else "",
            ask=str(self.ask.uid) if self.ask else "",
            scope=self.scope,
            decision=self.decision,
            method=self.method,
            wording=self.wording.sha256 if self.wording else "",
            terms=self.terms,
            shown_sha256=self.shown_sha256,
            at=self.at,
            commitment=self.commitment,
            prev_hash=self.prev_hash,
            hash=self.hash,
            salt=self.salt,
            private=self._private,
        )

    @property
    def _private(self) -> Private | None:
        if not (self.salt or self.actor or self.evidence or self.shown):
            return None
        return Private(actor=self.actor, evidence=self.evidence, shown=self.shown)


class ChainHead(models.Model):
    """Where the ledger ends. Its one row is locked by whoever appends. `seal` is a keyed hash of
    it: who can write only to the database cannot put a line at the end and move the head."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="the_ledger_has_one_head"),
        )

    def __str__(self) -> str:
        return f"The ledger ends at line {self.seq}"

    @property
    def head(self) -> Head:
        return Head(seq=self.seq, hash=self.hash)
