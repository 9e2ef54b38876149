"""The Master and its Enclosures: what was made, under which Clearance, measured how."""

from django.db import models

from feeds.models.episodes import Episode
from feeds.models.shows import KEY_LENGTH
from recordings.audio.plan import Codec


class Master(models.Model):
    """The finished mix of an Episode under one Clearance; replaced, never patched.

    `clearance` is the fingerprint of the Clearance it was rendered under, `plan` the edit plan
    with everything that is needed to say where a moment of the recording is heard.
    `lufs` and `true_peak_dbtp` are measured on the finished file. From `erased_at` on its bytes
    are gone: they held a voice that was taken back.
    """

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="masters")
    clearance = models.CharField(max_length=64)
    plan = models.JSONField()
    plan_fingerprint = models.CharField(max_length=64)
    duration_ms = models.PositiveBigIntegerField()
    lufs = models.FloatField()
    true_peak_dbtp = models.FloatField()
    peaks_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Master of {self.episode}"

    @property
    def file(self) -> "Enclosure | None":
        """The MP3: what is meant wherever one file of the episode is spoken of."""
        return next((one for one in self.enclosures.all() if one.codec == Codec.MP3), None)

    @property
    def alternates(self) -> "tuple[Enclosure, ...]":
        """The same sound in other formats, for apps that choose."""
        return tuple(one for one in self.enclosures.all() if one.codec != Codec.MP3)


class PublishCheck(models.Model):
    """What the gate said when an Episode went out: the verdict, in the transaction that did it."""

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="checks")
    master = models.ForeignKey(Master, models.SET_NULL, null=True, related_name="+")
    fingerprint = models.CharField(max_length=64)
    verdict = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Check of {self.episode}"


class EnclosureQuerySet(models.QuerySet["Enclosure"]):
    def mp3s(self) -> "EnclosureQuerySet":
        """One of each Master: the file that a feed's item has."""
        return self.filter(codec=Codec.MP3)


class Enclosure(models.Model):
    """A file that a Feed points to. The bytes lie under `key`; the address is always ours.

    Each Master has one as MP3, and as many alternates as its show offers other formats.
    """

    master = models.ForeignKey(Master, models.CASCADE, related_name="enclosures")
    key = models.CharField(max_length=KEY_LENGTH)
    sha256 = models.CharField(max_length=64)
    codec = models.CharField(max_length=8, choices=[(c, c) for c in Codec], default=Codec.MP3)
    content_type = models.CharField(max_length=32)
    extension = models.CharField(max_length=8)
    bytes = models.PositiveBigIntegerField()

    objects = EnclosureQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("master", "codec"), name="one_file_per_codec"),
        )

    def __str__(self) -> str:
        return f"{self.content_type}, {self.bytes} bytes"
