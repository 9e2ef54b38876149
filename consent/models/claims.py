"""Claim: somebody shows that an address or an account is theirs, to see what is held of them."""

from django.db import models

from recordings.sealed import MARK_LENGTH, SealedAddressField


class Claim(models.Model):
    """One code that was asked for, or one account that was signed in with, in one browser.

    `visit` is a keyed hash of a secret that stands in that browser's session alone. `address` is
    the one that was typed or that a provider verified, `account` a platform with its number
    (`x:100200300`); both are sealed. `code` is a keyed hash, empty until a mail is on its way:
    none is where nothing is held of the address. It counts once it has `shown_at`.
    """

    visit = models.CharField(max_length=64, db_index=True)
    address = SealedAddressField(blank=True)
    account = SealedAddressField(blank=True)
    by = models.CharField(max_length=32)
    language = models.CharField(max_length=16)
    mark = models.CharField(max_length=MARK_LENGTH, blank=True)
    code = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("mark", "at")),)

    def __str__(self) -> str:
        return f"Claim by {self.by}"
