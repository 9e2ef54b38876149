"""The tenant: a Host and the people who work for it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


class HostQuerySet(models.QuerySet["Host"]):
    def of(self, user: "User | AnonymousUser") -> "HostQuerySet":
        """The hosts this person works for; none for a stranger."""
        return self.filter(members__user_id=user.pk or 0)

    def owned_by(self, user: "User | AnonymousUser") -> "HostQuerySet":
        """Those for which this person decides what goes out, not only prepares it."""
        return self.filter(members__user_id=user.pk or 0, members__role=Member.Role.OWNER)


class Host(models.Model):
    """The person or team who publishes; everything belongs to exactly one."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HostQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person who may act for a Host: an owner in everything, an editor in what prepares an
    episode (`recordings.members`)."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        EDITOR = "editor", "Editor"

    host = models.ForeignKey(Host, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role, default=Role.OWNER)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("host", "user"), name="one_membership_per_host"),
        )

    def __str__(self) -> str:
        return f"{self.user} for {self.host}"
