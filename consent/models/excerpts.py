"""Excerpt: a speaker's own parts as a file for their page, made once."""

from django.db import models

from recordings.models import Speaker


class Excerpt(models.Model):
    """What a speaker hears of themselves. `made_of` is the hash of the parts and the sound it was
    made from: with other parts it is made anew."""

    speaker = models.OneToOneField(Speaker, models.CASCADE, related_name="+")
    made_of = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    bytes = models.PositiveBigIntegerField()
    duration_ms = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"Excerpt of {self.speaker}"
