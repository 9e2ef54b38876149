"""What was said: Room, Recording, Track, Speaker, Segment, Cue. Facts, written once at intake.

Only who a Segment belongs to, a Speaker's name and a Room's title may be corrected later.
Times are whole milliseconds on the recording's clock.
"""

import uuid
from datetime import datetime

from django.db import models

from recordings import platforms
from recordings.importers.room import Role, SegmentMethod
from recordings.models.hosts import Host
from recordings.sealed import SealedAddressField
from recordings.spans import Span

KEY_LENGTH = 200


class Room(models.Model):
    """One live session on a platform."""

    host = models.ForeignKey(Host, models.CASCADE, related_name="rooms")
    platform = models.CharField(max_length=32)
    external_id = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    title_from = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_at_from = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("host", "platform", "external_id"),
                condition=~models.Q(external_id=""),
                name="one_room_per_platform_id",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def platform_label(self) -> str:
        return platforms.label(self.platform)


class RecordingQuerySet(models.QuerySet["Recording"]):
    def of(self, host: Host) -> "RecordingQuerySet":
        return self.filter(host=host)

    def lock(self, pk: int) -> "Recording":
        """The row, locked until the transaction ends. The first lock of every consent,
        edit or publish write: Recording, then Episode, then consent rows."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Recording(models.Model):
    """The original sound of a Room, unaltered. `sha256` covers its tracks' hashes in order."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    host = models.ForeignKey(Host, models.CASCADE, related_name="recordings")
    room = models.ForeignKey(Room, models.PROTECT, related_name="recordings")
    source = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    duration_ms = models.PositiveBigIntegerField()
    chapters = models.JSONField(default=list, blank=True)
    raw = models.JSONField(default=dict, blank=True)
    unrecognised = models.JSONField(default=list, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("host", "sha256"), name="same_bytes_same_recording"),
        )

    def __str__(self) -> str:
        return self.room.title

    @property
    def platform_deletes_at(self) -> datetime | None:
        """When the platform drops its own copy, as far as anybody knows."""
        ended = self.room.started_at
        return platforms.deletes_at(self.room.platform, ended, self.duration_ms)


class Speaker(models.Model):
    """One account heard (or listed) in one Room. `number` counts by first word spoken, from 1."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="speakers")
    key = models.CharField(max_length=KEY_LENGTH)
    name = models.CharField(max_length=200, blank=True)
    handle = models.CharField(max_length=200, blank=True)
    email = SealedAddressField(blank=True)
    email_at = models.DateTimeField(null=True, blank=True)
    role = models.CharField(max_length=16, choices=[(r, r.title()) for r in Role])
    external_ids = models.JSONField(default=dict, blank=True)
    number = models.PositiveIntegerField()
    level_lufs = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("recording", "key"), name="one_speaker_per_key"),
            models.UniqueConstraint(fields=("recording", "number"), name="one_speaker_per_number"),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as the person shows it; for hosts and the speaker, never for the public."""
        return self.name or (f"@{self.handle}" if self.handle else self.guest_name)

    @property
    def public_name(self) -> str:
        """The name without the handle: all that may ever stand in public."""
        return self.name or self.guest_name

    @property
    def guest_name(self) -> str:
        return f"Guest {self.number}"


class Track(models.Model):
    """One original file of a Recording, and what was prepared from it.

    `working_key` is the lossless copy that production reads, `peaks_key` the waveform.
    """

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="tracks")
    index = models.PositiveIntegerField()
    speaker = models.ForeignKey(
        Speaker, models.SET_NULL, null=True, blank=True, related_name="tracks"
    )
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    offset_ms = models.BigIntegerField(default=0)
    duration_ms = models.PositiveBigIntegerField()
    channels = models.PositiveSmallIntegerField(default=1)
    original_key = models.CharField(max_length=KEY_LENGTH)
    working_key = models.CharField(max_length=KEY_LENGTH)
    peaks_key = models.CharField(max_length=KEY_LENGTH)

    class Meta:
        ordering = ("index",)
        constraints = (
            models.UniqueConstraint(fields=("recording", "index"), name="one_track_per_index"),
        )

    def __str__(self) -> str:
        return self.name


class Segment(models.Model):
    """A span in which a Speaker is heard; without one it is speech that is nobody's yet."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="segments")
    speaker = models.ForeignKey(
        Speaker, models.CASCADE, null=True, blank=True, related_name="segments"
    )
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    method = models.CharField(max_length=32, choices=[(m, m) for m in SegmentMethod])
    not_a_person = models.BooleanField(default=False)

    class Meta:
        ordering = ("start_ms", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(end_ms__gt=models.F("start_ms")), name="segment_has_length"
            ),
        )

    def __str__(self) -> str:
        return f"{self.start_ms}–{self.end_ms}"

    @property
    def span(self) -> Span:
        return Span(self.start_ms, self.end_ms)


class Cue(models.Model):
    """What was said in a span, in words."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="cues")
    speaker = models.ForeignKey(Speaker, models.CASCADE, null=True, blank=True, related_name="cues")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("start_ms", "pk")

    def __str__(self) -> str:
        return self.text
