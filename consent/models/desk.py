"""What the consent desk keeps beside the ledger: files of evidence, proposals for a second officer,
and the word that everybody is listed."""

import uuid

from django.conf import settings
from django.db import models

from consent.scopes import Basis
from recordings.models import Recording, Speaker


class EvidenceFile(models.Model):
    """A file that proves what somebody said elsewhere. It lies in the private store under its own
    hash; the line of the ledger that rests on it names that hash."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-added_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("speaker", "sha256"), name="one_file_of_evidence_once"),
        )

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """What one officer wants recorded about a speaker, until a second one has confirmed it; without
    a speaker that a recording was published before it came here.
    `decisions` are the scopes with what is to be recorded, `evidence` the text of the line,
    `basis` the ground that it names. One that `erases` has none: it is about everything that is
    held of the person."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Waits for a second officer"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Turned down"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    speaker = models.ForeignKey(Speaker, models.CASCADE, null=True, blank=True, related_name="+")
    recording = models.ForeignKey(
        Recording, models.CASCADE, null=True, blank=True, related_name="+"
    )
    decisions = models.JSONField(default=dict)
    erases = models.BooleanField(default=False)
    evidence = models.TextField()
    until = models.DateTimeField(null=True, blank=True)
    basis = models.CharField(max_length=16, blank=True, choices=[(b, b) for b in Basis])
    file = models.ForeignKey(EvidenceFile, models.SET_NULL, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("proposed_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(settled_by=None)
                | ~models.Q(settled_by=models.F("proposed_by"))
                | models.Q(outcome="rejected"),
                name="nobody_confirms_their_own_proposal",
            ),
            models.CheckConstraint(
                condition=models.Q(speaker=None, recording__isnull=False)
                | models.Q(speaker__isnull=False, recording=None),
                name="a_proposal_is_about_a_speaker_or_a_recording",
            ),
        )

    def __str__(self) -> str:
        return f"Proposal about {self.speaker or self.recording}"

    @property
    def about(self) -> Recording:
        """The recording that it is about, or in which its speaker is heard."""
        about = self.speaker.recording if self.speaker else self.recording
        if about is None:
            raise ValueError("A proposal is about a speaker or a recording.")
        return about

    @property
    def person(self) -> Speaker:
        """Raises `ValueError` where it is about a recording as a whole."""
        if self.speaker is None:
            raise ValueError("This proposal is about a recording as a whole.")
        return self.speaker

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    @property
    def said(self) -> str:
        """`granted: publish, name`."""
        if self.speaker_id is None:
            return "Mark as published before consent was recorded here"
        if self.erases:
            return "Erase everything about this person, over all hosts"
        words = sorted(set(self.decisions.values()))
        return f"{', '.join(words)}: {', '.join(self.decisions)}"


class RosterCheck(models.Model):
    """Somebody's word that everybody who speaks is listed. `mark` stands for who was listed then:
    with other speakers it says nothing any more."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    by_desk = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("recording", "mark", "by_desk"), name="one_roster_check_each"
            ),
        )

    def __str__(self) -> str:
        return f"Everybody in “{self.recording}” is listed"
