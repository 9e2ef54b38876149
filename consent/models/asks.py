"""An Ask, the links that lead to it, the mails it was sent in, and the Wording it shows."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from consent.scopes import Level
from recordings.models import Recording, Speaker
from recordings.sealed import MARK_LENGTH, SealedAddressField


class Wording(models.Model):
    """The text a speaker is shown, in one language; the database refuses to change it.

    `text` is a JSON object of sentences with `{places}` to fill, `sha256` the hash of it. Rows with
    the same key and version say the same in several languages. `material` says that they mean
    something else than the version before.
    """

    key = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=16)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    material = models.BooleanField(default=False)
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


class AskQuerySet(models.QuerySet["Ask"]):
    def open(self, now: datetime) -> "AskQuerySet":
        """Those that wait for an answer."""
        return self.filter(answered_at=None, expires_at__gt=now)

    def standing(self, now: datetime) -> "AskQuerySet":
        """Those whose links still lead somewhere: open ones, and answered ones for ever."""
        return self.filter(models.Q(expires_at__gt=now) | ~models.Q(answered_at=None))


class Ask(models.Model):
    """An invitation to one Speaker. What it is for is kept as the text that is shown:
    consent cannot see a Show, and what counts is what the speaker read. `purpose` is the key of
    the feed that the answer binds to; `guardian` says that a guardian is asked in their place.
    `least` is how sure its host has to be of who says yes.
    `told` has the text in other languages: `{"de": {"room": "…", "show": "…"}}`.
    Where somebody said yes in advance (`standing`), `announced` is what they were told and
    `counts_at` when silence lets that yes count; without it this is a question like any other."""

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
    purpose = models.CharField(max_length=64, blank=True)
    guardian = models.BooleanField(default=False)
    least = models.PositiveSmallIntegerField(
        choices=[(int(level), level.name) for level in Level], default=Level.VOUCHED
    )
    told = models.JSONField(default=dict, blank=True)
    contact = models.EmailField(blank=True)
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.LINK)
    address = SealedAddressField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(default=0)
    next_reminder_at = models.DateTimeField(null=True, blank=True, db_index=True)
    standing = models.ForeignKey(
        "consent.StandingConsent", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    announced = models.TextField(blank=True)
    counts_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"Ask of {self.speaker}"

    def is_open(self, now: datetime) -> bool:
        """Whether it still waits for an answer."""
        return self.answered_at is None and now < self.expires_at


class AskLink(models.Model):
    """One secret address of an Ask. Only the hash of its token is kept."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", "Answer and withdraw"
        UNSUBSCRIBE = "unsubscribe", "Get no more mail"

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.ANSWER)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"Link to {self.ask}"


MAILS_PER_RECORDING = 3
MAILS_PER_DAY = 10


class Sending(models.Model):
    """One mail of an Ask. The database itself holds the bounds: an address gets at most three about
    one recording and ten a day from the whole site, however many send at once. A code that
    somebody asked for, and the word that a withdrawal is done, count among the ten alone. Of the
    address only its mark is kept. `left_at` is empty until the mail server has spoken."""

    class Kind(models.TextChoices):
        ASK = "ask", "Question"
        REMINDER = "reminder", "Reminder"
        CODE = "code", "Code"
        DONE = "done", "Carried out"
        NEWS = "news", "What they wanted to know"

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="sendings")
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=MARK_LENGTH)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.ASK)
    message_id = models.CharField(max_length=255)
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=1)
    day = models.DateField()
    nth_here = models.PositiveSmallIntegerField(null=True, blank=True)
    nth_today = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("recording", "mark", "nth_here"), name="one_nth_mail_of_a_recording"
            ),
            models.UniqueConstraint(
                fields=("mark", "day", "nth_today"), name="one_nth_mail_of_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(nth_here__range=(1, MAILS_PER_RECORDING)),
                name="few_mails_about_a_recording",
            ),
            models.CheckConstraint(
                condition=models.Q(nth_today__range=(1, MAILS_PER_DAY)),
                name="few_mails_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} mail of {self.ask}"
