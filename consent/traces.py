"""From where an answer came: keyed marks, kept for a while, for a dispute and nothing else."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

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


def caller(meta: Mapping[str, Any]) -> str:
    """The caller's address; behind a proxy of ours what it added last, for what stands before
    that anybody may have written."""
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")) if settings.TRUST_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or str(meta.get("REMOTE_ADDR", ""))
