"""The secrets in personal links: how they are made, kept, and found again.

A token is 256 random bits. Only its hash is kept, so a copy of the database opens no link.
"""

import hashlib
import secrets
from datetime import datetime

from consent.models import Ask, AskLink


class LinkGone(Exception):
    """No link with that token leads anywhere (any more). `status` is HTTP's word for it.

    The sentence is the same whatever the reason, and says nothing of what the link was for.
    """

    permanent = True

    def __init__(self, status: int) -> None:
        super().__init__("This link leads nowhere. Ask whoever sent it for a new one.")
        self.status = status


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def mint(
    ask: Ask,
    now: datetime,
    purpose: AskLink.Purpose = AskLink.Purpose.ANSWER,
    until: datetime | None = None,
) -> str:
    """A new token that leads to this ask. It is told once and cannot be read back."""
    token = secrets.token_urlsafe(32)
    AskLink.objects.create(
        ask=ask,
        purpose=purpose,
        token_sha256=digest(token),
        created_at=now,
        expires_at=until or ask.expires_at,
    )
    return token


def find(
    token: str, now: datetime, purpose: AskLink.Purpose = AskLink.Purpose.ANSWER
) -> AskLink:  # fmt: skip
    """The link with this token and purpose. Raises `LinkGone`.

    A link ends at its time unless its ask was answered by then: an answer's link stays the
    receipt and the way back for ever. A link for anything else ends at its time. A revoked one
    ends at once.
    """
    links = AskLink.objects.select_related("ask__speaker__recording__room", "ask__wording")
    link = links.filter(token_sha256=digest(token), purpose=purpose).first()
    if link is None:
        raise LinkGone(404)
    stays = purpose == AskLink.Purpose.ANSWER and link.ask.answered_at is not None
    late = now >= link.expires_at and not stays
    if late or link.revoked_at is not None:
        raise LinkGone(410)
    return link


def revoke(ask: Ask, now: datetime) -> int:
    """End every link of an ask at once; how many there were."""
    return ask.links.filter(revoked_at=None).update(revoked_at=now)
