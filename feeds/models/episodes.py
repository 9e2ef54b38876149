"""The Episode, its events and its chapters."""

import uuid
from datetime import datetime

from django.db import models
from django.urls import reverse

from feeds.lifecycle import Stage, Step
from feeds.models.shows import Show
from feeds.models.sound import SoundColumns
from feeds.sound import Sound, chosen
from recordings.models import Host, Recording


class EpisodeQuerySet(models.QuerySet["Episode"]):
    def of(self, host: Host) -> "EpisodeQuerySet":
        return self.filter(show__host=host)

    def published(self) -> "EpisodeQuerySet":
        """Out for everybody who knows the address."""
        return self.filter(stage=Stage.PUBLISHED)

    def listed(self) -> "EpisodeQuerySet":
        """Out and named in feed and pages, newest first."""
        return (
            self.published()
            .filter(visibility=Episode.Visibility.PUBLIC)
            .order_by("-published_at", "-pk")
        )

    def with_a_newer_file(self) -> "EpisodeQuerySet":
        """Out with one file, while another one was made since."""
        newest = self.published().annotate(newest=models.Max("masters__pk"))
        return newest.filter(newest__gt=models.F("master"))

    def due(self, now: datetime) -> "EpisodeQuerySet":
        """Ready, and their time has come."""
        return self.filter(stage=Stage.READY, publish_at__lte=now)


class Episode(SoundColumns):
    """One entry of a Show, made from one Recording. `guid` is given once and never changes."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", "In the feed"
        UNLISTED = "unlisted", "Only people with the link"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    show = models.ForeignKey(Show, models.PROTECT, related_name="episodes")
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="episodes")
    guid = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=255)
    notes = models.TextField(max_length=4000, blank=True)
    explicit = models.BooleanField(default=False)
    season = models.PositiveIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    visibility = models.CharField(max_length=16, choices=Visibility, default=Visibility.PUBLIC)
    stage = models.CharField(
        max_length=16, choices=[(s, s.title()) for s in Stage], default=Stage.DRAFT
    )
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    publish_when_ready = models.BooleanField(default=False)
    master = models.ForeignKey(
        "feeds.Master", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sentence = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("show", "stage", "-published_at")),)
        constraints = (
            models.UniqueConstraint(fields=("show", "recording"), name="one_episode_per_recording"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("feeds:episode_page", args=[self.show.slug, self.uid])

    @property
    def sound(self) -> Sound:
        """As its host wants it now: as the show's, but where this episode differs."""
        return chosen(self.show.sound_words, self.sound_words)


class EpisodeEvent(models.Model):
    """One step an Episode took: from where to where, who made it, and why."""

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="events")
    step = models.CharField(max_length=16, choices=[(s, s) for s in Step])
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    actor = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.step}: {self.before} → {self.after}"


class Chapter(models.Model):
    """A titled point, on the recording's clock, so that it follows every cut."""

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="chapters")
    start_ms = models.PositiveBigIntegerField()
    title = models.CharField(max_length=255)

    class Meta:
        ordering = ("start_ms", "pk")

    def __str__(self) -> str:
        return self.title
