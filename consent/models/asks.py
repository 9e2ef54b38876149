"""An Ask, the links that lead to it, and the Wording it shows."""

import uuid

from django.conf import settings
from django.db import models

from recordings.models import Speaker


class Wording(models.Model):
    """The text a speaker is shown, in one language; never changed once it has been used."""

    key = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=16)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("key", "language", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "language", "version"), name="one_wording_per_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.version} ({self.language})"


class Ask(models.Model):
    """An invitation to one Speaker. What it is for is kept as the text that is shown:
    consent cannot see a Show, and what counts is what the speaker read."""

    class Channel(models.TextChoices):
        MAIL = "mail", "Mail"
        LINK = "link", "Personal link"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    scopes = models.JSONField(default=list)
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    asker = models.CharField(max_length=200)
    room_text = models.CharField(max_length=500)
    show_text = models.CharField(max_length=500)
    contact = models.EmailField(blank=True)
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.LINK)
    address = models.EmailField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"Ask of {self.speaker}"


class AskLink(models.Model):
    """One secret address of an Ask. Only the hash of its token is kept."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", "Answer and withdraw"

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.ANSWER)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Link to {self.ask}"
