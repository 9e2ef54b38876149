"""The Master and its Enclosures: what was made, under which Clearance, measured how."""

from django.db import models

from feeds.models.episodes import Episode
from feeds.models.shows import KEY_LENGTH


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


class Enclosure(models.Model):
    """A file that a Feed points to. The bytes lie under `key`; the address is always ours."""

    master = models.ForeignKey(Master, models.CASCADE, related_name="enclosures")
    key = models.CharField(max_length=KEY_LENGTH)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=32)
    extension = models.CharField(max_length=8)
    bytes = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.content_type}, {self.bytes} bytes"
