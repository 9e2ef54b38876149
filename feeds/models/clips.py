"""The Clip and its files: what a host wants shared, what was made of it, under which Clearance."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from feeds.models.episodes import Episode
from feeds.models.shows import KEY_LENGTH
from recordings.spans import Span

TITLE_CHARS = 128
"""As long as apps show the title of a soundbite."""
MOST_MS = 60_000


class ClipQuerySet(models.QuerySet["Clip"]):
    def kept(self) -> "ClipQuerySet":
        """Those that their host did not let go."""
        return self.exclude(stage=Clip.Stage.DROPPED)


class Clip(models.Model):
    """A span of an Episode to share, on the recording's clock, so that it follows every cut.

    Whether it may be heard is asked of the Clearance each time; `stage` only says what is being
    done about it, `sentence` why that failed. `soundbite` is whether the feed names it.
    """

    class Shape(models.TextChoices):
        AUDIO = "audio", "Sound alone"
        SQUARE = "square", "Square video, 1:1"
        TALL = "tall", "Upright video, 9:16"
        WIDE = "wide", "Wide video, 16:9"

    class Ground(models.TextChoices):
        WAVES = "waves", "A moving waveform"
        COVER = "cover", "The show’s cover"

    class Stage(models.TextChoices):
        WAITS = "waits", "Waits"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Dropped"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, models.CASCADE, related_name="clips")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    title = models.CharField(max_length=TITLE_CHARS)
    shape = models.CharField(max_length=16, choices=Shape, default=Shape.AUDIO)
    ground = models.CharField(max_length=16, choices=Ground, default=Ground.WAVES)
    soundbite = models.BooleanField(default=False)
    stage = models.CharField(max_length=16, choices=Stage, default=Stage.WAITS)
    sentence = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClipQuerySet.as_manager()

    class Meta:
        ordering = ("start_ms", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(start_ms__lt=F("end_ms")), name="clip_is_a_span"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        episode = self.episode
        return reverse("feeds:clip_page", args=[episode.show.slug, episode.uid, self.uid])

    @property
    def span(self) -> Span:
        return Span(self.start_ms, self.end_ms)

    @property
    def is_video(self) -> bool:
        return self.shape != self.Shape.AUDIO


class ClipFile(models.Model):
    """A finished file of a Clip; replaced, never patched.

    `clearance` is the fingerprint of what was heard and shown when it was made, `manifest` which
    voices and spans are in it. From `fallen_at` on it is served to nobody and its bytes have to
    go; at `erased_at` they went.
    """

    clip = models.ForeignKey(Clip, models.CASCADE, related_name="files")
    key = models.CharField(max_length=KEY_LENGTH)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=32)
    extension = models.CharField(max_length=8)
    bytes = models.PositiveBigIntegerField()
    duration_ms = models.PositiveIntegerField()
    clearance = models.CharField(max_length=64)
    plan_fingerprint = models.CharField(max_length=64)
    manifest = models.JSONField()
    fallen_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(duration_ms__lte=MOST_MS), name="clip_lasts_sixty_seconds"
            ),
        )

    def __str__(self) -> str:
        return f"{self.content_type}, {self.bytes} bytes"

    @property
    def heard(self) -> frozenset[int]:
        """The ids of the speakers who are in it."""
        return frozenset(self.manifest["heard"])
