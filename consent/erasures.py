"""Erasures that officers decide: done at once, or where the site wants two people for it, once a
second one has confirmed. What an erasure does is `consent.erasure`."""

from datetime import datetime

from django.contrib.auth.models import User

from consent import erasure, proposals
from consent.erasure import Erased, NotErased
from consent.models import Proposal
from consent.person import find_person
from recordings.models import Speaker

__all__ = ["Erased", "NotErased", "confirm", "offer"]


def offer(speaker: Speaker, reason: str, *, by: User, now: datetime) -> Erased | Proposal:
    """Erase the person, over all hosts, or propose it. Raises `NotErased`."""
    if not reason.strip():
        raise NotErased("Say why: who asked for the erasure, and when.")
    if not proposals.wants_two():
        return _erase(speaker, reason, by, now)
    return Proposal.objects.create(
        speaker=speaker, erases=True, evidence=reason.strip(), proposed_by=by, proposed_at=now
    )


def confirm(proposal: Proposal, *, by: User, now: datetime) -> Erased:
    """Erase who was proposed; the proposal goes with them. Raises `NotSettled` and `NotErased`."""
    kept = proposals.check_second(proposal, by=by)
    first, second = kept.proposed_by.get_username(), by.get_username()
    reason = f"{kept.evidence} Proposed by {first}, confirmed by {second}."
    return _erase(kept.person, reason, by, now)


def _erase(speaker: Speaker, reason: str, by: User, now: datetime) -> Erased:
    return erasure.erase(find_person(str(speaker.uid)), by=by, reason=reason, now=now)
