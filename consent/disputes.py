"""Disputes: somebody at a speaker's link said “this is not me”. An officer ends them."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from consent import asks, exclusions, tokens
from consent.models import Ask
from consent.receipts import Receipt
from consent.record import NotRecorded, note, standings_of
from consent.scopes import Decision, Method
from recordings.audio.plan import Treatment
from recordings.models import Recording, Speaker


def settle(speaker: Speaker, *, reason: str, leave_out: bool, by: User, now: datetime) -> Receipt:
    """End a dispute: every yes from before it is void, and whoever holds an old link has none.

    Then the host asks anew, or with `leave_out` the voice is cut. Raises `NotRecorded` where there
    is no dispute, or no reason.
    """
    if not reason.strip():
        raise NotRecorded("There is no reason yet. Write what you found out, and how.")
    with transaction.atomic():
        recording = Recording.objects.all().lock(speaker.recording_id)
        if not standings_of(speaker).disputed:
            raise NotRecorded(f"Nobody says that {speaker} is not them, or it was settled before.")
        if leave_out:
            exclusions.leave_out(recording, speaker, Treatment.CUT, by=by)
        asks.end_open(speaker, now)
        for ask in Ask.objects.filter(speaker=speaker):
            tokens.revoke(ask, now)
        return note(
            speaker,
            Decision.SETTLED,
            method=Method.ATTESTED,
            actor=by.get_username(),
            now=now,
            evidence=reason,
        )
