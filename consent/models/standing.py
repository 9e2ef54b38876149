"""A standing consent: who said yes in advance, the link it was said at, and the code that proved
an address."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from consent.models.asks import Wording
from consent.scopes import Level
from recordings.models import Host
from recordings.sealed import MARK_LENGTH, SealedAddressField


class StandingInvite(models.Model):
    """A link that a host shows in the room. It is for everybody there, and answers nothing.

    What is asked is kept as the texts that are read: `show_text`, and in other languages `told`,
    `{"de": {"show": "…"}}`. `purpose` is the key of one feed, or empty for every feed of the host.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    host = models.ForeignKey(Host, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=64, blank=True)
    scopes = models.JSONField(default=list)
    asker = models.CharField(max_length=200)
    show_text = models.CharField(max_length=500)
    told = models.JSONField(default=dict, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Invitation of {self.host} to say yes in advance"

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class StandingCode(models.Model):
    """Six digits mailed to an address that somebody typed at an invitation. `visit` is a keyed
    hash of the link and the cookie of its form; `code` one under which they cannot be guessed."""

    invite = models.ForeignKey(StandingInvite, models.CASCADE, related_name="+")
    visit = models.CharField(max_length=64)
    address = SealedAddressField()
    mark = models.CharField(max_length=MARK_LENGTH)
    code = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("invite", "visit")),
            models.Index(fields=("mark", "at")),
        )

    def __str__(self) -> str:
        return "Code at an invitation"


class StandingConsentQuerySet(models.QuerySet["StandingConsent"]):
    def live(self, now: datetime) -> "StandingConsentQuerySet":
        """Those that were neither taken back nor have ended."""
        return self.filter(withdrawn_at=None, expires_at__gt=now)


class StandingConsent(models.Model):
    """A yes to future rooms of a host, from who has the address. The ledger's lines of it have
    neither recording nor speaker; their terms name `uid`. It allows nothing by itself: each room
    is announced first. `receipt` groups its lines, `token_sha256` is the way to take it back.

    `account` is the mark of the account they signed in with. Without one no voice is known to be
    theirs, and their silence says nothing.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    host = models.ForeignKey(Host, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=64, blank=True)
    address = SealedAddressField()
    account = models.CharField(max_length=MARK_LENGTH, blank=True)
    scopes = models.JSONField(default=list)
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=[(int(level), level.name) for level in Level])
    receipt = models.UUIDField(unique=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = StandingConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("host", "expires_at")),)

    def __str__(self) -> str:
        return f"Standing consent for {self.host}"

    def is_live(self, now: datetime) -> bool:
        return self.withdrawn_at is None and now < self.expires_at
