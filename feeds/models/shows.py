"""The Show, its artwork and music, and the Feed that listeners subscribe to."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from consent.facts import Use
from consent.scopes import Level, Scope
from feeds.models.sound import SoundColumns
from feeds.sound import Sound, chosen
from recordings.models import Host

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

KEY_LENGTH = 200


def default_scopes() -> list[str]:
    """What a new show asks of its speakers: all but what needs a reason of its own."""
    return [Scope.PUBLISH, Scope.NAME, Scope.TRANSCRIPT]


class ShowQuerySet(models.QuerySet["Show"]):
    def of(self, user: "User | AnonymousUser") -> "ShowQuerySet":
        return self.filter(host__members__user_id=user.pk or 0)


class Show(SoundColumns):
    """The editorial identity. `guid` is the podcast:guid: given once, kept through every move."""

    class Kind(models.TextChoices):
        EPISODIC = "episodic", "Newest first"
        SERIAL = "serial", "In order"

    host = models.ForeignKey(Host, models.CASCADE, related_name="shows")
    slug = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=255)
    description = models.TextField(max_length=4000, blank=True)
    author = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=35, default="en")
    category = models.CharField(max_length=64, default="Society & Culture")
    subcategory = models.CharField(max_length=64, blank=True)
    explicit = models.BooleanField(default=False)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.EPISODIC)
    copyright = models.CharField(max_length=255, blank=True)
    link = models.URLField(blank=True)
    locked = models.BooleanField(default=True)
    guid = models.UUIDField(unique=True)
    scopes = models.JSONField(default=default_scopes)
    commercial = models.BooleanField(default=False)
    least_identity = models.PositiveSmallIntegerField(
        choices=[(int(level), level.name.title()) for level in Level], default=Level.VOUCHED
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ShowQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("feeds:show", args=[self.slug])

    @property
    def sound(self) -> Sound:
        return chosen(self.sound_words)

    @property
    def use(self) -> Use:
        """What its episodes need consent for; answers bind to `purpose`, the show's guid."""
        return Use(
            purpose=str(self.guid), least=Level(self.least_identity), commercial=self.commercial
        )


class Artwork(models.Model):
    """A square picture of a show, re-encoded by us; the newest one is the cover.

    `made_by_us` marks the default cover drawn from the latest recording's strip.
    """

    show = models.ForeignKey(Show, models.CASCADE, related_name="artworks")
    key = models.CharField(max_length=KEY_LENGTH)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=32)
    bytes = models.PositiveIntegerField()
    pixels = models.PositiveIntegerField()
    made_by_us = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Cover of {self.show}"


class Music(models.Model):
    """A show's intro, outro, or what lies under its voices; without an intro of its own a show has
    our default one."""

    class Place(models.TextChoices):
        INTRO = "intro", "Intro"
        OUTRO = "outro", "Outro"
        BED = "bed", "Music bed"

    show = models.ForeignKey(Show, models.CASCADE, related_name="music")
    place = models.CharField(max_length=8, choices=Place)
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=KEY_LENGTH)
    sha256 = models.CharField(max_length=64)
    duration_ms = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("show", "place"), name="one_piece_per_place"),
        )

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """One address of a Show. Derived: `version` counts what changed, `built_version` what the
    stored bytes know of; a reader of an older one rebuilds it. At `fresh_until` a yes ends that
    the stored bytes rest on. `told_version` is what a WebSub hub knows of."""

    class Kind(models.TextChoices):
        PUBLIC = "public", "Public"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    show = models.ForeignKey(Show, models.CASCADE, related_name="feeds")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.PUBLIC)
    version = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now_add=True)
    built_version = models.PositiveBigIntegerField(default=0)
    body = models.BinaryField(default=b"", editable=False)
    body_gzip = models.BinaryField(default=b"", editable=False)
    etag = models.CharField(max_length=80, blank=True)
    told_version = models.PositiveBigIntegerField(default=0)
    fresh_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("show", "kind"), name="one_feed_per_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} feed of {self.show}"
