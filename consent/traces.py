"""From where an answer came: keyed marks, kept for a while, for a dispute and nothing else."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache

from consent.models import Trace
from recordings.sealed import Purpose, mark


def keep(receipt: uuid.UUID, meta: Mapping[str, Any], now: datetime) -> None:
    """`meta` is what the web server knows of the request that brought the answer (CGI's names).
    An answer sent twice leaves one trace."""
    agent = str(meta.get("HTTP_USER_AGENT", ""))
    Trace.objects.get_or_create(
        receipt=receipt,
        defaults={
            "ip_mark": mark(Purpose.IP, caller(meta)),
            "agent_mark": mark(Purpose.AGENT, agent) if agent else "",
            "at": now,
        },
    )


def too_many(
    meta: Mapping[str, Any], what: str, most: int, within_seconds: int, now: datetime
) -> bool:
    """Whether a caller did this more often than a person would. They are counted by a keyed mark
    that lasts as long as it is counted."""
    who = mark(Purpose.IP, caller(meta))
    span = int(now.timestamp()) // within_seconds
    key = f"{what}:{hashlib.sha256(f'{who}:{span}'.encode()).hexdigest()}"
    cache.add(key, 0, within_seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ended just now
        return False


def caller(meta: Mapping[str, Any]) -> str:
    """The caller's address; behind a proxy of ours what it added last, for what stands before
    that anybody may have written."""
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")) if settings.TRUST_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or str(meta.get("REMOTE_ADDR", ""))
