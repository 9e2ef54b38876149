"""Providers of sign-ins that are down, slow or talk nonsense: bounded, and told on a page."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from consent import signing_in

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
"""Far more than any configuration, token or profile is long."""


class Unanswered(OSError):
    """What a provider sends is too long, comes too slowly, or breaks off."""


def bounded(session: Any) -> Any:
    """A session of `requests` whose answers are read within bounds of time and size, all of its
    redirects together. Raises `Unanswered` beyond them."""
    until = time.monotonic() + 2 * settings.SOCIALACCOUNT_REQUESTS_TIMEOUT

    def read(answer: Any, **_: Any) -> None:
        body = bytearray()
        while piece := _piece(answer):
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > until:
                answer.close()
                raise Unanswered("The provider's answer is too long or too slow.")
        answer._content = bytes(body)  # noqa: SLF001  where `requests` keeps what it has read

    session.hooks["response"].append(read)
    return session


def _piece(answer: Any) -> bytes:
    """One read of the socket: a larger one waits for all of it, however slowly."""
    try:
        piece: bytes = answer.raw.read1(16 * 1024, decode_content=True)
    except Exception as error:  # the errors below `requests` are no `OSError`
        raise Unanswered("The provider's answer broke off.") from error
    return piece


class PageForSilentProvider:
    """Middleware: what a provider's nonsense raises on the way back becomes a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        signs_in = name.removeprefix("openid_connect_").rpartition("_")[2] in ("login", "callback")
        if not signs_in or not isinstance(error, signing_in.NONSENSE):
            return None
        log.warning("A provider of sign-ins did not answer well: %s", type(error).__name__)
        return signing_in.unanswered(request)
