"""Which language a person reads, and how days are written in it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation.trans_real import parse_accept_lang_header

from recordings import words

MOST_HEADER = 500


def read_by(accepts: str, offered: Iterable[str], otherwise: str) -> str:
    """The first language of an Accept-Language header that is offered; `de-AT` reads `de`."""
    known = set(offered)
    for code, weight in parse_accept_lang_header(accepts[:MOST_HEADER].lower()):
        if not weight:
            continue
        found = next((lang for lang in (code, code.partition("-")[0]) if lang in known), None)
        if found:
            return found
    return otherwise


def long_day(at: datetime, language: str) -> str:
    """`20 November 2026`, `20. November 2026`, `20 de noviembre de 2026`."""
    local = timezone.localtime(at)
    if language == "en":
        return words.long_day(at, local)
    with translation.override(language):
        return str(date_format(local, "DATE_FORMAT"))


def long_moment(at: datetime, language: str) -> str:
    """The day with its time: `6 November 2026, 10:24`."""
    return f"{long_day(at, language)}, {timezone.localtime(at):%H:%M}"
