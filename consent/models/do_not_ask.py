"""DoNotAsk: who gets no more mail. It holds no name and no address, only marks of them."""

from django.db import models

from recordings.models import Host
from recordings.sealed import MARK_LENGTH


class DoNotAsk(models.Model):
    """One address or account that is not to be mailed by a host, or, without one, by anybody."""

    class Why(models.TextChoices):
        REFUSED = "refused", "Said no"
        UNSUBSCRIBED = "unsubscribed", "Wants no mail"
        BOUNCED = "bounced", "Mail came back"
        ERASED = "erased", "Was erased"

    host = models.ForeignKey(Host, models.CASCADE, null=True, blank=True, related_name="+")
    mark = models.CharField(max_length=MARK_LENGTH)
    why = models.CharField(max_length=16, choices=Why)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("mark",)),)
        constraints = (
            models.UniqueConstraint(
                fields=("host", "mark"),
                condition=models.Q(host__isnull=False),
                name="not_asked_by_a_host_once",
            ),
            models.UniqueConstraint(
                fields=("mark",),
                condition=models.Q(host__isnull=True),
                name="not_asked_by_anybody_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mark[:12]}…: {self.get_why_display()}"
