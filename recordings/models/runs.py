"""Attempts: an Import of a Room, and the Run that any long piece of work is."""

import uuid

from django.conf import settings
from django.db import models

from recordings.models.hosts import Host
from recordings.models.recordings import Recording


class Import(models.Model):
    """One attempt to bring a Room's audio in.

    `paths` are the generated names of the uploaded files below the uploads folder, `names` the
    host's own names for them. `rooms` holds what the file offers until the host has chosen one.
    """

    class State(models.TextChoices):
        LOOKING = "looking", "Looking into the file"
        CHOOSING = "choosing", "Waiting for the host to choose a room"
        READING = "reading", "Reading the room"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    host = models.ForeignKey(Host, models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=32, blank=True)
    names = models.JSONField(default=list)
    paths = models.JSONField(default=list)
    rooms = models.JSONField(default=list, blank=True)
    room_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.LOOKING)
    found = models.JSONField(default=dict, blank=True)
    sentence = models.TextField(blank=True)
    recording = models.ForeignKey(
        Recording, models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    already_there = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return ", ".join(self.names)


class RunQuerySet(models.QuerySet["Run"]):
    def live(self) -> "RunQuerySet":
        return self.filter(state__in=(Run.State.QUEUED, Run.State.RUNNING))

    def about(self, kind: str, subject_id: int) -> "RunQuerySet":
        return self.filter(kind=kind, subject_id=subject_id)


class Run(models.Model):
    """A long piece of work on one subject: the truth about a job; the queue only nudges it.

    An attempt is counted before its work starts, so a worker that dies has still used it.
    `done` and `total` are in the unit that `stage` speaks of (milliseconds of audio, bytes).
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    task = models.CharField(max_length=200)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    lease_until = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=200, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    sentence = models.TextField(blank=True)
    log_tail = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("kind", "subject_id", "-created_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject_id"),
                condition=models.Q(state__in=("queued", "running")),
                name="one_live_run_per_subject",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}: {self.state}"

    @property
    def percent(self) -> int | None:
        """How far it is, or None while that is unknown."""
        return min(100, self.done * 100 // self.total) if self.total > 0 else None
