"""How each mail of an ask reads: our words in the ask's language, plain text."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from consent import languages, tokens, wordings
from consent.models import Ask, AskLink, Sending

UNSUBSCRIBE_FOR = timedelta(days=365)
"""So long after the ask's own end its mails can still be used to opt out."""


def question(sending: Sending, link: str, now: datetime) -> EmailMessage:
    """The question or its reminder. Answers go to who asks; opting out is one press in most
    programs (RFC 8058)."""
    ask, until = sending.ask, sending.ask.expires_at
    language = ask.wording.language
    day = languages.long_day(until, language)
    places = {**wordings.places_of(ask), "day": day, "contact": ask.contact}
    words = {**wordings.sentences(ask, ()), **wordings.around(language, places)}
    told = {
        "ask": ask,
        "link": link,
        "me": f"{settings.SITE_URL}{reverse('feeds:me')}",
        "words": words,
        "room": wordings.room_text(ask, language),
        "show": wordings.show_text(ask, language),
    }
    again = "_again" if sending.kind == Sending.Kind.REMINDER else ""
    subject, template = (
        ("announced_subject", "announced")
        if ask.counts_at
        else (f"mail_subject{again}", sending.kind)
    )
    letter = _letter(sending, ask.address, words[subject], template, told, now)
    letter.reply_to = [ask.contact] if ask.contact else []
    return letter


def news(
    sending: Sending, name: str, address: str, day: str, link: str, now: datetime
) -> EmailMessage:
    """What somebody wanted to know, by the `name` of its words, with their link."""
    ask = sending.ask
    language = ask.wording.language
    words = {
        **wordings.sentences(ask, ()),
        **wordings.around(language, wordings.places_of(ask) | {"day": day}),
    }
    path = "edit/" if name == "edit" else ""
    told = {
        "words": words,
        "told": words[f"{name}_news"],
        "here": words[f"{name}_here"],
        "room": wordings.room_text(ask, language),
        "link": f"{link}{path}",
    }
    return _letter(sending, address, words[f"{name}_subject"], "news", told, now)


def note(
    sending: Sending, name: str, words: Mapping[str, str], to: str, now: datetime, **told: str
) -> EmailMessage:
    """A short mail that answers what somebody did: `closing`, or a `code`."""
    return _letter(sending, to, words[f"{name}_subject"], name, {"words": words, **told}, now)


def _letter(
    sending: Sending, to: str, subject: str, template: str, told: Mapping[str, Any], now: datetime
) -> EmailMessage:
    unsubscribe = _way_out(sending.ask, now)
    words = {"unsubscribe": unsubscribe, "site": settings.SITE_NAME, **told}
    return EmailMessage(
        subject=subject,
        body=render_to_string(f"consent/{template}.txt", words),
        to=[to],
        headers=_headers(sending, unsubscribe),
    )


def _headers(sending: Sending, unsubscribe: str) -> dict[str, str]:
    return {
        "Message-ID": sending.message_id,
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _way_out(ask: Ask, now: datetime) -> str:
    until = ask.expires_at + UNSUBSCRIBE_FOR
    token = tokens.mint(ask, now, AskLink.Purpose.UNSUBSCRIBE, until)
    return absolute("consent:unsubscribe", token)


def absolute(name: str, token: str) -> str:
    """The whole address of a page behind a token."""
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"
